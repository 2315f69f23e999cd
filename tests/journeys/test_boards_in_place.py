"""Answering beside the rows of a board: in place, by keyboard, taken back, and as a page where no script runs."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from floortime.followups.actions import make_followup, move_due
from floortime.followups.model import Followup
from floortime.obstacles.actions.promises import claim_done, promise_on
from floortime.obstacles.model import Obstacle
from tests.journeys.company import Company
from tests.journeys.conftest import Window, backstage
from tests.obstacles.play import publish, raised

DUE = date(2026, 11, 16)


@pytest.fixture
def promise(company: Company):
    """`promise(words)`: one that is a week late, owned by Eli."""

    def made(words: str) -> str:
        with backstage(company) as stage, stage.act(company.cast.ada) as act:
            return make_followup(act, what=words, due_on=DUE, owner_id=company.cast.eli.id).code

    return made


def open_panel(page: Page, words: str, *, at: str = "/followups") -> None:
    page.goto(at)
    row = page.locator("[data-row]", has_text=words)
    row.get_by_role("link").click()
    expect(page.locator("#panel").get_by_role("heading", name=words)).to_be_visible()


def row_of(company: Company, code: str) -> Followup:
    with backstage(company) as stage, stage.db.reading() as session:
        return session.query(Followup).filter_by(code=code).one()


@pytest.mark.parametrize("board", ["/board", "/followups"])
def test_another_date_is_kept_in_place_and_taken_back(
    window: Window, company: Company, promise, board: str
) -> None:
    words = f"A second scanner for the night, {board}"
    code = promise(words)
    page = window(company, company.cast.dee.id)
    open_panel(page, words, at=board)
    panel = page.locator("#panel")
    panel.get_by_text("Other date").click()
    panel.get_by_label("By when?").fill("2026-12-11")
    panel.get_by_role("button", name="Keep this date").click()
    expect(panel.get_by_text("Write one sentence: the floor reads it.")).to_be_visible()
    expect(panel.get_by_label("By when?")).to_have_value("2026-12-11")
    expect(panel.get_by_label("Why?")).to_be_focused()
    panel.get_by_label("Why?").fill("The supplier is late")
    panel.get_by_role("button", name="I take this, by that day").click()
    expect(page.get_by_role("status")).to_contain_text("It is due by 11 December now.")
    assert page.url == company.url + board
    assert row_of(company, code).due_on == date(2026, 12, 11)
    page.get_by_role("status").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status")).to_contain_text("It is as it was before.")
    assert (row_of(company, code).due_on, row_of(company, code).moves) == (DUE, 0)
    expect(page.locator("[data-row]", has_text=words)).to_contain_text("5 past")


def test_a_reminder_goes_now_and_not_after_all(window: Window, company: Company, promise) -> None:
    words = "Say when the lift is back"
    promise(words)
    page = window(company, company.cast.dee.id)
    open_panel(page, words)
    page.keyboard.press("r")
    expect(page.get_by_role("status")).to_contain_text("Eli Nordvik gets a letter in two minutes.")
    page.keyboard.press("z")
    expect(page.get_by_role("status")).to_contain_text("No letter goes out.")


def test_who_was_faster_is_said_in_the_panel(window: Window, company: Company, promise) -> None:
    words = "A chair that does not tilt"
    code = promise(words)
    page = window(company, company.cast.dee.id)
    window.expected = window.expected | {"409"}
    open_panel(page, words)
    with backstage(company) as stage, stage.act(company.cast.ada) as act:
        move_due(
            act, act.session.get(Followup, row_of(company, code).id), to_on=date(2026, 11, 30), reason="Ill"
        )
    panel = page.locator("#panel")
    panel.get_by_text("Drop this promise").first.click()
    panel.locator("details[open]").get_by_label("Why?").fill("Nobody sits there")
    panel.get_by_role("button", name="Drop this promise").click()
    expect(
        panel.get_by_role("heading", name="Ada Lindqvist changed this while you were writing")
    ).to_be_visible()
    expect(panel.get_by_text("Nobody sits there")).to_be_visible()


def test_the_sheet_of_keys_opens_and_closes_and_no_letter_is_stolen(
    window: Window, company: Company, promise
) -> None:
    words = "Two more lockers"
    promise(words)
    page = window(company, company.cast.dee.id)
    open_panel(page, words)
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keys of the boards")
    expect(sheet).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    panel = page.locator("#panel")
    panel.get_by_text("It is done").first.click()
    claim = panel.get_by_label("What was done?")
    expect(claim).to_be_focused()
    page.keyboard.type("jkgrzx?")
    expect(claim).to_have_value("jkgrzx?")
    expect(panel.get_by_role("heading", name=words)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("[data-row][aria-current]").get_by_role("link")).to_be_focused()


def test_without_a_script_the_same_is_done_on_pages(window: Window, company: Company, promise) -> None:
    words = "A lamp over the stairs"
    code = promise(words)
    page = window(company, company.cast.dee.id, java_script_enabled=False)
    page.goto("/followups")
    page.locator("[data-row]", has_text=words).get_by_role("link").click()
    page.get_by_role("link", name="Other date").click()
    page.get_by_label("By when?").fill("2026-12-18")
    page.get_by_label("Why?").fill("The electrician comes then")
    page.get_by_role("button", name="I take this, by that day").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("It is as it was before.")).to_be_visible()
    assert row_of(company, code).due_on == DUE


@pytest.mark.parametrize(("scripts", "show"), [(True, "late"), (False, "all")])
def test_a_filter_is_kept_and_taken_away_with_a_way_back(
    window: Window, company: Company, promise, scripts: bool, show: str
) -> None:
    promise("A longer cable for the scanner")
    page = window(company, company.cast.dee.id, java_script_enabled=scripts)
    page.goto(f"/followups?show={show}")
    page.locator("summary[data-lens]").click()
    page.get_by_label("Keep what you see as").fill(f"Late, {scripts}")
    page.get_by_role("button", name="Keep this filter").click()
    own = page.get_by_role("navigation", name="Your filters").get_by_role("link", name=f"Late, {scripts}")
    expect(own).to_have_attribute("aria-current", "true")
    rows = page.locator("[data-row]").count()
    expect(own).to_contain_text(str(rows))
    if scripts:
        page.keyboard.press("f")
        expect(own).to_be_focused()
    page.locator("summary[data-lens]").click()
    page.get_by_role("button", name="Take it away").click()
    expect(page.get_by_role("status")).to_contain_text(f"“Late, {scripts}” is taken away.")
    page.get_by_role("status").last.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("navigation", name="Your filters")).to_contain_text(f"Late, {scripts}")


def test_a_question_taken_back_stands_in_its_row_again(window: Window, company: Company) -> None:
    words = "Two kettles stand where the map was meant to hang"
    cast = company.cast
    with backstage(company) as stage:
        for said, title in ((words, words), ("x", "The kettle after that one")):
            entry = publish(stage, cast, raised(stage, cast, words=said), title=title)
            with stage.act(cast.dee) as act:
                row = act.session.get(Obstacle, entry.id)
                due = date(2026, 12, 4)
                key = promise_on(act, row, what="The map", owner_id=cast.eli.id, due_on=due).id
            with stage.act(cast.eli) as act:
                claim_done(act, act.session.get(Followup, key), claim="It hangs there")
    page = window(company, cast.dee.id)
    page.goto("/board?show=close")
    row = page.locator("[data-row]", has_text=words)
    row.get_by_role("link").click()
    panel = page.locator("#panel")
    expect(panel.get_by_role("heading", name=words)).to_be_visible()
    sentence = panel.get_by_label("What was done?")
    expect(sentence).to_have_value("It hangs there")
    sentence.fill("The map hangs beside the kettles")
    page.keyboard.press("Escape")
    page.keyboard.press("p")
    expect(page.get_by_role("status")).to_contain_text("The floor is asked.")
    expect(row).to_have_count(0)
    expect(panel.get_by_role("heading", name="The kettle after that one")).to_be_visible()
    page.keyboard.press("z")
    expect(page.get_by_role("status")).to_contain_text("Your sentence stands here still.")
    expect(row).to_have_attribute("aria-current", "true")
    expect(sentence).to_have_value("The map hangs beside the kettles")
    expect(row.get_by_role("link")).to_be_focused()
