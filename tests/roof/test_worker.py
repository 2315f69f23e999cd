"""The worker: letters and duties by turns; mail that cannot leave is waited for, not hammered at."""

import pytest

from floortime import worker as workers
from floortime.outbox import actions as outbox
from floortime.outbox.delivery import Unreachable
from floortime.worker import Pace, Worker, database_clock


class Closed:
    """A carrier whose other side never answers."""

    tries = 0

    def send(self, raw, *, sender, to, still):
        self.tries += 1
        raise Unreachable("closed")

    def close(self):
        pass


@pytest.fixture
def running(monkeypatch):
    """The machine's running time, moved by hand."""
    now = [1000.0]
    monkeypatch.setattr(workers.time, "monotonic", lambda: now[0])
    return now


def test_a_silent_mail_server_is_asked_less_and_less(db, settings, moment, stage, running, capsys):
    with stage.act() as act:
        outbox.post(
            act, event="test", dedupe_key="k", to_id=1, to_address="bo@nordvik.example", subject=("thing", 7),
            message_id="m@nordvik.example", body=b"x",
        )  # fmt: skip
    carrier = Closed()
    worker = Worker(db, settings, moment, carrier, lambda: False)
    asked = []
    for second in range(400):
        running[0] = 1000.0 + second
        before = carrier.tries
        worker.turn()
        if carrier.tries > before:
            asked.append(second)
    assert asked == [0, 5, 15, 35, 75, 155, 315]


def test_a_pace_goes_on_at_once_while_there_is_more():
    left = [True, False, False]
    pace = Pace(10.0, lambda: left.pop(0))
    assert [pace.turn(0.0), pace.turn(0.1), pace.turn(5.0), pace.turn(10.1)] == [True, False, False, False]
    assert left == []


def test_all_workers_on_one_database_share_its_clock(db):
    at = database_clock(db)()
    assert (at.utcoffset().total_seconds(), at.microsecond) == (0, 0)
