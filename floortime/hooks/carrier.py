"""Brings a message to its address, signed at that moment; notes who does not answer. Knows fetching, signing, its table."""

from collections.abc import Callable
from datetime import timedelta

from floortime.clock import Clock
from floortime.db import Database
from floortime.errors import Undeliverable
from floortime.fetching import Address, Unfetched, deliver, is_public
from floortime.hooks.model import Endpoint
from floortime.hooks.signing import headers, key_of
from floortime.outbox.delivery import NotNow
from floortime.settings import Settings

GIVEN_UP = timedelta(days=3)
"""After so long without one delivery taken an address is told nothing more until somebody switches it on again."""
GONE = 410
SECONDS = 15.0
WHY = {
    "address": "The address leads to no public server.",
    "away": "The server could not be reached or broke off.",
}


class HookCarrier:
    """One worker's way of telling other programs.

    `may_reach` judges every address of the name, as `fetching` says: a test passes its own, and nothing that a
    deployment can set does.
    """

    def __init__(
        self,
        db: Database,
        settings: Settings,
        clock: Clock,
        *,
        may_reach: Callable[[Address], bool] = is_public,
    ) -> None:
        self.db = db
        self.settings = settings
        self.clock = clock
        self.may_reach = may_reach

    def send(self, raw: bytes, *, sender: str, to: str, still: Callable[[], bool]) -> bool:  # noqa: ARG002 - a Carrier's
        """POST it to the address whose number `to` names before the message's id."""
        number, _blank, message_id = to.partition(" ")
        with self.db.reading() as session:
            row = session.get(Endpoint, int(number))
        if row is None or row.state != "on" or not still():
            return False
        salts = [salt for salt in (row.salt, row.old_salt) if salt]
        keys = [key_of(self.settings.secret_key, salt) for salt in salts]
        at = int(self.clock().timestamp())
        try:
            status = deliver(
                row.url, raw, headers=headers(keys, message_id, at, raw), seconds=SECONDS, may_reach=self.may_reach
            )  # fmt: skip
        except Unfetched as why:
            self._note(row.id, WHY.get(why.why, WHY["away"]))
            raise NotNow(WHY.get(why.why, WHY["away"])) from why
        if 200 <= status < 300:
            self._note(row.id, "")
            return True
        said = f"The server answered {status}."
        self._note(row.id, said, for_good=status == GONE)
        if status == GONE:
            raise Undeliverable(said)
        raise NotNow(said)

    def close(self) -> None:
        """Nothing stays open."""

    def _note(self, endpoint_id: int, trouble: str, *, for_good: bool = False) -> None:
        """How it went; an address that has taken nothing for days is switched off."""
        with self.db.writing() as session:
            row = session.get(Endpoint, endpoint_id)
            if row is None or (not trouble and row.failing_since is None):
                return
            row.trouble = trouble
            row.failing_since = (row.failing_since or self.clock()) if trouble else None
            over = row.failing_since is not None and self.clock() - row.failing_since >= GIVEN_UP
            if row.state == "on" and (over or for_good):
                row.state = "failed"
