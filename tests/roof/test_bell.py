"""The bell that a process's main thread sleeps on: a signal wakes it, whichever thread the signal came to."""

import subprocess
import sys

BELL = """
import signal, threading
from floortime.cli.bell import Bell, deaf
bell = Bell()
"""


def said(script: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-c", BELL + script], capture_output=True, text=True, timeout=50, check=True
    )
    return ran.stdout


def test_a_signal_that_comes_to_another_thread_wakes_the_main_one():
    assert (
        said("""
signal.signal(signal.SIGTERM, lambda *_: bell.set())
threading.Timer(0.2, lambda: signal.pthread_kill(threading.get_ident(), signal.SIGTERM)).start()
print(bell.wait())
""")
        == "True\n"
    )


def test_another_thread_rings_it_until_it_is_cleared():
    assert (
        said("""
threading.Timer(0.2, bell.set).start()
print(bell.wait(), bell.wait(), bell.is_set())
bell.clear()
print(bell.is_set(), bell.wait(0.01))
""")
        == "True True True\nFalse False\n"
    )


def test_a_signal_whose_handler_rings_nothing_leaves_it_asleep():
    assert (
        said("""
signal.signal(signal.SIGUSR1, lambda *_: print("heard"))
threading.Timer(0.2, lambda: signal.pthread_kill(threading.main_thread().ident, signal.SIGUSR1)).start()
threading.Timer(0.6, bell.set).start()
print(bell.wait())
""")
        == "heard\nTrue\n"
    )


def test_what_was_rung_in_a_handler_while_awake_is_not_lost():
    assert (
        said("""
signal.signal(signal.SIGTERM, lambda *_: bell.set())
signal.raise_signal(signal.SIGTERM)
print(bell.wait())
""")
        == "True\n"
    )


def test_a_fork_that_is_deaf_does_not_ring_its_parent():
    """Their bells are one pipe: without a word from us the parent would read what was the child's."""
    assert (
        said("""
import os, select
signal.signal(signal.SIGTERM, lambda *_: None)
for listens in (False, True):
    if (child := os.fork()) == 0:
        if not listens:
            deaf()
        signal.raise_signal(signal.SIGTERM)
        os._exit(0)
    os.waitpid(child, 0)
    print(bool(select.select([bell._ear], [], [], 0)[0]))
""")
        == "False\nTrue\n"
    )
