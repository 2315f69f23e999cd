"""The mail server is away for a day: nothing is lost or said twice, and what waited goes at once; the large form is `make trial`."""

import os
import socket
import threading
import time
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import urlsplit

from aiosmtpd.controller import Controller
from sqlalchemy import func, select

from floortime.mail.carriers import SmtpCarrier
from floortime.outbox import actions as outbox
from floortime.outbox.delivery import Courier
from floortime.outbox.model import Letter
from floortime.people.queries import gone
from tests.roof.processes import Moody, free_port

LETTERS = int(os.environ.get("FT_TRIAL_DOWN", "60"))
LOOK = timedelta(minutes=5)
"""As long as a worker is silent at most while nobody takes mail."""


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


class Unwilling(Moody):
    """Puts everybody off until it changes its mind."""

    willing = False

    async def handle_RCPT(self, server, session, envelope, address, options):
        if not self.willing:
            self.turned_away += 1
            return "451 4.3.2 closed for the day"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    handle_DATA = Willing.handle_DATA


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


def test_a_day_without_a_mail_server_loses_nothing(stage, cast, settings):
    port, open_again = free_port(), Willing()
    carrier = SmtpCarrier(urlsplit(f"smtp://127.0.0.1:{port}"), helo="nordvik.example")
    courier = Courier(
        stage.db, carrier, stage.moment, "w", settings.mailbox, gone, rest=lambda _seconds: None
    )
    write(stage, LETTERS)
    with closed_for_the_day(port) as asked:
        for _ in range(24 * 60 // 5):
            assert courier.send_batch().unreachable
            stage.moment.forward(minutes=5)
    assert (len(asked), states(stage)) == (288, {"queued": LETTERS})
    server = Controller(open_again, hostname="127.0.0.1", port=port)
    server.start()
    began, spent = time.monotonic(), time.process_time()
    try:
        while courier.send_batch().moved:
            pass
        carrier.close()
    finally:
        server.stop()
    took = time.monotonic() - began
    assert (states(stage), open_again.counts()) == (
        {"sent": LETTERS}, Counter({f"o{n}@nordvik.example": 1 for n in range(LETTERS)}),
    )  # fmt: skip
    # No letter's own tries were used up by a server that was away for all.
    with stage.db.reading() as session:
        assert set(session.scalars(select(Letter.attempts))) == {1}
    assert LETTERS < 1000 or took + LOOK.total_seconds() < 600
    print(
        f"\n{LETTERS} letters after a day away: drained in {took:.0f} s, {time.process_time() - spent:.0f} CPU s"
    )


def test_a_server_that_puts_everybody_off_all_day_loses_nothing_and_is_not_waited_for(stage, cast, settings):
    """It greets, and answers 451 to each recipient: when it takes one letter, the others go at once."""
    port, server = free_port(), Unwilling()
    carrier = SmtpCarrier(urlsplit(f"smtp://127.0.0.1:{port}"), helo="nordvik.example")
    courier = Courier(
        stage.db, carrier, stage.moment, "w", settings.mailbox, gone, rest=lambda _seconds: None
    )
    write(stage, LETTERS)
    listening = Controller(server, hostname="127.0.0.1", port=port)
    listening.start()
    try:
        for _ in range(24 * 60 // 5):
            while courier.send_batch().moved:
                pass
            stage.moment.forward(minutes=5)
        assert (states(stage), server.counts()) == ({"queued": LETTERS}, Counter())
        server.willing, began, spent = True, time.monotonic(), time.process_time()
        while courier.send_batch().moved:
            pass
        carrier.close()
    finally:
        listening.stop()
    took = time.monotonic() - began
    everybody = Counter({f"o{n}@nordvik.example": 1 for n in range(LETTERS)})
    assert (states(stage), server.counts()) == ({"sent": LETTERS}, everybody)
    assert LETTERS < 1000 or took + LOOK.total_seconds() < 600
    print(
        f"\n{LETTERS} letters after a day of 451, {server.turned_away} times refused: drained in {took:.0f} s, "
        f"{time.process_time() - spent:.0f} CPU s"
    )
