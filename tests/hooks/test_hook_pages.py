"""The admin's pages of webhooks: add, see the secret once, try, change the secret, switch, send again; nobody else's."""

import re

import pytest

from floortime.hooks.model import Endpoint
from floortime.hooks.queries import deliveries
from floortime.outbox.model import Letter
from tests.builders import errors, heading, post, toasts

URL = "https://nordvik.example/floortime"
SECRET = re.compile(r"whsec_[A-Za-z0-9+/]+=*")


def added(browser, **more):
    given = {"url": URL, "events": ["raised", "claimed"], **more}
    return post(browser, "/house/hooks", given, page="/house/hooks")


def test_an_address_is_added_and_its_secret_shown_once(signed_in, cast, stage):
    una = signed_in(cast.una)
    answer = added(una)
    assert (answer.status_code, heading(answer)) == (200, "Keep this secret now")
    secret = SECRET.findall(answer.text)
    assert (len(secret), answer.headers["Cache-Control"]) == (1, "no-store")
    for page in ("/house/hooks", "/house/hooks/1"):
        assert SECRET.findall(una.get(page).text) == []
    with stage.db.reading() as session:
        row = session.get(Endpoint, 1)
        assert (row.url, row.events) == (URL, "raised claimed")
        assert secret[0].removeprefix("whsec_") not in repr(vars(row))


def test_a_wrong_one_keeps_what_was_typed(signed_in, cast):
    una = signed_in(cast.una)
    answer = added(una, url="http://nordvik.example")
    assert (answer.status_code, errors(answer)) == (
        422, ["Write an address that begins with https://, without a user name in it."],
    )  # fmt: skip
    assert 'value="http://nordvik.example"' in answer.text
    added(una)
    assert errors(added(una)) == ["This address is in the list already."]
    assert errors(added(una, events=[], url=URL + "/2")) == ["Choose at least one event."]


INSIDE = "This address lies inside your own network. Write one of a server on the internet."
PORT = "No web server listens at this port. Leave it out, or write 443 or one from 1024 to 65535."


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://example.com:22/", PORT),
        ("https://example.com:99999/", PORT),
        ("https://0x7f.1/", INSIDE),
        ("https://127.1/", INSIDE),
        ("https://2130706433/", INSIDE),
        ("https://017700000001/", INSIDE),
        ("https://0xa.0.0.1/", INSIDE),
        ("https://[::ffff:127.0.0.1]/", INSIDE),
        ("https://0/", INSIDE),
    ],
)
def test_what_is_wrong_with_an_address_is_said_at_the_form(signed_in, cast, url, said):
    answer = added(signed_in(cast.una), url=url)
    assert (answer.status_code, errors(answer)) == (422, [said])


def test_it_is_tried_changed_switched_and_taken_out(signed_in, cast, stage):
    una = signed_in(cast.una)
    first = SECRET.findall(added(una).text)[0]

    def press(what):
        return una.get(post(una, f"/house/hooks/1/{what}", page="/house/hooks").location)

    assert toasts(press("ping")) == ["A message is on its way. Look here again in a moment."]
    with stage.db.reading() as session:
        assert [(one.kind, one.state) for one in deliveries(session, 1)] == [("ping", "queued")]
    second = SECRET.findall(post(una, "/house/hooks/1/rotate", page="/house/hooks").text)[0]
    assert first != second
    assert "Two secrets sign." in una.get("/house/hooks/1").text
    assert "Two secrets sign." not in press("settled").text
    assert "Switched off" in press("off").text
    with stage.db.reading() as session:
        assert [one.state for one in deliveries(session, 1)] == ["withdrawn"]
    assert "Is told" in press("on").text
    assert "Nobody yet." in press("removed").text
    assert una.get("/house/hooks/1").status_code == 404
    assert len(SECRET.findall(added(una).text)) == 1  # the same address may come back


def test_send_again_sends_nothing_but_its_own(signed_in, cast, stage):
    una = signed_in(cast.una)
    added(una)
    added(una, url=URL + "/2")
    post(una, "/house/hooks/1/ping", page="/house/hooks")
    with stage.act() as act:
        letter = act.session.query(Letter).filter_by(channel="hook").one()
        letter.state = "failed"
    assert post(una, f"/house/hooks/2/again/{letter.id}", page="/house/hooks").status_code == 404
    answer = post(una, f"/house/hooks/1/again/{letter.id}", page="/house/hooks")
    assert toasts(una.get(answer.location)) == ["It goes out again, under the same id."]
    with stage.db.reading() as session:
        assert [one.state for one in deliveries(session, 1)] == ["queued"]


def test_only_an_admin_sees_them(signed_in, cast, client):
    for who in (cast.dee, cast.ada, cast.bo):
        assert signed_in(who).get("/house/hooks").status_code == 404
    assert client.get("/house/hooks").status_code == 303
