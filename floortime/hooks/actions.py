"""The verbs of webhooks: an address is added, changes its secret, is switched, told, asked again; knows the outbox."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import select, update

from floortime.act import Act
from floortime.db import add_unless
from floortime.errors import Refused
from floortime.fetching import fetchable, leads_inside, listens
from floortime.hooks.model import Endpoint, Told
from floortime.hooks.signing import key_of, secret_of
from floortime.journal import actions as journal
from floortime.outbox import actions as outbox
from floortime.outbox.model import HOOK, Letter
from floortime.tokens import fresh
from floortime.words import _, lazy

EVENTS: dict[str, lazy] = {
    "raised": lazy("An obstacle was raised"),
    "published": lazy("An obstacle stands in the log"),
    "promised": lazy("Something was promised"),
    "overdue": lazy("A promise is past its date"),
    "claimed": lazy("An owner says that it is done"),
    "confirmed": lazy("The floor says that it works"),
    "reopened": lazy("The floor says not yet"),
}


def add_endpoint(act: Act, *, url: str, events: Sequence[str]) -> Endpoint:
    """An address with the events it wants. One that was removed comes back with a new secret."""
    address = url.strip()
    if address.startswith("https://") and not listens(address):
        raise Refused(
            _("No web server listens at this port. Leave it out, or write 443 or one from 1024 to 65535.")
        )
    if not address.startswith("https://") or not fetchable(address):
        raise Refused(_("Write an address that begins with https://, without a user name in it."))
    if leads_inside(address):
        raise Refused(_("This address lies inside your own network. Write one of a server on the internet."))
    wanted = " ".join(name for name in EVENTS if name in events)
    if not wanted:
        raise Refused(_("Choose at least one event."))
    row = act.session.scalar(select(Endpoint).where(Endpoint.url == address))
    if row is not None and row.state != "removed":
        raise Refused(_("This address is in the list already."))
    if row is None:
        row = Endpoint(url=address, made_at=act.at)
        act.session.add(row)
    row.events, row.salt, row.old_salt, row.state, row.made_at = wanted, fresh(), "", "on", act.at
    row.failing_since, row.trouble = None, ""
    act.session.flush()
    journal.write(act, "hook.added", "hook", row.id)
    return row


def secret(act: Act, row: Endpoint) -> str:
    """Its secret, to be shown once: when it is made."""
    return secret_of(key_of(act.settings.secret_key, row.salt))


def rotate_secret(act: Act, row: Endpoint) -> None:
    """A new secret; the one of before signs beside it until somebody says that the new one is in place."""
    if row.old_salt:
        raise Refused(_("Two secrets sign already. Let the old one go first."))
    row.salt, row.old_salt = fresh(), row.salt
    act.session.flush()
    journal.write(act, "hook.secret_changed", "hook", row.id)


def drop_old_secret(act: Act, row: Endpoint) -> None:
    """From now on the new secret signs alone. Done twice, nothing happens the second time."""
    if row.old_salt:
        row.old_salt = ""
        act.session.flush()
        journal.write(act, "hook.old_secret_dropped", "hook", row.id)


def switch(act: Act, row: Endpoint, *, to: str) -> None:
    """On, off, or removed; what still waits for an address that is switched off is not sent."""
    if row.state in {to, "removed"}:
        return
    row.state = to
    if to == "on":
        row.failing_since, row.trouble = None, ""
    else:
        outbox.withdraw(act, subject=("hook", row.id))
    act.session.flush()
    journal.write(act, f"hook.switched_{to}" if to != "removed" else "hook.removed", "hook", row.id)


def tell(
    act: Act,
    row: Endpoint,
    kind: str,
    data: dict[str, object],
    *,
    entry_id: int,
    said: str,
    unnamed_on: datetime | None,
) -> bool:
    """Queue what a line of the journal says; False when this address has heard of that line before."""
    told: dict[str, object] = {"endpoint_id": row.id, "entry_id": entry_id}
    if not add_unless(act.session, Told.__table__, told, "endpoint_id", "entry_id"):
        return False
    _post(act, row, kind, {"type": kind, "timestamp": said, "data": data}, f"{entry_id}", unnamed_on)
    return True


def pass_over(act: Act, row: Endpoint, entry_id: int) -> bool:
    """Say nothing of a line of the journal to this address, now or later."""
    told: dict[str, object] = {"endpoint_id": row.id, "entry_id": entry_id}
    return add_unless(act.session, Told.__table__, told, "endpoint_id", "entry_id")


def unsaid(act: Act, row: Endpoint, entry_id: int) -> bool:
    """Whether this address knows nothing of a line. A message that waits and was never begun is taken out: it holds no more."""
    letter = act.session.scalar(select(Letter).where(Letter.dedupe_key == f"hook:{row.id}:{entry_id}"))
    if letter is None or letter.state == "withdrawn":
        return True
    if letter.state in {"queued", "frozen"} and letter.attempts == 0:
        withdrawn = update(Letter).where(
            Letter.id == letter.id, Letter.state == letter.state, Letter.attempts == 0
        )
        done = act.session.execute(withdrawn.values(state="withdrawn"))
        return bool(done.rowcount)  # type: ignore[attr-defined]
    return False


def ping(act: Act, row: Endpoint) -> None:
    """A message that says nothing, to try the address and the secret."""
    body: dict[str, object] = {"type": "ping", "timestamp": act.at.isoformat(), "data": {"endpoint": row.id}}
    _post(act, row, "ping", body, f"ping:{fresh()}", None)


def _post(
    act: Act, row: Endpoint, kind: str, body: dict[str, object], key: str, unnamed_on: datetime | None
) -> None:
    message_id = f"msg_{fresh()}"
    outbox.post(
        act,
        channel=HOOK,
        event=kind,
        dedupe_key=f"hook:{row.id}:{key}",
        to_id=None,
        to_address=f"{row.id} {message_id}",
        subject=("hook", row.id),
        message_id=message_id,
        body=msgspec.json.encode(body),
        unnamed_on=unnamed_on,
    )


def send_again(act: Act, row: Endpoint, letter: Letter) -> None:
    """The same message once more, under the same id: whoever has it already knows it by that."""
    if row.state != "on":
        raise Refused(_("This address is switched off. Switch it on first."))
    if letter.body is None:
        raise Refused(_("What it said is not kept any more."))
    if letter.state in {"queued", "leased", "frozen"}:
        return
    act.session.execute(
        update(Letter)
        .where(Letter.id == letter.id)
        .values(state="queued", attempts=0, not_before=act.at, sent_at=None, trouble=None)
    )
    journal.write(act, "hook.sent_again", "hook", row.id)
