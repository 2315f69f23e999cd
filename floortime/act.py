"""One act: one person, one moment, one transaction. Every action takes an Act and nothing global; knows db, settings."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Literal

from msgspec import Struct
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from floortime.db import Database
from floortime.errors import Stale
from floortime.settings import Settings

ActorKind = Literal["person", "delegate", "mail_link", "worker", "nobody"]


class Actor(Struct, frozen=True):
    """Who acts. A delegate acts `for_id`; a mail link acts for the person it was sent to; nobody has no id, ever."""

    kind: ActorKind
    id: int | None = None
    for_id: int | None = None


NOBODY = Actor("nobody")
WORKER = Actor("worker")


class Act(Struct, frozen=True):
    """What an action may know of the world: its transaction, who, when, and the settings."""

    session: Session
    by: Actor
    at: datetime
    settings: Settings

    @property
    def today(self) -> date:
        """The date of this act in UTC; where a site's date matters, use `clock.day_in(act.at, site.zone)`."""
        return self.at.date()

    @property
    def person_id(self) -> int | None:
        """The person who acts, if there is one."""
        return self.by.id


@contextmanager
def begin(db: Database, settings: Settings, *, by: Actor, at: datetime) -> Iterator[Act]:
    """Open an act; commit it whole or not at all."""
    try:
        with db.writing() as session:
            yield Act(session, by, at, settings)
    except StaleDataError as lost:
        raise Stale from lost
