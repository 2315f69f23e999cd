"""Secret calendar addresses: made, made anew, taken away; knows this room, tokens and the journal."""

from sqlalchemy import update

from floortime.act import Act
from floortime.journal import actions as journal
from floortime.people.model import Person
from floortime.sitdowns.model import Feed
from floortime.tokens import fresh, hashed

OWN = ("leader", "agent")
"""Kinds of feed that show one's own sit-downs; a person has one of them."""


def make_feed(act: Act, person: Person, *, kind: str, with_invited: bool, site_id: int | None = None) -> str:
    """A new address in place of the old one of its kind; returns the secret, which is stored nowhere."""
    revoke_feed(act, person, kind=kind, site_id=site_id)
    secret = fresh()
    act.session.add(
        Feed(
            token_hash=hashed(secret),
            kind=kind,
            owner_id=person.id,
            site_id=site_id,
            made_on=act.today,
            with_invited=with_invited,
        )
    )
    act.session.flush()
    journal.write(act, "feed.made", "person", person.id, feed=kind)
    return secret


def revoke_feed(act: Act, person: Person, *, kind: str = "agent", site_id: int | None = None) -> bool:
    """Close the address of this kind; whoever has it sees nothing from now on."""
    done = act.session.execute(
        update(Feed)
        .where(
            Feed.owner_id == person.id,
            Feed.kind.in_(OWN if kind in OWN else (kind,)),
            Feed.site_id.is_(None) if site_id is None else Feed.site_id == site_id,
            Feed.revoked_at.is_(None),
        )
        .values(revoked_at=act.at)
    )
    closed = bool(done.rowcount)  # type: ignore[attr-defined]
    if closed:
        journal.write(act, "feed.revoked", "person", person.id, feed=kind)
    return closed
