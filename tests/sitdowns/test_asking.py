"""What leaders ask: the house's own three in the reader's language, what a programme wrote as written."""

from datetime import date

import pytest

from floortime.sitdowns.actions import change_programme
from floortime.sitdowns.asking import asked, asked_on, house_own
from floortime.sitdowns.invitations.values import to_lead
from floortime.sitdowns.model import Programme
from floortime.words import in_language

OPENING = {
    "en": "What kept you from helping a customer well this week?",
    "nl": "Wat hield je deze week tegen om een klant goed te helpen?",
    "sv": "Vad hindrade dig från att hjälpa en kund bra den här veckan?",
    "nb": "Hva hindret deg i å hjelpe en kunde godt denne uken?",
}


@pytest.mark.parametrize("reader", OPENING)
@pytest.mark.parametrize("writer", [*OPENING, ""])
def test_the_houses_own_are_read_in_the_readers_language(reader, writer):
    with in_language(writer):
        kept = "\n".join(house_own()) if writer else " \n"
    with in_language(reader):
        assert (asked(kept)[0], len(asked(kept)), asked_on(kept, date(2026, 12, 3))) == (
            OPENING[reader], 3, house_own(),
        )  # fmt: skip
        assert to_lead(kept, "http://page").splitlines()[1:] == ["http://page", *house_own()]
        assert to_lead(None, "http://page").splitlines()[1:] == ["http://page"]


def test_what_somebody_wrote_stays_as_written():
    mixed = "What should we stop doing?\nEn verder?"
    with in_language("sv"):
        assert asked(mixed) == ["What should we stop doing?", "En verder?"]


def test_the_houses_own_are_not_kept_as_somebodys(stage, cast):
    def kept(questions):
        with stage.act(cast.dee) as act:
            row = act.session.get(Programme, cast.programme.id)
            change_programme(
                act, row, answer_days=10, silence_days=10, skip_holidays=True, closed_weeks=[], questions=questions,
            )  # fmt: skip
            return row.questions

    with in_language("nl"):
        said = "\n".join(house_own())
    assert [kept("One?\nTwo?"), kept(said)] == ["One?\nTwo?", ""]
