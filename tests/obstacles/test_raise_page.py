"""The raise form: reads no session, sets no cookie, shows the code again, keeps what was typed."""

import re

import pytest
from sqlalchemy import select

from floortime.obstacles.claims import grouped
from floortime.obstacles.model import Raising
from floortime.tokens import hashed
from tests.obstacles.play import TITLE, published

OURS = {"Sec-Fetch-Site": "same-origin"}
WORDS = "The night starts with a handover that nobody wrote down"


def said(db):
    with db.reading() as session:
        return [(r.words, r.channel, r.named_id) for r in session.scalars(select(Raising))]


def code_on(response):
    found = re.search(r'id="code">(.*?)</p>', response.text, re.DOTALL)
    return "".join(re.findall(r"<span>(\w{4})</span>", found.group(1)))


def test_raise_and_follow_with_the_code(client, cast, db):
    form = client.get("/raise")
    key = re.search(r'name="key"[^>]*value="([^"]+)"', form.text).group(1)
    answer = client.post("/raise", data={"words": WORDS, "key": key}, headers=OURS)
    assert (form.status_code, answer.status_code) == (200, 200)
    assert said(db) == [(WORDS, "web", None)]
    code = code_on(answer)
    page = client.post("/claim", data={"code": grouped(code).lower()}, headers=OURS)
    assert page.status_code == 200
    assert WORDS in page.text
    assert "has not sorted it yet" in page.text


def test_neither_page_sets_a_cookie(client, cast):
    for answer in (
        client.get("/raise"),
        client.post("/raise", data={"words": WORDS}, headers=OURS),
        client.get("/claim"),
    ):
        assert answer.headers.getlist("Set-Cookie") == []
        assert answer.headers["Cache-Control"] == "no-store"


def test_a_sign_in_is_not_looked_at(signed_in, cast, db):
    browser = signed_in(cast.bo)
    assert "Bo Nordvik" not in browser.get("/raise").text
    browser.post("/raise", data={"words": WORDS}, headers=OURS)
    assert said(db) == [(WORDS, "web", None)]


def test_pressed_twice_it_is_raised_once_and_shows_the_same_code(client, cast, db):
    data = {"words": WORDS, "key": "abcdefghijklmnopqrst"}
    first = client.post("/raise", data=data, headers=OURS)
    again = client.post("/raise", data=data, headers=OURS)
    assert code_on(first) == code_on(again)
    assert len(said(db)) == 1
    with db.reading() as session:
        assert session.scalars(select(Raising.claim_hash)).all() == [hashed(code_on(first))]


def test_an_empty_field_says_what_to_write_and_a_long_one_is_kept(client, cast, db):
    empty = client.post("/raise", data={"words": "  "}, headers=OURS)
    long = client.post("/raise", data={"words": "a" * 2001}, headers=OURS)
    assert (empty.status_code, long.status_code) == (422, 422)
    assert "the night starts with a handover" in empty.text
    assert "a" * 2001 in long.text
    assert "2001 characters. 2000 fit" in long.text
    assert said(db) == []


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "http://evil.example"}])
def test_another_site_cannot_raise(client, cast, db, headers):
    assert client.post("/raise", data={"words": WORDS}, headers=headers).status_code == 403
    assert said(db) == []


def test_what_is_in_the_log_already_is_shown_before_it_is_raised_anew(client, cast, stage, db):
    code = published(stage, cast).code
    data = {"words": "The outage map comes to us after the customers know"}
    first = client.post("/raise", data=data, headers=OURS)
    assert first.status_code == 422
    assert TITLE in first.text
    assert f'formaction="/log/{code}/me-too"' in first.text
    assert data["words"] in first.text
    assert len(said(db)) == 1
    assert client.post("/raise", data={**data, "seen": "1"}, headers=OURS).status_code == 200
    assert len(said(db)) == 2


def test_rows_appear_while_one_types(client, cast, stage):
    published(stage, cast)
    rows = client.post("/raise/alike", data={"words": "outage maps"}, headers=OURS)
    nothing = client.post("/raise/alike", data={"words": "parking"}, headers=OURS)
    assert TITLE in rows.text
    assert "<html" not in rows.text
    assert nothing.text.strip() == ""


def test_a_log_for_members_is_not_shown_to_strangers(settings, moment, cast, stage):
    from msgspec.structs import replace

    from floortime.app import create_app

    published(stage, cast)
    app = create_app(replace(settings, log_public=False), clock=moment)
    rows = app.test_client().post("/raise/alike", data={"words": "outage map"}, headers=OURS)
    app.extensions["floortime"].db.close()
    assert rows.text.strip() == ""


def test_under_ones_own_name(signed_in, cast, db):
    browser = signed_in(cast.bo)
    form = browser.get("/raise/named")
    token = re.search(r'name="csrf_token" value="([^"]+)"', form.text).group(1)
    answer = browser.post("/raise/named", data={"words": WORDS, "csrf_token": token})
    assert answer.status_code == 200
    assert said(db) == [(WORDS, "web", cast.bo.id)]


@pytest.mark.parametrize("typed", ["", "1234", "QQQQ QQQQ QQQQ QQQQ", "x" * 40])
def test_a_wrong_code_opens_nothing_and_says_so(client, cast, typed):
    answer = client.post("/claim", data={"code": typed}, headers=OURS)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text


@pytest.mark.parametrize(
    ("says", "kept"), [("right", ("right", "")), ("not_so", ("not_so", "only at night"))]
)
def test_the_raiser_judges_the_wording(client, cast, stage, db, says, kept):
    from tests.obstacles.play import publish, raised

    found = raised(stage, cast)
    publish(stage, cast, found)
    page = client.post("/claim", data={"code": found.claim_code}, headers=OURS)
    assert "This is what I meant" in page.text
    answer = client.post(
        "/claim/wording", data={"code": found.claim_code, "says": says, "note": "only at night"}, headers=OURS
    )
    assert answer.status_code == 200
    with db.reading() as session:
        row = session.scalars(select(Raising)).one()
        assert (row.wording_says, row.wording_note) == kept
