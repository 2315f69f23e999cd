"""`floortime demo` keeps what one did, starts over when asked or after an interruption, and spares a real company."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from floortime import clock
from floortime.cli.demo import prepare, settle
from floortime.db import Database, DutyRun
from floortime.demo.founding import BEGUN, state
from floortime.errors import Refused
from floortime.people.model import House
from floortime.settings import from_environment


def company(settings) -> str:
    db = Database(settings.database_url)
    with db.reading() as session:
        name = session.get_one(House, 1).company
    db.close()
    return name


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_it_keeps_what_was_done_until_asked_to_start_over(settings, tmp_path: Path, capsys) -> None:
    here = replace(settings, database_url=f"sqlite:///{tmp_path / 'demo.sqlite3'}")
    db = Database(here.database_url)
    prepare(here, fresh=False, scale=0.05)
    assert state(db) == "made"
    with db.writing() as session:
        session.get_one(House, 1).company = "Sørvik"
    prepare(here, fresh=False, scale=0.05)
    assert company(here) == "Sørvik"
    with db.writing() as session:
        session.get_one(House, 1).demo_made_on = None
        session.add(DutyRun(duty=BEGUN[0], slot=BEGUN[1], ran_at=clock.now()))
    prepare(here, fresh=False, scale=0.05)
    assert (state(db), company(here)) == ("made", "Nordvik")
    db.close()


def test_a_real_company_is_never_touched(settings, cast) -> None:
    for fresh in (False, True):
        with pytest.raises(Refused):
            prepare(settings, fresh=fresh)
    assert company(settings) == "Nordvik"


def test_its_letters_go_to_a_folder_whatever_the_environment_says(monkeypatch, tmp_path: Path) -> None:
    for name in ("FLOORTIME_DATA", "FLOORTIME_MAILBOX", "FLOORTIME_BASE_URL"):
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("FLOORTIME_BASE_URL", "http://localhost:8123")
    monkeypatch.setenv("FLOORTIME_MAIL_URL", "smtp://mail.nordvik.example")
    settle(8123, tmp_path)
    settings = from_environment()
    assert (settings.mail_url, settings.data, settings.mailbox) == (
        f"maildir://{tmp_path / 'mail'}",
        tmp_path,
        "floortime@nordvik.example",
    )
