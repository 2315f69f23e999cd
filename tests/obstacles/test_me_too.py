"""Me too: once per device and entry, once per person under their own name, with a claim code, and back again."""

import re

import pytest
from sqlalchemy import select

from floortime.journal.model import Entry
from floortime.obstacles.model import Obstacle, Voice
from floortime.tokens import hashed
from tests.builders import post
from tests.obstacles.play import published, raised

OURS = {"Sec-Fetch-Site": "same-origin"}
SCRIPT = {**OURS, "Accept": "application/json"}


def voices(db, entry):
    with db.reading() as session:
        return session.get(Obstacle, entry.id).voices_n, len(session.scalars(select(Voice)).all())


def test_in_one_tap_and_back(client, stage, cast, db):
    entry = published(stage, cast)
    url = f"/log/{entry.code}/me-too"
    pressed = client.post(url, headers=SCRIPT)
    assert pressed.json["pressed"] is True
    assert pressed.json["count"] == "a few"
    assert re.fullmatch(r"(\w{4} ){3}\w{4}", pressed.json["code"])
    assert (
        pressed.json["said"]
        == f"Your claim code: {pressed.json['code']}. Write it down, and you are asked when it is done."
    )
    assert voices(db, entry) == (1, 1)
    back = client.post(url, headers=SCRIPT).json
    assert [back[name] for name in ("pressed", "count", "said", "code")] == [False, "0", "", ""]
    assert voices(db, entry) == (0, 0)


def test_another_device_counts_again(app, stage, cast, db):
    entry = published(stage, cast)
    for _ in range(6):
        last = app.test_client().post(f"/log/{entry.code}/me-too", headers=SCRIPT)
    assert last.json["count"] == "6"
    assert voices(db, entry) == (6, 6)


def test_the_cookie_is_kept_to_the_log_and_stored_as_a_hash_bound_to_the_entry(client, stage, cast, db):
    one, other = published(stage, cast), published(stage, cast, title="Other")
    first = client.post(f"/log/{one.code}/me-too", headers=SCRIPT)
    client.post(f"/log/{other.code}/me-too", headers=SCRIPT)
    cookie = first.headers["Set-Cookie"]
    value = re.match(r"voice=([\w-]+);", cookie).group(1)
    assert re.search(r"HttpOnly; Path=/log; SameSite=Lax$", cookie)
    with db.reading() as session:
        stored = set(session.scalars(select(Voice.device_hash)))
    assert stored == {hashed(f"{e.id}:{value}") for e in (one, other)}
    assert hashed(value) not in stored


def test_without_scripts_a_page_with_the_claim_code(client, stage, cast):
    entry = published(stage, cast)
    page = client.post(f"/log/{entry.code}/me-too", headers={**OURS, "Accept": "text/html"})
    assert page.status_code == 200
    code = "".join(re.findall(r"<span>(\w{4})</span>", page.text))
    assert len(code) == 16
    opened = client.post("/claim", data={"code": code}, headers=OURS)
    assert "You said me too on 23 November." in opened.text


def test_same_while_raising_is_never_taken_back(client, stage, cast, db):
    entry = published(stage, cast)
    for _ in range(2):
        client.post(f"/log/{entry.code}/me-too", data={"same": "1", "words": "private words"}, headers=OURS)
    assert voices(db, entry) == (1, 1)


def test_it_knows_no_session_and_the_journal_no_actor(signed_in, stage, cast, db):
    entry = published(stage, cast)
    signed_in(cast.bo).post(f"/log/{entry.code}/me-too", headers=SCRIPT)
    with db.reading() as session:
        assert session.scalars(select(Voice.person_id)).all() == [None]
        line = session.scalars(select(Entry).where(Entry.verb == "voice.added")).one()
        assert (line.at, line.actor_kind, line.actor_id, line.facts) == (None, "nobody", None, {})


def test_under_ones_own_name_once(signed_in, stage, cast, db):
    entry = published(stage, cast)
    url = f"/log/{entry.code}/me-too/named"
    for browser in (signed_in(cast.bo), signed_in(cast.cy)):
        assert post(browser, url).headers["Location"] == f"/log/{entry.code}"
    assert voices(db, entry) == (2, 2)
    post(signed_in(cast.bo), url)
    assert voices(db, entry) == (1, 1)
    with db.reading() as session:
        assert session.scalars(select(Voice.person_id)).all() == [cast.cy.id]


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "cross-site"}])
def test_another_site_cannot_press(client, stage, cast, db, headers):
    entry = published(stage, cast)
    assert client.post(f"/log/{entry.code}/me-too", headers=headers).status_code == 403
    assert voices(db, entry) == (0, 0)


def test_not_on_what_the_log_does_not_show(client, stage, cast):
    code = raised(stage, cast).code
    assert client.post(f"/log/{code}/me-too", headers=SCRIPT).status_code == 404


def test_a_press_and_an_edit_at_once_lose_nothing(stage, cast, db):
    from floortime.obstacles.actions.moving import move_stage
    from floortime.obstacles.actions.voices import say_me_too

    entry = published(stage, cast)
    with stage.act(cast.ada) as act:
        row = act.session.get(Obstacle, entry.id)
        version = row.version
        say_me_too(act, row, device="device")
        move_stage(act, row, "in_hand", waiting_kind="department", waiting_id=cast.customer.id)
    with db.reading() as session:
        row = session.get(Obstacle, entry.id)
        assert (row.voices_n, row.stage, row.version) == (1, "in_hand", version + 1)
