"""Whose word counts about an obstacle, and who can be asked for it by letter; knows this room and the seats below."""

import hmac
from datetime import date
from hashlib import sha256
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    and_,
    func,
    literal,
    literal_column,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session

from floortime.followups.model import Followup, Look
from floortime.obstacles.model import Obstacle, ObstacleFollowup, Raising, Voice
from floortime.obstacles.queries.entries import with_parts
from floortime.people.model import Person
from floortime.settings import Settings
from floortime.sitdowns.model import Seat
from floortime.tokens import hashed

# Written out, not bound: the boards' question is long, and its text is kept.
_DECLINED: Any = literal_column("'declined'")
_INVITED: Any = literal_column("'invited'")
SAT_THERE = or_(Seat.attended.is_(True), Seat.attended.is_(None) & (Seat.answer != _DECLINED))
"""Who sat there: the leader wrote it down, or nobody has yet and the person had not said no."""
HEARD_IT = and_(
    Seat.sitdown_id == Followup.sitdown_id,
    Seat.state == _INVITED,
    SAT_THERE,
    Seat.person_id.is_distinct_from(Followup.owner_id),
)
"""Who of the floor heard a promise: they sat there, and do not owe it."""


def stored_voice(settings: Settings, obstacle: Obstacle, voice: tuple[str, str]) -> str:
    """A voice as a verdict stores it: the same voice gives the same key, and no key leads back to a voice.

    Ids of people are few enough to try them all, so the hash is keyed with the house's secret.
    """
    said = f"verdict\0{obstacle.id}\0{voice[0]}\0{voice[1]}".encode()
    return hmac.new(settings.secret_key.encode(), said, sha256).hexdigest()


def voice_of(
    session: Session, obstacle: Obstacle, kind: str, key: str, *, asked_on: date
) -> tuple[str, str] | None:
    """The one voice behind a way of answering, so that nobody counts twice by coming in by another door.

    `kind` and `key` are what an endpoint knows: device (the value that browser keeps), raising or voice (the
    hash of a claim code), person (the id). None when this voice neither raised it nor said me too nor sat there
    by the day on which the floor was asked: else anybody who reads the log could open again what others wait for.
    """
    parts, by_then = with_parts(session, obstacle.id), _said_by(asked_on)
    if kind == "person":
        known = key.isdecimal() and int(key) in reachable(session, obstacle, asked_on=asked_on)
        return ("person", key) if known else None
    if kind == "device":
        marks = [hashed(f"{part}:{key}") for part in parts]
        voice = session.scalars(
            select(Voice).where(Voice.obstacle_id.in_(parts), Voice.device_hash.in_(marks), by_then).limit(1)
        ).first()
        return None if voice is None else ("voice", voice.claim_hash or str(voice.id))
    if kind == "raising":
        raising = session.scalar(
            select(Raising).where(Raising.obstacle_id.in_(parts), Raising.claim_hash == key)
        )
        if raising is None:
            return None
        return ("person", str(raising.named_id)) if raising.named_id else ("raising", key)
    said = session.scalar(select(Voice).where(Voice.obstacle_id.in_(parts), Voice.claim_hash == key, by_then))
    if said is None:
        return None
    return ("person", str(said.person_id)) if said.person_id else ("voice", key)


def _said_by(day: date | None) -> ColumnElement[bool]:
    """A me too carries a day and no hour, so one that was said later on that very day counts."""
    return true() if day is None else Voice.on <= day


def reachable(session: Session, obstacle: Obstacle, *, asked_on: date | None = None) -> set[int]:
    """Everybody with a name who may be asked: they said so under it, or sat there when nobody wanted to be named.

    With the day of a round: whom that round asks.
    """
    parts = with_parts(session, obstacle.id)
    named = select(Raising.named_id).where(Raising.obstacle_id.in_(parts), Raising.named_id.is_not(None))
    voices = select(Voice.person_id).where(
        Voice.obstacle_id.in_(parts), Voice.person_id.is_not(None), _said_by(asked_on)
    )
    rooms = select(Raising.sitdown_id).where(
        Raising.obstacle_id.in_(parts), Raising.named_id.is_(None), Raising.sitdown_id.is_not(None)
    )
    seats = select(Seat.person_id).where(Seat.sitdown_id.in_(rooms), Seat.state == "invited", SAT_THERE)
    return {int(found) for found in session.scalars(named.union(voices, seats)) if found is not None}


def spoken_by(person_id: int) -> Select[int, date]:
    """The entries whose floor somebody is of, by name or by their seat, and since when: what `reachable` says the other way round."""
    always = literal(date.min, Date)
    voices = select(Voice.obstacle_id, Voice.on).where(Voice.person_id == person_id)
    named = select(Raising.obstacle_id, always).where(Raising.named_id == person_id)
    sat = (
        select(Raising.obstacle_id, always)
        .join(Seat, Seat.sitdown_id == Raising.sitdown_id)
        .where(Seat.person_id == person_id, Seat.state == "invited", SAT_THERE, Raising.named_id.is_(None))
    )
    own = union_all(voices, named, sat).subquery()
    spoken = (
        select(own.c[0].label("id"), own.c[1].label("on"))
        .where(own.c[0].is_not(None))
        .cte("spoken", recursive=True)
    )
    into = select(Obstacle.merged_into_id, spoken.c.on).join(spoken, spoken.c.id == Obstacle.id)
    all_of_it = spoken.union(into.where(Obstacle.merged_into_id.is_not(None)))
    return select(all_of_it.c.id, all_of_it.c.on)


def how_many(session: Session, obstacle: Obstacle) -> int:
    """How many voices there are: everybody with a name, and each raising and each me too without one."""
    parts = with_parts(session, obstacle.id)
    unnamed = select(func.count()).where(
        Raising.obstacle_id.in_(parts), Raising.named_id.is_(None), Raising.claim_hash.is_not(None)
    )
    voices = select(func.count()).where(Voice.obstacle_id.in_(parts), Voice.person_id.is_(None))
    rest = (session.scalar(unnamed) or 0) + (session.scalar(voices) or 0)
    return len(reachable(session, obstacle)) + rest


def promises_heard(person_id: int) -> Select[Followup]:
    """Promises that stand alone and are said to be done: this person sat there, so their word is asked."""
    about = select(ObstacleFollowup.followup_id)
    looks = select(Look.followup_id)
    return (
        select(Followup)
        .join(Seat, HEARD_IT)
        .where(Seat.person_id == person_id, Followup.stage == "claimed")
        .where(Followup.id.not_in(about), Followup.id.not_in(looks))
        .order_by(Followup.claimed_on, Followup.id)
    )


def heard_promise(session: Session, followup: Followup) -> list[Person]:
    """The floor of a promise that stands alone: those who sat there, never its owner. They alone confirm it."""
    sat = select(Person).join(Seat, Seat.person_id == Person.id).join(Followup, HEARD_IT)
    return list(session.scalars(sat.where(Followup.id == followup.id).order_by(Person.id)))


def unheard(session: Session, followup: Followup) -> bool:
    """Whether a promise stands alone and nobody of the floor heard it: then nobody can confirm it, and somebody looks instead."""
    about = select(ObstacleFollowup.followup_id).where(ObstacleFollowup.followup_id == followup.id)
    return session.scalar(about) is None and not heard_promise(session, followup)
