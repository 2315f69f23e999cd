"""What happened to a sit-down or series, and who acted for whom, in words; knows the journal and people's queries."""

from datetime import date, datetime

from msgspec import Struct
from sqlalchemy.orm import Session

from floortime import dates
from floortime.journal import queries as journal
from floortime.journal.model import Entry
from floortime.people import queries as people
from floortime.people.model import Person
from floortime.words import _

WORTH_TELLING = 12


class Line(Struct, frozen=True):
    """One thing that happened."""

    day: date
    who: str
    for_whom: str
    what: str


def story(session: Session, kind: str, subject_id: int, today: date) -> list[Line]:
    """The newest lines of the journal, in two statements."""
    entries = [e for e in journal.history(session, kind, subject_id, limit=40) if _what(e, {}, today.year)][
        :WORTH_TELLING
    ]
    ids = {i for e in entries for i in (e.actor_id, e.for_id, e.facts.get("person")) if isinstance(i, int)}
    names = people.persons_by_id(session, ids)
    return [
        Line(e.on_day, _name(names, e.actor_id), _name(names, e.for_id), _what(e, names, today.year))
        for e in entries
    ]


def _name(names: dict[int, Person], person_id: object) -> str:
    found = names.get(person_id) if isinstance(person_id, int) else None
    return found.name if found else ""


def _what(entry: Entry, names: dict[int, Person], this_year: int) -> str:
    """The line in words; empty for what nobody needs to read. A given-back seat names nobody."""
    someone = _name(names, entry.facts.get("person")) or _("somebody")
    match entry.verb:
        case "sitdown.moved":
            return _moved(entry, this_year)
        case "seat.given":
            return _("gave %(name)s a seat", name=someone)
        case "seat.withdrawn":
            return _("took back the seat of %(name)s", name=someone)
        case "seat.joined":
            return _("noted that %(name)s was there too", name=someone)
        case "seat.left":
            return _("noted that %(name)s was not there", name=someone)
        case _:
            return {
                "sitdown.cancelled": _("called it off"),
                "sitdown.booked": _("booked it from the calendar"),
                "sitdown.countered": _("proposed another time"),
                "series.countered": _("proposed another time"),
                "seat.accepted": _("said yes"),
                "seat.tentative": _("said perhaps"),
                "leader.declined": _("declined this date from the calendar"),
                "sitdown.held": _("noted that it was held"),
                "sitdown.missed": _("noted that it did not take place"),
                "sitdown.closed": _("closed it after the read-back"),
                "series.drafted": _("wrote the series down"),
                "series.opened": _("opened the series"),
                "series.ended": _("ended the series"),
                "series.edited": _("changed the series"),
                "series.carried_on": _("let the series go on as a new one"),
                "series.member_added": _("took %(name)s in for all dates", name=someone),
                "series.member_removed": _("let %(name)s go from all dates", name=someone),
                "series.clocks_changed": _("followed the clocks at the site"),
                "sitdown.clocks_changed": _("followed the clocks at the site"),
                "sitdown.handed_over": _("let %(name)s lead it", name=someone),
                "series.extended": _("added the dates of another week"),
            }.get(entry.verb, "")


def _moved(entry: Entry, this_year: int) -> str:
    before, after = entry.facts.get("from_local"), entry.facts.get("to_local")
    if not isinstance(before, str) or not isinstance(after, str) or before == after:
        return _("changed the place")
    old, new = datetime.fromisoformat(before), datetime.fromisoformat(after)
    return _(
        "moved it from %(old)s, %(old_time)s to %(new)s, %(new_time)s",
        old=dates.weekday_short(old.date(), this_year),
        old_time=dates.clock(old),
        new=dates.weekday_short(new.date(), this_year),
        new_time=dates.clock(new),
    )
