"""On paper stands what says something: no navigation, no buttons, no filters; black on white, whatever the theme."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.company import Company
from tests.journeys.conftest import Window
from tests.journeys.test_axe import column, person

PRESSED = """() => [...document.querySelectorAll("nav:not(.lightbar), button, input, select, textarea, summary, .btn, .filters, .menu, .skip, .foot a")]
    .filter((e) => e.getClientRects().length).map((e) => e.outerHTML.slice(0, 80))"""
COLOURS = "() => [getComputedStyle(document.body).backgroundColor, getComputedStyle(document.querySelector('h1')).color]"
PAGES = {
    "log": ("nobody", "select '/log'"),
    "entry": ("nobody", "select '/log/' || min(code) from obstacles where stage = 'asked'"),
    "thanks": ("chief", "select '/thanks/' || min(id) from thanks"),
    "cards": ("chief", "select '/sitdowns/' || min(id) || '/cards' from sitdowns where state = 'planned'"),
}


def _on_paper(page: Page) -> None:
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate(PRESSED) == []
    assert page.evaluate(COLOURS) == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]
    expect(page.get_by_role("heading", level=1)).to_be_visible()


@pytest.mark.parametrize("what", PAGES)
def test_paper_carries_words_alone(what: str, window: Window, demo: Company) -> None:
    role, statement = PAGES[what]
    page = window(demo, person(demo, role))
    page.goto(column(demo, statement)[0])
    _on_paper(page)


def test_the_log_keeps_its_rows_and_who_they_wait_on(window: Window, demo: Company) -> None:
    page = window(demo)
    page.goto("/log")
    page.emulate_media(media="print")
    rows = page.locator(".obstacle")
    assert rows.count() > 5
    for part in (".obstacle-title", ".light", ".waiting"):
        assert [row.locator(part).first.is_visible() for row in rows.all()] == [True] * rows.count()


def test_the_thanks_keeps_its_words_and_its_signature(window: Window, demo: Company) -> None:
    page = window(demo, person(demo, "chief"))
    page.goto(column(demo, PAGES["thanks"][1])[0])
    page.emulate_media(media="print")
    expect(page.locator(".said")).to_be_visible()
    expect(page.locator("main .signed")).to_be_visible()
    expect(page.get_by_text("May others read it?")).to_be_hidden()


def test_the_claim_code_is_printed_with_its_advice(window: Window, company: Company) -> None:
    page = window(company)
    page.goto("/raise")
    page.get_by_label("What keeps you from giving good service?").fill("The printer is two floors up")
    page.get_by_role("button", name="Raise it").click()
    expect(page.locator("#code")).to_be_visible()
    _on_paper(page)
    assert re.fullmatch(r"\w{16}", "".join(page.locator("#code").inner_text().split()))
    expect(page.get_by_text("Write it down or take a picture.")).to_be_visible()
