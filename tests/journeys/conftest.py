"""Journeys: the product as people see it, in a real Chromium, over real HTTP and real mail."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from floortime import schema
from floortime.db import Database
from floortime.demo.founding import found
from floortime.settings import Settings
from tests.cast import seat_the_cast
from tests.conftest import BOTH, HOUSE, MONDAY, Moment, Stage
from tests.journeys.company import Company, move_with_us
from tests.journeys.postbox import Postbox
from tests.postgres import empty_postgres

PLACES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
LEFT_OUT = (
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxFullPopup",
    "PreloadTopChromeWebUI",
    "SpareRendererForSitePerProcess",
)
LEFT_OUT_BY_PLAYWRIGHT = (
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
)
"""Named again, since of two such options the browser hears the last one alone."""
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-sync",
    # Code that goes with its page is not run often enough to be worth the best compiler.
    "--js-flags=--no-turbofan",
    # Every window came with three pages of the browser's own that nobody looks at: they cost more than ours.
    "--disable-features=" + ",".join((*LEFT_OUT_BY_PLAYWRIGHT, *LEFT_OUT)),
]
SETTINGS = replace(HOUSE, base_url="http://127.0.0.1")
PATIENCE = 30
"""Seconds. What happens is waited for and goes on at once; a machine that is busy with more than us is slow, not wrong."""
expect.set_options(timeout=PATIENCE * 1000)
WATCH = """addEventListener("securitypolicyviolation", (e) =>
    console.error("content policy: " + e.violatedDirective + " " + e.blockedURI + " " + e.sourceFile + ":" + e.lineNumber));"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One browser for all journeys of a worker; closed with the package, so that its loop stands in nobody's way."""
    program = next(filter(None, map(shutil.which, PLACES)), None)
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("no Chromium on this machine")
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=OPTIONS)
        yield browser
        browser.close()


class Window:
    """Opens browser windows and notes what goes wrong in them."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.faults: list[str] = []
        self.expected = {"422"}
        self.contexts: list[BrowserContext] = []

    def __call__(
        self, company: Company, person_id: int | None = None, *, width: int = 1440, **more: object
    ) -> Page:
        """A page in a fresh browser profile at this company; signed in if a person is given."""
        context = self.browser.new_context(
            base_url=company.url,
            viewport={"width": width, "height": 800},
            locale=more.pop("locale", "en-GB"),
            reduced_motion="reduce",
            **more,
        )
        self.contexts.append(context)
        context.set_default_timeout(PATIENCE * 1000)
        context.add_init_script(WATCH)
        context.on("console", self._heard)
        context.on(
            "weberror", lambda error: self.faults.append(f"{error.page and error.page.url}: {error.error}")
        )
        if person_id is not None:
            context.add_cookies([company.cookie(person_id)])
        return context.new_page()

    def _heard(self, message: ConsoleMessage) -> None:
        """Errors count, but for the status of a form that was sent back, which browsers log as one.

        Nor does it count that the frame of a letter runs nothing of what these windows bring along.
        """
        kept_out = message.text.startswith("Blocked script execution in") and "/mail' because" in message.text
        sent_back = any(f"status of {n}" in message.text for n in self.expected)
        if message.type == "error" and not (sent_back or kept_out):
            self.faults.append(f"{message.page and message.page.url}: {message.text}")

    def close(self) -> None:
        """Close every window."""
        for context in self.contexts:
            context.close()


@pytest.fixture
def window(chromium: Browser) -> Iterator[Window]:
    """Windows of one test; it fails if the console or the content policy had anything to say."""
    windows = Window(chromium)
    yield windows
    windows.close()
    assert windows.faults == []


@contextmanager
def listening() -> Iterator[Postbox]:
    """A mail server until the end of the block."""
    box = Postbox()
    box.mail_url = box.start()
    yield box
    box.stop()


@pytest.fixture(scope="package")
def postbox() -> Iterator[Postbox]:
    """Everybody's mailbox."""
    with listening() as box:
        yield box


@contextmanager
def opened(data: Path, database_url: str, mail_url: str, *options: str) -> Iterator[Company]:
    """A company on Monday 23 November 2026, 09:00 UTC, its house open until the end of the block."""
    company = Company(data, database_url, mail_url)
    company.set_clock(MONDAY)
    company.open(*options)
    try:
        yield company
    finally:
        company.close()


def settings_of(company: Company) -> Settings:
    """The settings that its processes run on."""
    return replace(SETTINGS, data=company.data, database_url=company.database_url, base_url=company.url)


@contextmanager
def backstage(company: Company) -> Iterator[Stage]:
    """Acts in the company's database without its pages, to set a scene."""
    settings = settings_of(company)
    database = Database(company.database_url)
    try:
        yield Stage(database, settings, Moment(company.now))
    finally:
        database.close()


@pytest.fixture(scope="package")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo company in small, with something in every stage, made once for all workers of this run."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    made = shared / "demo"
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            making = shared / "demo-in-the-making"
            making.mkdir()
            settings = replace(
                SETTINGS, data=making, database_url=f"sqlite:///{making / 'floortime.sqlite3'}"
            )
            database = Database(settings.database_url)
            schema.upgrade(database)
            found(database, settings, now=MONDAY, scale=0.02)
            database.close()
            making.rename(made)
    return made


@pytest.fixture(scope="package")
def demo(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """The demo company's house, open, without its worker: nothing moves by itself. For looking, not for changing."""
    data = tmp_path_factory.mktemp("demo") / "data"
    shutil.copytree(demo_folder, data)
    with opened(
        data, f"sqlite:///{data / 'floortime.sqlite3'}", f"maildir://{data / 'mail'}", "--no-worker"
    ) as house:
        yield house


@pytest.fixture(scope="package")
def company(
    tmp_path_factory: pytest.TempPathFactory, empty_sqlite: Path, postbox: Postbox
) -> Iterator[Company]:
    """The cast's company with web, worker and mail: for short journeys that leave each other alone."""
    data = tmp_path_factory.mktemp("company")
    shutil.copy(empty_sqlite, data / "floortime.sqlite3")
    url = f"sqlite:///{data / 'floortime.sqlite3'}"
    with opened(data, url, postbox.mail_url) as house:
        with backstage(house) as stage, stage.act() as act:
            house.cast = seat_the_cast(act)
        yield house


@pytest.fixture
def own_postbox() -> Iterator[Postbox]:
    """Mailboxes in which nothing lies yet."""
    with listening() as box:
        yield box


@pytest.fixture(params=BOTH)
def fresh(request: pytest.FixtureRequest, tmp_path: Path, own_postbox: Postbox) -> Iterator[Company]:
    """A company on its first day, on each database: an empty folder, an empty database, and the house open."""
    mail_url = own_postbox.mail_url
    if request.param == "sqlite":
        with opened(tmp_path, f"sqlite:///{tmp_path / 'floortime.sqlite3'}", mail_url) as house:
            yield house
        return
    with empty_postgres("journey") as url:
        move_with_us(url)
        Company(tmp_path, url, mail_url).run("migrate")
        with opened(tmp_path, url, mail_url) as house:
            yield house
