"""Offers to lead and second looks on the boards: seen by whom they wait on, counted, answered in place, and taken back."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import event, select, update

from floortime.followups.actions import change_proof
from floortime.followups.model import Followup
from floortime.followups.queries.proofs import Proof
from floortime.obstacles.actions.coleading import offer_to_lead
from floortime.obstacles.actions.promises import promise_on
from floortime.obstacles.actions.rounds import claim_and_ask
from floortime.obstacles.model import CoLead, Obstacle
from floortime.outbox.model import Letter
from floortime.people.model import Person, Role, Team
from floortime.sitdowns.actions import own_programme
from tests.builders import heading, post
from tests.desk.test_board import rows_of
from tests.obstacles.play import published

UNTIL = date(2026, 12, 18)
COUNTS = re.compile(r"<span>(Offers to lead|A second look)</span><span class=\"nums[^\"]*\">(\d+)<")


@pytest.fixture
def codes(stage, cast):
    """Two entries with a promise of Eli's each; their codes and the promises'."""
    found = []
    for n in range(2):
        entry = published(
            stage, cast, department=cast.technology, words=f"Wait {n}", title=f"The wait at gate {n}"
        )
        with stage.act(cast.dee) as act:
            about = act.session.get(Obstacle, entry.id)
            due = act.today + timedelta(days=30)
            row = promise_on(act, about, what=f"Open gate {n}", owner_id=cast.eli.id, due_on=due)
            found.append((about.code, row.code))
    return found


def offer(stage, person, code, *, hours=3):
    with stage.act(person) as act:
        entry = act.session.scalar(select(Obstacle).where(Obstacle.code == code))
        mine = act.session.get(Person, person.id)
        offer_to_lead(act, entry, mine, hours=hours, until_on=UNTIL, credited=True)


def state(stage, code, person):
    with stage.db.reading() as session:
        entry = session.scalar(select(Obstacle).where(Obstacle.code == code))
        return session.get(CoLead, (entry.id, person.id)).state


def looked_for(stage, cast, looker, code):
    """Eli says it is done; the programme asks somebody to look first."""
    with stage.act(cast.dee) as act:
        change_proof(act, own_programme(act), Proof("eyes", looker.id))
    with stage.act(cast.eli) as act:
        row = act.session.scalar(select(Followup).where(Followup.code == code))
        claim_and_ask(act, row, claim="The map hangs at gate 0")


def test_an_offer_stands_on_the_board_and_who_waits_longest_first(stage, cast, codes, signed_in):
    offer(stage, cast.bo, codes[1][0])
    stage.moment.forward(days=1)
    offer(stage, cast.bo, codes[0][0])
    offer(stage, cast.colleagues[0], codes[1][0])
    html = signed_in(cast.dee).get("/board?show=offers").text
    assert [words for _href, words in rows_of(html)] == ["The wait at gate 1", "The wait at gate 0"]
    assert re.findall(r'brow-who"><b>([^<]+)</b>, ([^<]+)<', html) == [
        ("you", "2 offers to lead"), ("you", "an offer to lead"),
    ]  # fmt: skip
    assert COUNTS.findall(html) == [("Offers to lead", "2")]


def test_what_waits_on_the_lead_of_the_team_says_so_and_is_answered_all_the_same(
    stage, cast, codes, signed_in
):
    with stage.act(cast.dee) as act:
        act.session.execute(update(Team).where(Team.id == cast.night.id).values(lead_id=cast.una.id))
        act.session.get(Person, cast.una.id).email = "una@example.org"
    offer(stage, cast.bo, codes[0][0])
    browser = signed_in(cast.dee)
    assert "<b>Una" in browser.get("/board?show=offers").text
    panel = browser.get(f"/board/offers/{codes[0][0]}").text
    assert (f"Waiting on</span> <b>{cast.una.name}</b>" in panel, "Agree to these hours" in panel) == (
        True,
        True,
    )


def test_an_offer_is_answered_in_place_and_the_answer_taken_back(stage, cast, codes, signed_in):
    code = codes[0][0]
    offer(stage, cast.bo, code)
    browser, at = signed_in(cast.dee), f"/obstacles/{code}/co-lead/{cast.bo.id}"
    for way, word in (("agree", "agreed"), ("decline", "declined"), ("agree", "agreed")):
        answered = post(browser, f"{at}/{way}", {}, page=f"/board/offers/{code}")
        assert (answered.status_code, state(stage, code, cast.bo)) == (303, word)
        assert f'action="{at}/undo"' in browser.get(answered.headers["Location"]).text
        assert rows_of(browser.get("/board?show=offers").text) == []
        assert post(browser, f"{at}/undo", {}, page="/me").status_code == 303
        assert state(stage, code, cast.bo) == "offered"
    assert len(rows_of(browser.get("/board?show=offers").text)) == 1
    with stage.db.reading() as session:  # nobody reads of an answer that was taken back
        told = session.scalars(select(Letter.dedupe_key).where(Letter.event == "colead_told")).all()
    assert [key.split(":")[1] for key in told] == ["asked"]


def test_once_its_letter_has_gone_the_answer_stays(stage, cast, codes, signed_in):
    code = codes[0][0]
    offer(stage, cast.bo, code)
    browser, at = signed_in(cast.dee), f"/obstacles/{code}/co-lead/{cast.bo.id}"
    post(browser, f"{at}/agree", {}, page=f"/board/offers/{code}")
    with stage.act() as act:
        act.session.execute(update(Letter).where(Letter.event == "colead_told").values(state="sent"))
    assert post(browser, f"{at}/undo", {}, page="/me").status_code == 409
    assert state(stage, code, cast.bo) == "agreed"


def test_nobody_else_takes_it_back(stage, cast, codes, signed_in):
    code = codes[0][0]
    offer(stage, cast.bo, code)
    at = f"/obstacles/{code}/co-lead/{cast.bo.id}"
    post(signed_in(cast.dee), f"{at}/agree", {}, page="/me")
    assert post(signed_in(cast.una), f"{at}/undo", {}, page="/me").status_code == 409
    assert post(signed_in(cast.bo), f"{at}/undo", {}, page="/me").status_code == 404
    assert state(stage, code, cast.bo) == "agreed"


def test_a_chief_of_another_site_sees_none_of_it(stage, cast, codes, signed_in):
    offer(stage, cast.bo, codes[0][0])
    with stage.act() as act:
        one, other = cast.colleagues[0].id, cast.colleagues[1].id
        act.session.add(Role(person_id=one, role="chief_of_staff", scope_kind="site", scope_id=cast.leeds.id))
        act.session.add(
            Role(person_id=other, role="chief_of_staff", scope_kind="site", scope_id=cast.utrecht.id)
        )
    assert rows_of(signed_in(cast.colleagues[0]).get("/board?show=offers").text) == []
    assert len(rows_of(signed_in(cast.colleagues[1]).get("/board?show=offers").text)) == 1
    assert (
        "Agree to these hours" not in signed_in(cast.colleagues[0]).get(f"/board/offers/{codes[0][0]}").text
    )


def test_offers_that_can_lead_nowhere_any_more_are_not_shown(stage, cast, codes, signed_in):
    offer(stage, cast.bo, codes[0][0])
    offer(stage, cast.bo, codes[1][0])
    with stage.act() as act:
        act.session.execute(update(Obstacle).where(Obstacle.code == codes[0][0]).values(stage="fixed"))
        act.session.execute(update(CoLead).values(until_on=act.today + timedelta(days=1)))
    browser = signed_in(cast.dee)
    assert len(rows_of(browser.get("/board?show=offers").text)) == 1
    stage.moment.forward(days=1)
    assert rows_of(signed_in(cast.dee).get("/board?show=offers").text) == []


def test_a_second_look_stands_on_the_board(stage, cast, codes, signed_in):
    looked_for(stage, cast, cast.ada, codes[0][1])
    html = signed_in(cast.dee).get("/board?show=look").text
    assert [words for _href, words in rows_of(html)] == ["Open gate 0"]
    assert re.findall(r'brow-who"><b>([^<]+)</b>, ([^<]+)<', html) == [(cast.ada.name, "a second look")]
    assert COUNTS.findall(html) == [("A second look", "1")]


def test_four_statements_with_offers_and_looks(stage, cast, codes, signed_in, app):
    looked_for(stage, cast, cast.ada, codes[0][1])
    browser = signed_in(cast.dee)
    browser.get("/board")
    offer(stage, cast.bo, codes[0][0])
    asked = []
    event.listen(
        app.extensions["floortime"].db.engine, "before_cursor_execute", lambda *a: asked.append(a[2])
    )
    assert COUNTS.findall(browser.get("/board").text) == [("Offers to lead", "1"), ("A second look", "1")]
    assert len(asked) == 4


def test_who_is_asked_to_look_reads_it_at_home_and_answers_there(stage, cast, codes, signed_in):
    looker = cast.colleagues[0]
    assert "Look before the floor is asked" not in signed_in(looker).get("/").text
    looked_for(stage, cast, looker, codes[0][1])
    browser = signed_in(looker)
    home = browser.get("/").text
    assert heading(browser.get("/")) == "Waiting on you"
    assert [part in home for part in ("Open gate 0", "The map hangs at gate 0", f"/followups/{codes[0][1]}/look")] == [
        True, True, True,
    ]  # fmt: skip
    assert "Open gate 0" not in signed_in(cast.cy).get("/").text
    at = f"/followups/{codes[0][1]}/look"
    assert post(browser, at, {"way": "seen"}, page="/").status_code == 303
    assert "Open gate 0" not in browser.get("/").text
    assert post(browser, f"{at}/undo", {}, page="/").status_code == 303
    assert "Open gate 0" in browser.get("/").text


def test_who_is_asked_to_look_finds_it_first_among_their_own(stage, cast, codes, signed_in):
    looker = cast.colleagues[0]
    looked_for(stage, cast, looker, codes[0][1])
    with stage.act(cast.dee) as act:
        row = act.session.scalar(select(Followup).where(Followup.code == codes[1][1]))
        row.owner_id = looker.id
    html = signed_in(looker).get("/followups").text
    assert [words for _href, words in rows_of(html)] == ["Open gate 0", "Open gate 1"]
    assert re.findall(r'brow-who"><b>([^<]+)</b>, ([^<]+)<', html) == [("you", "a second look")]
    assert re.findall(r'show=mine"[^>]*>.*?<span class="nums">(\d+)<', html, re.DOTALL)[:1] in (["2"], [])
    panel = signed_in(looker).get(f"/followups/{codes[0][1]}/panel").text
    assert f'href="/followups/{codes[0][1]}/look" data-inside' in panel


def test_a_delegate_sees_what_waits_on_whom_they_act_for(stage, cast, codes, signed_in):
    from floortime.people.model import Delegate

    looked_for(stage, cast, cast.ada, codes[0][1])
    with stage.act() as act:
        act.session.add(Delegate(leader_id=cast.ada.id, delegate_id=cast.cy.id))
    assert "Open gate 0" in signed_in(cast.cy).get("/").text
    assert rows_of(signed_in(cast.cy).get("/followups").text)[0][1] == "Open gate 0"
