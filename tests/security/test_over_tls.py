"""Behind TLS, where a page that asks for no Referer gets none with the press of its button either."""

import re

import pytest
from msgspec.structs import replace

from floortime.app import create_app
from floortime.people.actions.signing import sign_in_link
from floortime.people.model import Person

SITE = "https://floortime.example"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_signing_in_by_link_works_without_a_referer(stage, cast, settings, moment):
    app = create_app(replace(settings, base_url=SITE), clock=moment)
    with stage.act() as act:
        address = sign_in_link(act, act.session.get(Person, cast.bo.id)).partition("/sign-in")[2]
    browser = app.test_client()
    page = browser.get(f"/sign-in{address}", base_url=SITE)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
    pressed = browser.post(
        f"/sign-in{address}",
        data={"csrf_token": token},
        base_url=SITE,
        headers={"Origin": "null", "Sec-Fetch-Site": "same-origin"},
    )
    assert (page.headers["Referrer-Policy"], pressed.status_code) == ("no-referrer", 303)
    assert browser.get("/me", base_url=SITE).status_code == 200
    app.extensions["floortime"].db.close()
