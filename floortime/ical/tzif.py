"""Zone files of the tzdata package, and of nothing else, as values; knows footers and onsets.

Source: RFC 8536 §3 (TZif).
"""
# ruff: noqa: DTZ001, DTZ901 - every datetime in here is naive UTC, which keeps wall time and instants apart

from datetime import datetime, timedelta
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from struct import unpack, unpack_from

from msgspec import Struct

from floortime.ical.footer import Footer, read_footer
from floortime.ical.onsets import Onset


class ZoneData(Struct, frozen=True):
    """One TZif file: its explicit changes of offset, the time before the first, and its footer."""

    before: Onset
    onsets: tuple[Onset, ...]
    footer: Footer
    footer_from: datetime


@cache
def names() -> frozenset[str]:
    """Every zone name of the tzdata package."""
    return frozenset(resources.files("tzdata").joinpath("zones").read_text("utf-8").split())


def path_of(name: str) -> Traversable:
    if name not in names():
        raise ValueError(f"no time zone is called {name[:60]!r}")
    return resources.files("tzdata").joinpath("zoneinfo", *name.split("/"))


@cache
def read_zone(name: str) -> ZoneData:
    """Parse the 64-bit half of a TZif file (RFC 8536 §3.1, §3.2, §3.3)."""
    raw = path_of(name).read_bytes()
    at = 44 + _body_length(raw, 0, 4)  # the 32-bit half is stepped over
    isutcnt, isstdcnt, leapcnt, timecnt, typecnt, charcnt = unpack(">6l", raw[at + 20 : at + 44])
    body = at + 44
    times = unpack_from(f">{timecnt}q", raw, body)
    indices = raw[body + 8 * timecnt : body + 9 * timecnt]
    types_at = body + 9 * timecnt
    types = [unpack_from(">lbB", raw, types_at + 6 * n) for n in range(typecnt)]
    letters = raw[types_at + 6 * typecnt : types_at + 6 * typecnt + charcnt]
    footer_at = types_at + 6 * typecnt + charcnt + 12 * leapcnt + isstdcnt + isutcnt
    footer = read_footer(raw[footer_at:].decode("ascii").strip("\n"))

    def name_of(index: int) -> str:
        return letters[types[index][2] :].split(b"\0", 1)[0].decode("ascii")

    epoch = datetime(1970, 1, 1)
    zero = timedelta(seconds=types[0][0])
    before = Onset(datetime.min, zero, zero, name_of(0))
    onsets, offset, last = [], zero, epoch
    for seconds, index in zip(times, indices, strict=True):
        last = epoch + timedelta(seconds=max(seconds, -(2**35)))
        after = timedelta(seconds=types[index][0])
        if after != offset:  # a new name alone is no change for a calendar
            onsets.append(Onset(last, offset, after, name_of(index)))
        offset = after
    return ZoneData(before, tuple(onsets), footer, last + timedelta(seconds=1))


def _body_length(raw: bytes, at: int, size: int) -> int:
    isutcnt, isstdcnt, leapcnt, timecnt, typecnt, charcnt = unpack(">6l", raw[at + 20 : at + 44])
    return int(timecnt * (size + 1) + typecnt * 6 + charcnt + leapcnt * (size + 4) + isstdcnt + isutcnt)
