"""What an entry's history says of its promises: whose they became, to which day they moved, who was told."""

import re
from datetime import date, timedelta
from html import unescape

from sqlalchemy import select

from floortime.followups.model import Followup
from floortime.followups.reminders import chase_promises
from floortime.obstacles.actions.answering import answer_obstacle
from floortime.obstacles.actions.promises import move_promise, pass_promise_on, promise_on
from floortime.obstacles.actions.rounds import claim_and_ask, give_verdict
from floortime.obstacles.actions.voices import say_me_too
from floortime.obstacles.model import Obstacle
from tests.obstacles.play import published

DUE = date(2026, 12, 4)


def history(client, code):
    page = client.get(f"/log/{code}").text
    lines = re.findall(r'<li class="entry">(.*?)</li>', page, flags=re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", line)).split()).replace(" ,", ",") for line in lines][
        :-1
    ]


def promised(stage, cast, *whats):
    entry = published(stage, cast)
    with stage.act(cast.dee) as act:
        row = act.session.get(Obstacle, entry.id)
        ids = [promise_on(act, row, what=what, owner_id=cast.ada.id, due_on=DUE).id for what in whats]
    return entry.code, ids


def test_handed_over_to_nobody_to_somebody_and_moved(client, stage, cast, moment):
    code, (key,) = promised(stage, cast, "The map first")
    moment.at += timedelta(days=1)
    with stage.act(cast.ada) as act:
        row = act.session.get(Followup, key)
        pass_promise_on(act, row, owner_id=None)
    moment.at += timedelta(days=1)
    with stage.act(cast.dee) as act:
        row = act.session.get(Followup, key)
        pass_promise_on(act, row, owner_id=cast.eli.id)
        move_promise(act, row, to_on=date(2026, 12, 8), reason="the screens come late")
    assert history(client, code)[:2] == [
        "25 Nov Moved to 8 December: “the screens come late”",
        "25 Nov Handed over to somebody in Customer",
    ]
    assert history(client, code)[2:] == [
        "24 Nov Handed over to nobody yet; the chief of staff looks for somebody",
        "23 Nov Promised by Ada Lindqvist: The map first",
        "23 Nov In the log ease of tools, asked of Customer",
    ]


def test_of_two_promises_the_line_says_which_and_the_other_keeps_its_name(client, stage, cast):
    code, (first, _second) = promised(stage, cast, "The map first", "A second map")
    with stage.act(cast.dee) as act:
        pass_promise_on(act, act.session.get(Followup, first), owner_id=cast.dee.id)
    assert set(history(client, code)[:3]) == {
        "23 Nov Handed over to Dee McAllister: The map first",
        "23 Nov Promised by Ada Lindqvist: The map first",
        "23 Nov Promised by Ada Lindqvist: A second map",
    }


def test_who_was_told_above_stands_as_that_and_not_as_a_reminder(client, stage, cast, moment):
    code, (key,) = promised(stage, cast, "The map first")
    with stage.act(cast.dee) as act:
        pass_promise_on(act, act.session.get(Followup, key), owner_id=cast.dee.id)
    moment.at += timedelta(days=11 + 7)
    with stage.act() as act:
        chase_promises(act)
    assert history(client, code)[:2] == [
        "11 Dec Passed up to whom its owner reports",
        "11 Dec Reminder to Customer",
    ]


def test_what_was_done_is_said_once(client, stage, cast):
    code, (key,) = promised(stage, cast, "The map first")
    with stage.act(cast.ada) as act:
        claim_and_ask(act, act.session.get(Followup, key), claim="It hangs  there")
    assert history(client, code)[:2] == [
        "23 Nov Works now? The floor is asked.",
        "23 Nov Ada Lindqvist, Customer It hangs there",
    ]


def test_what_nobody_owns_is_not_signed(stage, cast, client):
    """The pen is for names; whose it is not yet stands in ink."""
    entry = published(stage, cast, department=cast.technology)
    with stage.act(cast.dee) as act:
        row = act.session.get(Obstacle, entry.id)
        promise_on(act, row, what="The map first", owner_id=None, due_on=DUE)
        promise_on(act, row, what="The map at night", owner_id=cast.ada.id, due_on=DUE)
        code = row.code
    promised = client.get(f"/log/{code}").text.partition("Promised</h2>")[2].partition("</ul>")[0]
    assert re.findall(r'<span class="signed">(.*?)</span>', promised) == [cast.ada.name]
    assert promised.count("<span>nobody yet, Technology</span>") == 1


def test_a_day_stands_in_the_order_in_which_it_was_done(client, stage, cast, moment):
    """An answer stands where it was given; the floor's word as early as it can have come, whenever it did."""
    code, (key,) = promised(stage, cast, "The map first")
    with stage.act(cast.dee) as act:
        say_me_too(act, act.session.scalar(select(Obstacle)), person_id=cast.cy.id)

    def answer(words):
        moment.at += timedelta(minutes=1)
        with stage.act(cast.ada) as act:
            row = act.session.scalar(select(Obstacle))
            answer_obstacle(act, row, kind="answer", words=words, decider_id=cast.ada.id)

    def claim(words):
        moment.at += timedelta(minutes=1)
        with stage.act(cast.eli) as act:
            claim_and_ask(act, act.session.get(Followup, key), claim=words)

    answer("We look at it")
    moment.at += timedelta(minutes=1)
    with stage.act(cast.dee) as act:
        pass_promise_on(act, act.session.get(Followup, key), owner_id=cast.eli.id)
    claim("It hangs there")
    answer("Said before the floor spoke")
    with stage.act(cast.cy) as act:
        row = act.session.scalar(select(Obstacle))
        give_verdict(act, row, voice_kind="person", voice_key=str(cast.cy.id), works=False)
    claim("It hangs lower")
    assert history(client, code) == [
        "23 Nov Works now? The floor is asked.",
        "23 Nov Somebody in Customer It hangs lower",
        "23 Nov Ada Lindqvist, Customer Said before the floor spoke",
        "23 Nov Not yet says the floor; it is in hand again",
        "23 Nov Works now? The floor is asked.",
        "23 Nov Somebody in Customer It hangs there",
        "23 Nov Handed over to somebody in Customer",
        "23 Nov Ada Lindqvist, Customer We look at it",
        "23 Nov Promised by Ada Lindqvist: The map first",
        "23 Nov In the log ease of tools, asked of Customer",
    ]
