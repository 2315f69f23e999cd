"""Asking the floor from the board: one sentence stands whoever comes second, and it is taken back while its letters wait."""

import re
from datetime import date
from html import unescape

import pytest
from sqlalchemy import select, update

from floortime.act import NOBODY
from floortime.followups.model import Followup
from floortime.journal.model import Entry
from floortime.obstacles.actions.promises import claim_done, promise_on
from floortime.obstacles.actions.rounds import ask_the_floor, close_silent_rounds, give_verdict
from floortime.obstacles.actions.voices import say_me_too
from floortime.obstacles.model import Answer, Obstacle, Round
from floortime.outbox.model import Letter
from tests.builders import heading, post, toasts
from tests.obstacles.play import publish, raised

SENTENCE = "The map is on your screen"


@pytest.fixture
def entry(stage, cast, moment):
    """What was promised about it is done since three days; Bo said me too."""
    found = publish(stage, cast, raised(stage, cast))
    with stage.act(cast.bo) as act:
        say_me_too(act, act.session.get(Obstacle, found.id), person_id=cast.bo.id)
    with stage.act(cast.dee) as act:
        row = act.session.get(Obstacle, found.id)
        promise = promise_on(act, row, what="The map", owner_id=cast.eli.id, due_on=date(2026, 12, 4))
    with stage.act(cast.eli) as act:
        claim_done(act, act.session.get(Followup, promise.id), claim="It hangs there")
    moment.forward(days=3)
    return found


@pytest.fixture
def at(entry):
    return f"/obstacles/{entry.code}/ask"


@pytest.fixture
def dee(signed_in, cast):
    return signed_in(cast.dee)


@pytest.fixture
def read(db):
    def found(statement):
        with db.reading() as session:
            return list(session.scalars(statement))

    return found


@pytest.fixture
def stands(read, entry):
    def now():
        row = read(select(Obstacle).where(Obstacle.id == entry.id))[0]
        return row.stage, row.waiting_kind, row.waiting_id, row.waiting_since_on, row.answers_n, row.fixed_on

    return now


def letters(read):
    return sorted(read(select(Letter.state).where(Letter.event == "works_asked")))


def test_the_second_tab_is_told_whose_sentence_stands(dee, signed_in, cast, at, read, entry):
    una = signed_in(cast.una)
    seen = {"version": "0"}
    assert 'name="version" type="hidden" value="0"' in dee.get(at).text
    post(dee, at, {**seen, "sentence": SENTENCE}, page=at)
    late = post(una, at, {**seen, "sentence": "A map hangs on the wall"}, page="/me")
    assert late.status_code == 409
    for said in (f"{cast.dee.name} changed this while you were writing", SENTENCE, "A map hangs on the wall"):
        assert said in late.text
    assert read(select(Answer.plain)) == read(select(Round.sentence)) == [SENTENCE]
    assert "A map hangs" not in dee.get(f"/log/{entry.code}").text


def test_ones_own_second_tab_is_told_so(dee, at):
    seen = {"version": "0"}
    post(dee, at, {**seen, "sentence": SENTENCE}, page=at)
    late = post(dee, at, {**seen, "sentence": "A map hangs on the wall"}, page="/me")
    assert (late.status_code, heading(late)) == (409, "You changed this yourself while you were writing")


def test_a_page_of_before_the_last_round_asks_no_new_one(dee, at, stage, cast, entry, read, moment):
    post(dee, at, {"version": "0", "sentence": SENTENCE}, page=at)
    moment.forward(days=30)
    with stage.act() as act:
        close_silent_rounds(act)
    old = post(dee, at, {"version": "0", "sentence": "Another"}, page="/me")
    assert (old.status_code, read(select(Round.sentence))) == (409, [SENTENCE])
    assert post(dee, at, {"version": "1", "sentence": "Another"}, page="/me").status_code == 303


def test_asked_and_taken_back(dee, at, stands, read, entry):
    before = stands()
    assert before[:2] == ("ready_to_close", "house")
    asked = post(dee, at, {"version": "0", "sentence": SENTENCE}, page=at, follow_redirects=True)
    assert (stands()[:2], letters(read)) == (("asked", "floor"), ["queued"])
    assert (toasts(asked), f'action="{at}/undo"' in asked.text) == (["The floor is asked."], True)
    assert 'name="sentence"' not in asked.text
    back = post(dee, f"{at}/undo", page="/me", follow_redirects=True)
    assert toasts(back) == ["The floor is not asked. Your sentence stands here still."]
    assert (stands(), letters(read), read(select(Answer))) == (before, [], [])
    assert SENTENCE in back.text
    assert SENTENCE not in dee.get(f"/log/{entry.code}").text
    post(dee, at, {"version": "0", "sentence": "Now it is"}, page=at)
    assert (stands()[0], letters(read)) == ("asked", ["queued"])
    assert [(r.n, r.outcome, r.sentence) for r in read(select(Round))] == [(1, "", "Now it is")]


def test_the_line_of_each_is_in_the_journal(dee, at, read):
    post(dee, at, {"sentence": SENTENCE}, page=at)
    post(dee, f"{at}/undo", page="/me")
    told = select(Entry.verb).where(Entry.kind == "obstacle", Entry.verb.contains("question_taken_back"))
    assert read(told) == ["obstacle.question_taken_back"]


def test_what_was_unconfirmed_and_asked_anew_is_unconfirmed_again(dee, at, stands, stage, moment):
    post(dee, at, {"sentence": SENTENCE}, page=at)
    moment.forward(days=30)
    with stage.act() as act:
        close_silent_rounds(act)
    before = stands()
    post(dee, at, {"version": "1", "sentence": "It works since Monday"}, page=at)
    post(dee, f"{at}/undo", page="/me")
    assert (before[0], stands()) == ("unconfirmed", before)


@pytest.mark.parametrize("meanwhile", ["the letter went", "the floor spoke"])
def test_what_the_floor_knows_of_stands(dee, at, stage, cast, entry, stands, meanwhile):
    post(dee, at, {"sentence": SENTENCE}, page=at)
    with stage.act(NOBODY) as act:
        if meanwhile == "the letter went":
            act.session.execute(update(Letter).where(Letter.event == "works_asked").values(state="sent"))
        else:
            row = act.session.get(Obstacle, entry.id)
            give_verdict(act, row, voice_kind="person", voice_key=str(cast.bo.id), works=True)
    before = stands()
    refused = post(dee, f"{at}/undo", page="/me")
    assert (refused.status_code, stands()) == (409, before)


def test_nobody_takes_back_anothers_question(dee, signed_in, cast, at, stands):
    post(dee, at, {"sentence": SENTENCE}, page=at)
    codes = [post(signed_in(who), f"{at}/undo", page="/me").status_code for who in (cast.una, cast.bo)]
    assert (codes, stands()[0]) == ([409, 403], "asked")


def test_a_question_asked_before_this_can_be_undone_says_so(dee, stage, cast, at, entry, stands):
    with stage.act(cast.dee) as act:
        ask_the_floor(act, act.session.get(Obstacle, entry.id), sentence=SENTENCE)
        line = act.session.scalars(select(Entry).where(Entry.verb == "obstacle.asked")).one()
        line.facts = {"n": 1}
    assert (post(dee, f"{at}/undo", page="/me").status_code, stands()[0]) == (409, "asked")


def field(page):
    return unescape(re.search(r'<textarea[^>]* name="sentence"[^>]*>\s*([^<]*)</textarea>', page.text)[1])


def test_what_the_one_owner_said_stands_in_the_field(dee, at):
    page = dee.get(at)
    told = " ".join(re.sub("<[^>]+>", " ", page.text.partition("<main")[2]).split())
    assert "Eli Nordvik , Technology says that it is done: It hangs there" in told
    assert (field(page), "?from=" in page.text) == ("It hangs there", False)


def test_of_several_each_stands_in_its_language_and_one_is_taken_over(dee, at, stage, cast, entry):
    with stage.act(cast.dee) as act:
        row = act.session.get(Obstacle, entry.id)
        legend = promise_on(
            act, row, what="En forklaring", owner_id=cast.bo.id, due_on=date(2026, 12, 7), language="nb"
        )
        claim_done(act, act.session.get(Followup, legend.id), claim="Forklaringen <står> der")
    page = dee.get(at)
    assert '<span lang="nb">Forklaringen &lt;står&gt; der</span>' in page.text
    ways = re.findall(r'href="([^"]+\?from=[^"]+)" data-inside', page.text)
    assert [field(dee.get(way)) for way in ways] == ["It hangs there", "Forklaringen <står> der"]
    assert (field(page), field(dee.get(f"{at}?from=ELSEWHERE"))) == ("", "")


def test_only_those_who_are_asked_have_buttons(dee, signed_in, cast, at, entry):
    post(dee, at, {"sentence": SENTENCE}, page=at)
    named, beside = f"/log/{entry.code}/works/named", f"/board/question/{entry.code}"
    told = {who: signed_in(who).get(named).text for who in (cast.bo, cast.dee)}
    assert ['value="works"' in told[who] for who in (cast.bo, cast.dee)] == [True, False]
    assert "Those decide who raised it or said me too before the floor was asked." in told[cast.dee]
    panel = dee.get(beside).text
    assert ("works/named" in panel, "Without a word by" in panel, "<b>the floor</b>" in panel) == (
        False,
        True,
        True,
    )
