"""Everything by keyboard: the skip link, a focus one can see, the menu, the keys of the board."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.company import Company
from tests.journeys.conftest import Window

FOCUS = """() => {
    const e = document.activeElement, r = e.getBoundingClientRect();
    const drawn = (at) => { const s = getComputedStyle(at); return s.outlineStyle === "none" ? 0 : parseFloat(s.outlineWidth); };
    return {what: e.outerHTML.slice(0, 90), end: e === document.body,
        outline: Math.max(...[e, e.nextElementSibling, e.closest("li, label")].filter(Boolean).map(drawn)),
        inside: r.width > 0 && r.height > 0 && r.right > 0 && r.bottom > 0 && r.left < innerWidth && r.top < innerHeight};
}"""
"""Where the focus is, how thick the line around it (or around its row, or its label) is, and whether any of it can be seen."""


def test_the_skip_link_comes_first_and_leads_to_the_page(window: Window, company: Company) -> None:
    page = window(company)
    page.goto("/raise")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_label("What keeps you from giving good service?")).to_be_focused()


@pytest.mark.parametrize("path", ["/raise", "/sign-in", "/me", "/", "/board"])
@pytest.mark.parametrize("width", [360, 1440])
def test_the_focus_is_seen_on_every_stop(window: Window, company: Company, path: str, width: int) -> None:
    page = window(company, company.cast.dee.id if path != "/sign-in" else None, width=width)
    page.goto(path)
    unseen = [stop for stop in _stops(page) if stop["outline"] < 2 or not stop["inside"]]
    assert unseen == []


def _stops(page: Page) -> list[dict]:
    found = []
    for _ in range(60):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop["end"] or (found and stop["what"] == found[0]["what"]):
            break
        found.append(stop)
    return found


def test_the_menu_opens_and_escape_closes_it(window: Window, company: Company) -> None:
    page = window(company, company.cast.dee.id)
    page.goto("/")
    summary = page.locator("details.menu > summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Sign out")).to_be_hidden()
    expect(summary).to_be_focused()
