"""CPU milliseconds a request of a whole process tree, and its memory; knows /proc."""

import http.client
import os
from collections.abc import Callable
from pathlib import Path

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


def per_request(
    port: int, pids: Callable[[], list[int]], make: Callable[[int], Request], many: int
) -> tuple[float, set[int], dict[str, str]]:
    """CPU ms for each of `many` requests after a warm-up, the statuses met, and the last answer's headers."""
    talk = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    statuses: set[int] = set()
    headers: dict[str, str] = {}

    def ask(n: int) -> None:
        nonlocal headers
        method, path, body, extra = make(n)
        talk.request(method, path, body=body, headers=extra)
        answer = talk.getresponse()
        answer.read()
        statuses.add(answer.status)
        headers = dict(answer.getheaders())

    for n in range(40):
        ask(n)
    statuses.clear()
    before = cpu(pids())
    for n in range(40, 40 + many):
        ask(n)
    spent = cpu(pids()) - before
    talk.close()
    return spent / many, statuses, headers
