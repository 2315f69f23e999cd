"""A person's secret calendar address: made, made anew, taken away; knows this room, tokens and the journal."""

from sqlalchemy import update

from floortime.act import Act
from floortime.journal import actions as journal
from floortime.people.model import Person
from floortime.sitdowns.model import Feed
from floortime.tokens import fresh, hashed


def make_feed(act: Act, person: Person, *, kind: str, with_invited: bool) -> str:
    """A new address in place of any old one; returns the secret, which is stored nowhere."""
    revoke_feed(act, person)
    secret = fresh()
    act.session.add(
        Feed(
            token_hash=hashed(secret),
            kind=kind,
            owner_id=person.id,
            made_on=act.today,
            with_invited=with_invited,
        )
    )
    act.session.flush()
    journal.write(act, "feed.made", "person", person.id)
    return secret


def revoke_feed(act: Act, person: Person) -> bool:
    """Close the address; whoever has it sees nothing from now on."""
    done = act.session.execute(
        update(Feed).where(Feed.owner_id == person.id, Feed.revoked_at.is_(None)).values(revoked_at=act.at)
    )
    closed = bool(done.rowcount)  # type: ignore[attr-defined]
    if closed:
        journal.write(act, "feed.revoked", "person", person.id)
    return closed
