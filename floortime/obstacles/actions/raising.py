"""Raising: what somebody says is kept in private, and an obstacle waits to be sorted; knows act, receipts, claims."""

from dataclasses import dataclass

from sqlalchemy import bindparam, insert, select
from sqlalchemy.orm import make_transient_to_detached

from floortime import receipts
from floortime.act import Act
from floortime.journal import actions as journal
from floortime.obstacles import claims
from floortime.obstacles.model import Obstacle, Raising
from floortime.sitdowns.model import Sitdown
from floortime.text import lines
from floortime.tokens import claim_code, fresh_key, hashed, short_code

CODE_LENGTH = 8
PURPOSE = "raise"


@dataclass(frozen=True, slots=True)
class Raised:
    """What came of raising: the obstacle that waits to be sorted, and the code that only its raiser gets."""

    obstacle: Obstacle
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

    `key` is the retry key of a submission: the same words with it again give the same code and nothing new.
    Other words with it are another's: somebody came back to the form on a shared screen.
    """
    key = f"{key}\0{hashed(lines(words))}" if key else None
    code = claims.derived(act.settings.secret_key, PURPOSE, key) if key else claim_code()
    earlier = _earlier(act, code) if key else None
    if earlier is not None:
        return Raised(earlier, code)
    if key:
        receipts.keep(act.session, PURPOSE, key, on=act.today)
    if site_id is None and sitdown_id is not None:
        sitdown = act.session.get(Sitdown, sitdown_id)
        site_id = sitdown.site_id if sitdown else None
    obstacle = _written(
        act,
        id=fresh_key(act.session, Obstacle, act.today),
        code=short_code(CODE_LENGTH),
        site_id=site_id,
        team_id=team_id,
        raised_on=act.today,
        waiting_since_on=act.today,
        language=language,
    )
    act.session.connection().execute(
        _RAISING,
        {
            "id": fresh_key(act.session, Raising, act.today),
            "raised_on": act.today,
            "language": language,
            "words": lines(words),
            "channel": channel,
            "sitdown_id": sitdown_id,
            "claim_hash": hashed(code),
            "named_id": named_id,
            "obstacle_id": obstacle.id,
        },
    )
    journal.write_unnamed(act, "obstacle.raised", "obstacle", obstacle.id)
    return Raised(obstacle, code)


def _written(act: Act, **columns: object) -> Obstacle:
    """The obstacle, written past the mapper and then known to it: a whole floor may raise in the same minute."""
    values = {**_AT_FIRST, **columns}
    act.session.connection().execute(_OBSTACLE, values)
    obstacle = Obstacle(**values)
    make_transient_to_detached(obstacle)
    act.session.add(obstacle)
    return obstacle


def _earlier(act: Act, code: str) -> Obstacle | None:
    """The obstacle of an earlier submission with this key, also after its receipt was purged."""
    found = act.session.connection().execute(_BY_CLAIM, {"claim_hash": hashed(code)}).scalar()
    return None if found is None else act.session.get(Obstacle, found)


_AT_FIRST = {
    c.key: c.default.arg if c.default is not None and c.default.is_scalar else None
    for c in Obstacle.__table__.columns
}
_OBSTACLE, _RAISING = insert(Obstacle), insert(Raising)
_BY_CLAIM = select(Raising.obstacle_id).where(Raising.claim_hash == bindparam("claim_hash"))


def say_of_wording(act: Act, raising: Raising, *, right: bool, note: str = "") -> None:
    """Its raiser says whether the public wording is what was meant; a not-so goes back to the chief of staff."""
    raising.wording_says = "right" if right else "not_so"
    raising.wording_note = "" if right else lines(note)
    if raising.obstacle_id is not None:
        verb = "wording.approved" if right else "wording.disputed"
        journal.write_unnamed(act, verb, "obstacle", raising.obstacle_id)
