"""The dates of promises in their owner's feed: as a day or a task, moved, done, dropped, handed over; never somebody else's."""

from datetime import date, timedelta

import icalendar
import pytest
from hypothesis import given
from hypothesis import settings as exploring
from hypothesis import strategies as some
from sqlalchemy import delete, select

from floortime.desk.forgetting import erase_everywhere
from floortime.followups.actions import (
    claim_followup,
    confirm_followup,
    drop_followup,
    hand_over,
    make_followup,
    move_due,
    reopen_followup,
    set_about,
    start_followup,
)
from floortime.followups.calendar import AT_ONCE, fill_days
from floortime.followups.model import Followup
from floortime.people.actions import choose_dues
from floortime.people.model import Person
from floortime.sitdowns.actions import make_feed
from floortime.sitdowns.model import CalDue
from tests.builders import post
from tests.cast import person

DUE = date(2026, 12, 4)


@pytest.fixture
def feeds(stage, cast):
    """The addresses of Ada's and of Bo's feed."""
    found = {}
    for who in (cast.ada, cast.bo):
        with stage.act(who) as act:
            found[who.id] = (
                f"/feeds/{make_feed(act, act.session.get(Person, who.id), kind='agent', with_invited=False)}.ics"
            )
    return found


@pytest.fixture
def promise(stage, cast):
    """Ada's, due on 4 December."""
    with stage.act(cast.dee) as act:
        return make_followup(
            act, what="Ask the depot", due_on=DUE, owner_id=cast.ada.id, about="They read it to us"
        )


def does(stage, by, verb, promise, **more):
    with stage.act(by) as act:
        verb(act, act.session.get(Followup, promise.id), **more)


def wants(stage, who, how):
    with stage.act(who) as act:
        choose_dues(act, act.session.get(Person, who.id), how=how)


def shown(client, url):
    """What the feed holds: kind, day, status and number of each."""
    whole = icalendar.Calendar.from_ical(client.get(url).data)
    return [
        (c.name, c["DTSTART" if c.name == "VEVENT" else "DUE"].dt, str(c["STATUS"]), int(c["SEQUENCE"]))
        for c in whole.walk()
        if c.name in {"VEVENT", "VTODO"}
    ]


def test_a_day_in_the_owners_feed_alone(client, cast, feeds, promise):
    assert shown(client, feeds[cast.ada.id]) == [("VEVENT", DUE, "CONFIRMED", 0)]
    assert shown(client, feeds[cast.bo.id]) == []
    whole = icalendar.Calendar.from_ical(client.get(feeds[cast.ada.id]).data)
    (event,) = whole.walk("VEVENT")
    assert (str(event["SUMMARY"]), str(event["TRANSP"])) == ("Promised: Ask the depot", "TRANSPARENT")
    assert str(event["DESCRIPTION"]) == f"They read it to us\n\nhttp://localhost/followups/{promise.code}"
    assert whole.walk("VTIMEZONE") == []


def test_a_moved_date_raises_the_number_and_words_alone_do_not(stage, cast, client, feeds, promise):
    first = client.get(feeds[cast.ada.id])
    does(stage, cast.dee, set_about, promise, about="Said otherwise", voices=3)
    worded = client.get(feeds[cast.ada.id])
    assert (worded.headers["ETag"] != first.headers["ETag"], b"Said otherwise" in worded.data) == (True, True)
    assert shown(client, feeds[cast.ada.id]) == [("VEVENT", DUE, "CONFIRMED", 0)]
    does(stage, cast.ada, move_due, promise, to_on=DUE + timedelta(days=7), reason="The depot is closed")
    assert shown(client, feeds[cast.ada.id]) == [("VEVENT", DUE + timedelta(days=7), "CONFIRMED", 1)]


def test_as_a_task_it_says_how_far_it_is(stage, cast, client, feeds, promise, moment):
    wants(stage, cast.ada, "todo")
    url, seen = feeds[cast.ada.id], []
    for verb, more in (
        (None, {}),
        (start_followup, {}),
        (claim_followup, {"claim": "Done"}),
        (reopen_followup, {"because": "Not yet"}),
        (claim_followup, {"claim": "Now"}),
        (confirm_followup, {}),
    ):
        if verb is not None:
            moment.forward(hours=1)
            does(stage, cast.ada, verb, promise, **more)
        seen += shown(client, url)
    assert seen == [
        ("VTODO", DUE, "NEEDS-ACTION", 0),
        ("VTODO", DUE, "IN-PROCESS", 1),
        ("VTODO", DUE, "COMPLETED", 2),
        ("VTODO", DUE, "IN-PROCESS", 3),
        ("VTODO", DUE, "COMPLETED", 4),
        ("VTODO", DUE, "COMPLETED", 4),
    ]
    (task,) = icalendar.Calendar.from_ical(client.get(url).data).walk("VTODO")
    assert task["COMPLETED"].dt == moment() - timedelta(hours=1)


def test_a_day_goes_when_it_is_done_and_comes_back_when_it_is_not(stage, cast, client, feeds, promise):
    does(stage, cast.ada, claim_followup, promise, claim="Done")
    assert shown(client, feeds[cast.ada.id]) == []
    does(stage, cast.ada, reopen_followup, promise, because="Not yet")
    assert shown(client, feeds[cast.ada.id]) == [("VEVENT", DUE, "CONFIRMED", 2)]


@pytest.mark.parametrize("how", ["event", "todo"])
def test_what_is_dropped_is_shown_as_such_for_ninety_days(stage, cast, client, feeds, promise, moment, how):
    wants(stage, cast.ada, how)
    does(stage, cast.ada, drop_followup, promise, reason="Another way was found")
    kind = {"event": "VEVENT", "todo": "VTODO"}[how]
    moment.forward(days=90)
    assert shown(client, feeds[cast.ada.id]) == [(kind, DUE, "CANCELLED", 1)]
    moment.forward(days=1)
    assert shown(client, feeds[cast.ada.id]) == []


def test_what_is_handed_over_leaves_the_former_owners_feed_at_once(stage, cast, client, feeds, promise, db):
    before = client.get(feeds[cast.ada.id]).headers["ETag"]
    does(stage, cast.dee, hand_over, promise, owner_id=cast.bo.id)
    after = client.get(feeds[cast.ada.id], headers={"If-None-Match": before})
    assert (after.status_code, b"depot" in after.data) == (200, False)
    assert shown(client, feeds[cast.bo.id]) == [("VEVENT", DUE, "CONFIRMED", 0)]
    does(stage, cast.dee, move_due, promise, to_on=DUE + timedelta(days=1), reason="Later")
    assert (shown(client, feeds[cast.ada.id]), shown(client, feeds[cast.bo.id])[0][3]) == ([], 1)
    with db.reading() as session:
        rows = {row.person_id: row for row in session.scalars(select(CalDue))}
    assert (rows[cast.ada.id].event, rows[cast.ada.id].todo) == (None, None)
    does(stage, cast.dee, hand_over, promise, owner_id=cast.ada.id)
    assert [number for *_rest, number in shown(client, feeds[cast.ada.id])] == [1]
    assert shown(client, feeds[cast.bo.id]) == []


def test_a_guest_and_nobody_have_no_row(stage, cast, db):
    with stage.act(cast.dee) as act:
        for owner in (cast.eli.id, None):
            make_followup(act, what="Show the map", due_on=DUE, owner_id=owner)
    with db.reading() as session:
        assert session.scalars(select(CalDue)).all() == []


def test_one_chooses_a_day_a_task_or_nothing(cast, client, feeds, promise, signed_in):
    url, browser, kinds, tags = feeds[cast.ada.id], signed_in(cast.ada), [], set()
    for how in ("todo", "none", "event"):
        assert post(browser, "/me/dues", {"how": how}, page="/me").status_code == 303
        kinds.append([kind for kind, *_rest in shown(client, url)])
        tags.add(client.get(url).headers["ETag"])
    assert (kinds, len(tags)) == ([["VTODO"], [], ["VEVENT"]], 3)
    assert post(browser, "/me/dues", {"how": "all"}, page="/me").status_code == 422


def test_it_stands_still_until_something_changes(stage, cast, client, feeds, promise, moment):
    first = client.get(feeds[cast.ada.id])
    moment.forward(hours=2)
    with stage.act() as act:
        fill_days(act)
    again = client.get(feeds[cast.ada.id], headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, client.get(feeds[cast.ada.id]).data) == (304, first.data)


def test_promises_of_before_are_filled_in_parts(stage, cast, client, feeds, db):
    with stage.act(cast.dee) as act:
        for n in range(AT_ONCE + 1):
            make_followup(act, what=f"Promise {n}", due_on=DUE, owner_id=cast.ada.id)
        make_followup(act, what="Nobody's", due_on=DUE)
        act.session.execute(delete(CalDue))
    more = []
    for _ in range(3):
        with stage.act() as act:
            more.append(fill_days(act))
    assert (more, len(shown(client, feeds[cast.ada.id]))) == ([True, False, False], AT_ONCE + 1)


def test_whoever_is_erased_is_named_in_no_date_and_keeps_none(stage, cast, client, feeds, db):
    with stage.act(cast.dee) as act:
        gone = person(act, "Gus", last="Planted", left_on=date(2026, 11, 1))
        make_followup(act, what="Ask Gus Planted", due_on=DUE, owner_id=cast.ada.id)
        theirs = make_followup(act, what="The depot", due_on=DUE, owner_id=cast.ada.id)
        act.session.get(Person, gone.id).left_on = None
        hand_over(act, theirs, owner_id=gone.id)
        act.session.get(Person, gone.id).left_on = date(2026, 11, 1)
    with stage.act(cast.una) as act:
        erase_everywhere(act, act.session.get(Person, gone.id))
    assert b"Planted" not in client.get(feeds[cast.ada.id]).data
    assert [number for *_rest, number in shown(client, feeds[cast.ada.id])] == [0]
    with db.reading() as session:
        bodies = [row.todo for row in session.scalars(select(CalDue).where(CalDue.person_id == gone.id))]
    assert bodies == [None]


STEPS = some.lists(
    some.sampled_from(["start", "move", "claim", "reopen", "pass", "drop", "word"]), max_size=8
)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_equal_tags_mean_equal_bytes_whatever_happens(stage, cast, client, feeds):
    """Through any steps, of two people's feeds: a tag that came back never stands for other bytes."""
    seen = {}
    does_it = {
        "start": (start_followup, {}),
        "claim": (claim_followup, {"claim": "Done"}),
        "reopen": (reopen_followup, {"because": "Not yet"}),
        "drop": (drop_followup, {"reason": "No"}),
    }

    @exploring(max_examples=15)
    @given(steps=STEPS)
    def walk(steps):
        with stage.act(cast.dee) as act:
            promise = make_followup(act, what="Ask the depot", due_on=DUE, owner_id=cast.ada.id)
        for n, step in enumerate(steps):
            with stage.act(cast.dee) as act:
                row = act.session.get(Followup, promise.id)
                verb, more = does_it.get(step, (None, {}))
                if step == "move" and row.stage in {"open", "in_progress"}:
                    move_due(act, row, to_on=DUE + timedelta(days=n + 1), reason="Later")
                elif step == "pass" and row.stage in {"open", "in_progress"}:
                    hand_over(act, row, owner_id=cast.bo.id if row.owner_id == cast.ada.id else cast.ada.id)
                elif step == "word":
                    set_about(act, row, about=f"Said {n}", voices=n)
                elif verb is not None and _may(row.stage, step):
                    verb(act, row, **more)
            for url in feeds.values():
                answer = client.get(url)
                assert seen.setdefault((url, answer.headers["ETag"]), answer.data) == answer.data

    walk()


def _may(stage, step):
    wanted = {
        "start": {"open"},
        "claim": {"open", "in_progress"},
        "reopen": {"claimed", "confirmed"},
        "drop": {"open", "in_progress", "claimed"},
    }
    return stage in wanted[step]
