"""“You said, we did” at the next sit-down: what is read aloud, and what a table must not be able to guess."""

import re
from datetime import date, datetime, timedelta

import pytest

from floortime.act import NOBODY
from floortime.briefing.queries.aloud import said_and_done
from floortime.followups.model import Followup
from floortime.obstacles.actions.answering import answer_obstacle
from floortime.obstacles.actions.raising import raise_obstacle
from floortime.obstacles.model import Answer, Obstacle, Round
from floortime.sitdowns.model import Note, Seat, Sitdown
from tests.obstacles.play import publish
from tests.sitdowns.plans import dates_of, opened

TODAY = date(2026, 12, 10)


@pytest.fixture
def dates(stage, cast, moment):
    """Three Thursdays from 3 December; five of the night shift sat at the first, which was held; now it is the tenth."""
    rows = dates_of(stage, opened(stage, cast))[:3]
    with stage.act() as act:
        for one in [cast.bo, *cast.colleagues[:4]]:
            act.session.add(Seat(sitdown_id=rows[0].id, person_id=one.id, attended=True, answer="accepted"))
        act.session.get(Sitdown, rows[0].id).state = "held"
    moment.at = datetime.fromisoformat("2026-12-10T09:00:00+00:00")
    return [one.id for one in rows]


def said(stage, cast, title, *, sitdown=None, site=None, stage_to="", did="", **more):
    """An entry of the log, perhaps said in a room, in that stage, with what was done."""
    with stage.act(NOBODY) as act:
        found = raise_obstacle(
            act, words=f"PLANTED {title}", language="en", channel="room" if sitdown else "web",
            sitdown_id=sitdown, site_id=(site or cast.utrecht).id, **more,
        )  # fmt: skip
    publish(stage, cast, found, title=title)
    with stage.act(cast.ada) as act:
        row = act.session.get(Obstacle, found.id)
        if stage_to:
            row.stage, row.bar, row.answers_n, row.asked_round = stage_to, "fixed", 1, 1
            row.fixed_on = TODAY if stage_to == "fixed" else None
            act.session.add(
                Round(
                    obstacle_id=row.id, n=1, sentence=did, asked_on=TODAY, until_on=TODAY + timedelta(days=9)
                )
            )
            act.session.add(
                Answer(obstacle_id=row.id, n=1, kind="closing", language="en", html=did, plain=did, decider_id=cast.ada.id, on=TODAY)
            )  # fmt: skip
        elif did:
            answer_obstacle(act, row, kind="answer", words=did, decider_id=cast.ada.id)
    return found


def aloud(stage, sitdown_id):
    with stage.db.reading() as session:
        return said_and_done(session, session.get(Sitdown, sitdown_id))


def test_what_was_done_stands_first_in_the_words_of_whoever_did_it(stage, cast, dates):
    said(stage, cast, "No answer", sitdown=dates[0])
    said(stage, cast, "Answered", sitdown=dates[0], did="We are at it")
    said(stage, cast, "Fixed", sitdown=dates[0], stage_to="fixed", did="The map is on your screen")
    found = [(d.here, d.said, d.did, d.by, d.light, d.due_on is None) for d in aloud(stage, dates[1])]
    assert found == [
        (True, "Fixed", "The map is on your screen", "Ada Lindqvist", "fixed", True),
        (True, "Answered", "We are at it", "Ada Lindqvist", "doing", True),
        (True, "No answer", "", "", "new", False),
    ]


def test_at_a_table_of_four_nothing_is_said_to_come_from_it(stage, cast, dates):
    """Whoever sits there again could count the others out: what the log names no site of is not read at all."""
    with stage.act() as act:
        act.session.get(Seat, (dates[0], cast.bo.id)).attended = False
    hidden = said(stage, cast, "PLANTED by one of four", sitdown=dates[0], stage_to="fixed", did="Done")
    said(stage, cast, "Known of the site", sitdown=dates[0], stage_to="fixed", did="Done")
    with stage.act() as act:
        act.session.get(Obstacle, hidden.id).shown_site_id = None
    assert [(d.here, d.said) for d in aloud(stage, dates[1])] == [(False, "Known of the site")]


def test_what_one_who_comes_said_elsewhere_under_their_name_is_not_read_to_the_table(stage, cast, dates):
    with stage.act() as act:
        act.session.add(Seat(sitdown_id=dates[1], person_id=cast.cy.id, answer="accepted"))
        other = Sitdown(
            programme_id=cast.programme.id, leader_id=cast.ada.id, title="Elsewhere", start_local=datetime(2026, 12, 2, 9),
            zone="UTC", starts_at=datetime.fromisoformat("2026-12-02T09:00:00+00:00"), minutes=45, state="held",
        )  # fmt: skip
        act.session.add(other)
        act.session.flush()
    said(stage, cast, "PLANTED by Cy", sitdown=other.id, site=cast.leeds, named_id=cast.cy.id)
    assert aloud(stage, dates[1]) == []


def test_of_the_site_what_moved_since_last_time_and_nothing_older(stage, cast, dates):
    said(stage, cast, "Never answered")
    said(stage, cast, "Answered since", did="We are at it")
    old = said(stage, cast, "Fixed long ago", stage_to="fixed", did="Done")
    with stage.act() as act:
        act.session.get(Obstacle, old.id).fixed_on = date(2026, 12, 1)
        act.session.get(Answer, (old.id, 1)).on = date(2026, 12, 1)
        act.session.get(Round, (old.id, 1)).asked_on = date(2026, 12, 1)
    assert [(d.here, d.said) for d in aloud(stage, dates[1])] == [(False, "Answered since")]


def test_what_the_log_does_not_show_and_another_leaders_room_are_left_out(stage, cast, dates):
    withheld = said(stage, cast, "PLANTED withheld", sitdown=dates[0], did="Done")
    heard = said(stage, cast, "Heard by Ada", sitdown=dates[0])
    with stage.act() as act:
        act.session.get(Obstacle, withheld.id).stage = "withheld"
        act.session.get(Obstacle, heard.id).shown_site_id = None
    assert [d.said for d in aloud(stage, dates[1])] == ["Heard by Ada"]
    with stage.act() as act:
        act.session.get(Sitdown, dates[1]).leader_id = cast.dee.id
    assert aloud(stage, dates[1]) == []


def test_a_promise_that_stood_alone_says_how_it_ended(stage, cast, dates):
    common = {"sitdown_id": dates[0], "promised_by_id": cast.ada.id, "owner_id": cast.ada.id, "made_on": date(2026, 12, 3),
              "due_on": TODAY, "first_due_on": TODAY, "settled_on": TODAY}  # fmt: skip
    with stage.act() as act:
        act.session.add_all([
            Followup(code="A2AA", what="Ask the depot", stage="confirmed", claim="They come at eight", **common),
            Followup(code="A2BB", what="A second van", stage="dropped", reason="No driver", **common),
            Followup(code="A2CC", what="Still open", stage="open", **{**common, "settled_on": None}),
        ])  # fmt: skip
    assert [(d.said, d.did, d.light, d.code) for d in aloud(stage, dates[1])] == [
        ("Ask the depot", "They come at eight", "fixed", ""),
        ("A second van", "No driver", "cannot", ""),
    ]


def test_it_opens_the_room_and_stands_on_the_brief(stage, cast, dates, signed_in):
    said(stage, cast, "The map comes late", sitdown=dates[0], stage_to="fixed", did="It is on your screen")
    browser = signed_in(cast.ada)

    def folded():
        return re.findall(
            r'<details class="to-ask"( open)?><summary><span>You said, we did',
            browser.get(f"/room/{dates[1]}").text,
        )

    assert folded() == [" open"]
    for page in (f"/room/{dates[1]}", f"/sitdowns/{dates[1]}/brief"):
        html = browser.get(page).text
        assert ("The map comes late" in html, "It is on your screen" in html, "PLANTED" in html) == (
            True,
            True,
            False,
        )
    with stage.act(cast.ada) as act:
        act.session.add(Note(sitdown_id=dates[1], by_id=cast.ada.id, kind="thanks", words="Calm", facts={}))
    assert folded() == [""]
