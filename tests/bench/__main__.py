"""Measures the hot pages on SQLite and PostgreSQL and prints them beside what they must reach."""

import argparse
import compileall
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlencode
from urllib.request import urlopen

from sqlalchemy import event

from floortime import schema
from floortime.app import create_app
from floortime.db import Database
from floortime.settings import Settings
from tests.bench.filling import Filled, fill
from tests.bench.measuring import Request, cpu, family, per_request, pss
from tests.postgres import Postgres
from tests.roof.processes import environment, free_port, running, until

FLOORTIME = Path(__file__).parents[2] / "floortime"
OURS = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Page:
    """One hot page: what it must cost on SQLite, and how it is asked for."""

    name: str
    target: float
    path: str
    headers: dict[str, str]
    post: bool = False

    def request(self, n: int) -> Request:
        """The n-th request for it."""
        if not self.post:
            return "GET", self.path.replace("{n}", str(n)), None, self.headers
        form = {
            "words": f"The bench is cold at gate {n}",
            "key": f"bench-{time.time_ns()}-{n:06}",
            "seen": "1",
        }
        return "POST", self.path, urlencode(form), {**OURS, **self.headers}


def pages(filled: Filled, cookie: str) -> list[Page]:
    """The hot pages of the house."""
    return [
        Page("list", 2.5, "/log", {}),
        Page("search", 3.0, "/log?q=lift+gate", {}),
        Page("detail", 1.5, f"/log/{filled.code}", {}),
        Page("create", 4.0, "/raise", {}, post=True),
        Page("feed", 0.8, f"/feeds/{filled.feed}.ics", {}),
        Page("board", 2.5, "/board", {"Cookie": cookie}),
    ]


def main() -> int:
    options = argparse.ArgumentParser(prog="make bench")
    options.add_argument("--obstacles", type=int, default=10_000)
    options.add_argument("--requests", type=int, default=300)
    options.add_argument("--only", choices=("sqlite", "postgresql"))
    given = options.parse_args()
    # Where Python is told to keep no compiled files, each start would read the house anew.
    compileall.compile_dir(FLOORTIME, quiet=1)
    missed = 0
    for kind in ("sqlite", "postgresql"):
        if given.only not in {None, kind}:
            continue
        with tempfile.TemporaryDirectory(prefix="ft-bench-") as folder:
            server = Postgres() if kind == "postgresql" else None
            try:
                missed += measure(kind, Path(folder), server, given)
            finally:
                if server is not None:
                    server.stop()
    return 1 if missed else 0


def measure(kind: str, folder: Path, server: Postgres | None, given: argparse.Namespace) -> int:
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
    cookie = signed_in(settings, filled.session)
    statements = counted(settings, pages(filled, cookie))
    db.close()
    env = environment(settings, FLOORTIME_BASE_URL=settings.base_url)
    postmaster = int((server.folder / "data" / "postmaster.pid").read_text().split()[0]) if server else None
    with running(env, "serve", "--port", str(port), "--workers", "2", "--no-worker") as process:
        until(lambda: answers(f"{settings.base_url}/log"))
        first = cpu(family(process.pid)) / 1000
        missed = print_line("first page, CPU s", first, 1.5)
        tree = lambda: family(process.pid) + (family(postmaster) if postmaster else [])  # noqa: E731
        for page in pages(filled, cookie):
            missed += measure_page(page, port, tree, given.requests, 1.0 if server else 0.0, statements)
        missed += print_line("two web workers, PSS MB", pss(family(process.pid)), 170)
    return missed


def measure_page(page: Page, port: int, tree, many: int, more: float, statements: dict[str, int]) -> int:
    spent, statuses, headers = per_request(port, tree, page.request, many)
    said = "" if statuses == {200} else f"  answered {sorted(statuses)}"
    missed = print_line(page.name, spent, page.target + more, f"{statements[page.name]} statements{said}")
    if "ETag" in headers:
        again = SimpleNamespace(
            request=lambda n: (*page.request(n)[:3], {**page.headers, "If-None-Match": headers["ETag"]})
        )
        spent, statuses, _ = per_request(port, tree, again.request, many)
        target = 0.5 if page.name == "feed" else page.target
        missed += print_line(f"{page.name}, unchanged", spent, target + more, f"answered {sorted(statuses)}")
    return missed


def print_line(name: str, found: float, target: float, more: str = "") -> int:
    verdict = "ok" if found <= target else "MISSED"
    print(f"  {name:<26}{found:>9.2f}   must be ≤ {target:<6g} {verdict:<7} {more}", flush=True)
    return found > target


def signed_in(settings: Settings, token: str) -> str:
    """The cookie of a browser in which the chief of staff is signed in."""
    app = create_app(settings)
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = token, True
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
