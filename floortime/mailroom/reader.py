"""The warm child that reads strangers' bytes for us, and its replacement after a fault; knows parcels."""

import contextlib
import os
import subprocess
import sys
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NoReturn

from floortime.ical.busy import Taken
from floortime.mailroom.parcels import Busy, Feed, Parcel

SECONDS = 4.0
"""On the wall clock, for one mail; the child's own limit counts CPU time and is shorter."""
START = 30.0
RENEWED_AFTER = 2_000
"""Mails, after which a fresh child takes over: what leaks in a library leaks no further."""
PASSED_ON = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "SYSTEMROOT", "VIRTUAL_ENV", "PYTHONDONTWRITEBYTECODE")
"""All that the child knows of our environment: no setting, no secret."""


class Overrun(Exception):  # noqa: N818 - named for what happened, as all our refusals are
    """The child did not survive this mail, or not in time."""


class Reader:
    """One child at a time, started when first asked."""

    def __init__(self, authserv_id: str = "", *, seconds: float = SECONDS) -> None:
        self.authserv_id = authserv_id
        self.seconds = seconds
        self.replaced = 0
        """How many children ended by a fault."""
        self._child: subprocess.Popen[bytes] | None = None
        self._pipe: Connection | None = None
        self._read = 0

    def read(self, raw: bytes) -> Parcel:
        """Have a mail read; Overrun when that took too much time or memory. The next mail finds a new child."""
        found = self._asked((raw, self.authserv_id))
        return found if isinstance(found, Parcel) else self._fault()

    def read_feed(self, feed: Feed) -> tuple[Taken, ...] | None:
        """Have a published calendar read; None for what is none. Overrun as with mail."""
        found = self._asked(feed)
        return found.taken if isinstance(found, Busy) else self._fault()

    def _fault(self) -> NoReturn:
        self.replaced += 1
        self.close()
        raise Overrun("It took too long, or too much memory, to read.")

    def _asked(self, question: object) -> object:
        """The child's answer; None when it gave none in time, or died."""
        pipe = self._ready()
        try:
            pipe.send(question)
            found = pipe.recv() if pipe.poll(self.seconds) else None
        except (EOFError, OSError):
            found = None
        if found is None:
            return None
        self._read += 1
        if self._read >= RENEWED_AFTER:
            self.close()
        return found

    def close(self) -> None:
        """End the child."""
        if self._pipe is not None:
            self._pipe.close()
        if self._child is not None:
            with contextlib.suppress(ProcessLookupError):
                self._child.kill()
            self._child.wait()
        self._child = self._pipe = None
        self._read = 0

    @property
    def pid(self) -> int | None:
        """The child's process id, for whoever measures it."""
        return self._child.pid if self._child is not None else None

    def _ready(self) -> Connection:
        if self._pipe is not None and self._child is not None and self._child.poll() is None:
            return self._pipe
        self.close()
        ours, theirs = Pipe()
        here = str(Path(__file__).parents[2])
        environment = {name: value for name in PASSED_ON if (value := os.environ.get(name))}
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, (here, environment.get("PYTHONPATH"))))
        self._child = subprocess.Popen(  # noqa: S603 - our own module, no shell
            [sys.executable, "-m", "floortime.mailroom.child", str(theirs.fileno())],
            pass_fds=(theirs.fileno(),),
            stdin=subprocess.DEVNULL,
            env=environment,
        )
        theirs.close()
        self._pipe = ours
        if not ours.poll(START) or ours.recv() != "ready":
            self.close()
            raise OSError("The process that reads mail does not start.")
        return ours
