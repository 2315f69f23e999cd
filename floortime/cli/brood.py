"""The web processes: the first one born builds the application, and parts into as many as are wanted. Roof.

Were the application built in the server's own process, that would keep a copy of it which answers nobody: processes
share what neither has touched, and Python touches nearly all it uses. So the server's process stays small. Of the
processes that it starts, the first builds, warms and forks; each other one becomes a shell of a quarter of a megabyte
that stands for one of those forks, passing on the order to end and ending when the fork ends. A process born later, for
one that died, builds for itself.
"""

import gc
import multiprocessing
import os
import signal
import socket
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

from floortime.cli.bell import deaf
from floortime.cli.mistakes import sentence_of
from floortime.errors import Refused

if TYPE_CHECKING:
    from flask import Flask

PATIENCE = 5
"""Seconds that a web process gets to end; without a bound one that is still starting can hang."""
READY = b"\0"
STANDING_IN = "trap 'printf . >&0' TERM; read -r end || read -r end"
"""For a POSIX shell whose input is a string: reading ends with the fork, and in some shells at a signal too."""
LONGEST = 4096
"""Bytes of a sentence that says why the application cannot be built."""


class Brood:
    """`many` web processes of one application that `build` makes."""

    def __init__(self, many: int, build: Callable[[], "Flask"]) -> None:
        self._many, self._build = many, build
        self._born = multiprocessing.Value("i", 0)
        self._news, self._herald = socket.socketpair()
        # One for each but the first: (who stands for it, itself).
        self._strings = [socket.socketpair() for _ in range(many - 1)]
        self.refusal: Refused | None = None
        """Why the application could not be built."""

    def watch(self, ready: Callable[[], None]) -> None:
        """In the server's process: call `ready` when the first can answer, or end the server with a refusal."""
        _meanwhile(self._wait, ready)

    def _wait(self, ready: Callable[[], None]) -> None:
        said = self._news.recv(LONGEST)
        for string in self._strings:
            _close(*string)  # only so does either end hear that the other has died
        if said == READY:
            ready()
        else:
            self.refusal = Refused(said.decode())
            os.kill(os.getpid(), signal.SIGTERM)

    def load(self) -> "Flask":
        """In each process that the server starts: the application, to be served; or never, for one that stands in."""
        deaf()
        for order in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(order, signal.SIG_DFL)  # the server's own, until ours are set
        os.setpgrp()  # Ctrl-C in a terminal then reaches the server alone, which ends us in order
        with self._born.get_lock():
            number = self._born.value
            self._born.value += 1
        if 0 < number < self._many:
            self._stand_for(number - 1)
        app = self._built()
        string = self._part() if number == 0 else None
        _meanwhile(_outlive_not_the_server)
        if string is None:
            self._herald.send(READY)
        else:
            _meanwhile(_obey, string)
        gc.set_threshold(10_000, 20, 20)  # a page makes thousands of things, and few that point in circles
        gc.enable()
        return app

    def _built(self) -> "Flask":
        try:
            return self._build()
        except Exception as wrong:  # noqa: BLE001  # said by the server, whatever it is
            sentence = sentence_of(wrong)
            if sentence is None:
                traceback.print_exc()
                sentence = "The application could not be built."
            self._herald.send(sentence.encode()[:LONGEST])
            while True:  # the server ends us
                signal.pause()

    def _part(self) -> socket.socket | None:
        """One process becomes `many`; no thread runs yet, and no connection is open. A fork is given its string."""
        gc.freeze()  # shared, and nobody's to tidy
        forks = []
        for _, own in self._strings:
            forks.append(os.fork())
            if forks[-1] == 0:
                self._keep(own)
                return own
        self._keep(None)
        for fork in forks:
            _meanwhile(_bury, fork)
        return None

    def _stand_for(self, n: int) -> NoReturn:
        os.dup2(self._strings[n][0].fileno(), 0)  # all else that is open closes with what was this process
        # By its own name: where one program is every tool, the name says which.
        os.execv("/bin/sh", ["sh", "-c", STANDING_IN])  # noqa: S606  # words of our own

    def _keep(self, only: socket.socket | None) -> None:
        for string in self._strings:
            _close(*(end for end in string if end is not only))


def _meanwhile(do: Callable[..., None], *about: object) -> None:
    threading.Thread(target=do, args=about, daemon=True).start()


def _close(*ends: socket.socket) -> None:
    for end in ends:
        end.close()


def _outlive_not_the_server() -> None:
    """End this process when the server is gone: kill -9 must leave no orphan on the port."""
    server = multiprocessing.parent_process()
    assert server is not None
    server.join()
    _leave()


def _obey(string: socket.socket) -> None:
    """End this process when told to, or when nobody is left to tell."""
    with suppress(OSError):
        string.recv(1)
    _leave()


def _leave() -> None:
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(PATIENCE)
    os._exit(1)


def _bury(child: int) -> None:
    """Take note of its end, so that it does not stay as a zombie."""
    with suppress(ChildProcessError):
        os.waitpid(child, 0)
