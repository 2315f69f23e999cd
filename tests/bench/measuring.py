"""CPU milliseconds a request of a whole process tree, and its memory; knows /proc."""

import http.client
import os
from collections.abc import Callable
from pathlib import Path
from threading import Thread

TICK = 1000 / os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    found = [pid]
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in listed.read_text(encoding="ascii").split():
            found += family(int(child))
    return found


def cpu(pids: list[int]) -> float:
    """User and system time of these processes so far, in milliseconds."""
    total = 0.0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        except OSError:
            continue
        total += (int(fields[11]) + int(fields[12])) * TICK
    return total


def pss(pids: list[int]) -> float:
    """Proportional memory of these processes together, in MB."""
    total = 0
    for pid in pids:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return total / 1024


Request = tuple[str, str, str | None, dict[str, str]]


CONNECTIONS = 8
"""As many readers at once: one alone would mostly measure how two processes wake each other."""


def per_request(
    port: int,
    pids: Callable[[], list[int]],
    make: Callable[[int], Request],
    many: int,
    before: Callable[[], None] | None = None,
) -> tuple[float, set[int], dict[str, str]]:
    """CPU ms for each of `many` requests after a warm-up, the statuses met, and the last answer's headers.

    With `before` (what makes each request a first one) they are asked one after the other, and what it costs itself
    is not counted: PostgreSQL's part in it is done by processes of this family.
    """
    aside = 0.0

    def apart() -> None:
        nonlocal aside
        assert before is not None
        began = cpu(pids())
        before()
        aside += cpu(pids()) - began

    readers = [Reader(port, make, before and apart) for _ in range(1 if before else CONNECTIONS)]
    each = many // len(readers)

    def all_ask(first: int, times: int) -> None:
        asking = [Thread(target=r.ask, args=(first + i * times, times)) for i, r in enumerate(readers)]
        for thread in asking:
            thread.start()
        for thread in asking:
            thread.join()

    all_ask(0, 8)
    for reader in readers:
        reader.statuses.clear()
    aside, started = 0.0, cpu(pids())
    all_ask(1000, each)
    spent = cpu(pids()) - started - aside
    for reader in readers:
        reader.talk.close()
    return spent / (each * len(readers)), set().union(*(r.statuses for r in readers)), readers[0].headers


class Reader:
    """One browser with one connection."""

    def __init__(self, port: int, make: Callable[[int], Request], before: Callable[[], None] | None) -> None:
        self.talk = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.make, self.before = make, before
        self.statuses: set[int] = set()
        self.headers: dict[str, str] = {}

    def ask(self, first: int, times: int) -> None:
        """Send these requests and read their answers."""
        for n in range(first, first + times):
            if self.before is not None:
                self.before()
            method, path, body, extra = self.make(n)
            self.talk.request(method, path, body=body, headers=extra)
            answer = self.talk.getresponse()
            answer.read()
            self.statuses.add(answer.status)
            self.headers = {name.lower(): value for name, value in answer.getheaders()}
