"""Signing in with a password, and setting one."""

import pytest

from floortime.people import passwords
from floortime.people.actions import keep_password, open_session
from floortime.people.model import Password, Person
from floortime.tokens import hashed
from tests.builders import errors, post, toasts

GOOD = "correct lamp on monday"


@pytest.fixture(scope="module")
def kept() -> str:
    return passwords.hashed(GOOD)


def with_password(stage, person, kept):
    with stage.act(person) as act:
        keep_password(act, act.session.get(Person, person.id), kept)


def try_it(client, address, password):
    return post(client, "/sign-in/password", {"email": address, "password": password, "next": "/me"})


def test_the_right_password_signs_in(client, stage, cast, kept):
    with_password(stage, cast.ada, kept)
    answer = try_it(client, "Ada@nordvik.example", GOOD)
    assert (answer.status_code, answer.location) == (303, "/me")
    assert client.get("/me").status_code == 200


def test_wrong_unknown_guest_and_gone_get_one_answer(client, stage, cast, kept, moment):
    for person in (cast.ada, cast.bo, cast.eli):
        with_password(stage, person, kept)
    with stage.act() as act:
        act.session.merge(cast.bo).left_on = moment.at.date()
    said = ["Address and password do not belong together. Try again, or have a link sent."]
    for address, password in (
        ("ada@nordvik.example", "wrong"),
        ("nobody@nordvik.example", GOOD),
        ("eli@nordvik.example", GOOD),
        ("bo@nordvik.example", GOOD),
        ("cy@nordvik.example", GOOD),
    ):
        answer = try_it(client, address, password)
        assert (answer.status_code, errors(answer)) == (422, said)
        assert password not in answer.text
    assert client.get("/me").status_code == 303


def test_a_password_is_compared_even_when_there_is_none():
    assert passwords.fits(None, "nobody signs in with this") is False
    assert passwords.fits("not a hash", "x") is False


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("short", "This has 5 characters. Use 12 or more; three or four words are easy to keep in mind."),
        ("aaaaaaaaaaaaaa", "This is easy to guess. Use three or four words that do not belong together."),
        ("nordviknordvik1", "This is easy to guess. Use three or four words that do not belong together."),
        ("x" * 201, "This has 201 characters. 200 fit."),
        (GOOD, None),
    ],
)
def test_a_weak_password_is_told_why(password, said):
    assert passwords.trouble(password, known=("Nordvik", "Ada")) == said


def test_setting_one_signs_other_browsers_out(signed_in, stage, cast):
    other, mine = signed_in(cast.ada), signed_in(cast.ada)
    answer = post(mine, "/me/password", {"password": GOOD}, page="/me")
    assert answer.location == "/me"
    assert toasts(mine.get("/me")) == ["Your password is set. Other browsers are signed out."]
    assert other.get("/me").status_code == 303
    with stage.act() as act:
        assert passwords.fits(act.session.get(Password, cast.ada.id).hash, GOOD)


def test_changing_one_asks_for_the_old(signed_in, stage, cast, kept):
    with_password(stage, cast.ada, kept)
    client = signed_in(cast.ada)
    answer = post(
        client, "/me/password", {"current": "no", "password": "another lamp on tuesday"}, page="/me"
    )
    assert answer.status_code == 422
    assert errors(answer) == ["This is not your current password. Sign in by link to replace it."]
    ok = post(client, "/me/password", {"current": GOOD, "password": "another lamp on tuesday"}, page="/me")
    assert ok.status_code == 303


def test_who_came_by_link_may_replace_a_forgotten_one(app, stage, cast, kept, moment):
    with_password(stage, cast.ada, kept)
    with stage.act(cast.ada) as act:
        token = open_session(act, act.session.get(Person, cast.ada.id), device="", way="link")
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = token
    moment.forward(minutes=31)
    late = post(client, "/me/password", {"password": "another lamp on tuesday"}, page="/me")
    assert late.status_code == 422
    moment.forward(minutes=-30)
    assert (
        post(client, "/me/password", {"password": "another lamp on tuesday"}, page="/me").status_code == 303
    )
    assert hashed(token) != token
