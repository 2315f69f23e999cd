"""The morning board: what needs a hand today, who waits longest first, and how much of it there is; reads through its branches."""

from datetime import UTC, date, datetime
from typing import Any

from msgspec import Struct
from sqlalchemy.orm import Session

from floortime.desk.asking import Place, asked, given
from floortime.desk.branches import SAID, Late
from floortime.desk.groups import (
    AWAY,
    COUNTED,
    EVERYTHING,
    GROUPS,
    HEADLINE,
    HELD,
    KINDS,
    MAIL,
    NOT_NARROWED,
    SAVED,
    SHOWN,
    SHUT,
    WINDOW,
    names_of,
)
from floortime.obstacles.queries.headline import Headline, of_counts
from floortime.people.access import Reader
from floortime.people.filters import Narrowed, places
from floortime.people.sight import sight_of
from floortime.questions import planned_once
from floortime.sitdowns.answering import Said
from floortime.sitdowns.queries.away import Told
from floortime.sitdowns.queries.away import away as sitdowns_away

NO_ROWS = frozenset({HEADLINE, MAIL, HELD, SHUT, COUNTED, SAVED, SAID})


class Item(Struct, frozen=True):
    """One row of the board."""

    kind: str
    """sort, reworded, close, works, offers · answer, unpromised, followup, nobody, phone, review, look, impact · away, times, notes, unanswered, seats."""
    key: int
    code: str
    words: str
    language: str
    who: str
    """Whom it waits on, where that is a name; empty where the kind says it."""
    department: str
    on: date | None
    """Since when, or due when."""
    n: int
    """Voices of what is asked, offers to lead, moves of a follow-up, people or seats of a sit-down; of one that is past what is known of it, of numbers to check the light."""
    site: int = 0
    """Whose working days count; 0 where no site is known."""
    rank: int = 0


class Window(Struct, frozen=True):
    """The rows of one group, as many as are shown at once."""

    items: tuple[Item, ...] = ()
    more: bool = False


class HeldUp(Struct, frozen=True):
    """Since when no letter leaves, how many are to leave, counted as rows are, and why."""

    since: datetime
    n: int
    by_hand: bool = False
    """Held back until somebody lets them go, as after a restore; else the mail server takes none."""


class Waiting(Struct, frozen=True):
    """What the board shows."""

    groups: dict[str, Window]
    """In the order of the upside-down pyramid."""
    counts: dict[str, int]
    """By filter, exact below COUNT; "" is everything."""
    numbers: Headline
    mails: int
    saved: tuple[int, ...] = ()
    """How many rows each filter shows that its reader keeps."""
    held_up: HeldUp | None = None


def place_of(item: Item) -> str:
    """A place as an address carries it."""
    return f"{item.on or date.max}.{item.rank}.{item.key}"


def place(written: str) -> Place | None:
    """The place that an address names; None for nonsense."""
    on, rank, key = [*written.split("."), "", "", ""][:3]
    if not (rank.isdecimal() and key.isdecimal() and len(rank) < 3 and len(key) < 19):
        return None
    try:
        return Place(date.fromisoformat(on), int(rank), int(key))
    except ValueError:
        return None


def board(
    session: Session,
    reader: Reader,
    *,
    now: datetime,
    today: date,
    late: Late,
    narrowed: Narrowed = NOT_NARROWED,
    after: tuple[str, Place] | None = None,
    saved: tuple[Narrowed, ...] = (),
) -> Waiting:
    """What needs this chief's hand today, who waits longest first in each group, and the numbers over it.

    One statement. Raw words stand on it: a chief of staff of one site or department reads nobody else's.
    """
    shown = narrowed.shown
    which = (SHOWN[shown],) if shown in SHOWN else tuple(GROUPS.items())
    if after is not None:
        which = tuple((group, names) for group, names in which if group == after[0])
    seer = sight_of(reader).as_chief
    values = given(reader.id, now, today, late, after[1] if after else None) | places(narrowed) | seer.given()
    for n, one in enumerate(saved):
        values |= places(one, str(n))
    connection = session.connection()
    statement = asked(
        connection.dialect, seer.shape, late.alike, which, after is not None,
        (narrowed.shape, *(one.shape for one in saved)),
    )  # fmt: skip
    with planned_once(connection):
        rows = connection.execute(statement, values).all()
    told = [r for r in rows if r[0] in NO_ROWS]
    found = [_item(r) for r in rows if r[0] not in NO_ROWS]
    everybody_away = _away(found, [r for r in told if r.kind == SAID])
    away = _within(everybody_away, narrowed)
    listed = [item for item in found if item.kind != AWAY]
    groups = {
        group: _window([*listed, *(_after(away, after) if AWAY in names else ())], group)
        for group, names in which
    }
    counted = [r for r in told if r.kind == COUNTED]
    of_two = {r.words: r.key for r in counted if r.words}
    counts = _counts({r.code: r.n for r in counted} | of_two | {AWAY: len(away)})
    numbers = of_counts({r.code: r.n for r in told if r.kind == HEADLINE})
    own = {int(r.code): r.n for r in told if r.kind == SAVED}
    own_counts = tuple(
        own[n] + (len(_within(everybody_away, one)) if AWAY in names_of(one.shown) else 0)
        for n, one in enumerate(saved)
    )
    why = next((r for kind in (HELD, SHUT) for r in told if r.kind == kind), None)
    held_up = HeldUp(_at(why.code), why.n, why.kind == HELD) if why is not None else None
    return Waiting(groups, counts, numbers, sum(r.n for r in told if r.kind == MAIL), own_counts, held_up)


def _within(away: list[Item], narrowed: Narrowed) -> list[Item]:
    """Those of one site. They are counted here, since SQL does not know whose no still counts; none is a department's."""
    if narrowed.department:
        return []
    return [item for item in away if narrowed.site in {0, item.site}]


def _item(r: Any) -> Item:
    kind, key, code, words, language, who, department, on, n, site, rank = (
        r  # a row that is asked by name is slower
    )
    return Item(kind, key, code, words, language, who.strip(), department, on, n, site or 0, rank)


def _away(found: list[Item], said: list[Any]) -> list[Item]:
    """Of those to which somebody said no, those whose no counts."""
    dates = {item.key: item for item in found if item.kind == AWAY}
    of_dates = sorted((r for r in said if r.key in dates), key=lambda r: (dates[r.key].on, r.key))
    answers = (
        Told(
            r.key, int(r.department) if r.department else None, _at(r.who) if r.who else None, r.site, r.rank,
            Said(r.code, r.n, _at(r.language), r.words),
        )
        for r in of_dates
    )  # fmt: skip
    return [dates[key] for key in sitdowns_away(answers)]


def _at(written: str) -> datetime:
    """An instant as the database writes it: SQLite in UTC without saying so."""
    at = datetime.fromisoformat(written)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _order(item: Item) -> tuple[date, int, int]:
    return item.on or date.max, item.rank, item.key


def _after(items: list[Item], after: tuple[str, Place] | None) -> list[Item]:
    if after is None:
        return items
    at = after[1]
    return [item for item in items if _order(item) > (at.on, at.rank, at.key)]


def _window(items: list[Item], group: str) -> Window:
    mine = sorted((item for item in items if item.kind in KINDS[group]), key=_order)
    return Window(tuple(mine[:WINDOW]), len(mine) > WINDOW)


def _counts(n: dict[str, int]) -> dict[str, int]:
    """How many rows each filter shows, of how many there are of each branch."""
    of = {shown: sum(n[name] for name in names) for shown, (_group, names) in SHOWN.items()}
    return {"": sum(n[name] for name in (*EVERYTHING, AWAY)), **of}
