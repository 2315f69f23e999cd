"""Makes README's pictures from the demo company: `make screenshots`. Dates stand still, so that only changes change them."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import text

from floortime.db import Database
from tests.conftest import MONDAY
from tests.journeys.company import Company
from tests.journeys.conftest import OPTIONS, PLACES

PICTURES = Path(__file__).parents[1] / "docs" / "screenshots"
LARGEST = 175_000
OBSTACLE = """select code from obstacles where stage = 'in_hand' order by voices_n desc limit 1"""
LEADER = """select leader_id from sitdowns where state = 'planned' and starts_at > :now group by leader_id order by min(starts_at) limit 1"""
SITDOWN = (
    """select id from sitdowns where state = 'planned' and starts_at > :now order by starts_at limit 1"""
)
CHIEF = """select person_id from roles join persons on persons.id = person_id where role = 'chief_of_staff' order by language <> 'en', person_id limit 1"""


def main() -> int:
    """Found the demo, open it, take the pictures; fails when one is too heavy for a README."""
    program = next(filter(None, map(shutil.which, PLACES)), None)
    if program is None:
        print("The pictures need Chromium.", file=sys.stderr)
        return 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        data = Path(folder)
        company = Company(data, f"sqlite:///{data / 'floortime.sqlite3'}", f"maildir://{data / 'mail'}")
        company.set_clock(MONDAY)
        company.run("demo", "--no-serve", "--data", folder)
        company.open("--no-worker")
        try:
            browser = playwright.chromium.launch(executable_path=program, args=OPTIONS)
            _take_all(browser, company)
            browser.close()
        finally:
            company.close()
    heavy = [picture.name for picture in PICTURES.glob("*.png") if picture.stat().st_size > LARGEST]
    if heavy:
        print(f"Heavier than {LARGEST // 1000} kB: {', '.join(heavy)}.", file=sys.stderr)
    return 1 if heavy else 0


def _take_all(browser: Browser, company: Company) -> None:
    chief, leader = _one(company, CHIEF), _one(company, LEADER)
    wide, phone = (1200, 780), (360, 740)
    _take(browser, company, "log", "/log", wide)
    _take(browser, company, "log-dark", "/log", wide, dark=True)
    _take(browser, company, "obstacle", f"/log/{_one(company, OBSTACLE)}", wide)
    _take(browser, company, "board", "/board", (1200, 540), person=chief)
    _take(browser, company, "home", "/", wide, person=leader)
    _take(browser, company, "capture", f"/room/{_one(company, SITDOWN)}", phone, person=leader)


def _one(company: Company, statement: str) -> int | str:
    database = Database(company.database_url)
    with database.reading() as session:
        found = session.execute(
            text(statement), {"now": MONDAY.replace(tzinfo=None).isoformat(" ")}
        ).scalar_one()
    database.close()
    return found


def _take(
    browser: Browser,
    company: Company,
    name: str,
    path: str,
    size: tuple[int, int],
    *,
    person: object = None,
    dark: bool = False,
) -> None:
    context = browser.new_context(
        base_url=company.url,
        viewport={"width": size[0], "height": size[1]},
        locale="en-GB",
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
    )
    if person is not None:
        context.add_cookies([company.cookie(int(str(person)))])
    page: Page = context.new_page()
    page.goto(path, wait_until="networkidle")
    page.screenshot(path=PICTURES / f"{name}.png")
    context.close()
    print(f"docs/screenshots/{name}.png", (PICTURES / f"{name}.png").stat().st_size // 1000, "kB")


if __name__ == "__main__":
    os.umask(0o022)
    sys.exit(main())
