"""The mail server is away for a day: nothing is lost or said twice, and what waited goes at once; the large form is `make trial`."""

import os
import socket
import threading
import time
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import func, select

from floortime.mail.carriers import SmtpCarrier
from floortime.outbox import actions as outbox
from floortime.outbox.delivery import Courier
from floortime.outbox.door import IN_A_ROW
from floortime.outbox.model import Letter
from floortime.people.leavers import gone
from tests.roof.processes import Moody, free_port

LETTERS = int(os.environ.get("FT_TRIAL_DOWN", "24"))
LOOK = timedelta(minutes=5)
"""As long as a worker is silent at most while nobody takes mail."""
STEP = LOOK if LETTERS >= 1000 else timedelta(hours=1)
"""How far the clock is moved at a time; the small form looks less often, for each look waits for the disk."""
STEPS = timedelta(days=1) // STEP


@contextmanager
def closed_for_the_day(port: int):
    """A server that greets everybody with 421 and hangs up; counts how often it was asked."""
    asked, over = [], threading.Event()
    door = socket.create_server(("127.0.0.1", port))
    door.settimeout(0.05)

    def refuse() -> None:
        while not over.is_set():
            try:
                talk, _who = door.accept()
            except TimeoutError:
                continue
            with talk:
                asked.append(talk.sendall(b"421 4.3.2 closed for the day\r\n"))

    thread = threading.Thread(target=refuse, daemon=True)
    thread.start()
    try:
        yield asked
    finally:
        over.set()
        thread.join(10)
        door.close()


class Willing(Moody):
    """Takes every letter at once."""

    async def handle_RCPT(self, server, session, envelope, address, options):
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.got.setdefault(envelope.rcpt_tos[0], []).append(envelope.content)
        return "250 taken"


class Unwilling(Willing):
    """Puts everybody off, one by one, until it changes its mind: when it hears for whom a letter is, or when it has read it."""

    willing = False

    def __init__(self, where: str = "RCPT", said: str = "451 4.3.2 closed for the day"):
        super().__init__()
        self.where, self.said = where, said

    def _puts_off(self, where: str) -> bool:
        puts_off = not self.willing and self.where == where
        self.turned_away += puts_off
        return puts_off

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self._puts_off("RCPT"):
            return self.said
        return await super().handle_RCPT(server, session, envelope, address, options)

    async def handle_DATA(self, server, session, envelope):
        if self._puts_off("DATA"):
            return self.said
        return await super().handle_DATA(server, session, envelope)


class Greylisting(Willing):
    """Takes nothing from a stranger before a quarter of an hour has passed since they first came for this reader."""

    def __init__(self, clock):
        super().__init__()
        self.clock, self.first = clock, {}

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.clock() - self.first.setdefault(address, self.clock()) < timedelta(minutes=15):
            self.turned_away += 1
            return "451 4.7.1 come back later"
        return await super().handle_RCPT(server, session, envelope, address, options)


def courier_to(port, stage, settings) -> Courier:
    """A worker's courier, who never rests."""
    carrier = SmtpCarrier(urlsplit(f"smtp://127.0.0.1:{port}"), helo="nordvik.example")
    return Courier(stage.db, carrier, stage.moment, "w", settings.mailbox, gone, rest=lambda _seconds: None)


def write(stage, most: int) -> None:
    with stage.act() as act:
        for n in range(most):
            body = f"From: ft@nordvik.example\r\nTo: o{n}@nordvik.example\r\nSubject: {n}\r\n\r\nOne word\r\n".encode()
            outbox.post(
                act, event="followup_assigned", dedupe_key=f"down:{n}", to_id=None, to_address=f"o{n}@nordvik.example",
                subject=("followup", n), message_id=f"{n}@nordvik.example", body=body,
            )  # fmt: skip


def states(stage) -> dict[str, int]:
    with stage.db.reading() as session:
        return dict(session.execute(select(Letter.state, func.count()).group_by(Letter.state)).all())


def tries(stage) -> Counter:
    """How many letters were begun how often."""
    with stage.db.reading() as session:
        return Counter(session.scalars(select(Letter.attempts)))


def test_a_day_without_a_mail_server_loses_nothing(stage, cast, settings):
    port, open_again = free_port(), Willing()
    courier = courier_to(port, stage, settings)
    write(stage, LETTERS)
    with closed_for_the_day(port) as asked:
        for _ in range(STEPS):
            assert courier.send_batch().unreachable
            stage.moment.forward(seconds=STEP.total_seconds())
    assert (len(asked), states(stage)) == (STEPS, {"queued": LETTERS})
    server = Controller(open_again, hostname="127.0.0.1", port=port)
    server.start()
    began, spent = time.monotonic(), time.process_time()
    try:
        while courier.send_batch().moved:
            pass
        courier.carrier.close()
    finally:
        server.stop()
    took = time.monotonic() - began
    assert (states(stage), open_again.counts()) == (
        {"sent": LETTERS}, Counter({f"o{n}@nordvik.example": 1 for n in range(LETTERS)}),
    )  # fmt: skip
    # No letter's own tries were used up by a server that was away for all.
    assert tries(stage) == {1: LETTERS}
    assert LETTERS < 1000 or took + LOOK.total_seconds() < 600
    print(
        f"\n{LETTERS} letters after a day away: drained in {took:.0f} s, {time.process_time() - spent:.0f} CPU s"
    )


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("RCPT", "451 4.3.2 closed for the day"),
        ("DATA", "451 4.3.2 closed for the day"),
        ("RCPT", "550 5.7.1 relaying denied"),
        ("RCPT", "550 5.1.1 no such person"),
        ("DATA", "554 5.7.1 not from you"),
    ],
)
def test_a_server_that_puts_everybody_off_all_day_loses_nothing_and_is_not_waited_for(
    stage, cast, settings, where, said
):
    """It greets, and refuses each letter, for now or for good: when it takes one, the others go at once."""
    port, server = free_port(), Unwilling(where, said)
    courier = courier_to(port, stage, settings)
    write(stage, LETTERS)
    listening = Controller(server, hostname="127.0.0.1", port=port)
    listening.start()
    try:
        for _ in range(STEPS):
            while courier.send_batch().moved:
                pass
            stage.moment.forward(seconds=STEP.total_seconds())
        assert (states(stage), server.counts()) == ({"queued": LETTERS}, Counter())
        # All but the few by whom it was found shut have the tries that they had.
        assert tries(stage)[1] >= LETTERS - IN_A_ROW
        server.willing, began, spent = True, time.monotonic(), time.process_time()
        courier.rest = time.sleep
        while courier.send_batch().moved:
            pass
        courier.carrier.close()
    finally:
        listening.stop()
    took = time.monotonic() - began
    everybody = Counter({f"o{n}@nordvik.example": 1 for n in range(LETTERS)})
    assert (states(stage), server.counts()) == ({"sent": LETTERS}, everybody)
    assert LETTERS < 1000 or took + LOOK.total_seconds() < 600
    print(
        f"\n{LETTERS} letters after a day of {said[:9]} to {where}, {server.turned_away} times refused: drained in {took:.0f} s, "
        f"{time.process_time() - spent:.0f} CPU s, tried {dict(tries(stage))}"
    )


def test_greylisting_costs_everybody_its_quarter_of_an_hour_and_nobody_more(stage, cast, settings):
    port, server = free_port(), Greylisting(stage.moment)
    courier = courier_to(port, stage, settings)
    write(stage, LETTERS)
    listening = Controller(server, hostname="127.0.0.1", port=port)
    listening.start()
    waited, taken = 0, {}
    try:
        while states(stage) != {"sent": LETTERS} and waited < 60:
            while courier.send_batch().moved:
                pass
            taken[waited] = sum(server.counts().values())
            waited += 5
            stage.moment.forward(minutes=5)
        courier.carrier.close()
    finally:
        listening.stop()
    assert taken == {0: 0, 5: 0, 10: 0, 15: LETTERS}
    assert server.counts() == Counter({f"o{n}@nordvik.example": 1 for n in range(LETTERS)})
