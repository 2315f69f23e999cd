"""A day that is over is said to be over, in letters and behind their links, and so is what comes until another counts."""

import re
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.policy import default

import pytest
from sqlalchemy import select

from floortime.followups.actions import (
    change_chase,
    claim_followup,
    hand_over,
    make_followup,
    reopen_followup,
    start_followup,
)
from floortime.followups.chase import Rules
from floortime.followups.letters import ask_again
from floortime.followups.model import Followup
from floortime.outbox.model import Letter
from floortime.people.model import Person
from floortime.sitdowns.model import Programme
from tests.builders import OURS

DUE = date(2026, 12, 8)


@pytest.fixture
def promise(stage, cast):
    with stage.act(cast.dee) as act:
        row = make_followup(act, what="The map", due_on=DUE, owner_id=cast.eli.id, promised_by_id=cast.ada.id)
        start_followup(act, row)
    return row


@pytest.fixture
def letter(db):
    """The newest letter of a kind: its subject, the lines of its text, and its page as words."""

    def newest(event):
        with db.reading() as session:
            # By what is drawn last: a letter by nobody known has a number below nought.
            body = session.scalars(
                select(Letter.body).where(Letter.event == event).order_by(Letter.made_at.desc())
            ).first()
        mail = message_from_bytes(body, policy=default)
        page = re.sub(r"<[^>]+>", " ", mail.get_body(("html",)).get_content())
        return mail["Subject"], mail.get_body(("plain",)).get_content().splitlines(), " ".join(page.split())

    return newest


def back(stage, promise, *, on):
    with stage.act() as act:
        claim_followup(act, act.session.get(Followup, promise.id), claim="It hangs")
    stage.moment.at = datetime(on.year, on.month, on.day, 9, tzinfo=UTC)
    with stage.act() as act:
        reopen_followup(act, act.session.get(Followup, promise.id), because="On two desks alone")


def test_not_yet_after_the_day_says_which_it_was_and_what_comes(stage, cast, promise, letter):
    back(stage, promise, on=date(2026, 12, 10))
    _subject, lines, page = letter("followup_reopened")
    assert lines[lines.index("It is yours again: The map") + 1 :][:5] == [
        "It was due on Tuesday 8 December.",
        "That day is over. Say which one counts now: “Other date”.",
        "Until you do, you are reminded on Thursday 17 December and then once a week.",
        "On Thursday 24 December Ada Lindqvist hears of it.",
        "",
    ]
    assert "Was due Tuesday 8 December Now That day is over." in page


def test_not_yet_before_the_day_says_until_when(stage, cast, promise, letter):
    back(stage, promise, on=DUE)
    _subject, lines, page = letter("followup_reopened")
    assert lines[lines.index("It is yours again: The map") + 1 :][:2] == ["By: Tuesday 8 December", ""]
    assert "By Tuesday 8 December Other date" in page


def test_who_gets_it_after_the_day_is_not_asked_to_clear_it_by_then(stage, cast, promise, letter):
    stage.moment.at = datetime(2026, 12, 10, 9, tzinfo=UTC)
    with stage.act(cast.dee) as act:
        hand_over(act, act.session.get(Followup, promise.id), owner_id=cast.cy.id)
    subject, lines, page = letter("followup_assigned")
    assert subject == "Can you clear this? The map"
    assert lines[lines.index("What is asked: The map") + 1] == "It was due on Tuesday 8 December."
    assert ("Accept · I take this Other date" in page, "by 8 December" in page) == (True, False)


def test_a_question_about_a_reply_says_it_too(stage, cast, promise, letter):
    stage.moment.at = datetime(2026, 12, 10, 9, tzinfo=UTC)
    with stage.act() as act:
        row, eli = act.session.get(Followup, promise.id), act.session.get(Person, cast.eli.id)
        ask_again(act, row, eli, way="date", sentence="Which day?")
    _subject, lines, _page = letter("reply_unclear")
    assert lines[lines.index("What is asked: The map") + 1] == "It was due on Tuesday 8 December."


def test_the_page_behind_the_link_says_it(stage, client, cast, promise, letter):
    _subject, lines, _page = letter("followup_assigned")
    link = re.search(r"http://localhost(/f/[\w-]+)\?say=accept", "\n".join(lines))[1]
    assert "I take this, by 8 December" in client.get(f"{link}?say=accept").text
    stage.moment.at = datetime(2026, 12, 10, 9, tzinfo=UTC)
    taking, naming = client.get(f"{link}?say=accept").text, client.get(f"{link}?say=date").text
    assert "It was due on 8 December. You take it as it stands" in taking
    assert "It was due on 8 December. The floor reads the date that counts now." in naming
    assert "by 8 December" not in taking + naming
    said = client.post(link, data={"way": "progress", "progress": "Half of them"}, headers=OURS).text
    assert "yours, due since 8 December" in said


@pytest.mark.parametrize(
    ("due_on", "said"),
    [
        (date(2026, 11, 27), "a reminder before the day and on it, and then once a week."),
        (date(2026, 11, 24), "a reminder on the day, and then once a week."),
        (date(2026, 11, 23), "a reminder once a week after the day."),
    ],
)
def test_the_first_letter_says_the_reminders_that_are_still_to_come(stage, cast, letter, due_on, said):
    with stage.act(cast.dee) as act:
        make_followup(act, what="The map", due_on=due_on, owner_id=cast.eli.id)
    _subject, lines, page = letter("followup_assigned")
    assert f"If not: {said}" in lines
    assert f"If not {said[0].upper()}{said[1:]}" in page


def test_the_first_letter_says_no_reminder_that_the_programme_does_not_send(stage, cast, letter):
    with stage.act(cast.dee) as act:
        programme = act.session.get(Programme, cast.programme.id)
        change_chase(act, programme, Rules(before=None, week=None), sponsor_id=None)
        make_followup(act, what="The map", due_on=date(2026, 11, 27), owner_id=cast.eli.id)
    _subject, lines, page = letter("followup_assigned")
    assert [line for line in lines if line.startswith("If not")] == ["If not: a reminder on the day."]
    assert "If not A reminder on the day." in page
