"""Who holds a date in a calendar beside those seated: the leader, standing members, a substitute; knows this room's tables."""

from collections.abc import Sequence
from typing import cast

from msgspec import Struct
from sqlalchemy import select

from floortime.act import Act
from floortime.ical.values import Party
from floortime.people.model import Person
from floortime.sitdowns.answering import counting
from floortime.sitdowns.invitations.said import said_by
from floortime.sitdowns.invitations.values import guest
from floortime.sitdowns.model import CalEvent, CalGuest, Programme, Series, SeriesMember, Sitdown


class Holder(Struct, frozen=True):
    """A person with a copy of an event; the chair leads it."""

    person: Person
    chair: bool = False

    @property
    def party(self) -> Party:
        """The one attendee of their copy."""
        return guest(self.person, chair=self.chair)


def person_of(act: Act, person_id: int) -> Person:
    """Somebody whose row is known to be there."""
    return cast("Person", act.session.get(Person, person_id))


def series_of(act: Act, sitdown: Sitdown) -> Series | None:
    """The series a sit-down belongs to."""
    return act.session.get(Series, sitdown.series_id) if sitdown.series_id else None


def holders(act: Act, series: Series) -> list[Holder]:
    """Everybody who belongs to all its dates: the leader first, then the standing members."""
    members = act.session.scalars(
        select(Person)
        .join(SeriesMember, SeriesMember.person_id == Person.id)
        .where(SeriesMember.series_id == series.id, SeriesMember.person_id != series.leader_id)
        .order_by(Person.id)
    )
    return [Holder(person_of(act, series.leader_id), chair=True), *(Holder(person) for person in members)]


def party_in(act: Act, cal: CalEvent, holder: Holder, *, recurrence: str = "", asked: bool = False) -> Party:
    """The attendee of their copy with what they answered to this event or date, so that no update asks them again.

    `asked`: they are asked anew, because its time changed or they are new to it.
    """
    if asked:
        return holder.party
    said = said_by(act.session, cal.id, holder.person.id)
    best = counting(said, recurrence=recurrence, time_sequence=cal.time_sequence)
    return guest(holder.person, answer=best.answer if best else "needs-action", chair=holder.chair)


def questions_of(act: Act, programme_id: int) -> str:
    """What leaders of a programme ask: it stands in their calendar."""
    programme = act.session.get(Programme, programme_id)
    return programme.questions if programme else ""


def is_away(series: Series, sitdown: Sitdown, holder: Holder) -> bool:
    """Whether somebody else leads this date in the leader's place."""
    return holder.person.id == series.leader_id and sitdown.leader_id != series.leader_id


def present(act: Act, sitdown: Sitdown) -> list[Holder]:
    """Who holds this date as part of its series, or as the leader's own single event; the one who leads it as chair.

    Nobody holds one of ours where the leader booked it: the event is in their own calendar.
    """
    if sitdown.booked_uid is not None:
        return []
    series = series_of(act, sitdown)
    if series is None:
        return [] if is_substituted(act, sitdown) else [Holder(person_of(act, sitdown.leader_id), chair=True)]
    return [
        Holder(holder.person, chair=holder.person.id == sitdown.leader_id)
        for holder in holders(act, series)
        if not is_away(series, sitdown, holder)
    ]


def is_substituted(act: Act, sitdown: Sitdown) -> bool:
    """Whether its leader holds it by an event of its own, in another's place."""
    return act.session.scalar(
        select(CalGuest.person_id)
        .join(CalEvent, CalEvent.id == CalGuest.event_id)
        .where(
            CalEvent.sitdown_id == sitdown.id,
            CalEvent.role == "substitute",
            CalGuest.person_id == sitdown.leader_id,
            CalGuest.withdrawn_sequence.is_(None),
        )
    ) is not None  # fmt: skip


def guests_of(act: Act, cal: CalEvent) -> Sequence[tuple[CalGuest, Person]]:
    """Everybody who is invited to an event and was not taken out again."""
    rows = act.session.execute(
        select(CalGuest, Person)
        .join(Person, Person.id == CalGuest.person_id)
        .where(CalGuest.event_id == cal.id, CalGuest.withdrawn_sequence.is_(None))
        .order_by(Person.id)
    )
    return [(row, person) for row, person in rows]
