"""How often one network address may send what needs no sign-in; counted in this process's memory alone; knows web/acts.

No address is written anywhere: a bucket stands under a hash of the address (IPv6: its /64) with a salt that this
process draws when it starts and never tells, and is dropped when it is full again. With several web processes each
counts for itself. The limits are wide enough for a contact centre of two hundred people behind one address at a
change of shift; only wrong claim codes and spent links are counted strictly. A library would do it too and
cost every start more than the page it guards.
"""

import hashlib
import ipaddress
import secrets
import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from flask import Flask, current_app, request
from msgspec import Struct, field

from floortime.errors import TooMany
from floortime.web.acts import ground

View = TypeVar("View", bound=Callable[..., Any])
MOST = 20_000
"""Buckets kept; beyond that the full ones go first, then all."""


class Limit(Struct, frozen=True):
    """A bucket: so many at once, and so many more a minute. `misses`: only what the view says was wrong counts."""

    name: str
    at_once: int
    a_minute: int
    misses: bool = False
    reads: bool = False
    """Reading counts too: making the answer is work."""


RAISING = Limit("raising", 300, 60)
TYPING = Limit("typing", 4000, 1200)
ME_TOO = Limit("me too", 1000, 300)
WORKS = Limit("works now", 600, 120)
GUESSING = Limit("guessing", 40, 10, misses=True)
BY_LINK = Limit("by link", 300, 120)
TAKING = Limit("taking tables away", 60, 20, reads=True)


class Buckets(Struct):
    """What is left in each bucket, and since when."""

    salt: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    left: dict[bytes, tuple[float, datetime, Limit]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, limit: Limit, address: str, now: datetime, *, cost: int) -> bool:
        """Take from a bucket; False when it is empty. A cost of nought only looks."""
        key = hashlib.blake2b(
            f"{limit.name}\0{network(address)}".encode(), key=self.salt, digest_size=16
        ).digest()
        with self.lock:
            left, since, _limit = self.left.get(key, (float(limit.at_once), now, limit))
            left = _refilled(limit, left, since, now)
            if left < 1:
                self.left[key] = (left, now, limit)
                return False
            if cost:
                self._tidy(now)
                self.left[key] = (left - cost, now, limit)
        return True

    def _tidy(self, now: datetime) -> None:
        if len(self.left) < MOST:
            return
        for key, (left, since, limit) in list(self.left.items()):
            if _refilled(limit, left, since, now) >= limit.at_once:
                del self.left[key]
        if len(self.left) >= MOST:
            self.left.clear()


def _refilled(limit: Limit, left: float, since: datetime, now: datetime) -> float:
    passed = max((now - since).total_seconds(), 0.0)
    return min(left + passed * limit.a_minute / 60, float(limit.at_once))


def network(address: str) -> str:
    """The address, of IPv6 only the /64 that one household or office has; '' where there is none."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False).network_address)
    return str(found)


def limited(*limits: Limit) -> Callable[[View], View]:
    """State how often the changes of a view, or its readings, may come from one address."""

    def stated(view: View) -> View:
        view.limits = limits  # type: ignore[attr-defined]
        return view

    return stated


def missed() -> None:
    """The view says: what was typed opens nothing. Counted against guessing."""
    _take(GUESSING, cost=1)


def wire(app: Flask) -> None:
    """Look at the buckets before every change that states limits."""
    app.extensions["floortime.limits"] = Buckets()

    @app.before_request
    def count() -> None:
        view = app.view_functions.get(request.endpoint or "")
        changes = request.method == "POST"
        for limit in getattr(view, "limits", ()):
            if not changes and not limit.reads:
                continue
            if not _take(limit, cost=0 if limit.misses else 1):
                raise TooMany


def _take(limit: Limit, *, cost: int) -> bool:
    buckets: Buckets = current_app.extensions["floortime.limits"]
    return buckets.take(limit, request.remote_addr or "", ground().clock(), cost=cost)
