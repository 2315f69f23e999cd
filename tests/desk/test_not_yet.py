"""After the floor's "not yet" its owner's pages say so, what is asked now and by when; why from the next day on."""

from datetime import date

import pytest
from sqlalchemy import func, select

from floortime.followups.actions import add_why, change_proof, make_followup, reopen_followup, send_back
from floortime.followups.model import Followup, NotYet
from floortime.followups.queries.proofs import Proof
from floortime.obstacles.actions.promises import judge_promise, move_promise, pass_promise_on
from floortime.obstacles.actions.rounds import claim_and_ask, give_verdict, say_why
from floortime.obstacles.actions.voices import say_me_too
from floortime.obstacles.model import Obstacle
from floortime.sitdowns.actions import own_programme
from tests.desk.test_claimed_by import link_of, step, text_of
from tests.obstacles.rooms import sitdown_with

WHY = "It is not on mine"
TODAY, TOMORROW = (
    "If somebody wrote why, it stands here tomorrow. ",
    f"“{WHY}” ",
)
SAYS = (
    "The floor says: not yet on 23 November {}Asked now: that it works for the floor, by Friday 4 December."
)


@pytest.fixture
def ago(cast, promise):
    """Cy, of the floor, said not yet after Eli's "done"."""

    def say(stage, because=WHY):
        with stage.act(cast.cy) as act:
            say_me_too(act, act.session.scalar(select(Obstacle)), person_id=cast.cy.id)
        step(stage, cast, promise, cast.eli, claim_and_ask, claim="On every desk")
        word(stage, cast, give_verdict, works=False, because=because)

    return say


def word(stage, cast, verb, **given):
    with stage.act(cast.cy) as act:
        row = act.session.scalar(select(Obstacle))
        verb(act, row, voice_kind="person", voice_key=str(cast.cy.id), **given)


def pages(signed_in, cast, client, link, promise):
    browser, one = signed_in(cast.dee), f"/followups/{promise.code}"
    return [
        text_of(page)
        for page in (
            client.get(link),
            browser.get(one),
            browser.get(f"{one}/panel"),
            browser.get(f"{one}/date"),
        )
    ]


def test_every_page_of_its_owner_says_so_and_why_the_next_day(
    stage, cast, signed_in, client, link, promise, ago
):
    ago(stage)
    for page in pages(signed_in, cast, client, link, promise):
        assert SAYS.format(TODAY) in page
        assert WHY not in page
    stage.moment.forward(
        minutes=(23 - stage.moment().hour) * 60 + 59 - stage.moment().minute
    )  # the 24th where they are, not yet for acts
    assert [WHY in page for page in pages(signed_in, cast, client, link, promise)] == [False] * 4
    stage.moment.forward(minutes=1)
    for page in pages(signed_in, cast, client, link, promise):
        assert SAYS.format(TOMORROW) in page


def test_another_reason_waits_for_its_own_day_and_hides_none(stage, db, cast, client, link, ago):
    ago(stage)
    stage.moment.forward(days=1)
    word(stage, cast, say_why, because="Nor at night")
    assert SAYS.format(TOMORROW) in text_of(client.get(link))
    stage.moment.forward(days=1)
    assert SAYS.format("“Nor at night” ") in text_of(client.get(link))
    with db.reading() as session:
        assert session.execute(select(NotYet.n, NotYet.on, NotYet.because).order_by(NotYet.on)).all() == [
            (1, date(2026, 11, 23), WHY),
            (1, date(2026, 11, 24), "Nor at night"),
        ]


def test_without_a_word_nothing_is_kept(stage, db, cast, client, link, ago):
    ago(stage, because="")
    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(NotYet)) == 0
    stage.moment.forward(days=1)
    assert SAYS.format("") in text_of(client.get(link))


def test_it_goes_along_to_the_next_owner_and_past_its_date(stage, db, cast, client, promise, ago):
    ago(stage)
    step(stage, cast, promise, cast.dee, pass_promise_on, owner_id=cast.ada.id)
    step(stage, cast, promise, cast.dee, move_promise, to_on=date(2026, 11, 25), reason="Sooner")
    stage.moment.forward(days=4)
    said = text_of(client.get(f"/f/{link_of(db, cast.ada)}"))
    assert f"“{WHY}” Asked now: that it works for the floor. It was due on Wednesday 25 November." in said


def test_a_promise_that_stands_alone_says_it_too(stage, db, cast, client):
    with stage.act(cast.dee) as act:
        room = sitdown_with(act, cast, [cast.cy])
        heard = {"owner_id": cast.eli.id, "sitdown_id": room.id}
        row = make_followup(act, what="A fan", due_on=date(2026, 12, 4), **heard)
        act.session.flush()
        alone = act.session.get(Followup, row.id)
    step(stage, cast, alone, cast.eli, claim_and_ask, claim="It stands there")
    step(stage, cast, alone, cast.cy, judge_promise, works=False)
    step(stage, cast, alone, cast.cy, add_why, because=WHY)
    link = f"/f/{link_of(db, cast.eli)}"
    assert SAYS.format(TODAY) in text_of(client.get(link))
    stage.moment.forward(days=1)
    assert SAYS.format(TOMORROW) in text_of(client.get(link))


def test_it_is_not_said_any_more_once_it_is_done_or_sent_back(stage, cast, client, link, promise, ago):
    ago(stage)
    with stage.act(cast.dee) as act:
        change_proof(act, own_programme(act), Proof("eyes", cast.ada.id))
    stage.moment.forward(days=1)
    step(stage, cast, promise, cast.eli, claim_and_ask, claim="Now on every desk")
    assert "not yet on" not in text_of(client.get(link))
    step(stage, cast, promise, cast.ada, send_back, because="Two are missing")
    page = text_of(client.get(link))
    assert ("The floor says: not yet" in page, "Two are missing" in page) == (False, True)
    step(stage, cast, promise, cast.eli, claim_and_ask, claim="All of them")
    step(stage, cast, promise, cast.dee, reopen_followup, because="")
    page = text_of(client.get(link))
    assert ("The floor says: not yet on 24 November" in page, WHY in page) == (True, False)
