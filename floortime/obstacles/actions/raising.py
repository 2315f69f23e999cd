"""Raising: what somebody says is kept in private, and an obstacle waits to be sorted; knows act, claims."""

from msgspec import Struct
from sqlalchemy import bindparam, delete, insert, select

from floortime.act import Act
from floortime.db import add_unless, in_act
from floortime.errors import Stale
from floortime.journal import actions as journal
from floortime.journal.model import Entry
from floortime.obstacles import claims
from floortime.obstacles.model import Obstacle, Raising
from floortime.sitdowns.model import Sitdown
from floortime.text import lines
from floortime.tokens import claim_code, fresh_key, hashed, reserve_keys, short_code

CODE_LENGTH = 8
PURPOSE = "raise"


class Raised(Struct, frozen=True):
    """What came of raising: the obstacle that waits to be sorted, and the code that only its raiser gets."""

    id: int
    """The obstacle's."""
    code: str
    """The obstacle's, in addresses."""
    claim_code: str


def raise_obstacle(
    act: Act,
    *,
    words: str,
    language: str,
    channel: str,
    sitdown_id: int | None = None,
    named_id: int | None = None,
    site_id: int | None = None,
    team_id: int | None = None,
    key: str | None = None,
) -> Raised:
    """Keep what was said, in two tables that lead to no person unless `named_id` chose to be named.

    `key` is the retry key of a submission: the same words with it again give the same code and nothing new,
    because the code is made of both, and no two raisings have one code. Nothing else is kept of the key.
    Other words with it are another's: somebody came back to the form on a shared screen.
    """
    words = lines(words)
    key = f"{key}\0{hashed(words)}" if key else None
    code = claims.derived(act.settings.secret_key, PURPOSE, key) if key else claim_code()
    if site_id is None and sitdown_id is not None:
        sitdown = act.session.get(Sitdown, sitdown_id)
        site_id = sitdown.site_id if sitdown else None
    reserve_keys(act.session, act.today, Obstacle, Raising, Entry)
    made = Raised(fresh_key(act.session, Obstacle, act.today), short_code(CODE_LENGTH), code)
    shared = {"raised_on": act.today, "language": language}
    place = {"site_id": site_id, "team_id": team_id, "waiting_since_on": act.today}
    # Past the mapper: a whole floor may raise in the same minute.
    in_act(act.session).execute(_OBSTACLE, {**_AT_FIRST, **shared, **place, "id": made.id, "code": made.code})
    said = {
        "id": fresh_key(act.session, Raising, act.today),
        "words": words,
        "channel": channel,
        "sitdown_id": sitdown_id,
        "claim_hash": hashed(code),
        "named_id": named_id,
        "obstacle_id": made.id,
    }
    if not add_unless(act.session, Raising, {**shared, **said}, "claim_hash"):
        return _instead(act, made)
    journal.write_unnamed(act, "obstacle.raised", "obstacle", made.id)
    return made


def _instead(act: Act, made: Raised) -> Raised:
    """A retry: what was just written goes, what came of the first submission counts."""
    in_act(act.session).execute(delete(Obstacle).where(Obstacle.id == made.id))
    earlier = _earlier(act, made.claim_code)
    if earlier is None:
        raise Stale
    return earlier


def _earlier(act: Act, claim_code: str) -> Raised | None:
    """What came of an earlier submission with this key."""
    found = in_act(act.session).execute(_BY_CLAIM, {"claim_hash": hashed(claim_code)}).one_or_none()
    return None if found is None else Raised(found.id, found.code, claim_code)


_AT_FIRST = {
    c.key: c.default.arg for c in Obstacle.__table__.columns if c.default is not None and c.default.is_scalar
}
_OBSTACLE = insert(Obstacle)
_BY_CLAIM = (
    select(Obstacle.id, Obstacle.code)
    .join(Raising, Raising.obstacle_id == Obstacle.id)
    .where(Raising.claim_hash == bindparam("claim_hash"))
)


def say_of_wording(act: Act, raising: Raising, *, right: bool, note: str = "") -> None:
    """Its raiser says whether the public wording is what was meant; a not-so goes back to the chief of staff."""
    raising.wording_says = "right" if right else "not_so"
    raising.wording_note = "" if right else lines(note)
    if raising.obstacle_id is not None:
        verb = "wording.approved" if right else "wording.disputed"
        journal.write_unnamed(act, verb, "obstacle", raising.obstacle_id)
