"""What each reading of the boards costs that nobody has just read: its one statement, for every part of the house and every filter."""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from floortime.db import Database
from floortime.desk import queries
from floortime.desk.days import late_by
from floortime.followups.queries import windows
from floortime.obstacles.queries.between import between
from floortime.people.access import Reader, Scope
from floortime.people.filters import Narrowed
from floortime.people.model import Department, Person, Site
from floortime.people.surroundings import surroundings

MUST = 5.0
READINGS = 40
CHIEF = "chief_of_staff"
Line = tuple[str, float, int]


def readings(db: Database) -> list[Line]:
    """Each reading by name: CPU ms of this process and, with PostgreSQL, of the server's; and its statements. The best of many."""
    sent: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *a: sent.append(a[2]))
    found = []
    with db.reading() as session:
        servers = _server(session)
        for name, read in _all(session).items():
            for _ in range(3):
                read()
            sent.clear()
            spent = []
            for _ in range(READINGS):
                before = time.process_time() * 1000 + servers()
                read()
                spent.append(time.process_time() * 1000 + servers() - before)
            found.append((name, min(spent), len(sent) // READINGS))
    return found


def _server(session: Session) -> Callable[[], float]:
    """Milliseconds that PostgreSQL's process for this session has worked; none with SQLite, which works in ours."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        return lambda: 0.0
    told = Path(f"/proc/{connection.exec_driver_sql('select pg_backend_pid()').scalar_one()}/schedstat")
    return lambda: int(told.read_text(encoding="ascii").split()[0]) / 1e6


def _all(session: Session) -> dict[str, Callable[[], Any]]:
    ids = {person.first_name: person.id for person in session.scalars(select(Person))}
    site, other = session.scalars(select(Site.id).order_by(Site.id).limit(2)).all()
    department, second = session.scalars(select(Department.id).order_by(Department.id).limit(2)).all()
    today, now = date.today(), datetime.now(UTC)
    late = late_by(surroundings(session.connection(), 0, "morning").calendars, today)

    def of(name: str, *scopes: Scope, acts_for: str = "") -> Reader:
        others = frozenset({ids[acts_for]} if acts_for else ())
        return Reader(ids[name], "", "", "en", "UTC", roles=frozenset(scopes), acts_for=others)

    def morning(who: Reader, there: Narrowed = queries.NOT_NARROWED, *saved: Narrowed) -> Callable[[], Any]:
        return lambda: queries.board(
            session, who, now=now, today=today, late=late, narrowed=there, saved=saved
        )

    def promises(who: Reader, there: Narrowed, *saved: Narrowed) -> Callable[[], Any]:
        return lambda: windows.window(session, who, there, today, late, between, None, saved)

    chief, leader = of("Dee", Scope(CHIEF)), of("Ada", Scope("leader"))
    here, theirs = Scope(CHIEF, "site", site), Scope(CHIEF, "department", department)
    three = [Narrowed("late", site), Narrowed("all", 0, department), Narrowed("week", other, second)]
    found = {f"board, {name or 'all'}": morning(chief, Narrowed(name)) for name in ("", *queries.SHOWN)}
    found |= {
        "board, one department": morning(chief, Narrowed("", 0, department)),
        "board, one site": morning(chief, Narrowed("", site)),
        "board, both": morning(chief, Narrowed("", site, department)),
        "board, three filters": morning(chief, queries.NOT_NARROWED, *three),
        "board, chief of a site": morning(of("Dee", here)),
        "board, chief of a department": morning(of("Dee", theirs)),
        "board, chief of both": morning(of("Dee", here, theirs)),
    }
    found |= {f"follow-ups, {name}": promises(chief, Narrowed(name)) for name in windows.FILTERS}
    readers = {
        "a chief of a site": of("Dee", here),
        "a chief of a department": of("Dee", theirs),
        "a chief of both": of("Dee", here, theirs),
        "an owner of a department": of("Eli", Scope("owner", "department", department)),
        "a delegate": of("Bo", Scope("agent"), acts_for="Ada"),
        "an agent": of("Cy", Scope("agent")),
    }
    found |= {f"follow-ups, leader, {name}": promises(leader, Narrowed(name)) for name in windows.FILTERS}
    found |= {f"follow-ups, {name}": promises(who, Narrowed("all")) for name, who in readers.items()}
    found |= {
        "follow-ups, one department": promises(chief, Narrowed("all", 0, department)),
        "follow-ups, one site": promises(chief, Narrowed("all", site)),
        "follow-ups, both": promises(chief, Narrowed("all", site, department)),
        "follow-ups, three filters": promises(chief, Narrowed("all"), *three),
        "follow-ups, leader, one site": promises(leader, Narrowed("mine", site)),
        "follow-ups, leader, three": promises(leader, Narrowed("mine"), *three),
    }
    return found
