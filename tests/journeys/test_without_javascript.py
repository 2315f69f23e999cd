"""Scripts are a convenience: with them switched off everything that matters still works."""

import re

from playwright.sync_api import expect

from floortime.obstacles.actions.rounds import ask_the_floor
from floortime.obstacles.model import Obstacle
from tests.journeys.company import Company
from tests.journeys.conftest import Window, backstage
from tests.journeys.postbox import Postbox
from tests.obstacles.play import published
from tests.obstacles.rooms import sitdown_with


def test_signing_in_by_link(window: Window, company: Company, postbox: Postbox) -> None:
    page = window(company, java_script_enabled=False)
    page.goto("/me")
    page.get_by_label("Work e-mail").fill("ada@nordvik.example")
    page.get_by_role("button", name="Send me a link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look in your mail")
    page.goto(postbox.wait("ada@nordvik.example", "Your link").link("/sign-in/link/"))
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(company.url + "/me")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ada Lindqvist")


def test_raising_and_following_with_the_claim_code(window: Window, company: Company) -> None:
    page = window(company, java_script_enabled=False, width=360)
    page.goto("/raise")
    page.get_by_label("What keeps you from giving good service?").fill(
        "The lift is too small for two trolleys."
    )
    page.get_by_role("button", name="Raise it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("It is raised")
    code = "".join(page.locator("#code, .claim-code, .code").first.inner_text().split())
    assert re.fullmatch(r"[23456789BCDFGHJKMNPQRSTVWXZ]{16}", code)
    page.goto("/claim")
    page.get_by_label("Claim code").fill(code.lower())
    page.get_by_role("button", name="Show what became of it").click()
    expect(page.locator(".said")).to_have_text("The lift is too small for two trolleys.")


def test_me_too_and_works_now_from_one_phone(window: Window, company: Company) -> None:
    cast = company.cast
    with backstage(company) as stage:
        entry = published(stage, cast, title="The queue falls silent at noon")
    page = window(company, java_script_enabled=False, width=360)
    page.goto(f"/log/{entry.code}")
    page.get_by_role("button", name="Me too").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You said me too")
    with backstage(company) as stage, stage.act(cast.dee) as act:
        ask_the_floor(act, act.session.get(Obstacle, entry.id), sentence="The queue plays again")
    page.goto(f"/log/{entry.code}/works")
    expect(page.get_by_text("The queue plays again")).to_be_visible()
    page.get_by_role("button", name="Works now").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("It works, you say")


def test_the_leader_notes_in_the_room(window: Window, company: Company) -> None:
    cast = company.cast
    with backstage(company) as stage, stage.act(cast.ada) as act:
        sitdown = sitdown_with(act, cast, [cast.bo], hours=-0.2)
    page = window(company, cast.ada.id, java_script_enabled=False, width=360)
    page.goto(f"/room/{sitdown.id}")
    page.get_by_role("link", name="Thanks").click()
    page.get_by_label("Bo", exact=True).check()
    page.get_by_label("For what?").fill("You stayed on the line")
    page.get_by_role("button", name="Keep this note").click()
    page.get_by_role("link", name="Obstacle").click()
    page.get_by_label("What is in the way?").fill("The map comes late")
    page.get_by_role("button", name="Keep this note").click()
    page.get_by_role("link", name="Promise").click()
    page.get_by_label("What do you promise?").fill("Lars hears this")
    page.get_by_label("By when?").fill("2026-12-04")
    page.get_by_role("button", name="Keep this note").click()
    page.get_by_role("link", name="Read back 3 notes").click()
    expect(page.locator(".readback li")).to_have_count(3)
    page.get_by_role("button", name="That is right. Close the sit-down").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Closed")
