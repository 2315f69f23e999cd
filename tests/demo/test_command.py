"""`floortime demo` keeps what one did, starts over after an interruption, and spares a real company."""

from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import func, select

from floortime.cli.demo import prepare, settle
from floortime.db import Database
from floortime.demo.founding import state
from floortime.errors import Refused
from floortime.obstacles.model import Obstacle
from floortime.people.model import House
from floortime.settings import from_environment


def company(settings) -> str:
    db = Database(settings.database_url)
    with db.reading() as session:
        name = session.get_one(House, 1).company
    db.close()
    return name


def raised(db: Database) -> int:
    with db.reading() as session:
        return session.scalar(select(func.count()).select_from(Obstacle))


class Interrupted(StringIO):
    """A screen at which somebody presses Ctrl-C as soon as the founding has lived through its first days."""

    def write(self, words: str) -> int:
        if words.startswith("  day"):
            raise KeyboardInterrupt
        return super().write(words)


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_interrupted_it_starts_over_and_made_it_keeps_what_was_done(settings, tmp_path: Path, capsys) -> None:
    here = replace(settings, database_url=f"sqlite:///{tmp_path / 'demo.sqlite3'}")
    db = Database(here.database_url)
    with pytest.raises(KeyboardInterrupt), redirect_stdout(Interrupted()):
        prepare(here, fresh=False, scale=0.05)
    assert (state(db), raised(db) > 0) == ("begun", True)
    with db.writing() as session:
        session.get_one(House, 1).company = "Halfway"
    prepare(here, fresh=False, scale=0.05)
    assert (state(db), company(here)) == ("made", "Nordvik")
    with db.writing() as session:
        session.get_one(House, 1).company = "Sørvik"
    prepare(here, fresh=False, scale=0.05)
    assert (state(db), company(here)) == ("made", "Sørvik")
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
