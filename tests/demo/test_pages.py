"""One click to be somebody, and the outbox as mail."""

import re
from datetime import timedelta
from html import unescape

import pytest

from floortime.app import create_app
from floortime.demo import faces, letters
from floortime.mail.letters import Recipient, Words
from floortime.mail.mime import compose
from floortime.outbox import actions as outbox
from floortime.outbox.model import Letter
from floortime.people.model import WebSession
from tests.builders import heading, post
from tests.cast import person
from tests.demo.builders import mark


@pytest.fixture
def demo(stage, cast, settings, moment):
    mark(stage)
    app = create_app(settings, clock=moment)
    yield app
    app.extensions["floortime"].db.close()


def named(stage, face: faces.Face):
    with stage.act() as act:
        first, _, last = face.address.partition("@")[0].partition(".")
        return person(
            act, first.title(), role=face.role, last=last.title(), email=face.address, language="nl"
        )


def written(stage, cast, number: int = 1) -> int:
    """A letter in the outbox, whose words hold what could break out of them."""
    words = Words(
        "Keep <b>what</b> was typed, på kvällen",
        "It forgets.\n",
        "<!doctype html><html><head><title>x</title></head><body style='margin:0'>Keep &lt;b&gt;what</body></html>",
    )
    eli = Recipient(cast.eli.id, "eli@nordvik.example", "Eli Nordvik", "en", "Europe/Amsterdam")
    with stage.act() as act:
        message_id = f"{number}@nordvik.example"
        body = compose(
            words,
            eli,
            sender="floortime@nordvik.example",
            sender_name="Floortime",
            message_id=message_id,
            at=act.at,
        )
        letter = outbox.post(
            act,
            event="followup_assigned",
            dedupe_key=f"one:{number}",
            to_id=eli.id,
            to_address=eli.address,
            subject=("followup", number),
            message_id=message_id,
            body=body,
        )
        return letter.id


def test_the_five_stand_agent_first_and_executives_last() -> None:
    assert [face.role for face in faces.FACES] == ["agent", "owner", "admin", "chief_of_staff", "leader"]


def test_one_click_signs_in_as_that_person_in_their_language(demo, stage) -> None:
    leader = named(stage, faces.FACES[-1])
    client = demo.test_client()
    answer = post(client, "/demo/sign-in", {"role": "leader"})
    assert (answer.status_code, answer.location) == (303, "/")
    assert client.get("/me").status_code == 200
    assert client.get_cookie("language").value == "nl"
    with stage.act() as act:
        assert [row.person_id for row in act.session.query(WebSession)] == [leader.id]


@pytest.mark.parametrize("role", ["", "ceo", "cast", "leader"])
def test_nobody_else_can_be_reached(demo, role: str) -> None:
    client = demo.test_client()
    assert post(client, "/demo/sign-in", {"role": role}).status_code == 404
    assert client.get("/me").status_code == 303


def test_a_button_pressed_from_another_site_does_nothing(demo, stage) -> None:
    named(stage, faces.FACES[-1])
    client = demo.test_client()
    assert client.post("/demo/sign-in", data={"role": "leader"}).status_code == 403
    assert client.get("/me").status_code == 303


def test_only_those_who_are_still_there_have_a_button(demo, stage) -> None:
    named(stage, faces.FACES[0])
    page = demo.test_client().get("/demo").text
    assert [face.role for face in faces.FACES if f'value="{face.role}"' in page] == ["agent"]


def test_the_sign_in_page_shows_the_way(demo) -> None:
    assert (
        '<a href="/demo">This is a demo: sign in with one click</a>'
        in demo.test_client().get("/sign-in").text
    )


def test_the_outbox_lists_letters_and_opens_one(demo, stage, cast) -> None:
    key = written(stage, cast)
    client = demo.test_client()
    assert f'href="/demo/outbox/{key}"' in client.get("/demo/outbox").text
    page = client.get(f"/demo/outbox/{key}")
    assert (page.status_code, f'src="/demo/outbox/{key}/mail"' in page.text) == (200, True)
    assert heading(page) == "Keep <b>what</b> was typed, på kvällen"


def test_of_a_letter_that_waits_for_its_hour_it_says_when(demo, stage, cast, moment) -> None:
    key, soon = written(stage, cast), written(stage, cast, 2)
    with stage.act() as act:
        act.session.get(Letter, key).not_before = moment() + timedelta(hours=22)
        act.session.get(Letter, soon).not_before = moment() + timedelta(minutes=2)
    client = demo.test_client()
    states = re.findall(r'letter-state meta">([^<]+)<', client.get("/demo/outbox").text)
    assert states == ["goes out on Tue 24 Nov at 08:00", "goes out soon"]
    assert "goes out on Tuesday 24 November at 08:00" in client.get(f"/demo/outbox/{key}").text


def test_the_letter_may_bring_its_own_styles_and_nothing_else(demo, stage, cast) -> None:
    mail = demo.test_client().get(f"/demo/outbox/{written(stage, cast)}/mail")
    rules = dict(
        part.strip().partition(" ")[::2] for part in mail.headers["Content-Security-Policy"].split(";")
    )
    assert rules == {
        "default-src": "'none'", "style-src": "'unsafe-inline'", "img-src": "data:", "base-uri": "'none'",
        "form-action": "'none'", "frame-ancestors": "'self'", "sandbox": "allow-same-origin allow-top-navigation-by-user-activation",
    }  # fmt: skip
    assert mail.text.strip() == (
        '<!doctype html><html><head><base target="_top"><title>x</title></head>'
        "<body style='margin:0'>Keep &lt;b&gt;what</body></html>"
    )


def test_the_frame_of_a_letter_can_be_measured_and_runs_no_script(demo, stage, cast) -> None:
    page = demo.test_client().get(f"/demo/outbox/{written(stage, cast)}").text
    frame = re.search(r'<iframe [^>]*sandbox="([^"]*)"', page)
    assert frame[1].split() == ["allow-same-origin", "allow-top-navigation-by-user-activation"]
    assert len(re.findall(r'<script src="/static/[^"]*js/letter[^"]*" defer></script>', page)) == 1


def test_every_other_page_keeps_the_house_rule_for_styles(demo, stage, cast) -> None:
    key = written(stage, cast)
    client = demo.test_client()
    for path in ("/demo", "/demo/outbox", f"/demo/outbox/{key}"):
        assert "unsafe-inline" not in client.get(path).headers["Content-Security-Policy"]


def test_pages_follow_each_other_and_may_be_of_one_reader(demo, stage, cast) -> None:
    keys = [written(stage, cast, n) for n in range(letters.PAGE + 2)]
    client = demo.test_client()
    first = client.get("/demo/outbox").text
    assert f"/demo/outbox?after={letters.PAGE}" in first
    rest = client.get(f"/demo/outbox?after={letters.PAGE}").text
    assert [key for key in keys if f'"/demo/outbox/{key}"' in rest] == keys[:2]
    assert "No letter has been written yet" in unescape(
        client.get("/demo/outbox?to=nobody@nordvik.example").text
    )
    assert client.get("/demo/outbox?after=x").status_code == 200


@pytest.mark.parametrize("path", ["/demo/outbox/999999", "/demo/outbox/999999/mail"])
def test_a_letter_that_is_not_there(demo, path: str) -> None:
    assert demo.test_client().get(path).status_code == 404


def test_a_letter_whose_bytes_were_dropped_is_not_there(demo, stage, cast) -> None:
    key = written(stage, cast)
    with stage.act() as act:
        act.session.get_one(Letter, key).body = None
    client = demo.test_client()
    assert [
        client.get(f"/demo/outbox/{key}").status_code,
        client.get(f"/demo/outbox/{key}/mail").status_code,
    ] == [404, 404]
    assert f'"/demo/outbox/{key}"' not in client.get("/demo/outbox").text
