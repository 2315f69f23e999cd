"""Signing in: counting tries, sending a link, opening and closing sessions; knows act, mail, tokens, people's tables."""

import hmac
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import IPv6Address, ip_address

from sqlalchemy import delete, or_, select, update

from floortime import links, tokens
from floortime.act import Act
from floortime.db import insert_or
from floortime.errors import NotFound
from floortime.journal import actions as journal
from floortime.mail import posting
from floortime.mail.letters import Recipient, put_into_words
from floortime.people.addresses import norm
from floortime.people.model import Person, SignInTry, WebSession
from floortime.people.queries import person_by_address, recipient
from floortime.tokens import Token
from floortime.words import language

LINK = "sign_in"
LINK_LASTS = timedelta(minutes=30)
SESSION_LASTS = timedelta(days=30)
SESSION_KEPT = timedelta(days=30)
SLOT_MINUTES = 15
TRIES = {"address": 10, "source": 100}
"""In a quarter of an hour. Many people share one source: a site behind one router signs in at seven."""


def note_try(act: Act, address: str, source: str) -> bool:
    """Count a try for its address and its source; False when either had too many in this quarter of an hour.

    Addresses and sources are kept as keyed hashes for an hour: enough to count, nothing to read.
    """
    slot = act.at.replace(minute=act.at.minute // SLOT_MINUTES * SLOT_MINUTES, second=0, microsecond=0)
    act.session.execute(delete(SignInTry).where(SignInTry.slot < act.at - timedelta(hours=1)))
    within = True
    for kind, what in (("address", norm(address)), ("source", _network(source))):
        n = _counted(act, _keyed(act, f"{kind}:{what}"), slot)
        within = within and n <= TRIES[kind]
    return within


def _counted(act: Act, key: str, slot: datetime) -> int:
    counted = (
        insert_or(act.session, SignInTry)
        .values(key_hash=key, slot=slot, n=1)
        .on_conflict_do_update(index_elements=["key_hash", "slot"], set_={"n": SignInTry.n + 1})
        .returning(SignInTry.n)
    )
    return int(act.session.execute(counted).scalar_one())


def _keyed(act: Act, what: str) -> str:
    return hmac.new(act.settings.secret_key.encode(), what.encode(), sha256).hexdigest()


def _network(source: str) -> str:
    """An IPv6 customer has a /64 full of addresses: count them as one source."""
    try:
        address = ip_address(source)
    except ValueError:
        return source
    return address.exploded[:19] if isinstance(address, IPv6Address) else source


def may_sign_in(act: Act, person: Person | None) -> bool:
    """Staff who have not gone; guests and blank persons have no login."""
    return (
        person is not None
        and person.kind == "staff"
        and (person.left_on is None or person.left_on > act.today)
    )


def send_link(act: Act, address: str, *, then: str | None = None) -> None:
    """Send a single-use link to whoever has this address and may sign in.

    For anybody else the letter is put into words and thrown away, so that the answer takes as long.
    """
    person = person_by_address(act.session, address)
    to = recipient(person, act.today) if person is not None and may_sign_in(act, person) else None
    if person is None or to is None:
        ghost = Recipient(None, "nobody@invalid.example", "", language(), "UTC")
        facts = {"url": links.to(act.settings, "sign-in"), "minutes": 30}
        put_into_words(
            "sign_in_link",
            ghost,
            {"base_url": act.settings.base_url, "mailbox": act.settings.mailbox, **facts},
            today=act.today,
        )
        return
    url = sign_in_link(act, person, then=then)
    posting.post(
        act,
        to,
        "sign_in_link",
        dedupe_key=f"sign-in:{tokens.hashed(url)[:40]}",
        subject=("person", person.id),
        facts={"url": url, "minutes": int(LINK_LASTS.total_seconds() // 60)},
    )
    journal.write(act, "link.sent", "person", person.id)


def sign_in_link(act: Act, person: Person, *, then: str | None = None) -> str:
    """The address of a page with a button that signs this person in, once."""
    secret = tokens.issue(
        act.session, LINK, "person", person.id, expires_at=act.at + LINK_LASTS, person_id=person.id
    )
    if then:
        return links.to(act.settings, "sign-in", "link", secret, next=then)
    return links.to(act.settings, "sign-in", "link", secret)


def use_link(act: Act, secret: str, *, device: str) -> str | None:
    """Sign in by link: the new session's secret; None when the link was used, is too old, or its owner has gone.

    Other links of the same person are void from now on.
    """
    grant = tokens.used(act.session, secret, LINK, at=act.at)
    person = act.session.get(Person, grant.subject_id) if grant else None
    if person is None or not may_sign_in(act, person):
        return None
    act.session.execute(
        update(Token)
        .where(Token.purpose == LINK, Token.person_id == person.id, Token.used_at.is_(None))
        .values(used_at=act.at)
    )
    return open_session(act, person, device=device, way="link")


def open_session(act: Act, person: Person, *, device: str, way: str) -> str:
    """A new session row; returns its secret, which only the browser's signed cookie carries."""
    act.session.execute(
        delete(WebSession).where(WebSession.person_id == person.id, WebSession.expires_at <= act.at)
    )
    secret = tokens.fresh()
    act.session.add(
        WebSession(
            token_hash=tokens.hashed(secret),
            person_id=person.id,
            made_at=act.at,
            expires_at=act.at + SESSION_LASTS,
            device=device[:120],
            way=way,
        )
    )
    journal.write(act, "session.opened", "person", person.id, way=way)
    return secret


def forget_sessions(act: Act) -> None:
    """The duty: sessions that ended or were revoked a month ago; until then their owner may ask which those were."""
    long_ago = act.at - SESSION_KEPT
    act.session.execute(
        delete(WebSession).where(or_(WebSession.expires_at < long_ago, WebSession.revoked_at < long_ago))
    )


def close_session(act: Act, person_id: int, token_hash: str) -> None:
    """Sign one browser of this person out; a session of somebody else is not found."""
    row = act.session.get(WebSession, token_hash)
    if row is None or row.person_id != person_id:
        raise NotFound
    if row.revoked_at is None:
        row.revoked_at = act.at
        journal.write(act, "session.closed", "person", person_id)


def close_other_sessions(act: Act, person_id: int, *, but: str = "") -> int:
    """Sign every other browser of this person out; returns how many that were."""
    rows = act.session.scalars(
        select(WebSession).where(
            WebSession.person_id == person_id,
            WebSession.revoked_at.is_(None),
            WebSession.expires_at > act.at,
            WebSession.token_hash != but,
        )
    ).all()
    for row in rows:
        row.revoked_at = act.at
    if rows:
        journal.write(act, "sessions.closed", "person", person_id, n=len(rows))
    return len(rows)
