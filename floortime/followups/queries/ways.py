"""The ways by which somebody comes to see a promise, each with an index of its own in the order of dates; knows follow-ups' tables.

A question that asks for one or the other at once goes through all promises there are. Asked way by way, each is looked up
where it stands: nothing is found twice, since each way leaves out what the ways before it have found.
"""

from collections.abc import Collection, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, UnaryExpression, and_, false, func, not_, or_, select, true
from sqlalchemy.sql.operators import custom_op

from floortime.followups.chase import ABOVE
from floortime.followups.model import ChaseStep, Followup, Look
from floortime.people.filters import Within
from floortime.people.sight import Sight

SITE = func.coalesce(Followup.site_id, Followup.met_site_id)
"""Whose working days a promise is late by, and at which site it stands."""


class Way(Struct, frozen=True):
    """One condition, said so that its index is taken; so that none is, for the few in an index of another kind; and its contrary."""

    led: ColumnElement[bool]
    hidden: ColumnElement[bool]
    without: ColumnElement[bool]
    own: bool = False
    """Whether it is somebody's own: few beside what a department or a site has."""
    few: bool = False
    """Whether these are so few that they are looked up and sorted."""


class Apart(Struct, frozen=True):
    """A condition that finds nothing of what others beside it find."""

    where: ColumnElement[bool]
    few: bool = False
    """So few that they are looked up and sorted, not met in the order of all there are."""


EVERY = (Way(true(), true(), false()),)


def _by(column: Any, value: Any, *, own: bool = False) -> Way:
    hidden: Any = UnaryExpression(column, operator=custom_op("+"))
    return Way(column == value, hidden == value, column.is_distinct_from(value), own)


def chief_ways(sight: Sight) -> tuple[Way, ...]:
    """Of the part of the house whose chief of staff the reader is: its departments' and what was promised at its sites."""
    if sight.is_chief_everywhere:
        return EVERY
    return (
        *(_by(Followup.department_id, key) for key in sight.departments),
        *(_by(Followup.met_site_id, key) for key in sight.sites),
    )


def ways(sight: Sight, *, beside: bool = False) -> tuple[Way, ...]:
    """All that a reader may see; says in SQL what `access.may_see_followup` says of one row.

    The chase lets in whom it told: an owner's manager, a sponsor; and whoever is asked to look at what was done does.
    With `beside`, these stand in a table beside the statement, looked up once, whatever asks for them: for conditions that
    are not said together with others.
    """
    if sight.is_chief_everywhere:
        return EVERY
    ids = sight.ids
    told = select(ChaseStep.followup_id).where(ChaseStep.to_id.in_(ids), ChaseStep.step.in_(ABOVE))
    these = told.union(looked_at_by(ids))
    if beside:
        listed = these.cte("told").prefix_with("MATERIALIZED")
        last = Way(Followup.id == listed.c[0], false(), true(), own=True, few=True)
    else:
        last = Way(
            Followup.id.in_(these),
            (Followup.id + 0).in_(these),
            Followup.id.not_in(these),
            own=True,
            few=True,
        )
    return (
        *chief_ways(sight),
        *(_by(Followup.department_id, key) for key in sight.owned),
        *(_by(Followup.owner_id, key, own=True) for key in ids),
        *(_by(Followup.promised_by_id, key, own=True) for key in ids),
        last,
    )


def owned_by(ids: Collection[Any]) -> tuple[Way, ...]:
    """What these owe."""
    return tuple(_by(Followup.owner_id, key, own=True) for key in ids)


def within_ways(within: Within) -> tuple[Way, ...]:
    """Of one site, by itself or by its sit-down, or one department's to keep."""
    if within.department is not None:
        one = _by(Followup.department_id, within.department)
        return (_also(one, within.site == SITE),) if within.site is not None else (one,)
    if within.site is None:
        return EVERY
    return (
        _by(Followup.site_id, within.site),
        _also(_by(Followup.met_site_id, within.site), Followup.site_id.is_(None)),
    )


def _also(way: Way, more: ColumnElement[bool]) -> Way:
    return Way(and_(way.led, more), and_(way.hidden, more), or_(way.without, not_(more)), way.own, way.few)


def both(seen: Sequence[Way], there: Sequence[Way]) -> tuple[Way, ...]:
    """What is seen, as far as it is there: looked up by the way to see it, which finds less, where there is one."""
    if seen is EVERY:
        return tuple(there)
    return tuple(seen) if there is EVERY else tuple(_also(way, together(there)) for way in seen)


def apart(some: Sequence[Way]) -> list[Apart]:
    """Each way without what those before it have found."""
    return [Apart(_after(some, n), way.few) for n, way in enumerate(some)]


def apart_of_few(some: Sequence[Way]) -> list[Apart]:
    """The same where there are not many in all: gone through once, and one's own looked up."""
    first = [way for way in some if not way.own]
    return [
        *([Apart(together(first))] if first else []),
        *(Apart(_after(some, n), few=True) for n, way in enumerate(some) if way.own),
    ]


def at_once(some: Sequence[Way]) -> list[Apart]:
    """The same where there are fewer still: gone through once for all ways but those that are looked up."""
    first = [way for way in some if not way.few]
    return [
        *([Apart(together(first))] if first else []),
        *(Apart(_after(some, n), few=True) for n, way in enumerate(some) if way.few),
    ]


def _after(some: Sequence[Way], n: int) -> ColumnElement[bool]:
    return and_(some[n].led, *(before.without for before in some[:n]))


def together(some: Sequence[Way]) -> ColumnElement[bool]:
    """One or the other, whatever the index."""
    return or_(*(way.hidden for way in some))


def looked_at_by(ids: Collection[Any]) -> Select[int]:
    """The ids of what waits for one of these to look."""
    return select(Look.followup_id).where(Look.looker_id.in_(ids))
