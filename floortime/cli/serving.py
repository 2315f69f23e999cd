"""`floortime serve`: web processes and the worker under one foreground command. Roof.

The server's own command line is not used: it would leave orphans after kill -9, let a second server share
the port silently, and hang on Ctrl-C. Each guard below stands against one of these.
"""

import ctypes
import errno
import gc
import multiprocessing
import os
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from wsgiref.util import setup_testing_defaults

from floortime import __version__
from floortime.cli.bell import Bell
from floortime.cli.brood import PATIENCE, Brood
from floortime.errors import Refused
from floortime.settings import Settings, from_environment

if TYPE_CHECKING:
    from flask import Flask

THREADS = 2
"""For each web process; the server's own default is 256."""
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
"""mallopt(3)."""
ROOM = 1024 * 1024
"""Bytes that a process may keep free at the end of its heap."""
WORKER_PATIENCE = 25
"""The worker finishes the letter it has begun."""


def serve(*, host: str, port: int, workers: int, with_worker: bool) -> int:
    """Serve until TERM or Ctrl-C."""
    give_memory_back()
    gc.disable()  # nothing that start-up makes is thrown away: looking for it again and again is a tenth of the start
    os.environ.setdefault("FLOORTIME_BASE_URL", f"http://localhost:{port}")
    settings = from_environment()
    given = dict(os.environ)
    for name in [name for name in os.environ if name.startswith("FLOORTIME_")]:
        del os.environ[name]  # the server shows its environment to every request
    free(host, port)
    lock = alone(settings) if settings.embedded else None
    worker = WorkerProcess(given) if with_worker else None
    try:
        return _run(settings, host, port, workers, worker)
    finally:
        if worker is not None:
            worker.stop()
        if lock is not None:
            os.close(lock)


def _run(settings: Settings, host: str, port: int, workers: int, worker: "WorkerProcess | None") -> int:
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    # Python 3.14's default starts each process from nothing, which would read the house anew in each.
    multiprocessing.set_start_method("fork", force=True)
    server = Server(
        "floortime.app",
        interface=Interfaces.WSGI,
        address=host,
        port=port,
        workers=workers,
        blocking_threads=THREADS,
        backpressure=128,
        workers_kill_timeout=PATIENCE,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
        websockets=False,
    )
    server.main_loop_interrupt = Bell()  # type: ignore[assignment]  # as much of an event as it asks for
    brood = Brood(workers, lambda: warmed(settings))

    def ready() -> None:
        if worker is not None:  # not before: it stands on the database that the first web process prepares
            worker.start()
        print(f"Floortime {__version__} is at {settings.base_url} (Ctrl-C stops it).", flush=True)

    server.on_startup(lambda: brood.watch(ready))
    try:
        server.serve(target_loader=brood.load, wrap_loader=False)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 1
    if brood.refusal is not None:
        raise brood.refusal
    return 0


def warmed(settings: Settings) -> "Flask":
    """The application on its prepared database, after it has shown the log to a first reader.

    What every web process would read, build and compile is so built once, before they part, and shared. More pages
    would delay the first one, and hardly save memory: whoever uses what is shared soon has a copy. No connection to
    the database crosses that line.
    """
    from floortime.app import create_app
    from floortime.cli.ground import database, log_as_json

    with database(settings):
        pass
    log_as_json()
    app = create_app(settings)
    environ: dict[str, Any] = {"PATH_INFO": "/log", "HTTP_HOST": "localhost"}
    setup_testing_defaults(environ)
    b"".join(app(environ, lambda *_said: bytes))
    app.extensions["floortime"].db.close()
    return app


def give_memory_back() -> None:
    """Tell glibc to return what lies free at the end of its heap.

    Left alone it keeps as much as the largest page ever took, in each process. Told less than this, it gives memory
    back after each board that is read anew, and the system has to hand out the same six hundred pages for the next one.
    """
    with suppress(OSError, AttributeError):  # another C library keeps its own house
        libc = ctypes.CDLL("libc.so.6")
        libc.mallopt(M_TRIM_THRESHOLD, ROOM)
        libc.mallopt(M_MMAP_THRESHOLD, ROOM)


def free(host: str, port: int) -> None:
    """Refuse a port in use: the server shares ports, so a second one would silently take half the requests."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as guard:
            guard.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            guard.bind(address)
    except socket.gaierror as wrong:
        raise Refused(f"{host} is not an address of this machine.") from wrong
    except OSError as wrong:
        if wrong.errno == errno.EADDRINUSE:
            raise Refused(f"Port {port} is in use. Choose another with --port.") from wrong
        raise Refused(f"Cannot listen at {host} port {port}: {wrong.strerror}.") from wrong


def alone(settings: Settings) -> int:
    """Lock the data folder, so that two servers never share one embedded database by mistake."""
    import fcntl

    settings.data.mkdir(parents=True, exist_ok=True)
    lock = os.open(Path(settings.data) / "serve.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as taken:
        os.close(lock)
        raise Refused(f"Another Floortime is running on {settings.data}. Stop it first.") from taken
    return lock


class WorkerProcess:
    """The worker beside the web processes, started again when it dies."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self._ending = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and watch over it."""
        self._process = self._spawn()
        threading.Thread(target=self._watch, daemon=True).start()

    def stop(self) -> None:
        """End it in order; it gives back the letters it has not begun."""
        self._ending.set()
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            self._process.terminate()
        try:
            self._process.wait(WORKER_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()

    def _spawn(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "floortime", "worker", "--parent", str(os.getpid())]
        # A group of its own: Ctrl-C in a terminal must not reach it before we tell it to end.
        return subprocess.Popen(command, env=self.environment, process_group=0)  # noqa: S603

    def _watch(self) -> None:
        wait = 1.0
        while not self._ending.is_set():
            assert self._process is not None
            began = time.monotonic()
            self._process.wait()
            wait = 1.0 if time.monotonic() - began > 60 else min(wait * 2, 60.0)
            if not self._ending.wait(wait):
                self._process = self._spawn()
