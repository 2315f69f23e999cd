"""Rows to calendar values, in the language of the moment; knows ical, this room's tables and its planning."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from floortime import links
from floortime.act import Act
from floortime.clock import zone as zone_named
from floortime.ical.profile import single_fits
from floortime.ical.values import Event, PartStat, Party, Relation, RelType, Role, Status
from floortime.people import queries as people
from floortime.people.model import Person
from floortime.sitdowns import recurrence
from floortime.sitdowns.asking import asked
from floortime.sitdowns.model import CalEvent, Series, Sitdown
from floortime.sitdowns.queries.planning import beats, cadence_of, day_of_slot, slot_instant
from floortime.words import _

AHEAD = timedelta(days=731)
"""How far ahead a series letter names the dates that are left out."""


class Revision(Struct, frozen=True):
    """The numbers of one version of an event: its UID, SEQUENCE and DTSTAMP."""

    uid: str
    sequence: int
    stamp: datetime


def sender_name(act: Act) -> str:
    """Who our letters and events come from: Floortime, and the company."""
    company = people.house(act.session).company
    return f"Floortime, {company}" if company else "Floortime"


def organizer(act: Act) -> Party:
    """The organizer of every event; it never changes for a UID."""
    return Party(sender_name(act), act.settings.mailbox)


def guest(person: Person, *, answer: str = "needs-action", chair: bool = False) -> Party:
    """The one attendee that a person's copy lists."""
    partstat = PartStat(answer.upper())
    role = Role.CHAIR if chair else Role.REQUIRED
    return Party(person.name, person.email or "", role, partstat, rsvp=partstat is PartStat.NEEDS_ACTION)


def unasked(party: Party, quiet: bool) -> Party:
    """The same attendee, of whom no answer is asked when an update is `quiet`."""
    return replace(party, rsvp=False) if quiet else party


def summary(title: str, leader: str) -> str:
    """What stands in the calendar: the leader by name, then with whom."""
    leader = leader or _("somebody who has left")
    if not title:
        return _("Floor time with %(leader)s", leader=leader)
    return _("Floor time: %(leader)s with %(title)s", leader=leader, title=title)


def single(
    act: Act,
    sitdown: Sitdown,
    leader: Person,
    numbers: Revision,
    *,
    party: Party | None = None,
    why: str = "",
    questions: str | None = None,
) -> Event:
    """A sit-down as one event of its own, in its zone where all calendars read that alike, else in UTC.

    Whoever leads it reads what to ask and where the page is, everybody else that nothing is to be prepared.
    """
    zone, start = _wall(sitdown)
    page = links.to(act.settings, "sitdowns", sitdown.id)
    brief = sitdown.brief if leader.brief_in_calendar else ""
    leads = party is not None and party.role is Role.CHAIR
    return Event(
        uid=numbers.uid,
        sequence=numbers.sequence,
        stamp=numbers.stamp,
        zone=zone,
        start_local=start,
        minutes=sitdown.minutes,
        summary=summary(sitdown.title, leader.name),
        description=to_lead(questions, links.to(act.settings, "sitdowns", sitdown.id, "brief"), brief)
        if leads
        else _("What stands in the way of good service, and what became of it. No preparation needed."),
        location=sitdown.place or sitdown.link,
        url=page,
        status=Status.CANCELLED if sitdown.state == "cancelled" else Status.CONFIRMED,
        organizer=organizer(act),
        attendees=(party,) if party else (),
        comment=why,
    )


def to_lead(questions: str | None, page: str, brief: str = "") -> str:
    """What stands in the calendar of those who lead: the link to the brief, and the questions; or the brief itself.

    `None`: whoever gets this does not ask them.
    """
    said = _("Who comes, what is still owed, and the questions: open the page before you go.")
    to_ask = asked(questions) if questions is not None else []
    return "\n".join((brief, page) if brief else (said, page, *to_ask))


def _wall(sitdown: Sitdown) -> tuple[str, datetime]:
    if single_fits(sitdown.zone, sitdown.start_local, sitdown.minutes):
        return sitdown.zone, sitdown.start_local
    return "UTC", sitdown.starts_at.replace(tzinfo=None)


def override(
    act: Act,
    series: Series,
    sitdown: Sitdown,
    leader: Person,
    numbers: Revision,
    *,
    party: Party,
    why: str = "",
    questions: str | None = None,
) -> Event:
    """One date of a series that differs from it, or is called off; known by its original slot."""
    assert sitdown.original_start is not None
    slot = sitdown.original_start.astimezone(zone_named(series.zone)).replace(tzinfo=None)
    event = single(act, sitdown, leader, numbers, party=party, why=why, questions=questions)
    return replace(event, zone=series.zone, start_local=sitdown.start_local, recurrence_id=slot)


def whole_series(
    act: Act,
    series: Series,
    rows: Iterable[Sitdown],
    leader: Person,
    numbers: Revision,
    *,
    party: Party,
    left_out: Iterable[date],
    questions: str | None = None,
    sibling: str = "",
) -> Event:
    """The series as one recurring event with the dates it leaves out; `sibling` is the UID of what it follows."""
    last, page = last_slot(series, rows), links.to(act.settings, "series", series.id)
    rule = recurrence.to_rule(cadence_of(series), series.starts_on, series.time_local, series.zone)
    if last is not None:
        rule = replace(rule, until=slot_instant(series, last))
    return Event(
        uid=numbers.uid,
        sequence=numbers.sequence,
        stamp=numbers.stamp,
        zone=series.zone,
        start_local=datetime.combine(series.starts_on, series.time_local),
        minutes=series.minutes,
        summary=summary(series.title, leader.name),
        description=to_lead(questions, links.to(act.settings, "series", series.id, "brief")),
        location=series.place or series.link,
        url=page,
        organizer=organizer(act),
        attendees=(party,),
        related_to=(Relation(sibling, RelType.SIBLING),) if sibling else (),
        rule=rule,
        exdates=tuple(
            datetime.combine(day, series.time_local) for day in left_out if last is None or day <= last
        ),
    )


def last_slot(series: Series, rows: Iterable[Sitdown]) -> date | None:
    """The day of the last slot that the rule still reaches: its end, or where an ended series was cut."""
    if series.state != "ended":
        return (
            None if series.ends_on is None else max(beats(series, series.ends_on), default=series.starts_on)
        )
    kept = [day_of_slot(series, row) for row in rows if row.state != "cancelled"]
    return max(kept, default=series.starts_on)


def differs(series: Series, sitdown: Sitdown) -> bool:
    """Whether a date of a series needs an override of its own."""
    return sitdown.starts_at != sitdown.original_start or (
        sitdown.minutes,
        sitdown.place,
        sitdown.link,
        sitdown.title,
        sitdown.leader_id,
    ) != (series.minutes, series.place, series.link, series.title, series.leader_id)


def briefed(sitdown: Sitdown, person: Person) -> bool:
    """Whether their copy of a date carries its brief: they lead it, and switched that on."""
    return bool(sitdown.brief) and sitdown.leader_id == person.id and person.brief_in_calendar


def fresh_numbers(act: Act, cal: CalEvent, *, rise: bool) -> Revision:
    """The next version of an event: SEQUENCE rises with every change and cancellation, DTSTAMP always does."""
    if rise:
        cal.sequence += 1
    cal.last_stamp = max(act.at, cal.last_stamp + timedelta(seconds=1)) if cal.last_stamp else act.at
    return Revision(cal.uid, cal.sequence, cal.last_stamp)
