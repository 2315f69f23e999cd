"""A letter about hundreds of promises names those that wait longest, says how many more there are, and where they stand."""

import re
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from sqlalchemy import func, select

from floortime.followups.actions import make_followup
from floortime.followups.digests import EVENT, NAMED
from floortime.followups.model import ChaseStep
from floortime.followups.reminders import chase_promises
from floortime.outbox.model import Letter

DUE = date(2026, 12, 4)
MORE = 5


@pytest.fixture
def letter(stage, moment, db):
    """The words of the one letter of that day to somebody, both its parts, and how many steps stand in it."""

    def of(person, day, **owned):
        with stage.act() as act:
            for n in reversed(range(NAMED + MORE)):
                make_followup(act, what=f"No. {n}", due_on=DUE + timedelta(days=n % 2), **owned)
        moment.at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
        with stage.act() as act:
            while chase_promises(act):
                pass
        with db.reading() as session:
            (row,) = session.scalars(select(Letter).where(Letter.event == EVENT, Letter.to_id == person.id))
            steps = session.scalar(select(func.count()).where(ChaseStep.letter_id == row.id))
        mail = message_from_bytes(row.body, policy=default)
        return *(mail.get_body((kind,)).get_content() for kind in ("plain", "html")), steps

    return of


def named(text):
    return re.findall(r"What is asked: (No\. \d+)", text)


def test_a_sponsor_reads_of_those_that_wait_longest(letter, cast, signed_in):
    text, html, steps = letter(cast.ada, date(2026, 12, 29), owner_id=cast.eli.id, promised_by_id=cast.ada.id)
    assert (len(named(text)), steps) == (NAMED, NAMED + MORE)
    assert all(int(one[4:]) % 2 == 0 for one in named(text)[: (NAMED + MORE) // 2])
    there = "http://localhost/followups?show=late"
    assert f"These come first. {MORE} more stand in the list: {there}" in text
    shows = "all that is past its date and that you may see, who waits longest first"
    assert (f"{there}\nIt shows {shows}." in text.replace("\r", ""), shows in html) == (True, True)
    assert (html.count("This waits on") + html.count("See the promise"), f'href="{there}"' in html) == (
        NAMED, True,
    )  # fmt: skip
    shown = signed_in(cast.ada).get("/followups?show=late").text
    assert set(named(text)) <= set(re.findall(r"No\. \d+", shown))


def test_an_owner_who_works_here_finds_the_others_in_their_list(letter, cast):
    text, _html, steps = letter(cast.bo, DUE, owner_id=cast.bo.id)
    assert (len(named(text)), steps) == (NAMED, NAMED + MORE)
    assert f"{MORE} more stand in the list: http://localhost/followups?show=mine" in text
    assert "It shows all that you owe, who waits longest first." in text


def test_a_guest_has_no_list_and_reads_of_all(letter, cast):
    text, _html, steps = letter(cast.eli, DUE, owner_id=cast.eli.id)
    assert (len(named(text)), steps, "more stand" in text) == (NAMED + MORE, NAMED + MORE, False)


def test_a_chief_of_staff_reads_of_what_is_nobodys(letter, cast):
    text, _html, steps = letter(cast.dee, DUE)
    assert (len(named(text)), steps) == (NAMED, NAMED + MORE)
    assert f"{MORE} more stand in the list: http://localhost/followups?show=nobody" in text
    assert "It shows all that nobody owns yet, who waits longest first." in text


def test_what_the_floor_says_not_yet_of_before_its_date_stands_in_the_list_as_well(stage, cast, moment, db):
    """A sponsor hears of it at once: the list of what is past its date would not show it."""
    with stage.act() as act:
        for n in range(NAMED + 1):
            row = make_followup(
                act, what=f"No. {n}", due_on=DUE, owner_id=cast.eli.id, promised_by_id=cast.ada.id
            )
            row.reopened, row.reopened_on, row.stage = 2, act.today, "in_progress"
    moment.forward(days=1)
    with stage.act() as act:
        while chase_promises(act):
            pass
    with db.reading() as session:
        (letter,) = session.scalars(select(Letter).where(Letter.event == EVENT, Letter.to_id == cast.ada.id))
    text = message_from_bytes(letter.body, policy=default).get_body(("plain",)).get_content()
    assert "One more stands in the list: http://localhost/followups?show=all" in text
    assert "It shows all that is open and that you may see, who waits longest first." in text
