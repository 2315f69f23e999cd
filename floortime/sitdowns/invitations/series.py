"""The recurring event of a series in the calendars of those who belong to all its dates; knows posting and values."""

from collections.abc import Collection, Sequence

from msgspec.structs import replace

from floortime.act import Act
from floortime.ical.profile import single_fits
from floortime.ical.values import Event, Method, Status
from floortime.people.model import Person
from floortime.sitdowns.invitations.copies import date_of_series, slot_text, stands_apart, to_tell
from floortime.sitdowns.invitations.edition import Edition, edition
from floortime.sitdowns.invitations.facts import led, of_series
from floortime.sitdowns.invitations.holders import (
    Holder,
    guests_of,
    is_away,
    person_of,
)
from floortime.sitdowns.invitations.posting import Standing, guest_row, recurrence_text, send, standing
from floortime.sitdowns.invitations.singles import send_cancel
from floortime.sitdowns.invitations.values import (
    Revision,
    fresh_numbers,
    override,
    whole_series,
)
from floortime.sitdowns.model import CalEvent, Series, Sitdown
from floortime.sitdowns.queries.clocks import told_clocks
from floortime.sitdowns.recurrence import starts_at
from floortime.words import in_language


def send_series(
    act: Act,
    series: Series,
    cal: CalEvent,
    to: Sequence[Holder],
    *,
    rise: bool = True,
    at_once: bool = False,
    letter: str = "series_changed",
    first: str = "series_opened",
    why: str = "",
    compare: bool | None = None,
    also: Collection[int] = (),
    retimed: bool = False,
) -> bool:
    """The series' REQUEST with its EXDATEs, and after it every moved date again: an update may drop overrides.

    `first` is the letter for those who did not hold it yet; `also` are dates to be sent again although they
    stand where the rule has them. `retimed` resets the answers of everybody.
    False when there was nothing that anybody did not hold already.
    """
    rows = [(guest_row(act, cal, holder.person.id), holder) for holder in to]
    again = any(row.withdrawn_sequence is not None for row, _holder in rows)
    now = edition(act, series, cal, fresh_numbers(act, cal, rise=rise or again))
    cal.told, cal.clocks = [day.isoformat() for day in now.left_out], told_clocks(series)
    if retimed:
        cal.time_sequence = cal.sequence
    anything = False
    for row, holder in rows:
        anew, row.withdrawn_sequence = row.withdrawn_sequence is not None, None
        who = standing(act, holder.person, cal)
        row.mailed = who is not None
        coming = [one for one in now.rows if _to_come(act, one) and not is_away(series, one, holder)]
        if who is None or (not coming and series.state == "ended" and not who.knows):
            continue
        sent = send(
            act,
            who,
            now.to(act, holder, asked=anew),
            method=Method.REQUEST,
            letter=letter if who.knows else first,
            subject=("series", series.id),
            facts=of_series(act, series, person_of(act, series.leader_id), holder.person, coming, why),
            at_once=at_once and who.knows,
            compare=compare,
        )
        anything |= sent | _send_differing(act, now, who, holder, unsent=not sent, at_once=at_once, also=also)
    return anything


def _send_differing(
    act: Act,
    now: Edition,
    who: Standing,
    holder: Holder,
    *,
    unsent: bool,
    at_once: bool,
    also: Collection[int],
) -> bool:
    """After a series its moved dates, and those that some calendars still have elsewhere; says whether there were any.

    Only a calendar that kept an old date must hear of one that stands by the rule again: that is compared first.
    """
    anything = False
    for one in to_tell(act, now, holder):
        told = who.told.last(slot_text(one)) is not None
        moved = stands_apart(now.series, one, holder)
        if one.id in also or told or moved:
            anything |= send_override(
                act, now.series, now.cal, one, holder, now.numbers, at_once=at_once and who.knows,
                compare=unsent or not (moved or one.id in also), put_back=one.id in also,
            )  # fmt: skip
    return anything


def _to_come(act: Act, row: Sitdown) -> bool:
    return row.state == "planned" and row.starts_at > act.at


def send_override(
    act: Act,
    series: Series,
    cal: CalEvent,
    sitdown: Sitdown,
    holder: Holder,
    numbers: Revision,
    *,
    at_once: bool = False,
    compare: bool = False,
    put_back: bool = False,
    retimed: bool = True,
    asked: bool = False,
    brief: dict[str, object] | None = None,
) -> bool:
    """One date of a series that differs from it, alone, known by its original slot; `asked` anew whether they come.

    With a `brief` the letter is that, and asks for no answer.

    False when they hold it like that already.
    """
    quiet, chair = brief is not None, holder.person.id == sitdown.leader_id
    event = date_of_series(act, series, cal, sitdown, holder, numbers, asked=asked, quiet=quiet)
    who = standing(act, holder.person, cal, recurrence=recurrence_text(event))
    if who is None:
        return False
    plain = not stands_apart(series, sitdown, holder)
    unheard = who.told.last(recurrence_text(event)) is None and plain
    if who.replaced and unheard and not put_back:
        return False  # moved and put back before anybody was told
    return send(
        act,
        who,
        event,
        method=Method.REQUEST,
        letter="sitdown_moved" if brief is None else "brief_sent",
        subject=("sitdown", sitdown.id),
        facts={
            **led(act, sitdown, person_of(act, sitdown.leader_id), who.to, chair=chair),
            "retimed": retimed,
            **(brief or {}),
        },
        at_once=at_once,
        compare=compare or None,
    )


def cancel_date(
    act: Act,
    series: Series,
    cal: CalEvent,
    sitdown: Sitdown,
    to: Sequence[Holder],
    letter: str = "sitdown_cancelled",
) -> None:
    """Take one date out of the calendars of these people. The series without it follows (see docs/decisions)."""
    knowing = [(holder, who) for holder in to if (who := standing(act, holder.person, cal)) and who.knows]
    if not knowing:
        return
    numbers = fresh_numbers(act, cal, rise=True)
    leader = person_of(act, sitdown.leader_id)
    for holder, who in knowing:
        with in_language(holder.person.language):
            event = override(act, series, sitdown, leader, numbers, party=holder.party, why=sitdown.reason)
        send_cancel(act, who, event, sitdown, letter)


def cancel_series(
    act: Act, series: Series, cal: CalEvent, *, only: int | None = None, letter: str = "series_ended"
) -> None:
    """Take the whole series out of everybody's calendar, or out of one, in one letter each, at once."""
    rows = [(row, person) for row, person in guests_of(act, cal) if only is None or person.id == only]
    if not rows:
        return
    numbers = fresh_numbers(act, cal, rise=True)
    for row, person in rows:
        row.withdrawn_sequence, row.mailed = cal.sequence, False
        _cancel_whole(act, series, cal, Holder(person, chair=person.id == series.leader_id), numbers, letter)


def _cancel_whole(
    act: Act, series: Series, cal: CalEvent, holder: Holder, numbers: Revision, letter: str
) -> None:
    who = standing(act, holder.person, cal)
    if who is None or not who.knows:
        return
    leader: Person = person_of(act, series.leader_id)
    with in_language(holder.person.language):
        event = whole_series(act, series, (), leader, numbers, party=holder.party, left_out=())
    send(
        act,
        who,
        _anywhere(replace(event, status=Status.CANCELLED, rule=None, exdates=())),
        method=Method.CANCEL,
        letter=letter,
        subject=("series", series.id),
        facts=of_series(act, series, leader, holder.person, [], series.end_reason),
        at_once=True,
    )


def _anywhere(event: Event) -> Event:
    """An event whose zone can no longer be told to calendars, in UTC."""
    if single_fits(event.zone, event.start_local, event.minutes):
        return event
    return replace(
        event, zone="UTC", start_local=starts_at(event.start_local, event.zone).replace(tzinfo=None)
    )
