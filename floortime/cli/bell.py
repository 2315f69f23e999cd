"""What a process's main thread sleeps on: rung by other threads, and by every signal. Roof.

Not threading.Event. Its lock is not reentrant, so a signal that comes while the main thread is just entering or leaving
`wait` would wait for itself for ever. And a signal can reach the process on another thread, which happens while one
is starting a program: only the main thread runs its handler, and nothing would wake it.
"""

import os
import select
import signal
from contextlib import suppress


class Bell:
    """As much of an event as a server asks for; made in the main thread, and waited for by it alone."""

    def __init__(self) -> None:
        self._rung = False
        self._ear, self._rope = os.pipe()
        os.set_blocking(self._ear, False)
        os.set_blocking(self._rope, False)
        signal.set_wakeup_fd(self._rope, warn_on_full_buffer=False)  # whichever thread a signal comes to

    def set(self) -> None:
        """Ring; from any thread, and from a signal's handler."""
        self._rung = True
        with suppress(BlockingIOError):  # full: it is heard already
            os.write(self._rope, b".")

    def is_set(self) -> bool:
        """Has it rung since it was last cleared?"""
        return self._rung

    def clear(self) -> None:
        """Sleep again at the next `wait`, unless it rings meanwhile."""
        self._rung = False

    def wait(self, seconds: float | None = None) -> bool:
        """Sleep until it rings, or as long as this; a signal whose handler rings nothing is no reason to wake."""
        while not self._rung:
            if not select.select([self._ear], [], [], seconds)[0]:
                break
            with suppress(BlockingIOError):
                os.read(self._ear, 4096)
        return self._rung


def deaf() -> None:
    """In a process that was forked: its signals are no longer its parent's business."""
    signal.set_wakeup_fd(-1)
