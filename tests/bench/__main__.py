"""Measures the hot pages on SQLite and PostgreSQL and prints them beside what they must reach."""

import argparse
import compileall
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from types import SimpleNamespace
from urllib.parse import urlencode
from urllib.request import urlopen

from sqlalchemy import event, text

from floortime import schema
from floortime.app import create_app
from floortime.db import Database, bump
from floortime.settings import Settings
from floortime.sitdowns.queries.feeds import FEEDS
from tests.bench.boards import MUST, readings
from tests.bench.filling import Filled, fill
from tests.bench.installing import add_driver, installed, megabytes
from tests.bench.measuring import Request, cpu, family, per_request, pss
from tests.bench.promises import fill_promises
from tests.postgres import Postgres
from tests.roof.processes import environment, free_port, running, until

FLOORTIME = Path(__file__).parents[2] / "floortime"
OURS = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Page:
    """One hot page: what it must cost on SQLite, and how it is asked for; `{n}` in its path is another each time."""

    name: str
    target: float | None
    """None: measured, and nothing to reach."""
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    post: bool = False
    before: Callable[[], None] | None = None
    """What makes the next request a first one."""

    def request(self, n: int) -> Request:
        """The n-th request for it."""
        if not self.post:
            return "GET", self.path.replace("{n}", f"{n:05}"), None, self.headers
        form = {
            "words": f"The bench is cold at gate {n}",
            "key": f"bench-{time.time_ns()}-{n:06}",
            "seen": "1",
        }
        # From as many networks as there are requests: one alone is held to a crowd's pace.
        crowd = {"X-Forwarded-For": f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}"}
        return "POST", self.path, urlencode(form), {**OURS, **crowd, **self.headers}


STARTS = 5
"""The same start differs by a fifth on a shared machine: the one in the middle is judged."""


def pages(filled: Filled, cookie: str, changed: Callable[[], None]) -> list[Page]:
    """The hot pages of the house. The last of each kind reads what no other reader has just read."""
    feed = f"/feeds/{filled.feed}.ics"
    return [
        Page("list", 2.5, "/log"),
        Page("list, any page", None, "/log?after=B{n}"),
        Page("search", 3.0, "/log?q=lift+gate"),
        Page("search, any words", None, "/log?q=gate+{n}"),
        Page("detail", 1.5, f"/log/{filled.code}"),
        Page("detail, any entry", None, "/log/B{n}"),
        Page("create", 4.0, "/raise", post=True),
        Page("feed of 1,000, first build", 12.0, feed, before=changed),
        Page("feed of 1,000", 0.8, feed),
        Page("board", 5.0, "/board", {"Cookie": cookie}),
        Page("board, after a change", 5.0, "/board", {"Cookie": cookie}, before=changed),
        Page("board, past the promise", 5.0, "/board?show=late", {"Cookie": cookie}),
        Page("follow-ups", 5.0, "/followups", {"Cookie": cookie}),
        Page("follow-ups, after a change", 5.0, "/followups", {"Cookie": cookie}, before=changed),
    ]


def main() -> int:
    options = argparse.ArgumentParser(prog="make bench")
    options.add_argument("--obstacles", type=int, default=10_000)
    options.add_argument("--promises", type=int, default=20_000)
    options.add_argument("--pages", default="", help="only those whose name begins so")
    options.add_argument("--requests", type=int, default=300)
    options.add_argument("--only", choices=("sqlite", "postgresql"))
    given = options.parse_args()
    # Where Python is told to keep no compiled files, each start would read the house anew.
    compileall.compile_dir(FLOORTIME, quiet=1)
    house = tempfile.TemporaryDirectory(prefix="ft-house-")
    python = installed(Path(house.name))
    missed = print_line("installed, MB", megabytes(Path(house.name)) + megabytes(FLOORTIME), 160)
    for kind in ("sqlite", "postgresql"):
        if given.only not in {None, kind}:
            continue
        with tempfile.TemporaryDirectory(prefix="ft-bench-") as folder:
            server = Postgres() if kind == "postgresql" else None
            try:
                if server is not None:
                    add_driver(python)
                missed += measure(kind, Path(folder), server, given, str(python))
            finally:
                if server is not None:
                    server.stop()
    house.cleanup()
    return 1 if missed else 0


def measure(kind: str, folder: Path, server: Postgres | None, given: argparse.Namespace, python: str) -> int:
    port = free_port()
    settings = Settings(
        data=folder,
        database_url=server.url if server else f"sqlite:///{folder / 'bench.sqlite3'}",
        secret_key="k9-2mQx7vR4tZ8wL1pN6sB3yH5dF0gJcA",
        base_url=f"http://127.0.0.1:{port}",
        mail_url=f"maildir://{folder / 'mail'}",
        mailbox="floortime@nordvik.example",
        log_public=True,
    )
    db = Database(settings.database_url)
    schema.upgrade(db)
    print(f"\n{kind}")
    filled = fill(db, settings, given.obstacles)
    fill_promises(db, given.promises)
    if server is not None:
        vacuumed(db)
    missed = 0
    for name, spent, asked in readings(db) if "board".startswith(given.pages[:5]) else ():
        missed += print_line(name, spent, MUST + bool(server), f"{asked} statements, first reading")
    cookie = signed_in(settings, filled.session)
    hot = pages(filled, cookie, lambda: _change(db, filled.leader))
    hot = [page for page in hot if page.name.startswith(given.pages)]
    statements = counted(settings, hot)
    env = environment(settings, FLOORTIME_BASE_URL=settings.base_url, FLOORTIME_TRUSTED_PROXIES="1")
    postmaster = int((server.folder / "data" / "postmaster.pid").read_text().split()[0]) if server else None
    serve = ("serve", "--port", str(port), "--workers", "2", "--no-worker")
    firsts = []
    for _ in range(STARTS - 1):
        with running(env, *serve, python=python) as process:
            firsts.append(first_page(process.pid, settings))
    with running(env, *serve, python=python) as process:
        firsts.append(first_page(process.pid, settings))
        missed += print_line(
            "first page, CPU s", median(firsts), 1.5, f"{min(firsts):.2f} to {max(firsts):.2f}"
        )
        tree = lambda: family(process.pid) + (family(postmaster) if postmaster else [])  # noqa: E731
        for page in hot:
            if page.name == "board":
                missed += print_line("two web processes, PSS MB", pss(family(process.pid)), 170)
            missed += measure_page(page, port, tree, given.requests, 1.0 if server else 0.0, statements)
        missed += print_line("and after the boards too", pss(family(process.pid)), 170)
    db.close()
    return missed


def vacuumed(db: Database) -> None:
    """The tests' server does not look after itself; a real one knows its tables by now, and which of their pages all may see.

    Rows whose commit is not on disk yet count as seen by nobody, so the first go may pass over pages that were just written.
    """
    unseen = text(
        "select count(*) from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace and relallvisible < relpages"
    )
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for _ in range(20):
            connection.exec_driver_sql("vacuum analyze")
            if not connection.scalar(unseen):
                return
            time.sleep(0.2)
    raise RuntimeError("PostgreSQL has not come to see what was just written.")


def first_page(pid: int, settings: Settings) -> float:
    """CPU seconds of a server and all it started, until somebody reads the log."""
    until(lambda: answers(f"{settings.base_url}/log"))
    return cpu(family(pid)) / 1000


def _change(db: Database, leader_id: int) -> None:
    """Something in this leader's feed changed."""
    with db.writing() as session:
        bump(session, FEEDS, str(leader_id))


def measure_page(page: Page, port: int, tree, many: int, more: float, statements: dict[str, int]) -> int:
    spent, statuses, headers = per_request(port, tree, page.request, many, page.before)
    said = "" if statuses == {200} else f"  answered {sorted(statuses)}"
    target = None if page.target is None else page.target + more
    missed = print_line(page.name, spent, target, f"{statements[page.name]} statements{said}")
    if target is not None and "etag" in headers and page.before is None and "{n}" not in page.path:
        again = SimpleNamespace(
            request=lambda n: (*page.request(n)[:3], {**page.headers, "If-None-Match": headers["etag"]})
        )
        spent, statuses, _ = per_request(port, tree, again.request, many)
        if page.name == "feed of 1,000":
            target = 0.5 + more
        missed += print_line(f"{page.name}, unchanged", spent, target, f"answered {sorted(statuses)}")
    return missed


def print_line(name: str, found: float, target: float | None, more: str = "") -> int:
    if target is None:
        print(f"  {name:<28}{found:>9.2f}   {'':<23}{more}", flush=True)
        return False
    verdict = "ok" if found <= target else "MISSED"
    print(f"  {name:<28}{found:>9.2f}   must be ≤ {target:<6g} {verdict:<7} {more}", flush=True)
    return found > target


def signed_in(settings: Settings, token: str) -> str:
    """The cookie of a browser in which the chief of staff is signed in, and which has shown a page already."""
    app = create_app(settings)
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = token, True
    client.get("/board")  # its form brings a token: only a browser's first page makes one
    found = client.get_cookie("session")
    app.extensions["floortime"].db.close()
    assert found is not None
    return f"session={found.value}"


def counted(settings: Settings, hot: list[Page]) -> dict[str, int]:
    """How many statements each page sends, the second time it is asked for."""
    app = create_app(settings)
    ground, sent = app.extensions["floortime"], []
    event.listen(ground.db.engine, "before_cursor_execute", lambda *a: sent.append(a[2]))
    found = {}
    for page in hot:
        client = app.test_client(use_cookies=False)
        for n in (1, 2):
            sent.clear()
            method, path, body, headers = page.request(n)
            client.open(path, method=method, data=body, headers=headers)
        found[page.name] = len(sent)
    ground.db.close()
    return found


def answers(url: str) -> bool:
    try:
        return urlopen(url, timeout=10).status == 200
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(main())
