"""The folder of files: under the hash of their content, whole or not at all, swept of what nothing speaks of."""

import os

from floortime.files import shelf


def test_put_and_taken(tmp_path):
    digest = shelf.put(tmp_path, b"one")
    assert (shelf.take(tmp_path, digest), shelf.put(tmp_path, b"one")) == (b"one", digest)
    path = shelf.place(tmp_path, digest)
    assert (path.stat().st_mode & 0o777, [p.name for p in path.parent.iterdir()]) == (0o600, [digest])


def test_what_is_damaged_is_not_there(tmp_path):
    digest = shelf.put(tmp_path, b"one")
    shelf.place(tmp_path, digest).write_bytes(b"two")
    assert (shelf.take(tmp_path, digest), shelf.take(tmp_path, "0" * 64)) == (None, None)


def test_sweeping_spares_what_is_known_and_what_is_new(tmp_path):
    old, known, new = (shelf.put(tmp_path, body) for body in (b"old", b"known", b"new"))
    for digest in (old, known):
        os.utime(shelf.place(tmp_path, digest), (0, 0))
    assert shelf.sweep(tmp_path, {known}) == 1
    assert [shelf.take(tmp_path, digest) for digest in (old, known, new)] == [None, b"known", b"new"]
