"""Answering: signed by its decider, first one stops the clock, a no has reason, decider and review day."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from floortime.errors import Refused
from floortime.journal.model import Entry
from floortime.obstacles.actions.answering import answer_obstacle
from floortime.obstacles.actions.promises import promise_on
from floortime.obstacles.model import Answer, Obstacle
from floortime.outbox.model import Letter
from floortime.people.model import Delegate
from tests.obstacles.play import TITLE, published
from tests.obstacles.test_sort_page import press, row

OURS = {"Sec-Fetch-Site": "same-origin"}
WORDS = "The map is refreshed every minute from **1 December**."


def answers(db):
    with db.reading() as session:
        return session.scalars(select(Answer).order_by(Answer.n)).all()


def test_the_head_answers_and_it_is_in_hand(signed_in, stage, cast, db, moment):
    code = published(stage, cast).code
    moment.forward(days=3)
    browser = signed_in(cast.ada)
    answer = press(
        browser,
        f"/obstacles/{code}/answer",
        f"/obstacles/{code}/answer",
        kind="answer",
        words=WORDS,
        due_on="2026-12-01",
    )
    assert answer.status_code == 303
    kept = answers(db)[0]
    assert (kept.n, kept.kind, kept.decider_id, kept.by_id) == (1, "answer", cast.ada.id, None)
    assert kept.html.strip() == "<p>The map is refreshed every minute from <strong>1 December</strong>.</p>"
    entry = row(db, code)
    assert (entry.stage, entry.answered_on, entry.answers_n) == ("in_hand", date(2026, 11, 26), 1)
    assert (entry.waiting_kind, entry.waiting_since_on) == ("person", date(2026, 11, 26))
    assert "The map is refreshed" in browser.get(f"/obstacles/{code}/answer").text


def test_the_second_answer_leaves_the_first_days_clock(stage, cast, db, moment):
    key = published(stage, cast).id
    for _ in range(2):
        moment.forward(days=1)
        with stage.act(cast.ada) as act:
            entry = act.session.get(Obstacle, key)
            answer_obstacle(act, entry, kind="answer", words="Yes", decider_id=cast.ada.id)
    assert [a.n for a in answers(db)] == [1, 2]
    with db.reading() as session:
        assert session.get(Obstacle, key).answered_on == date(2026, 11, 24)


def test_a_no_is_red_until_its_review_day(signed_in, stage, cast, db):
    code = published(stage, cast).code
    url = f"/obstacles/{code}/answer"
    browser = signed_in(cast.ada)
    for given in ("", "2026-11-23", "2026-02-30"):
        without = press(browser, url, url, kind="no", words="Not this year", review_on=given)
        assert without.status_code == 422
        assert "Not this year" in without.text
    assert (
        press(browser, url, url, kind="no", words="Not this year", review_on="2027-01-18").status_code == 303
    )
    entry = row(db, code)
    assert (entry.stage, entry.bar, entry.review_on) == ("refused", "cannot", date(2027, 1, 18))
    assert (entry.waiting_kind, entry.waiting_id) == ("person", cast.ada.id)


def test_a_delegate_writes_and_the_leader_signs(signed_in, stage, cast, db):
    code = published(stage, cast).code
    with stage.act() as act:
        act.session.add(Delegate(leader_id=cast.ada.id, delegate_id=cast.bo.id))
    url = f"/obstacles/{code}/answer"
    press(
        signed_in(cast.bo),
        url,
        url,
        kind="answer",
        words="Yes",
        due_on="2026-12-01",
        decider=str(cast.ada.id),
    )
    kept = answers(db)[0]
    assert (kept.decider_id, kept.by_id) == (cast.ada.id, cast.bo.id)
    with db.reading() as session:
        line = session.scalars(select(Entry).where(Entry.verb == "obstacle.answered")).one()
        assert (line.actor_kind, line.actor_id, line.for_id) == ("delegate", cast.bo.id, cast.ada.id)


def test_the_chief_of_staff_writes_for_the_head(signed_in, stage, cast, db):
    code = published(stage, cast).code
    url = f"/obstacles/{code}/answer"
    press(
        signed_in(cast.dee),
        url,
        url,
        kind="answer",
        words="Yes",
        due_on="2026-12-01",
        decider=str(cast.ada.id),
    )
    assert (answers(db)[0].decider_id, answers(db)[0].by_id) == (cast.ada.id, cast.dee.id)


def test_nobody_signs_with_a_strangers_name(signed_in, stage, cast, db):
    code = published(stage, cast).code
    url = f"/obstacles/{code}/answer"
    forged = press(
        signed_in(cast.ada),
        url,
        url,
        kind="answer",
        words="Yes",
        due_on="2026-12-01",
        decider=str(cast.dee.id),
    )
    assert forged.status_code == 422
    assert answers(db) == []


def test_an_agent_may_read_and_not_answer(signed_in, stage, cast):
    code = published(stage, cast).code
    assert signed_in(cast.bo).get(f"/obstacles/{code}/answer").status_code == 403


def link(db):
    with db.reading() as session:
        body = session.scalars(select(Letter.body)).one().decode()
    return re.search(r"http://localhost(/answer/[\w-]+)", body.replace("=\r\n", "").replace("=\n", "")).group(
        1
    )


def test_through_the_link_in_the_letter_once(client, stage, cast, db):
    code = published(stage, cast).code
    url = link(db)
    opened = client.get(url)
    assert opened.status_code == 200
    assert TITLE in opened.text
    assert row(db, code).stage == "published"
    done = client.post(
        url, data={"kind": "answer", "words": "Yes, next week", "due_on": "2026-12-01"}, headers=OURS
    )
    assert done.status_code == 200
    assert "The floor reads" in done.text
    assert "Yes, next week" in done.text
    kept = answers(db)[0]
    assert (kept.decider_id, kept.by_id) == (cast.ada.id, None)
    assert (
        client.post(
            url, data={"kind": "answer", "words": "Again", "due_on": "2026-12-01"}, headers=OURS
        ).status_code
        == 404
    )
    assert client.get(url).status_code == 404
    assert len(answers(db)) == 1


def test_the_link_keeps_what_was_typed(client, stage, cast, db):
    published(stage, cast)
    url = link(db)
    wrong = client.post(url, data={"kind": "no", "words": "Not now", "review_on": ""}, headers=OURS)
    assert wrong.status_code == 422
    assert "Not now" in wrong.text
    assert client.get(url).status_code == 200


def test_a_link_is_dead_when_the_entry_is_withheld(client, stage, cast, db):
    from floortime.obstacles.actions.sorting import withhold_obstacle

    key = published(stage, cast).id
    url = link(db)
    with stage.act(cast.dee) as act:
        withhold_obstacle(act, act.session.get(Obstacle, key), reason="A customer's name")
    assert client.get(url).status_code == 404
    with db.reading() as session:
        assert session.scalars(select(Letter.state)).all() == ["withdrawn"]


@pytest.mark.parametrize(
    ("kind", "words", "review"), [("answer", "  ", None), ("no", "No", None), ("no", "No", timedelta(0))]
)
def test_what_the_database_would_refuse_is_refused_in_words(stage, cast, db, kind, words, review):
    key = published(stage, cast).id
    with stage.act(cast.ada) as act:
        on = act.today + review if review is not None else None
        entry = act.session.get(Obstacle, key)
        with pytest.raises(Refused):
            answer_obstacle(act, entry, kind=kind, words=words, decider_id=cast.ada.id, review_on=on)
    assert answers(db) == []


def test_who_answers_sees_what_was_promised(client, signed_in, stage, cast, db):
    entry = published(stage, cast)
    url = link(db)
    assert promised(client.get(url).text) == []
    with stage.act(cast.dee) as act:
        promise_on(
            act, act.session.get(Obstacle, entry.id), what="The map first", owner_id=cast.eli.id, due_on=date(2027, 1, 14)
        )  # fmt: skip
    expected = [("The map first", "somebody in Customer", "Thu 14 Jan 2027")]
    assert promised(client.get(url).text) == expected
    assert promised(signed_in(cast.ada).get(f"/obstacles/{entry.code}/answer").text) == expected


def promised(page):
    rows = re.findall(
        r'class="promise-what"[^>]*>([^<]+)<.*?class="signed">([^<]+)<.*?class="promise-due">([^<]+)<', page, re.DOTALL
    )  # fmt: skip
    return [tuple(part.strip() for part in row) for row in rows]
