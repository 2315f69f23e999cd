"""Signing in by link: single use, the button and not the link, one answer for everybody."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from floortime.journal.queries import history
from floortime.outbox.model import Letter
from floortime.people.model import WebSession
from floortime.tokens import Token
from tests.builders import errors, heading, post


def letters(stage):
    with stage.act() as act:
        return act.session.scalars(select(Letter).order_by(Letter.id)).all()


def link_in(letter) -> str:
    from email import message_from_bytes, policy

    text = message_from_bytes(letter.body, policy=policy.default).get_body(("plain",)).get_content()
    return re.search(r"http://localhost(/sign-in/link/\S+)", text)[1]


def asked(client, stage, address="bo@nordvik.example", **more) -> str:
    assert post(client, "/sign-in", {"email": address, **more}, page="/sign-in").status_code == 200
    return link_in(letters(stage)[-1])


def who(client) -> str:
    return heading(client.get("/me")) if client.get("/me").status_code == 200 else "nobody"


def test_a_link_signs_in_once_and_only_by_its_button(client, app, stage, cast):
    link = asked(client, stage, next="/people")
    letter = letters(stage)[0]
    assert (letter.event, letter.to_id, letter.kind, letter.subject_id) == (
        "sign_in_link",
        cast.bo.id,
        "person",
        cast.bo.id,
    )
    for _scanner in range(3):
        assert app.test_client().get(link).status_code == 200
    assert app.test_client().head(link).status_code == 200
    page = client.get(link)
    assert (heading(page), page.headers["Referrer-Policy"]) == ("One press, and you are in", "no-referrer")
    assert who(client) == "nobody"
    answer = post(client, link, {"next": "/people"}, page=link)
    assert (answer.status_code, answer.location) == (303, "/people")
    assert who(client) == "Bo Nordvik"
    other = app.test_client()
    assert post(other, link).status_code == 410
    assert heading(other.get(link)) == "This link no longer works"
    assert who(other) == "nobody"
    with stage.act() as act:
        assert sorted((e.verb, e.actor_kind) for e in history(act.session, "person", cast.bo.id)) == [
            ("link.sent", "nobody"),
            ("session.opened", "person"),
        ]


def test_known_and_unknown_addresses_read_the_same(client, stage, cast):
    known = post(client, "/sign-in", {"email": "bo@nordvik.example"}, page="/sign-in")
    stranger = post(client, "/sign-in", {"email": "xx@nordvik.example"}, page="/sign-in")
    guest = post(client, "/sign-in", {"email": "eli@nordvik.example"}, page="/sign-in")
    shown = [
        re.sub(r'"csrf_token" value="[^"]+"', "", r.text.replace(a, "-"))
        for r, a in ((known, "bo@nordvik"), (stranger, "xx@nordvik"), (guest, "eli@nordvik"))
    ]
    assert shown[0] == shown[1] == shown[2]
    assert [letter.to_address for letter in letters(stage)] == ["bo@nordvik.example"]


def test_nobody_who_has_gone_gets_a_link(client, stage, cast, moment):
    with stage.act() as act:
        act.session.merge(cast.bo).left_on = moment.at.date()
    post(client, "/sign-in", {"email": "bo@nordvik.example"}, page="/sign-in")
    assert letters(stage) == []


def test_a_link_ends_after_half_an_hour(client, stage, cast, moment):
    link = asked(client, stage)
    moment.forward(minutes=31)
    assert client.get(link).status_code == 410
    assert post(client, link).status_code == 410


def test_using_one_link_voids_the_others(client, app, stage, cast):
    first, second = asked(client, stage), asked(client, stage)
    assert post(client, second).status_code == 303
    assert app.test_client().get(first).status_code == 410


def test_only_the_hash_of_a_link_is_stored(client, stage, cast):
    link = asked(client, stage)
    with stage.act() as act:
        token = act.session.scalars(select(Token)).one()
    assert token.hash not in link
    assert (token.purpose, token.person_id, len(token.hash)) == ("sign_in", cast.bo.id, 64)


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_after_signing_in_nobody_is_sent_elsewhere(client, stage, cast, target):
    link = asked(client, stage, next=target)
    assert "next=" not in link
    assert post(client, link, {"next": target}).location == "/"


def test_what_was_planted_in_the_browser_does_not_survive(client, stage, cast):
    link = asked(client, stage)
    with client.session_transaction() as before:
        before["planted"] = "x"
        token = before["csrf_token"]
    post(client, link)
    with client.session_transaction() as after:
        assert "planted" not in after
        assert after.get("csrf_token") != token


def test_signing_out_ends_the_row_and_says_so_twice(signed_in, stage, cast):
    client = signed_in(cast.bo)
    assert who(client) == "Bo Nordvik"
    with client.session_transaction() as session:
        cookie = dict(session)
    assert post(client, "/sign-out", page="/me").location == "/sign-in"
    with client.session_transaction() as session:
        session.update(cookie)
    assert who(client) == "nobody"
    assert post(client, "/sign-out").status_code == 303
    with stage.act() as act:
        assert [s.revoked_at for s in act.session.scalars(select(WebSession))] == [act.at]


def test_a_session_ends_by_itself(client, stage, cast, moment):
    post(client, asked(client, stage))
    moment.forward(days=29)
    assert who(client) == "Bo Nordvik"
    moment.at += timedelta(days=2)
    assert who(client) == "nobody"


def test_an_address_is_mended_where_it_was_typed(client, cast):
    answer = post(client, "/sign-in", {"email": "ada.lindqvist@nordvik"}, page="/sign-in")
    assert answer.status_code == 422
    assert errors(answer) == [
        "The address stops after “nordvik”. Add the ending, for example nordvik.example."
    ]
    assert 'value="ada.lindqvist@nordvik"' in answer.text


def test_the_eleventh_try_in_a_quarter_of_an_hour_waits(client, stage, cast, moment):
    for _n in range(10):
        assert post(client, "/sign-in", {"email": "BO@nordvik.example"}, page="/sign-in").status_code == 200
    answer = post(client, "/sign-in", {"email": "bo@nordvik.example"}, page="/sign-in")
    assert answer.status_code == 429
    assert errors(answer) == ["That was a lot of tries. Wait a quarter of an hour, then try again."]
    assert (
        post(client, "/sign-in/password", {"email": "bo@nordvik.example", "password": "x" * 12}).status_code
        == 429
    )
    assert post(client, "/sign-in", {"email": "cy@nordvik.example"}, page="/sign-in").status_code == 200
    moment.forward(minutes=15)
    assert post(client, "/sign-in", {"email": "bo@nordvik.example"}, page="/sign-in").status_code == 200
    assert len(letters(stage)) == 12


def test_a_form_without_its_token_is_turned_away(client, cast):
    assert client.post("/sign-in", data={"email": "bo@nordvik.example"}).status_code == 403
