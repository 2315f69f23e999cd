"""A siege of the mailroom: hostile mails through the real child, genuine answers in between, and what it took."""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from floortime.mail import receiving
from floortime.mail.model import Received
from floortime.mailroom.reading_room import ReadingRoom
from tests.mailroom.hostile import hostile
from tests.mailroom.letters import mail, reply

EACH = 20
"""One genuine answer after so many hostile mails."""


@dataclass
class Toll:
    """What a siege took: the longest read in seconds, the child's largest memory in megabytes, how it all ended."""

    slowest: float = 0.0
    memory: float = 0.0
    genuine: int = 0
    verdicts: dict[str, int] = field(default_factory=dict)


def besieged(stage, settings, table, person, other, n: int, seed: int = 7) -> Toll:
    """`n` hostile mails in the name of `other`, among answers of `person`, alternately yes and perhaps."""
    room = ReadingRoom(stage.db, settings, stage.moment)
    toll = Toll()
    try:
        for number, raw in enumerate(hostile(n, seed, uid=table.uid, person=other.email)):
            _through(stage, room, toll, raw)
            if number % EACH == 0:
                _through(stage, room, toll, _genuine(table, person, number))
                toll.genuine += 1
    finally:
        room.close()
    with stage.db.reading() as session:
        found = session.execute(select(Received.verdict, func.count()).group_by(Received.verdict)).all()
    toll.verdicts = {row[0]: row[1] for row in found}
    return toll


def _genuine(table, person, number: int) -> bytes:
    stamp = datetime(2026, 11, 23, 10, tzinfo=UTC) + timedelta(seconds=number)
    answer = "ACCEPTED" if number // EACH % 2 == 0 else "TENTATIVE"
    return mail(
        reply(table.uid, person.email, answer, stamp=stamp),
        sender=person.email,
        message_id=f"<{number}@c.example>",
    )


def _through(stage, room: ReadingRoom, toll: Toll, raw: bytes) -> None:
    with stage.act() as act:
        try:
            receiving.take_in(act, raw, door="pipe")
        except receiving.Malformed:
            return
    before = cpu_of(room.reader.pid)
    room.turn()
    pid = room.reader.pid
    if pid is not None and before is not None and (after := cpu_of(pid)) is not None:
        toll.slowest = max(toll.slowest, after - before)
        toll.memory = max(toll.memory, peak_of(pid))


def cpu_of(pid: int | None) -> float | None:
    """CPU seconds that a process has used; None for one that is gone."""
    if pid is None:
        return None
    try:
        parts = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return None
    return (int(parts[11]) + int(parts[12])) / 100


def peak_of(pid: int) -> float:
    """The largest memory a process ever held, in megabytes."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0.0
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def timed_answers(stage, settings, table, person, n: int) -> tuple[float, float]:
    """Milliseconds of CPU that one genuine answer costs us, and the child, over `n` of them."""
    room = ReadingRoom(stage.db, settings, stage.moment)
    try:
        with stage.act() as act:
            for number in range(n):
                receiving.take_in(act, _genuine(table, person, number * EACH), door="pipe")
        room.reader.read(b"From: a@b.example\r\n\r\n")
        child = cpu_of(room.reader.pid) or 0.0
        began = time.process_time()
        while room.turn():
            continue
        ours = time.process_time() - began
        return 1000 * ours / n, 1000 * ((cpu_of(room.reader.pid) or 0.0) - child) / n
    finally:
        room.close()
