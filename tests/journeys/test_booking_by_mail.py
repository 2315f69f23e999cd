"""A leader books a sit-down from their own calendar, moves it and calls it off there; the floor is seated by us.

Letters go out over a real SMTP server, answers and invitations come in over a real IMAP server, and the people's
calendar programs are the icalendar library.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.cast import seat_the_cast
from tests.conftest import MONDAY
from tests.journeys.company import Company
from tests.journeys.conftest import Window, backstage
from tests.journeys.postbox import Mail, Postbox
from tests.mailroom.letters import MX
from tests.mailroom.mailserver import Imap, imap_server
from tests.mailroom.programs import answer_to, invitation

ADA, BO = "ada@nordvik.example", "bo@nordvik.example"
TWO, THREE = datetime(2026, 12, 3, 13, tzinfo=UTC), datetime(2026, 12, 3, 14, tzinfo=UTC)


@contextmanager
def open_house(data: Path, empty_sqlite: Path, mail_url: str, mailbox: Imap) -> Iterator[Company]:
    shutil.copy(empty_sqlite, data / "floortime.sqlite3")
    company = Company(data, f"sqlite:///{data / 'floortime.sqlite3'}", mail_url)
    company.env |= {"FLOORTIME_IMAP_URL": mailbox.url, "FLOORTIME_AUTHSERV_ID": MX}
    company.set_clock(MONDAY)
    with backstage(company) as stage, stage.act() as act:
        company.cast = seat_the_cast(act)
    company.open()
    try:
        yield company
    finally:
        company.close()


@pytest.fixture
def mailbox() -> Iterator[Imap]:
    with imap_server() as server:
        yield server


@pytest.fixture
def house(tmp_path: Path, empty_sqlite: Path, own_postbox: Postbox, mailbox: Imap) -> Iterator[Company]:
    with open_house(tmp_path, empty_sqlite, own_postbox.mail_url, mailbox) as company:
        yield company


def test_booked_filled_moved_and_called_off(
    window: Window, house: Company, own_postbox: Postbox, mailbox: Imap
) -> None:
    mailbox.put(invitation(ADA, start=TWO, at=house.now))
    yes = own_postbox.wait(ADA, "Booked: Thursday 3 December, 14:00")
    assert _told(yes) == ("REPLY", "ACCEPTED", "ada-1@outlook.example", 0)
    assert "seats to fill" in yes.text

    page = window(house, house.cast.dee.id)
    _bo_is_seated(page)
    _after_quiet(house)
    invited = own_postbox.wait(BO)
    method, seat = invited.calendar
    assert (method, seat["SEQUENCE"], seat["DTSTART"].dt.astimezone(UTC)) == ("REQUEST", 0, TWO)
    assert str(seat["UID"]) != "ada-1@outlook.example"
    assert ADA not in invited.message.as_string()
    mailbox.put(answer_to(invited, "ACCEPTED"))
    _until(page, "1 of 6 taken, 1 has said yes")

    mailbox.put(invitation(ADA, start=THREE, at=house.now, sequence=1))
    assert _told(own_postbox.wait(ADA, "Booked: Thursday 3 December, 15:00")) == (
        "REPLY", "ACCEPTED", "ada-1@outlook.example", 1,
    )  # fmt: skip
    _until(page, "1 of 6 taken, nobody has said yes yet")
    expect(page.get_by_text("Moved by the leader.").first).to_be_visible()
    _after_quiet(house)
    method, moved = own_postbox.wait(BO, after=1).calendar
    assert (method, moved["UID"], moved["SEQUENCE"]) == ("REQUEST", seat["UID"], 1)
    assert moved["DTSTART"].dt.astimezone(UTC) == THREE

    mailbox.put(invitation(ADA, start=THREE, at=house.now, sequence=2, method="CANCEL"))
    method, gone = own_postbox.wait(BO, after=2).calendar
    assert (method, gone["UID"], gone["SEQUENCE"], gone["STATUS"]) == ("CANCEL", seat["UID"], 2, "CANCELLED")
    _until(page, "Called off in the leader’s calendar.")
    assert mailbox.unseen() == 0
    assert len(own_postbox.to(ADA)) == 2  # what she called off, her calendar knows


def test_an_invitation_that_nobody_vouches_for_asks_first(
    window: Window, house: Company, own_postbox: Postbox, mailbox: Imap
) -> None:
    forged = invitation(ADA, start=TWO, at=house.now).replace(MX.encode(), b"mx.elsewhere.example")
    mailbox.put(forged)
    asked = own_postbox.wait(ADA, "Did you book a sit-down on Thursday 3 December, 14:00?")
    chief = window(house, house.cast.dee.id)
    chief.goto("/programme")
    expect(chief.get_by_text("seats to fill")).to_have_count(0)
    assert asked.calendar is None

    page = window(house, width=360)
    page.goto(asked.link("/bookings/"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Ada, did you book this?")
    chief.reload()
    expect(chief.get_by_text("seats to fill")).to_have_count(0)  # opening the page changed nothing
    page.get_by_role("button", name="Yes, it is mine").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("It goes through now")
    assert _told(own_postbox.wait(ADA, "Booked: Thursday 3 December, 14:00"))[1] == "ACCEPTED"
    chief.reload()
    expect(chief.get_by_text("Booked by Ada Lindqvist: seats to fill")).to_be_visible()
    assert {mail.to for mail in own_postbox.mails} == {ADA}


def _bo_is_seated(page: Page) -> None:
    page.goto("/programme")
    line = page.locator("li", has_text="Booked by Ada Lindqvist: seats to fill")
    line.get_by_role("link", name="Thu 3 Dec, 14:00").click()
    page.get_by_role("button", name="Give the seat: Bo Nordvik").click()
    expect(page.get_by_text("1 of 6 taken, nobody has said yes yet")).to_be_visible()


def _until(page: Page, words: str) -> None:
    """Look again until the page says so: what comes by mail is taken in within seconds."""

    def said() -> None:
        page.reload()
        expect(page.get_by_text(words).first).to_be_visible(timeout=1000)

    for _try in range(30):
        try:
            return said()
        except AssertionError:
            continue
    raise AssertionError(f"the page never said “{words}”")


def _after_quiet(company: Company) -> None:
    """Letters that may be collapsed wait two minutes."""
    company.set_clock(company.now + timedelta(minutes=3))


def _told(mail: Mail) -> tuple[str, str, str, int]:
    method, event = mail.calendar
    return method, str(event["ATTENDEE"].params["PARTSTAT"]), str(event["UID"]), event["SEQUENCE"]
