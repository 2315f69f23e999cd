"""`floortime doctor`: looks at the whole set-up and says in words what is wrong and what to do. Roof."""

import shutil
import sqlite3
import stat
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from importlib.metadata import version

from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from floortime import clock, duties, schema
from floortime.act import WORKER, begin
from floortime.cli.findings import Finding, well
from floortime.cli.ground import ready
from floortime.cli.mail_doctor import look_at_carrier, look_at_mailbox, look_at_round_trip
from floortime.db import Database
from floortime.errors import Misconfigured
from floortime.followups.queries.history import astray
from floortime.journal.model import Entry
from floortime.mail.model import Received
from floortime.mail.receiving import waiting_for_a_person
from floortime.obstacles.actions.sorting import index_anew
from floortime.outbox.delivery import waiting
from floortime.outbox.model import Letter
from floortime.outbox.queries import held_since, shut
from floortime.settings import Settings, from_environment

MEGABYTE = 1024 * 1024
OLD_ZONES = timedelta(days=550)


def examine(*, mend: bool = False, letter: bool = True) -> int:
    """Look at everything, print a line each; 1 when something must be done.

    `mend` first rebuilds the search index; without `letter` none is sent to ourselves.
    """
    try:
        settings = from_environment()
    except Misconfigured as wrong:
        return _print([Finding("ill", wrong.sentence)])
    db = Database(settings.database_url)
    try:
        if mend:
            _mend_search(settings, db)
        return _print(findings(settings, db, letter=letter))
    finally:
        db.close()


def _mend_search(settings: Settings, db: Database) -> None:
    """The one thing that can be made anew from what is there: the index is written from the public words."""
    ready(db, settings)
    with begin(db, settings, by=WORKER, at=clock.now()) as act:
        n = index_anew(act)
    print(f"Wrote the search index anew: {n} entries.", flush=True)


def findings(settings: Settings, db: Database, *, letter: bool = True) -> Iterator[Finding]:
    """What there is to say. Without a database most of it cannot be asked."""
    yield from look_at_settings(settings)
    yield from look_at_folder(settings)
    yield look_at_zones()
    mail = [look_at_carrier(settings), *look_at_mailbox(settings)]
    yield from mail
    if letter and settings.imap_url and all(one.state != "ill" for one in mail):
        yield from look_at_round_trip(settings)
    try:
        yield look_at_database(db)
        yield look_at_tables(db)
    except (DBAPIError, OSError, sqlite3.Error) as away:
        said = str(getattr(away, "orig", away)).splitlines()[0]
        yield Finding("ill", f"The database cannot be reached: {said}.", "Check FLOORTIME_DATABASE_URL.")
        return
    if schema.current(db) != schema.newest():
        return
    looks: tuple[Callable[[Database], Finding], ...] = (
        look_at_worker,
        look_at_letters,
        look_at_received,
        look_at_clock,
        look_at_search,
        look_at_promises,
    )
    for look in looks:
        yield look(db)


def look_at_settings(settings: Settings) -> Iterator[Finding]:
    """What is allowed and yet probably not meant."""
    yield well(f"Settings are understood; the site is {settings.base_url}.")
    home = "localhost" in settings.base_url or "127.0.0.1" in settings.base_url
    if not settings.secure and not home:
        yield Finding("note", "The site is not read over TLS.", "Give FLOORTIME_BASE_URL an https address.")
    if settings.mailbox.endswith("@localhost.example"):
        yield Finding("note", "Letters come from an address that nobody has.", "Set FLOORTIME_MAILBOX.")


def look_at_folder(settings: Settings) -> Iterator[Finding]:
    """The data folder: there, ours, with room, and its key unread by others."""
    folder = settings.data
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free // MEGABYTE
    room = f"{free:,} MB free for {settings.data}."
    if free < 100:
        yield Finding(
            "ill", f"The disk is full: {room}", "Make room before letters and obstacles are refused."
        )
    else:
        yield Finding("note", f"The disk is filling: {room}", "Make room.") if free < 1000 else well(room)
    key = settings.data / "secret.key"
    if key.is_file() and stat.S_IMODE(key.stat().st_mode) & 0o077:
        yield Finding("ill", f"Others on this machine can read {key}.", f"Run: chmod 600 {key}.")


def look_at_zones() -> Finding:
    """Sit-downs after a change of a country's clocks are only right with new zone data."""
    edition = version("tzdata")
    year, _, part = edition.partition(".")
    said = f"Time zones are of edition {year}{'abcdefghijklmnop'[int(part.split('.')[0]) - 1]}."
    if clock.now() - datetime(int(year), 1, 1, tzinfo=UTC) > OLD_ZONES:
        return Finding("note", said, "Install a newer tzdata package.")
    return well(said)


def look_at_database(db: Database) -> Finding:
    """Which database, and whether its file is sound."""
    with db.reading() as session:
        if not db.is_sqlite:
            return well(f"PostgreSQL {session.scalar(text('show server_version'))} answers.")
        sound = session.scalar(text("pragma quick_check(1)"))
    if sound != "ok":
        return Finding("ill", f"The database file is damaged: {sound}.", "Restore the last backup.")
    return well(f"SQLite {sqlite3.sqlite_version} answers, and its file is sound.")


def look_at_tables(db: Database) -> Finding:
    """Whether the tables are this version's."""
    at, newest = schema.current(db), schema.newest()
    if at == newest:
        return well(f"The tables are this version's ({at}).")
    if at > newest:
        return Finding("ill", f"The tables ({at}) are newer than this version.", "Install the newer version.")
    return Finding(
        "ill", f"The tables stand at {at or 'nothing'} and must come to {newest}.", "Run: floortime migrate."
    )


def look_at_worker(db: Database) -> Finding:
    """Whether a worker was there in the last two minutes."""
    seen = duties.last_alive(db)
    if seen is None:
        return Finding(
            "ill",
            "No worker has ever run here: no letter leaves.",
            "Run: floortime serve, or floortime worker.",
        )
    if clock.now() - seen > timedelta(minutes=2):
        return Finding("ill", f"The last worker was seen at {seen:%Y-%m-%d %H:%M} UTC: no letter leaves.",
                       "Run: floortime serve, or floortime worker.")  # fmt: skip
    return well("A worker is running.")


def look_at_letters(db: Database) -> Finding:
    """Whether letters leave in time."""
    with db.reading() as session:
        by_state = waiting(session)
        oldest = session.scalar(
            select(func.min(Letter.not_before)).where(Letter.state.in_(("queued", "leased")))
        )
        refused = session.scalar(
            select(func.count()).where(
                Letter.state == "failed", Letter.made_at > clock.now() - timedelta(days=14)
            )
        )
        held, closed = held_since(session), shut(session)
    if held is not None or by_state.get("frozen"):
        since = f" since {held:%Y-%m-%d %H:%M} UTC" if held else ""
        return Finding("ill", f"Letters are held back{since}; {by_state.get('frozen', 0)} are frozen.",
                       "When no other copy of this house runs: floortime mail release.")  # fmt: skip
    if closed is not None:
        return Finding("ill", f"The mail server has taken no letter since {closed.since:%Y-%m-%d %H:%M} UTC; {by_state.get('queued', 0)} wait and are "
                       f"tried again. It says: “{closed.said}”.",
                       "Let whoever runs it allow what Floortime sends, or set FLOORTIME_MAIL_URL anew.")  # fmt: skip
    if oldest is not None and clock.now() - oldest > timedelta(minutes=15):
        return Finding("ill", f"{by_state.get('queued', 0)} letters wait, the oldest since {oldest:%Y-%m-%d %H:%M} UTC.",
                       "See the worker's log, then run: floortime mail send.")  # fmt: skip
    if refused:
        return Finding("note", f"{refused} letters of the last two weeks were refused for good.",
                       "Look at the addresses in the list of people.")  # fmt: skip
    return well(f"Letters leave in time; {by_state.get('queued', 0)} wait for their hour.")


def look_at_received(db: Database) -> Finding:
    """Whether mail that came in is read, and whether somebody must look at some of it."""
    with db.reading() as session:
        oldest = session.scalar(select(func.min(Received.at)).where(Received.verdict == "waiting"))
        held = waiting_for_a_person(session)
    if oldest is not None and clock.now() - oldest > timedelta(minutes=15):
        return Finding("ill", f"Mail waits to be read since {oldest:%Y-%m-%d %H:%M} UTC.",
                       "See the worker's log, then run: floortime mail read.")  # fmt: skip
    if held:
        return Finding("note", f"{held} mails wait for somebody to decide.", "Open the inbox page.")
    return well("Mail that came in is read.")


def look_at_clock(db: Database) -> Finding:
    """This machine's clock against the database's and against the journal."""
    now = clock.now()
    with db.reading() as session:
        latest = session.scalar(select(func.max(Entry.at)))
        theirs = now if db.is_sqlite else session.scalar(text("select clock_timestamp()"))
    if abs(theirs - now) > timedelta(seconds=10):
        return Finding("ill", f"This machine's clock and the database's are {abs(theirs - now).seconds} s apart.",
                       "Set both by a time server.")  # fmt: skip
    if latest is not None and latest - now > timedelta(minutes=5):
        return Finding("ill", f"The journal's last line is of {latest:%Y-%m-%d %H:%M} UTC, which is still to come.",
                       "The clock was put back or ran ahead: set it by a time server.")  # fmt: skip
    return well(f"The clock says {now:%Y-%m-%d %H:%M} UTC.")


def look_at_search(db: Database) -> Finding:
    """Whether every public entry can be found, and nothing else."""
    key = "rowid" if db.is_sqlite else "id"
    public = "select id from obstacles where bar <> ''"
    index = f"select {key} from obstacle_search"  # noqa: S608
    gap = "select count(*) from ({} except {}) as gap"
    with db.reading() as session:
        missing = session.scalar(text(gap.format(public, index))) or 0
        extra = session.scalar(text(gap.format(index, public))) or 0
    if missing or extra:
        return Finding("ill", f"The search index lacks {missing} entries and has {extra} too many.",
                       "Run: floortime doctor --mend.")  # fmt: skip
    return well("Search finds every public entry.")


def look_at_promises(db: Database) -> Finding:
    """Whether every promise stands where the lines of its journal say."""
    with db.reading() as session:
        codes = astray(session)
    if codes:
        some = ", ".join(codes[:5]) + (", …" if len(codes) > 5 else "")
        return Finding("ill", f"{len(codes)} promises do not stand where their journal says: {some}.",
                       "Somebody changed the database by hand: compare each with its page's history.")  # fmt: skip
    return well("Every promise stands where its journal says.")


MARKS = {"well": "  ok", "note": "note", "ill": "FAIL"}


def _print(found: Iterator[Finding] | list[Finding]) -> int:
    ill = 0
    for one in found:
        ill += one.state == "ill"
        print(f"{MARKS[one.state]}  {one.sentence}" + (f" {one.remedy}" if one.remedy else ""), flush=True)
    return 1 if ill else 0
