"""Who reads this request, and the one way for a view to open an act; knows act, people's queries."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, TypeVar

from flask import Flask, current_app, g, has_request_context, request
from flask_login import LoginManager, UserMixin, current_user
from msgspec import Struct
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from floortime.act import NOBODY, Act, Actor
from floortime.act import begin as begin_act
from floortime.clock import Clock
from floortime.db import Base, Database, Versioned
from floortime.errors import NotAllowed, NotFound, Stale
from floortime.journal.queries import last_change
from floortime.people import queries as people
from floortime.people.access import Reader
from floortime.people.model import House, Person
from floortime.settings import Settings
from floortime.web.forms import Form

Row = TypeVar("Row", bound=Base)
LARGEST = 2**63 - 1
HOUSE_KEPT = timedelta(seconds=10)


class Ground(Struct, frozen=True):
    """What create_app built and every view stands on."""

    db: Database
    settings: Settings
    clock: Clock


class SignedIn(UserMixin):  # type: ignore[misc]
    """Flask-Login's user: its id is the browser session's secret, never the person's id."""

    def __init__(self, token: str, reader: Reader) -> None:
        self.token = token
        self.reader = reader

    def get_id(self) -> str:
        """What the signed cookie carries."""
        return self.token


def wire(app: Flask, here: Ground) -> None:
    """Give the app its ground, its sign-in, and a reading session that ends with the request."""
    app.extensions["floortime"] = here
    manager = LoginManager(app, add_context_processor=False)  # templates are told the reader, not the user
    manager.session_protection = None  # the session row is the truth; hashing addresses signs phones out

    @manager.user_loader  # type: ignore[untyped-decorator]
    def load(token: str) -> SignedIn | None:
        found = people.signed_in(looking(), token, at=ground().clock())
        return None if found is None else SignedIn(token, found)

    @app.teardown_appcontext
    def end(_error: BaseException | None) -> None:
        for opened in (g.pop("reading", None), g.pop("looking", None)):
            if opened is not None:
                opened.close()


def ground() -> Ground:
    """What create_app built."""
    found: Ground = current_app.extensions["floortime"]
    return found


def looking() -> Connection:
    """This request's connection for reading: the hot pages read with it alone, past the mapper."""
    if "looking" not in g:
        g.looking = ground().db.reader.connect()
    connection: Connection = g.looking
    return connection


def reading() -> Session:
    """This request's session for reading, over the same connection."""
    if "reading" not in g:
        g.reading = ground().db.reading(looking())
    session: Session = g.reading
    return session


def reader() -> Reader | None:
    """Who is signed in. On session-less endpoints nobody is, whatever cookies came along."""
    if not has_request_context() or sessionless():
        return None
    if "session" not in request.cookies and "_login_user" not in g:
        return None  # a stranger, and nobody who signed in by this very request: Flask-Login need not look
    return current_user.reader if current_user.is_authenticated else None


def me() -> Reader:
    """Who is signed in, on an endpoint whose rule says that somebody is."""
    found = reader()
    if found is None:
        raise NotAllowed
    return found


def sessionless() -> bool:
    """Whether this endpoint must not know who reads it."""
    view = current_app.view_functions.get(request.endpoint or "")
    return bool(getattr(getattr(view, "access", None), "sessionless", False))


def house() -> House:
    """What an admin may change, kept for a few seconds: every page shows the company's name."""
    now = ground().clock()
    row = house_kept(current_app, now)
    if row is None:
        row = people.house(reading())
        if row in reading():
            reading().expunge(row)  # it outlives this request's session, whatever that expires
        current_app.extensions["floortime.house"] = (now, row)
    return row


def house_kept(app: Flask, now: datetime) -> House | None:
    """The house as this process knows it; None when it must be read again."""
    kept: tuple[datetime, House] | None = app.extensions.get("floortime.house")
    return kept[1] if kept is not None and kept[0] <= now < kept[0] + HOUSE_KEPT else None


def forget_house() -> None:
    """Read the house again: this process just changed it. Others see the change within seconds."""
    current_app.extensions.pop("floortime.house", None)


@contextmanager
def begin(*, for_id: int | None = None, by: Actor | None = None) -> Iterator[Act]:
    """Open an act by the reader: for a leader when `for_id` is another person; by nobody where nobody is signed in."""
    here = ground()
    with begin_act(here.db, here.settings, by=by or _actor(for_id), at=here.clock()) as act:
        yield act


def _actor(for_id: int | None) -> Actor:
    who = reader()
    if who is None:
        return NOBODY
    if for_id is not None and for_id != who.id:
        return Actor("delegate", who.id, for_id)
    return Actor("person", who.id)


def found(session: Session, table: type[Row], key: Any) -> Row:
    """The row with this key, or NotFound; a number no database can hold is the key of nothing."""
    if isinstance(key, int) and abs(key) > LARGEST:
        raise NotFound
    row = session.get(table, key)
    if row is None:
        raise NotFound
    return row


def not_stale(session: Session, kind: str, row: Versioned, key: int, form: Form) -> None:
    """Stop, saying who, when the row moved on after the reader's page was made; what was typed is told back.

    A form that does not say its version is let through.
    """
    if form.seen_version is None or row.version == form.seen_version:
        return
    entry = last_change(session, kind, key)
    raise stale(session, entry.actor_id if entry else None, form.beside(row))


def stale(session: Session, by_id: int | None, rows: tuple[tuple[str, str, str], ...]) -> Stale:
    """What to tell whom somebody else was faster than, or they themselves in another window."""
    who, reads = session.get(Person, by_id) if by_id else None, reader()
    own = who is not None and reads is not None and who.id == reads.id
    return Stale(who=who.name if who else "", own=own, rows=rows)


def allowed(may: bool, *, see: bool = True) -> None:
    """Stop who may not: NotAllowed to one who may see the thing, NotFound to one who may not even see it."""
    if not may:
        raise NotAllowed if see else NotFound
