"""The morning board: what needs a hand today, who waits longest first, and how much of it there is; reads through its branches."""

from datetime import date, datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import Date, Integer, TextualSelect, and_, cast, func, literal_column, null, select, union_all
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Session

from floortime.db import Id, Revision
from floortime.desk.branches import Branch, Late, branches, row
from floortime.desk.branches.promises import FAR, ONCE
from floortime.mail.receiving import WAITING_FOR_A_PERSON
from floortime.obstacles.queries.headline import COUNTED as SUMMED
from floortime.obstacles.queries.headline import Headline, of_counts, window
from floortime.people.access import Reader
from floortime.people.filters import Narrowed, places, within
from floortime.questions import built_once, spelled_out
from floortime.sitdowns.queries.calendars import leaders_away

WINDOW = 25
"""Rows of one group at a time."""
COUNT = 1001
"""As far as anything is counted: what is more is said as "1,000+"."""
NOTES_LATE = timedelta(days=2)
SOON = timedelta(days=14)
WEEK = timedelta(days=7)
AWAY = "away"
GROUPS: dict[str, tuple[str, ...]] = {
    "floor": ("sort", "reworded", "close", "works", "offers"),
    "departments": (
        "answer",
        "promised",
        "twice_far",
        "nobody_far",
        "gone_far",
        "phone_far",
        "review",
        "look",
    ),
    "leaders": (AWAY, "times", "notes", "unanswered", "seats", "booked"),
}
"""The branches whose rows make up each group; none of their rows stands in two."""
KINDS: dict[str, frozenset[str]] = {
    "floor": frozenset(GROUPS["floor"]),
    "departments": frozenset({"answer", "followup", "nobody", "phone", "review", "look"}),
    "leaders": frozenset({AWAY, "times", "notes", "unanswered", "seats"}),
}
SHOWN: dict[str, tuple[str, tuple[str, ...]]] = {
    **{name: ("floor", (name,)) for name in GROUPS["floor"]},
    "late": ("departments", ("answer_late", "promised_late")),
    "week": ("departments", ("answer_week", "promised_week")),
    "nobody": ("departments", ("nobody", "gone")),
    "phone": ("departments", ("phone",)),
    "twice": ("departments", ("twice",)),
    "review": ("departments", ("review",)),
    "look": ("departments", ("look",)),
    **{name: ("leaders", (name,)) for name in (AWAY, "times", "notes", "unanswered")},
    "seats": ("leaders", ("seats", "booked")),
}
"""What the board can be narrowed to: the group it is of, and its branches."""
_IN_TWO = {"answer": ("answer_late", "answer_week"), "promised": ("promised_late", "promised_week"), AWAY: ()}
EVERYTHING = tuple(name for group in GROUPS.values() for one in group for name in _IN_TWO.get(one, (one,)))
_COUNTED = tuple(
    dict.fromkeys((*EVERYTHING, *(n for _g, names in SHOWN.values() for n in names if n != AWAY)))
)
_WITH = {
    "twice": ("twice_far", FAR),
    "nobody": ("nobody_far", and_(FAR, ONCE)),
}
"""Branches that are a part of another one: both are counted in one pass. Where that one has as many as are counted, so has the board."""
_BESIDE = frozenset(name for one, (other, _which) in _WITH.items() for name in (one, other))
HEADLINE, MAIL, COUNTED, SAVED = "headline", "mail", "counted", "saved"
"""No rows: the numbers over the board, how many mails wait for a decision, how many rows there are of a branch, and of a filter
that somebody keeps."""
NOT_NARROWED = Narrowed()
_NO_RANK = literal_column("0", Integer).label("rank")


class Item(Struct, frozen=True):
    """One row of the board."""

    kind: str
    """sort, reworded, close, works, offers · answer, followup, nobody, phone, review, look · away, times, notes, unanswered, seats."""
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
    """Voices of what is asked, offers to lead, moves of a follow-up, people or seats of a sit-down."""
    site: int = 0
    """Whose working days count; 0 where no site is known."""
    rank: int = 0


class Place(Struct, frozen=True):
    """After which row a window begins."""

    on: date
    rank: int
    key: int


class Window(Struct, frozen=True):
    """The rows of one group, as many as are shown at once."""

    items: tuple[Item, ...] = ()
    more: bool = False


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


_WHOLE = tuple(name for group in GROUPS.values() for name in group)


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

    One statement, and a second where anybody ever said no to a date to come.

    Raw words stand on it: a chief of staff of one site or department reads nobody else's.
    """
    shown = narrowed.shown
    which = (SHOWN[shown],) if shown in SHOWN else tuple(GROUPS.items())
    if after is not None:
        which = tuple((group, names) for group, names in which if group == after[0])
    given = _given(now, today, late, after[1] if after else None) | places(narrowed)
    for n, one in enumerate(saved):
        given |= places(one, str(n))
    connection = session.connection()
    asked = _asked(
        connection.dialect, _part_of(reader), late, which, after is not None,
        (narrowed.shape, *(one.shape for one in saved)),
    )  # fmt: skip
    rows = connection.execute(asked, given).all()
    found = [_item(r) for r in rows if r.kind not in {HEADLINE, MAIL, COUNTED, SAVED}]
    everybody_away = _away(session, found, now)
    away = _within(everybody_away, narrowed)
    listed = [item for item in found if item.kind != AWAY]
    groups = {
        group: _window([*listed, *(_after(away, after) if AWAY in names else ())], group)
        for group, names in which
    }
    counted = [r for r in rows if r.kind == COUNTED]
    of_two = {r.words: r.key for r in counted if r.words}
    counts = _counts({r.code: r.n for r in counted} | of_two | {AWAY: len(away)})
    numbers = of_counts({r.code: r.n for r in rows if r.kind == HEADLINE})
    own = {int(r.code): r.n for r in rows if r.kind == SAVED}
    own_counts = tuple(
        own[n] + (len(_within(everybody_away, one)) if AWAY in _names(one.shown) else 0)
        for n, one in enumerate(saved)
    )
    return Waiting(groups, counts, numbers, sum(r.n for r in rows if r.kind == MAIL), own_counts)


def _names(shown: str) -> tuple[str, ...]:
    """The branches that make up a filter."""
    return SHOWN[shown][1] if shown in SHOWN else _WHOLE


def _within(away: list[Item], narrowed: Narrowed) -> list[Item]:
    """Those of one site. They are counted here, since SQL does not know whose no still counts; none is a department's."""
    if narrowed.department:
        return []
    return [item for item in away if narrowed.site in {0, item.site}]


def _given(now: datetime, today: date, late: Late, after: Place | None) -> dict[str, object]:
    given: dict[str, object] = {
        "today": today,
        "week_on": today + WEEK,
        "now": now,
        "soon": now + SOON,
        "notes_late": now - NOTES_LATE,
        "late_on": late.on,
        **window(today),
    }
    if after is not None:
        given |= {"after_on": after.on, "after_rank": after.rank, "after_key": after.key}
    return given


def _part_of(reader: Reader) -> Reader:
    """What of a reader the statements depend on: those of the same part of the house share them."""
    return Reader(0, "", "", "", "", roles=reader.roles)


@built_once(64)
def _asked(
    dialect: Dialect,
    reader: Reader,
    late: Late,
    which: tuple[tuple[str, tuple[str, ...]], ...],
    after: bool,
    shapes: tuple[tuple[str, bool, bool], ...],
) -> TextualSelect:
    """Put together once for a part of the house: building the branches costs more than running them.

    The first shape is what the board is narrowed to, the others are those that are counted alone.
    """
    everything = branches(reader, late)
    of, parts = (branches(reader, late, within(shapes[0])) if any(shapes[0][1:]) else everything), []
    for _group, names in which:
        first = [
            select(of[name].first(rank, WINDOW + 1, after=after).subquery())
            for rank, name in enumerate(names)
            if name != AWAY
        ]
        if first:
            both = union_all(*first).subquery()
            order = (both.c.on_day, both.c.rank, both.c.key)
            parts.append(select(both).order_by(*order).limit(WINDOW + 1))
    parts.append(everything[AWAY].first(0, COUNT, after=False))
    parts += [
        select(*_number(COUNTED, name, of[name].count(COUNT).scalar_subquery()))
        for name in _COUNTED
        if name not in _BESIDE
    ]
    parts += [_two(name, *both, of) for name, both in _WITH.items()]
    parts += [_saved(n, one, branches(reader, late, within(one, str(n)))) for n, one in enumerate(shapes[1:])]
    if reader.is_chief_everywhere:
        mails = WAITING_FOR_A_PERSON.scalar_subquery()
        parts.append(select(*_number(MAIL, "", mails)).where(mails > 0))
    sums = _number(HEADLINE, Revision.name, cast(func.sum(Revision.n), Id))
    parts.append(select(*sums).where(SUMMED).group_by(Revision.name))
    return spelled_out(dialect, union_all(*(select(part.subquery()) for part in parts)))


def _saved(n: int, shape: tuple[str, bool, bool], of: dict[str, Any]) -> Any:
    """How many rows a filter shows that somebody keeps, but for those whose leader is away."""
    each = [of[name] for name in _names(shape[0]) if name != AWAY]
    n_of = Branch.count_all(each, COUNT).scalar_subquery() if each else literal_column("0", Integer)
    return select(*_number(SAVED, str(n), n_of))


def _two(name: str, beside: str, which: Any, of: dict[str, Any]) -> Any:
    """How many rows a branch has, and how many of these are another's as well."""
    both = of[name].count_two(COUNT, which).subquery()
    n, those = both.c
    return select(*row(COUNTED, key=those, code=name, words=beside, on=cast(null(), Date), n=n), _NO_RANK)


def _number(kind: str, code: Any, n: Any) -> tuple[Any, ...]:
    return (*row(kind, key=0, code=code, on=cast(null(), Date), n=n), _NO_RANK)


def _item(r: Any) -> Item:
    return Item(
        r.kind, r.key, r.code, r.words, r.language, r.who.strip(), r.department, r.on_day, r.n, r.site or 0, r.rank
    )  # fmt: skip


def _away(session: Session, found: list[Item], now: datetime) -> list[Item]:
    """Of those who ever said no to a date to come, those whose no still counts."""
    said_no = [item for item in found if item.kind == AWAY]
    if not said_no:
        return []
    away = {row.id for row in leaders_away(session, now)}
    return [item for item in said_no if item.key in away]


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
