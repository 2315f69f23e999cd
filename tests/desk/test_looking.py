"""What a programme asks of done: something that shows it, or another person who looks before the floor is asked."""

import re
from datetime import date
from html import unescape
from io import BytesIO

import pytest
from sqlalchemy import select

from floortime.followups.actions import (
    change_proof,
    drop_followup,
    hand_over,
    make_followup,
    move_due,
    remind_lookers,
    reopen_followup,
)
from floortime.followups.model import Back, Followup, Look, Progress, ProofRule
from floortime.followups.queries.proofs import Proof
from floortime.journal.model import Entry
from floortime.obstacles.actions.promises import judge_promise
from floortime.obstacles.actions.rounds import ask_the_floor, claim_and_ask
from floortime.obstacles.model import Obstacle
from floortime.outbox.model import Letter
from floortime.sitdowns.actions import own_programme
from tests.builders import OURS, errors, heading, post
from tests.desk.test_evidence import kept
from tests.files.test_kinds import PNG
from tests.mailroom.inbox import brought
from tests.mailroom.replies import reply
from tests.mailroom.test_replies_to_promises import text_of, written
from tests.obstacles.rooms import sitdown_with


def asks(stage, cast, kind, looker=None) -> None:
    with stage.act(cast.dee) as act:
        change_proof(act, own_programme(act), Proof(kind, looker.id if looker else None))


def done(stage, cast, promise, words="On every desk"):
    with stage.act(cast.eli) as act:
        claim_and_ask(act, act.session.get(Followup, promise.id), claim=words)


def entry(stage) -> Obstacle:
    with stage.db.reading() as session:
        return session.scalar(select(Obstacle))


def to(stage, event) -> list[int]:
    with stage.db.reading() as session:
        return list(
            session.scalars(
                select(Letter.to_id)
                .where(Letter.event == event, Letter.state == "queued")
                .order_by(Letter.id)
            )
        )


def test_the_programme_says_so(signed_in, cast, stage):
    browser = signed_in(cast.dee)
    assert heading(browser.get("/programme/done")) == "What done needs"
    for kind, whose in (("eyes", cast.ada.id), ("evidence", 0), ("", 0)):
        assert (
            post(
                browser, "/programme/done", {"kind": kind, "looker_id": whose}, page="/programme/done"
            ).status_code
            == 303
        )
        with stage.db.reading() as session:
            row = session.scalar(select(ProofRule))
            assert (row.kind, row.looker_id or 0) == (kind, whose)
    assert post(signed_in(cast.ada), "/programme/done", {"kind": "eyes"}, page="/me").status_code == 404


def test_done_asks_for_something_that_shows_it_and_loses_nothing(
    stage, cast, client, link, now, promise, signed_in
):
    asks(stage, cast, "evidence")
    assert "Done needs something that shows it" in signed_in(cast.dee).get(f"/followups/{promise.code}").text
    answer = client.post(link, data={"way": "done", "claim": "On every desk"}, headers=OURS)
    assert (answer.status_code, errors(answer), now().stage) == (
        422, ["Send along something that shows it: a picture, a PDF or a document."], "open",
    )  # fmt: skip
    assert "On every desk" in answer.text
    sent = {"way": "done", "claim": "On every desk", "files": [(BytesIO(PNG), "desk.png")]}
    assert client.post(link, data=sent, headers=OURS).status_code == 200
    assert (now().stage, entry(stage).stage, [name for name, _by in kept(stage)]) == (
        "claimed",
        "asked",
        ["desk.png"],
    )


FILES = (("desk.png", "image/png", PNG),)


def said_so_far(stage) -> list[tuple[str, bool]]:
    """How far it is, by its lines, and whether each waits for something that shows it."""
    with stage.db.reading() as session:
        return [(row.words, row.waits) for row in session.scalars(select(Progress).order_by(Progress.n))]


@pytest.fixture
def asked(stage, cast, promise):
    """The letter that asks for something that shows it, after “Done: on every desk”."""
    asks(stage, cast, "evidence")
    first = written(stage, "followup_assigned")
    assert brought(stage, reply(first, "Done: on every desk", sender=cast.eli.email)) == (
        "applied",
        "reply_asked",
    )
    return written(stage, "reply_unclear")


def test_by_reply_the_file_alone_completes_it(stage, cast, now, promise, asked, signed_in):
    assert "Send along something that shows it" in text_of(asked)
    page = signed_in(cast.dee).get(f"/followups/{promise.code}").text
    assert (now().stage, now().claim, said_so_far(stage)) == ("open", "", [("on every desk", True)])
    assert (page.count("on every desk"), "says that it is done, and nothing shows it yet" in page) == (
        1,
        True,
    )
    shown = post(signed_in(cast.dee), f"/followups/{promise.code}/progress/1/show", page="/me")
    assert (shown.status_code, "/progress/1/show" in page) == (404, False)
    assert brought(stage, reply(asked, "", sender=cast.eli.email, files=FILES)) == ("applied", "reply_done")
    assert (now().stage, now().claim, entry(stage).stage) == ("claimed", "on every desk", "asked")
    assert said_so_far(stage) == []


def test_a_word_beside_the_file_is_no_other_claim(stage, cast, now, asked):
    brought(stage, reply(asked, "Here is the picture", sender=cast.eli.email, files=FILES))
    assert (now().claim, said_so_far(stage)) == ("on every desk", [("Here is the picture", False)])


def test_a_word_without_it_says_how_far_it_is(stage, cast, now, asked):
    later = reply(asked, "The picture comes tomorrow", sender=cast.eli.email)
    assert brought(stage, later) == ("applied", "reply_noted")
    assert said_so_far(stage) == [("on every desk", True), ("The picture comes tomorrow", False)]
    first = written(stage, "followup_assigned")
    brought(stage, reply(first, "", sender=cast.eli.email, files=FILES, n=3))
    assert (now().stage, now().claim) == ("claimed", "on every desk")


def test_said_anew_it_stands_once(stage, cast, now, asked, client, link):
    brought(stage, reply(asked, "Done: on all but one desk", sender=cast.eli.email))
    assert said_so_far(stage) == [("on all but one desk", True)]
    sent = {"way": "done", "claim": "On every desk", "files": [(BytesIO(PNG), "desk.png")]}
    assert client.post(link, data=sent, headers=OURS).status_code == 200
    assert (now().stage, now().claim, said_so_far(stage)) == ("claimed", "On every desk", [])


def test_what_a_former_owner_said_is_no_claim_of_the_next(stage, cast, now, promise, asked):
    with stage.act(cast.dee) as act:
        hand_over(act, act.session.get(Followup, promise.id), owner_id=cast.ada.id)
    assert said_so_far(stage) == [("on every desk", False)]


def test_another_person_looks_before_the_floor_is_asked(stage, cast, promise, now, signed_in, client):
    asks(stage, cast, "eyes", cast.ada)
    at = f"/followups/{promise.code}"
    assert "Once it is said to be done, Ada Lindqvist looks at it" in signed_in(cast.dee).get(at).text
    done(stage, cast, promise)
    about = entry(stage)
    assert (now().stage, about.stage, about.waiting_kind, about.waiting_id) == (
        "claimed",
        "in_hand",
        "person",
        cast.ada.id,
    )
    assert (to(stage, "look_asked"), to(stage, "works_asked")) == ([cast.ada.id], [])
    browser = signed_in(cast.ada)
    page = browser.get(at).text
    assert (
        "Look at it" in page,
        "is reminded to look" in page,
        "The chief of staff hears of it" in page,
    ) == (True,) * 3
    assert post(browser, f"{at}/look", {"way": "seen"}, page=f"{at}/look").status_code == 303
    assert (now().stage, entry(stage).stage) == ("claimed", "asked")
    with stage.db.reading() as session:
        assert session.scalar(select(Look)) is None
        line = session.scalar(select(Entry).where(Entry.verb == "followup.looked"))
    assert (line.actor_id, to(stage, "look_asked")) == (cast.ada.id, [])


def test_sent_back_and_taken_back(stage, cast, promise, now, signed_in):
    asks(stage, cast, "eyes", cast.ada)
    done(stage, cast, promise)
    at, browser = f"/followups/{promise.code}", signed_in(cast.ada)
    wrong = post(browser, f"{at}/look", {"way": "back"}, page=f"{at}/look")
    assert (wrong.status_code, errors(wrong)) == (422, ["Say what is missing: the owner reads it."])
    post(browser, f"{at}/look", {"way": "back", "why": "Two desks are left"}, page=f"{at}/look")
    assert (now().stage, entry(stage).waiting_id, to(stage, "look_sent_back")) == (
        "in_progress",
        cast.eli.id,
        [cast.eli.id],
    )
    assert "Two desks are left" in text_of(written(stage, "look_sent_back"))
    assert post(browser, f"{at}/look/undo", page=at).status_code == 303
    assert (now().stage, entry(stage).waiting_id, to(stage, "look_sent_back")) == ("claimed", cast.ada.id, [])
    post(browser, f"{at}/look", {"way": "seen"}, page=f"{at}/look")
    assert entry(stage).stage == "asked"
    post(browser, f"{at}/look/undo", page=at)
    assert (now().stage, entry(stage).stage, to(stage, "works_asked")) == ("claimed", "in_hand", [])


def lacking(answer) -> list[str]:
    """What a page says of what is missing: above, and in the history."""
    text = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", answer.text)))
    return re.findall(r"(?:Looked at on [^.]+, not there yet\.|Looked at it: not there yet: ?)[^”]*”", text)


def test_what_is_missing_is_kept_until_it_is_taken_back(stage, cast, promise, client, link, signed_in):
    asks(stage, cast, "eyes", cast.ada)
    done(stage, cast, promise)
    at, browser = f"/followups/{promise.code}", signed_in(cast.ada)
    assert [lacking(browser.get(f"{at}{end}")) for end in ("", "/panel", "/look")] == [[], [], []]
    post(browser, f"{at}/look", {"way": "back", "why": "Two desks are left"}, page=f"{at}/look")
    above = "Looked at on 23 November, not there yet. Ada Lindqvist: “Two desks are left”"
    below = "Looked at it: not there yet: “Two desks are left”"
    assert lacking(signed_in(cast.dee).get(at)) == [above, below]
    assert lacking(signed_in(cast.dee).get(f"{at}/panel")) == lacking(client.get(link)) == [above]
    assert signed_in(cast.bo).get(at).status_code == 404
    assert post(browser, f"{at}/look/undo", page=at).status_code == 303
    assert lacking(browser.get(at)) == lacking(browser.get(f"{at}/panel")) == []
    with stage.db.reading() as session:
        assert session.scalars(select(Back)).all() == []


def test_what_is_missing_stands_until_it_is_done_and_who_looks_again_reads_it(
    stage, cast, promise, signed_in
):
    asks(stage, cast, "eyes", cast.ada)
    at, browser = f"/followups/{promise.code}", signed_in(cast.ada)
    for words in ("Two desks are left", "One is left"):
        done(stage, cast, promise)
        post(browser, f"{at}/look", {"way": "back", "why": words}, page=f"{at}/look")
    said = [f"Looked at it: not there yet: “{words}”" for words in ("One is left", "Two desks are left")]
    above = "Looked at on 23 November, not there yet. Ada Lindqvist: “One is left”"
    assert lacking(browser.get(at)) == [above, *said]
    with stage.act(cast.eli) as act:
        move_due(act, act.session.get(Followup, promise.id), to_on=date(2026, 12, 11), reason="More desks")
    assert lacking(browser.get(at)) == [above, *said]
    assert post(browser, f"{at}/look/undo", page=at).status_code == 409
    done(stage, cast, promise)
    assert (lacking(browser.get(at)), lacking(browser.get(f"{at}/look"))) == (said, [above])
    post(browser, f"{at}/look", {"way": "seen"}, page=f"{at}/look")
    with stage.act() as act:
        reopen_followup(act, act.session.get(Followup, promise.id), because="")
    assert lacking(browser.get(at)) == said


def test_behind_a_mail_link(stage, cast, promise, now, client):
    asks(stage, cast, "eyes", cast.ada)
    done(stage, cast, promise)
    from re import search

    at = search(r"http://localhost(/look/[\w-]+)", text_of(written(stage, "look_asked")))[1]
    for _ in range(2):
        assert (client.get(at).status_code, now().stage, entry(stage).stage) == (200, "claimed", "in_hand")
    assert client.post(at, data={"way": "seen"}).status_code == 403
    assert client.post(at, data={"way": "back"}, headers=OURS).status_code == 422
    assert client.post(at, data={"way": "seen"}, headers=OURS).status_code == 200
    assert (entry(stage).stage, client.get(at).status_code) == ("asked", 404)
    with stage.db.reading() as session:
        line = session.scalar(select(Entry).where(Entry.verb == "followup.looked"))
    assert (line.actor_kind, line.actor_id) == ("mail_link", cast.ada.id)


def test_nobody_looks_at_their_own(stage, cast, promise, signed_in):
    asks(stage, cast, "eyes", cast.eli)
    done(stage, cast, promise)
    assert to(stage, "look_asked") == [cast.dee.id]
    at = f"/followups/{promise.code}/look"
    assert [signed_in(who).get(at).status_code for who in (cast.bo, cast.dee)] == [404, 200]


def test_the_floor_cannot_be_asked_around_them(stage, cast, promise):
    asks(stage, cast, "eyes", cast.ada)
    done(stage, cast, promise)
    with pytest.raises(Exception, match="still open"), stage.act(cast.dee) as act:
        ask_the_floor(act, act.session.get(Obstacle, entry(stage).id), sentence="All done")
    with stage.act(cast.dee) as act:
        room = sitdown_with(act, cast, [cast.bo])
        heard = {"owner_id": cast.eli.id, "sitdown_id": room.id}
        alone = make_followup(act, what="Lars hears it", due_on=date(2026, 12, 4), **heard).id
    with stage.act(cast.eli) as act:
        claim_and_ask(act, act.session.get(Followup, alone), claim="Told")
    with pytest.raises(Exception, match="looks at it first"), stage.act(cast.dee) as act:
        judge_promise(act, act.session.get(Followup, alone), works=True)


def test_who_does_not_look_is_reminded_and_then_the_chief_hears_each_once(stage, cast, promise, moment):
    asks(stage, cast, "eyes", cast.ada)
    done(stage, cast, promise)
    told = []
    for _day in range(16):
        moment.forward(days=1)
        for _twice in range(2):
            with stage.act() as act:
                remind_lookers(act)
        told.append(to(stage, "look_asked"))
    assert told[-1] == [cast.ada.id, cast.ada.id, cast.ada.id, cast.dee.id]
    assert [len(found) for found in told[:10]] == [1, 1, 2, 2, 2, 2, 2, 3, 3, 3]
    with stage.act(cast.dee) as act:
        drop_followup(act, act.session.get(Followup, promise.id), reason="No budget")
    assert to(stage, "look_asked") == []


def test_the_board_says_whose_look_it_waits_for(stage, cast, promise, signed_in):
    asks(stage, cast, "eyes", cast.ada)
    done(stage, cast, promise)
    who = re.compile(r'<span class="brow-who">(.*?)</span>')

    def said(person):
        return who.findall(signed_in(person).get("/followups?show=claimed").text)

    assert said(cast.dee) == ["<b>Ada Lindqvist</b>, a second look"]
    assert said(cast.ada) == ["<b>you</b>, a second look"]
    panel = signed_in(cast.dee).get(f"/followups/{promise.code}/panel").text
    assert (
        f'href="/followups/{promise.code}/look" data-inside' in panel,
        "Waiting on <b>Ada Lindqvist</b>" in panel,
    ) == (True, True)
    post(signed_in(cast.dee), f"/followups/{promise.code}/look", {"way": "seen"}, page="/me")
    assert said(cast.dee) == ["<b>the floor:</b> works now?"]
