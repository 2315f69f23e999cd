"""REFRESH: the invitation once more, holding to the letter what the ordinary letters put into that calendar."""

import re
from datetime import datetime, timedelta

import pytest

from floortime.briefing.reminders import fill_briefs
from floortime.people.actions import choose_brief
from floortime.people.model import Person
from floortime.sitdowns.actions import hand_over_sitdown, move_sitdown, own_programme
from floortime.sitdowns.model import Sitdown
from tests.mailroom.inbox import brought
from tests.mailroom.letters import mail
from tests.sitdowns.attendee import calendar_of, deliver
from tests.sitdowns.plans import dates_of, opened, row
from tests.sitdowns.test_counters import counter

OWN = re.compile(rb"^(SEQUENCE|DTSTAMP)[:;].*\r\n", re.MULTILINE)


def held(letters) -> dict[tuple[str, str], bytes]:
    """What a calendar holds after these letters: the newest VEVENT of each date, its numbers aside."""
    found = {}
    for letter in letters:
        for event in calendar_of(letter.body).walk("VEVENT"):
            key = (
                str(event["UID"]),
                event["RECURRENCE-ID"].to_ical().decode() if "RECURRENCE-ID" in event else "",
            )
            found[key] = OWN.sub(b"", event.to_ical())
    return found


def refreshed(stage, letter, person) -> dict[tuple[str, str], bytes]:
    """What is sent to somebody who asks for an event again."""
    ask = counter(letter.uid, person, "20261203T213000Z", method="REFRESH", stamp="20261122T100000Z")
    assert brought(stage, mail(ask, sender=person.email, method="REFRESH")) == ("applied", "refreshed")
    return held(deliver(stage))


def brief(stage, cast, moment):
    with stage.act(cast.ada) as act:
        choose_brief(act, row(act, Person, cast.ada.id), in_calendar=True)
    moment.at = datetime(2026, 12, 2, 9, tzinfo=moment.at.tzinfo)
    with stage.act() as act:
        fill_briefs(act)


def moved(stage, cast, moment, series_id):
    one = dates_of(stage, series_id)[1]
    with stage.act(cast.dee) as act:
        move_sitdown(
            act, row(act, Sitdown, one.id), start_local=one.start_local + timedelta(hours=1), place="Room 8", link="",
            reason="The canteen is taken.",
        )  # fmt: skip


@pytest.mark.parametrize("what", ["plain", "moved", "briefed", "by another"])
def test_it_holds_what_the_ordinary_letters_hold(stage, cast, moment, what):
    with stage.act(cast.dee) as act:
        programme = own_programme(act)
        programme.questions = "What slows you down?"
    series_id = opened(stage, cast)
    moment.forward(minutes=3)
    letters = deliver(stage)
    if what == "moved":
        moved(stage, cast, moment, series_id)
    elif what == "briefed":
        brief(stage, cast, moment)
    elif what == "by another":
        with stage.act(cast.dee) as act:
            one = row(act, Sitdown, dates_of(stage, series_id)[0].id)
            hand_over_sitdown(act, one, row(act, Person, cast.dee.id), reason="Abroad.")
    moment.forward(minutes=3)
    letters += deliver(stage)
    for person in (cast.ada, cast.dee):
        mine = [x for x in letters if x.to_id == person.id and x.method == "REQUEST"]
        if mine:
            assert (what != "briefed" or person is cast.dee) or any(x.event == "brief_sent" for x in mine)
            assert refreshed(stage, mine[-1], person) == held(x for x in mine if x.uid == mine[-1].uid)
    assert b"What slows you down?" in held(letters)[letters[0].uid, ""]
