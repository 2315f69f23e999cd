"""A series is edited in the browser: one date, this and all that follow, all; each time exactly the announced mails arrive.

Before each button the page says in words who gets which letter and how many; what then comes over SMTP is compared with it
by recipient, METHOD, UID, RECURRENCE-ID, SEQUENCE and time.
"""

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from floortime.people.model import Person
from floortime.sitdowns.actions import give_seat
from floortime.sitdowns.model import Sitdown
from tests.cast import seat_the_cast
from tests.journeys.company import Company
from tests.journeys.conftest import Window, backstage, opened
from tests.journeys.postbox import Mail, Postbox
from tests.roof.processes import until
from tests.roof.trial import waiting
from tests.sitdowns.plans import dates_of, row
from tests.sitdowns.plans import opened as opened_series

ADA, BO, FATIMA = "ada@nordvik.example", "bo@nordvik.example", "fatima@nordvik.example"
TAKEN = {3: ["bo"], 10: ["bo", "fatima"], 17: ["fatima"]}
"""Who sits there on which Thursdays of December; the 24th and the 31st are free."""


@pytest.fixture
def house(tmp_path: Path, empty_sqlite: Path, own_postbox: Postbox) -> Iterator[Company]:
    """Ada's five Thursdays at 22:30, three of them with people; all invitations have come."""
    shutil.copy(empty_sqlite, tmp_path / "floortime.sqlite3")
    with opened(tmp_path, f"sqlite:///{tmp_path / 'floortime.sqlite3'}", own_postbox.mail_url) as company:
        with backstage(company) as stage:
            with stage.act() as act:
                cast = company.cast = seat_the_cast(act)
            company.series = opened_series(stage, cast, ends_after=5)
            company.dates = {one.start_local.day: one.id for one in dates_of(stage, company.series)}
            who = {"bo": cast.bo.id, "fatima": cast.colleagues[0].id}
            with stage.act(cast.dee) as act:
                for day, names in TAKEN.items():
                    for name in names:
                        give_seat(act, row(act, Sitdown, company.dates[day]), row(act, Person, who[name]))
        yield company


def test_one_date_this_and_all_that_follow_then_all(
    window: Window, house: Company, own_postbox: Postbox
) -> None:
    came = _said(_all_that_came(house, own_postbox, 0))
    assert sorted(came) == sorted(
        [(ADA, "REQUEST", "", 0, _at(3, 22, 30)), (BO, "REQUEST", "", 0, _at(3, 22, 30)),
         (BO, "REQUEST", "", 0, _at(10, 22, 30)), (FATIMA, "REQUEST", "", 0, _at(10, 22, 30)),
         (FATIMA, "REQUEST", "", 0, _at(17, 22, 30))]
    )  # fmt: skip
    held = _uids(own_postbox.mails)
    page = window(house, house.cast.dee.id)
    _one_date(page, house, own_postbox, held)
    followed = _this_and_all_that_follow(page, house, own_postbox, held)
    _all_of_it(page, house, own_postbox, held, followed)


def _one_date(page: Page, house: Company, postbox: Postbox, held: dict) -> None:
    """The 3rd at 21:00: an update of that date alone to who leads, of their own event to who sits there."""
    page.goto(f"/sitdowns/{house.dates[3]}")
    page.get_by_role("link", name="Move this sit-down").click()
    page.get_by_label("Time").fill("21:00")
    page.get_by_label("Why did it move?").fill("The shift ends earlier.")
    assert _before(page) == [
        "1 person will get a changed invitation: Bo", "1 calendar is updated: Ada Lindqvist",
    ]  # fmt: skip
    came = _pressed(page, house, postbox, "Send 2 letters")
    assert _said(came) == [
        (ADA, "REQUEST", _at(3, 22, 30), 1, _at(3, 21)), (BO, "REQUEST", "", 1, _at(3, 21)),
    ]  # fmt: skip
    assert _events(came) == {(ADA, held[ADA, 3]), (BO, held[BO, 3])}


def _this_and_all_that_follow(page: Page, house: Company, postbox: Postbox, held: dict) -> str:
    """From the 17th on at 20:00: the old series ends with the 10th, keeping its moved date; a new one begins. Returns its UID."""
    page.goto(f"/sitdowns/{house.dates[17]}")
    page.get_by_role("link", name="Change this and all that follow").click()
    _another_time(page, "20:00")
    assert _before(page) == [
        "1 person will get a changed invitation: Fatima",
        "1 calendar is updated, with 3 letters: Ada Lindqvist",
    ]
    came = _pressed(page, house, postbox, "Send 4 letters")
    assert _said(came) == [
        (ADA, "REQUEST", "", 0, _at(17, 20)),
        (ADA, "REQUEST", _at(3, 22, 30), 2, _at(3, 21)), (ADA, "REQUEST", "", 2, _at(3, 22, 30)),
        (FATIMA, "REQUEST", "", 1, _at(17, 20)),
    ]  # fmt: skip
    series = [mail.calendar[1] for mail in came if mail.to == ADA and "RRULE" in mail.calendar[1]]
    events = {event["SEQUENCE"]: event for event in series}
    kept, follows = events[2], events[0]
    assert (str(kept["UID"]), kept["RRULE"]["UNTIL"]) == (held[ADA, 3], [_at(10, 22, 30)])
    assert (str(follows["RELATED-TO"]), follows["RELATED-TO"].params["RELTYPE"]) == (held[ADA, 3], "SIBLING")
    assert {uid for to, uid in _events(came) if to == FATIMA} == {held[FATIMA, 17]}
    assert str(follows["UID"]) not in held.values()
    return str(follows["UID"])


def _all_of_it(page: Page, house: Company, postbox: Postbox, held: dict, followed: str) -> None:
    """The new series as a whole at 21:30: nothing of it was held, so its events stay the same ones."""
    page.get_by_role("link", name="Change this series").click()
    _another_time(page, "21:30")
    assert _before(page) == [
        "1 person will get a changed invitation: Fatima", "1 calendar is updated: Ada Lindqvist",
    ]  # fmt: skip
    came = _pressed(page, house, postbox, "Send 2 letters")
    assert _said(came) == [
        (ADA, "REQUEST", "", 1, _at(17, 21, 30)), (FATIMA, "REQUEST", "", 2, _at(17, 21, 30)),
    ]  # fmt: skip
    assert _events(came) == {(ADA, followed), (FATIMA, held[FATIMA, 17])}


def _another_time(page: Page, at: str) -> None:
    page.get_by_label("At", exact=True).fill(at)
    page.get_by_role("button", name="See what changes").click()
    expect(page.get_by_role("heading", name="Before this goes out")).to_be_visible()
    page.get_by_label("Why does it change?").fill("The shift ends earlier.")


def _before(page: Page) -> list[str]:
    """What the page says goes out, line by line."""
    return [re.sub(r"\s+", " ", line) for line in page.locator(".sendbox-lines li").all_inner_texts()]


def _pressed(page: Page, house: Company, postbox: Postbox, button: str) -> list[Mail]:
    """The letters that this button sent, by recipient and number."""
    before = len(postbox.mails)
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("status")).to_contain_text("The letters leave in two minutes.")
    assert len(postbox.mails) == before
    return _all_that_came(house, postbox, before)


def _all_that_came(house: Company, postbox: Postbox, before: int) -> list[Mail]:
    """The two minutes of quiet are over, and nothing waits to go any more."""
    house.set_clock(house.now + timedelta(minutes=3))
    with backstage(house) as stage:
        until(lambda: waiting(stage.db) == 0, 120)
    return postbox.mails[before:]


def _at(day: int, hour: int, minute: int = 0) -> datetime:
    """A wall time of December in Utrecht, as an instant."""
    return datetime(2026, 12, day, hour - 1, minute, tzinfo=UTC)


def _said(mails: list[Mail]) -> list[tuple]:
    found = []
    for mail in mails:
        method, event = mail.calendar
        slot = event["RECURRENCE-ID"].dt.astimezone(UTC) if "RECURRENCE-ID" in event else ""
        assert str(event["ATTENDEE"]).lower() == f"mailto:{mail.to}"
        found.append((mail.to, method, slot, event["SEQUENCE"], event["DTSTART"].dt.astimezone(UTC)))
    return sorted(found, key=lambda one: (one[0], one[3], one[4]))


def _events(mails: list[Mail]) -> set[tuple[str, str]]:
    return {(mail.to, str(mail.calendar[1]["UID"])) for mail in mails}


def _uids(mails: list[Mail]) -> dict[tuple[str, int], str]:
    """Which event each of them holds, by the day it begins."""
    return {(m.to, m.calendar[1]["DTSTART"].dt.day): str(m.calendar[1]["UID"]) for m in mails}
