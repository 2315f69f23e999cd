"""Owners of a list are asked, and not reminded: who asks, for whom and why; never twice in a day; in the tongue of the row."""

import email
import email.policy
from datetime import date

from sqlalchemy import select

from floortime.followups.actions import move_due
from floortime.followups.brought import tell_brought
from floortime.followups.model import Digest, Followup
from floortime.followups.reminders import chase_promises
from floortime.journal.model import Entry
from floortime.lists.actions import take_over, tell_owners
from floortime.lists.comparing import compared
from floortime.lists.headings import matched
from floortime.lists.model import ActionList
from floortime.lists.queries import owners
from floortime.lists.registers import known
from floortime.lists.tongues import tongue_of, tongue_over
from floortime.outbox.model import Letter
from floortime.sheets.reading import read
from tests.mailroom.inbox import brought
from tests.mailroom.replies import quoted, reply

ONE = "Actiepunt,E-mail,Uiterlijk\nDe lamp bij de deur,noor@brandt.example,11-12-2026\n"
SEVERAL = ONE + "Een stoel voor wie wacht,noor@brandt.example,18-12-2026\n"


def told(stage, cast, text, by=None):
    with stage.act(by or cast.dee) as act:
        sheet = read(text.encode())
        matching = matched(sheet.headings)
        made = take_over(
            act, compared(sheet, matching, known(act.session, (), act.today)), file_sha256="0" * 64
        )
        tell_owners(act, made, tell=True)
        list_id = made.id
    with stage.act() as act:
        tell_brought(act)
    return list_id


def bodies(stage, address, *, state="queued"):
    with stage.act() as act:
        rows = act.session.scalars(
            select(Letter).where(Letter.to_address == address, Letter.state == state).order_by(Letter.id)
        ).all()
        read_ = [email.message_from_bytes(row.body, policy=email.policy.default) for row in rows]
        return [
            (
                row.event,
                str(m["Subject"]),
                m.get_body(("plain",)).get_content(),
                m.get_body(("html",)).get_content(),
            )
            for row, m in zip(rows, read_, strict=True)
        ]


def flat(words):
    return " ".join(words.split())


def test_one_promise_is_asked_as_any_other_and_says_who_asks_for_whom_and_why(stage, cast):
    told(stage, cast, ONE)
    [(event, subject, plain, html)] = bodies(stage, "noor@brandt.example")
    assert (event, subject) == (
        "followup_assigned",
        "Kun jij dit oplossen, uiterlijk 11 december? De lamp bij de deur",
    )
    for part in (flat(plain), flat(html)):
        assert f"{cast.dee.name} heeft een actielijst overgenomen. Dit punt staat op jouw naam." in part
        assert f"{cast.dee.name}, Nordvik" in part
    assert [plain.count(f"?say={way}") for way in ("accept", "date", "notmine", "cannot", "done")] == [1] * 5


def test_several_are_asked_in_one_letter_each_with_its_five_answers(stage, cast):
    told(stage, cast, SEVERAL)
    [(event, subject, plain, html)] = bodies(stage, "noor@brandt.example")
    assert (event, subject) == ("promises_asked", "Kun jij deze oplossen? Twee beloften op jouw naam")
    for part in (flat(plain), flat(html)):
        assert f"{cast.dee.name} heeft een actielijst overgenomen. Twee punten staan op jouw naam." in part
        assert f"{cast.dee.name}, Nordvik" in part
        assert "per dag" not in part
        for way in ("accept", "date", "notmine", "cannot", "done"):
            assert part.count(f"?say={way}") == 2


def test_it_is_written_down_as_asked_and_not_as_a_reminder(stage, cast):
    told(stage, cast, SEVERAL)
    told(stage, cast, "What,Owner,Due\nA map on the wall,Ada Lindqvist,2026-12-18\n")
    with stage.act() as act:
        verbs = act.session.scalars(
            select(Entry.verb).where(Entry.kind == "followup").order_by(Entry.verb)
        ).all()
        assert verbs == ["followup.asked"] * 3 + ["followup.made"] * 3
        assert act.session.scalars(select(Digest.letter_id)).all() == []


def test_what_was_asked_today_is_not_reminded_of_today(stage, cast):
    today = stage.moment().date()
    told(stage, cast, f"What,Owner,Due\nA map,Ada Lindqvist,{today}\nA lamp,Ada Lindqvist,{today}\n")
    with stage.act() as act:
        assert chase_promises(act) == 0
    assert [event for event, *_ in bodies(stage, cast.ada.email)] == ["promises_asked"]


def test_a_date_moved_before_the_letter_left_is_told_with_the_others(stage, cast):
    told(stage, cast, SEVERAL)
    with stage.act(cast.dee) as act:
        row = act.session.scalars(select(Followup).order_by(Followup.id)).first()
        move_due(act, row, to_on=date(2026, 12, 14), reason="The lamp comes later")
    with stage.act() as act:
        tell_brought(act)
    [(event, _subject, plain, _html)] = bodies(stage, "noor@brandt.example")
    assert (event, "14 december" in plain, "Een stoel" in plain) == ("promises_asked", True, True)


def test_a_reply_answers_all_or_each_by_its_number(stage, cast):
    told(stage, cast, SEVERAL)
    with stage.act() as act:
        letter = act.session.scalars(select(Letter).where(Letter.event == "promises_asked")).one()
    words = quoted("1 ik pak het op\n2 klaar: hij staat er")
    assert brought(stage, reply(letter, words, sender="noor@brandt.example"))[0] == "applied"
    with stage.act() as act:
        assert act.session.scalars(select(Followup.stage).order_by(Followup.id)).all() == [
            "in_progress",
            "claimed",
        ]


def test_who_took_it_over_is_not_asked_by_themselves(stage, cast):
    list_id = told(stage, cast, SEVERAL + f"Mijn eigen punt,{cast.dee.email},18-12-2026\n")
    assert bodies(stage, cast.dee.email) == []
    with stage.act() as act:
        assert owners(act.session, act.session.get(ActionList, list_id)) == 1


def test_a_guest_reads_the_frame_in_the_tongue_of_the_row(stage, cast):
    told(
        stage, cast,
        "Actiepunt,E-mail,Uiterlijk\nSätt upp en skylt vid dörren,lars@brandt.example,11-12-2026\nDe lamp bij de deur,noor@brandt.example,11-12-2026\n",
    )  # fmt: skip
    assert "an du undanröja det här?" in bodies(stage, "lars@brandt.example")[0][2]
    assert "un jij dit oplossen?" in bodies(stage, "noor@brandt.example")[0][2]


def test_a_language_is_known_by_its_words_then_the_address_then_the_headings():
    assert [tongue_of(words) for words in (
        "A lamp at the door", "De kaart op het scherm", "Karta på er skärm", "Ny skjerm ved disken til dem som venter", "Lamp",
    )] == ["en", "nl", "sv", "nb", ""]  # fmt: skip
    assert [tongue_of("Lamp", f"noor@brandt.{land}") for land in ("nl", "se", "no", "example")] == [
        "nl",
        "sv",
        "nb",
        "",
    ]
    assert [tongue_over(words.split(";")) for words in (
        "Action;Owner;Due", "Actiepunt;Actiehouder;Uiterlijk", "Åtgärd;Ansvarig;Senast", "Tiltak;Ansvarlig;Frist", "X;Y",
    )] == ["en", "nl", "sv", "nb", ""]  # fmt: skip


def test_a_list_that_nobody_with_a_name_took_over_names_nobody(stage):
    """One from the command line."""
    with stage.act() as act:
        sheet = read(SEVERAL.encode())
        matching = matched(sheet.headings)
        made = take_over(
            act, compared(sheet, matching, known(act.session, (), act.today)), file_sha256="0" * 64
        )
        tell_owners(act, made, tell=True)
        tell_brought(act)
    [(event, _subject, plain, _html)] = bodies(stage, "noor@brandt.example")
    assert (event, "Ze komen van een actielijst die is overgenomen." in plain) == ("promises_asked", True)
