"""Everything by keyboard: the skip link, a focus one can see, the menu, the keys of the board."""

import pytest
from playwright.sync_api import Page, Route, expect

from floortime.act import NOBODY
from floortime.obstacles.actions.raising import raise_obstacle
from tests.journeys.company import Company
from tests.journeys.conftest import Window, backstage
from tests.obstacles.play import published

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


def test_single_letters_can_be_turned_off(window: Window, company: Company) -> None:
    with backstage(company) as stage:
        for words in ("The headset cuts out on long calls", "The lift waits for the lorry"):
            with stage.act(NOBODY) as act:
                raise_obstacle(act, words=words, language="en", channel="web", site_id=None)
    page = window(company, company.cast.dee.id)
    page.goto("/board")
    rows = page.locator("[data-row]")
    second = rows.nth(1).get_by_role("link")
    page.keyboard.press("j")
    expect(second).to_be_focused()
    page.keyboard.press("k")
    expect(rows.first.get_by_role("link")).to_be_focused()
    page.get_by_role("link", name="turn single keys off").click()
    page.get_by_label("Single letters are keys").uncheck()
    page.goto("/board")
    page.keyboard.press("j")
    expect(second).not_to_be_focused()


def test_a_row_is_opened_and_sorted_by_keys_alone(window: Window, company: Company) -> None:
    words = "The scanner forgets the second parcel"
    with backstage(company) as stage, stage.act(NOBODY) as act:
        raise_obstacle(act, words=words, language="en", channel="web", site_id=None)
    page = window(company, company.cast.dee.id)
    page.goto("/board")
    row = page.locator("[data-row]", has_text=words)
    for _ in range(page.locator("[data-row]").count()):
        if row.get_attribute("aria-current"):
            break
        page.keyboard.press("j")
    expect(page.locator(".panel .floor").get_by_text(words)).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Public wording")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("The scanner loses the second parcel")
    page.keyboard.press("Escape")
    expect(row.get_by_role("link")).to_be_focused()
    page.keyboard.press("d")
    page.keyboard.type("Technology")
    page.keyboard.press("Tab")
    page.keyboard.type("Ease of tools")
    page.keyboard.press("Escape")
    page.keyboard.press("p")
    expect(page.get_by_role("status")).to_contain_text(
        "It is in the log. An answer is promised by 7 December."
    )
    expect(page.locator("[data-row]", has_text=words)).to_have_count(0)


def test_letters_are_no_keys_while_the_panel_loads(window: Window, company: Company) -> None:
    words = ("The third printer prints nothing", "The second lift is slower than the stairs")
    with backstage(company) as stage:
        for said in words:
            with stage.act(NOBODY) as act:
                raise_obstacle(act, words=said, language="en", channel="web", site_id=None)
    page = window(company, company.cast.dee.id)
    page.goto("/board")
    # The board opens its first row by itself. That answer must be in before another row is chosen: coming late,
    # it could be the very panel that is held back below.
    expect(page.get_by_label("Public wording")).to_be_visible()
    first, second = (page.locator("[data-row]", has_text=said).get_by_role("link") for said in words)
    first.click()
    expect(page.get_by_label("Public wording")).to_have_value(words[0])
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/board/panel/*", hold)
    second.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type("pdp")
    expect(page.locator("#panel").get_by_label("Department")).not_to_be_focused()
    expect(page.locator("[role=status] [data-toast]")).to_have_count(0)
    held[0].continue_()
    wording = page.get_by_label("Public wording")
    expect(wording).to_have_value(words[1])
    expect(wording).to_be_focused()
    page.keyboard.type("p")
    assert page.url == company.url + "/board"


def test_a_key_pressed_early_opens_and_does_nothing_else(window: Window, company: Company) -> None:
    words = ("The fourth printer prints nothing", "The third lift is slower than the stairs")
    with backstage(company) as stage:
        for said in words:
            with stage.act(NOBODY) as act:
                raise_obstacle(act, words=said, language="en", channel="web", site_id=None)
    page = window(company, company.cast.dee.id)
    page.goto("/board?show=sort")
    wording, panel = page.get_by_label("Public wording"), page.locator("#panel")
    expect(wording).to_be_visible()
    page.locator("[data-row]", has_text=words[0]).get_by_role("link").click()
    expect(wording).to_have_value(words[0])
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/board/panel/*", hold)

    def chosen(said: str, keys: str = "") -> None:
        page.locator("[data-row]", has_text=said).get_by_role("link").click()
        page.keyboard.type(keys)
        while not held:
            page.wait_for_timeout(20)
        held.pop().continue_()
        expect(wording).to_have_value(said)

    again = panel.get_by_text("Press the key again: what it does stands here now.")
    chosen(words[1], "d")
    expect(panel.get_by_label("Department")).to_be_focused()
    chosen(words[0], "p")
    expect(again).to_be_visible()
    expect(page.locator("[role=status] [data-toast]")).to_have_count(0)
    chosen(words[1], "w")
    expect(panel.get_by_role("button", name="Withhold")).to_be_visible()
    chosen(words[0], "dw")
    expect(again).to_be_visible()
    expect(panel.get_by_label("Department")).not_to_be_focused()


def test_the_code_of_a_me_too_is_told_and_can_be_copied(window: Window, company: Company) -> None:
    with backstage(company) as stage:
        entry = published(stage, company.cast, title="The pager is silent in the cellar")
    page = window(company, permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"/log/{entry.code}")
    page.get_by_role("button", name="Me too").click()
    told = page.locator(".metoo-said")
    expect(told).to_contain_text("Your claim code: ")
    expect(page.locator("[data-voices]")).to_have_text("a few")
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    code = page.evaluate("navigator.clipboard.readText()")
    expect(told).to_have_text(f"Your claim code: {code}. Write it down, and you are asked when it is done.")
