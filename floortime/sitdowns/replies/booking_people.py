"""Who asks for a sit-down by mail, and which leader it is for: themselves, or one whom they act for; reads only."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import bindparam, select

from floortime.act import Act
from floortime.dates import local
from floortime.ical.incoming import Told
from floortime.mail.speaking import Speaker
from floortime.people import queries as people
from floortime.people.model import Delegate, Person, Role
from floortime.sitdowns.hours import Hours
from floortime.sitdowns.model import Booking
from floortime.sitdowns.queries.programme import default_programme, hours_at
from floortime.sitdowns.recurrence import never

_LEADERS = select(Role.person_id).where(Role.role == "leader")
_ACTS_FOR = (
    select(Person)
    .join(Delegate, Delegate.leader_id == Person.id)
    .where(Delegate.delegate_id == bindparam("who"), Person.id.in_(_LEADERS))
)


def who_asks(act: Act, speaker: Speaker) -> Person | None:
    """Whoever sends it: by a vouched address, else by the one it claims."""
    for address in (*sorted(speaker.addresses), speaker.address):
        person = people.person_by_address(act.session, address) if address else None
        if person is not None:
            return person
    return None


def leader_for(act: Act, told: Told, person: Person, booking: Booking | None) -> Person | str:
    """The leader whose sit-down it is; in a word why there is none: not_a_leader, or whose.

    A delegate sends it in the leader's name (ORGANIZER), or invites the leader beside us, so that it stands in
    the leader's calendar too; what is booked already stays whose it is.
    """
    if not person.employed_on(act.today):
        return "not_a_leader"
    others = [one for one in act.session.scalars(_ACTS_FOR, {"who": person.id}) if one.employed_on(act.today)]
    if booking is not None:
        return next((one for one in (person, *others) if one.id == booking.leader_id), person)
    organizer = told.organizer.address.casefold() if told.organizer else ""
    named = [one for one in others if one.email_norm == organizer]
    if not named and act.session.scalar(_LEADERS.where(Role.person_id == person.id)) is not None:
        return person
    invited = {address for attendee in told.attendees for address in attendee.addresses}
    named = named or [one for one in others if one.email_norm in invited]
    if len(named) == 1:
        return named[0]
    return "whose" if others else "not_a_leader"


def hours_for(act: Act, leader: Person) -> Hours:
    """The hours of the site at which a leader works, where what they book takes place."""
    site = people.site_on(act.session, leader.id, act.today)
    return hours_at(act.session, default_programme(act.session), site.id if site else None)


def open_hours(act: Act, leader: Person) -> Callable[[datetime, int], bool]:
    """Whether so many minutes from an instant lie within the hours of sit-downs, on the clock of the leader's site."""
    site = people.site_on(act.session, leader.id, act.today)
    hours = hours_for(act, leader)
    zone = site.zone if site else leader.zone
    # A holiday is a reason of its own, and no reason against a whole series.
    return lambda start, minutes: hours.hold(local(start, zone).replace(tzinfo=None), minutes, never)
