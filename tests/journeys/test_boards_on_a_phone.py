"""The boards on a small screen: what stands beside the rows elsewhere is a sheet over them, closed three ways, and acts in place."""

import pytest
from playwright.sync_api import Page, expect

from floortime.followups.actions import make_followup
from tests.journeys.axe import EVERYTHING, RUN, WIDER, ready
from tests.journeys.company import Company
from tests.journeys.conftest import Window, backstage
from tests.journeys.test_boards_in_place import DUE, row_of


@pytest.fixture
def promise(company: Company):
    def made(words: str) -> str:
        with backstage(company) as stage, stage.act(company.cast.ada) as act:
            return make_followup(act, what=words, due_on=DUE, owner_id=company.cast.eli.id).code

    return made


def open_sheet(page: Page, words: str) -> None:
    page.goto("/log")
    page.goto("/followups")
    page.locator("[data-row]", has_text=words).get_by_role("link").click()
    expect(page.get_by_role("dialog").get_by_role("heading", name=words)).to_be_focused()


@pytest.mark.parametrize("way", ["Escape", "back", "button"])
def test_the_sheet_is_closed_three_ways_and_the_row_has_the_focus(
    window: Window, company: Company, promise, way: str
) -> None:
    words = f"A mat before the door, {way}"
    promise(words)
    page = window(company, company.cast.dee.id, width=360)
    open_sheet(page, words)
    if way == "Escape":
        page.keyboard.press("Escape")
    elif way == "back":
        page.go_back()
    else:
        page.get_by_role("button", name="Back to the rows").click()
    expect(page.locator("#beside")).to_be_hidden()
    expect(page.locator("[data-row]", has_text=words).get_by_role("link")).to_be_focused()
    assert page.url == f"{company.url}/followups"
    page.go_back()
    expect(page).to_have_url(f"{company.url}/log")


def test_the_focus_stays_in_the_sheet(window: Window, company: Company, promise) -> None:
    words = "A hook for the headset"
    promise(words)
    page = window(company, company.cast.dee.id, width=360)
    open_sheet(page, words)
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "document.activeElement === document.body || !!document.activeElement.closest('#beside')"
        )


def test_a_date_is_kept_from_the_sheet_and_taken_back(window: Window, company: Company, promise) -> None:
    words = "Blinds for the west side"
    code = promise(words)
    page = window(company, company.cast.dee.id, width=360)
    open_sheet(page, words)
    sheet = page.get_by_role("dialog")
    sheet.get_by_text("Other date").click()
    sheet.get_by_label("By when?").fill("2026-12-14")
    sheet.get_by_role("button", name="Keep this date").click()
    expect(sheet.get_by_text("Write one sentence: the floor reads it.")).to_be_visible()
    sheet.get_by_label("Why?").fill("They come from abroad")
    sheet.get_by_role("button", name="I take this, by that day").click()
    expect(page.get_by_role("status")).to_contain_text("It is due by 14 December now.")
    expect(page.locator("#beside")).to_be_hidden()
    page.get_by_role("status").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status")).to_contain_text("It is as it was before.")
    assert row_of(company, code).due_on == DUE


@pytest.mark.parametrize("width", [360, 1440])
def test_axe_finds_nothing_in_the_panel_the_sheet_and_the_filters(
    window: Window, company: Company, promise, width: int
) -> None:
    words = f"A fan for the server room, {width}"
    promise(words)
    page = window(company, company.cast.dee.id, width=width)
    ready(page)
    page.goto("/followups?show=late")
    page.locator("summary[data-lens]").click()
    found = page.evaluate(RUN, EVERYTHING)
    page.locator("[data-row]", has_text=words).get_by_role("link").click()
    expect(page.locator("#panel").get_by_role("heading", name=words)).to_be_visible()
    page.locator("#panel").get_by_text("Other date").click()
    assert [*found, *page.evaluate(RUN, EVERYTHING), *page.evaluate(WIDER)] == []
