"""Finding entries: by code, by claim code; knows this room's tables."""

from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from floortime.obstacles.model import Draft, Obstacle, Raising, Voice, Wording
from floortime.obstacles.stages import PUBLIC
from floortime.tokens import hashed


def by_code(session: Session, code: str) -> Obstacle | None:
    """The entry with this code, in whatever stage."""
    return session.scalar(select(Obstacle).where(Obstacle.code == code.upper()))


def standing(session: Session, code: str) -> Obstacle | None:
    """The entry that the log shows under this code, or the one it was merged into; None when it shows neither."""
    entry = by_code(session, code)
    while entry is not None and entry.merged_into_id is not None:
        entry = session.get(Obstacle, entry.merged_into_id)
    return entry if entry is not None and entry.stage in PUBLIC else None


def raisings_of(session: Session, obstacle_id: int) -> Sequence[Raising]:
    """What was said about one entry and about those merged into it."""
    return session.scalars(
        select(Raising)
        .where(Raising.obstacle_id.in_(with_parts(session, obstacle_id)))
        .order_by(Raising.raised_on, Raising.id)
    ).all()


def with_parts(session: Session, obstacle_id: int) -> list[int]:
    """The entry's id and those of all that were merged into it, one into another."""
    found, latest = [obstacle_id], [obstacle_id]
    while latest:
        latest = list(session.scalars(select(Obstacle.id).where(Obstacle.merged_into_id.in_(latest))))
        found += latest
    return found


def wording_of(session: Session, obstacle: Obstacle) -> Wording | None:
    """The public words of an entry."""
    return session.get(Wording, (obstacle.id, obstacle.language))


def draft_of(session: Session, obstacle: Obstacle) -> Draft | None:
    """The public words it had until they were taken out of the log again."""
    return session.get(Draft, obstacle.id) if obstacle.stage == "sorting" else None


class Claimed(Struct, frozen=True):
    """What a claim code opens: a raising or a me too, and its entry."""

    obstacle: Obstacle
    raising: Raising | None
    voice: Voice | None

    @property
    def voice_key(self) -> tuple[str, str]:
        """The kind and key under which its owner answers "works now": the code's hash, which names nobody."""
        mark = self.raising.claim_hash if self.raising else self.voice.claim_hash if self.voice else None
        return ("raising" if self.raising else "voice", mark or "")


def claimed(session: Session, code: str) -> Claimed | None:
    """What this claim code opens; an entry that was merged is followed to where it went."""
    mark = hashed(code)
    raising = session.scalar(select(Raising).where(Raising.claim_hash == mark))
    voice = None if raising else session.scalar(select(Voice).where(Voice.claim_hash == mark))
    found = raising or voice
    entry = session.get(Obstacle, found.obstacle_id) if found and found.obstacle_id else None
    while entry is not None and entry.merged_into_id is not None:
        entry = session.get(Obstacle, entry.merged_into_id)
    return Claimed(entry, raising, voice) if entry else None
