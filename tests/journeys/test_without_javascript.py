"""Scripts are a convenience: with them switched off everything that matters still works."""

import re

from playwright.sync_api import expect

from tests.journeys.company import Company
from tests.journeys.conftest import Window
from tests.journeys.postbox import Postbox


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
