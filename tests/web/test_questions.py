"""Questions put together of very many clauses: built once for whoever asks."""

import threading
from concurrent.futures import ThreadPoolExecutor

from floortime.questions import built_once


def test_two_who_ask_the_same_at_once_have_it_built_once():
    built, both = [], threading.Barrier(2)

    @built_once(4)
    def asked(name: str):
        built.append(name)
        threading.Event().wait(0.05)  # long enough for the other to come
        return name

    def ask(_n: int) -> str:
        both.wait()
        return asked("the board")

    with ThreadPoolExecutor(2) as pool:
        assert (list(pool.map(ask, range(2))), built) == (["the board"] * 2, ["the board"])
    assert (asked("another"), asked("the board"), built) == ("another", "the board", ["the board", "another"])
