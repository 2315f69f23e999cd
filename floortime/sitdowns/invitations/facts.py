"""What letters about sit-downs say: plain values for their templates; knows this room's tables and people's."""

from collections.abc import Sequence
from datetime import timedelta

from floortime import dates, links, tokens
from floortime.act import Act
from floortime.mail.letters import Recipient
from floortime.people import naming
from floortime.people.model import Person, Site
from floortime.sitdowns.model import Series, Sitdown
from floortime.sitdowns.queries.planning import wall_end
from floortime.sitdowns.queries.seats import seated
from floortime.sitdowns.queries.series import said
from floortime.words import in_language

OPEN_AFTER = timedelta(days=1)
"""How long after its sit-down a seat's page still opens."""


def about(act: Act, sitdown: Sitdown, leader: Person, to: Recipient) -> dict[str, object]:
    """When, where, with whom; and on the reader's clock where that differs."""
    theirs = dates.local(sitdown.starts_at, to.zone)
    site = act.session.get(Site, sitdown.site_id) if sitdown.site_id else None
    return {
        "first_name": to.called,
        "leader": leader.name,
        "leader_first": leader.first_name,
        "title": sitdown.title,
        "day": sitdown.start_local.date(),
        "start": sitdown.start_local.time(),
        "end": wall_end(sitdown.start_local, sitdown.minutes, sitdown.zone),
        "site": site.name if site else "",
        "yours": theirs.time() if theirs.replace(tzinfo=None) != sitdown.start_local else None,
        "yours_day": theirs.date(),
        "place": sitdown.place,
        "link": sitdown.link,
        "reason": sitdown.reason,
        "side": sitdown.side,
        "retimed": True,
        "page": links.to(act.settings, "sitdowns", sitdown.id),
    }


def seat_page(act: Act, sitdown: Sitdown, person: Person) -> str:
    """The address of a person's own page for their seat, with a new secret in it."""
    secret = tokens.issue(
        act.session,
        "seat",
        "sitdown",
        sitdown.id,
        expires_at=sitdown.starts_at + timedelta(minutes=sitdown.minutes) + OPEN_AFTER,
        person_id=person.id,
    )
    return links.to(act.settings, "seats", secret)


def company(act: Act, sitdown: Sitdown, *, but: int | None = None) -> list[str]:
    """Those who sit there too, as they are called."""
    people = [person for _seat, person in seated(act.session, sitdown.id)]
    called = naming.at_a_table(people)
    return [name for person, name in zip(people, called, strict=True) if person.id != but]


def led(act: Act, sitdown: Sitdown, leader: Person, to: Recipient, *, chair: bool) -> dict[str, object]:
    """The same for somebody who holds the date beside those seated: to lead it, or to be there."""
    return {**about(act, sitdown, leader, to), "company": [], "seat_page": "", "chair": chair}


def of_series(
    act: Act, series: Series, leader: Person, to: Person, coming: Sequence[Sitdown], why: str
) -> dict[str, object]:
    """A series with its next dates, and what it says about itself in the reader's language."""
    with in_language(to.language):
        cadence = said(series)
    first = coming[0] if coming else None
    return {
        "first_name": to.first_name,
        "leader": leader.name,
        "leader_first": leader.first_name,
        "chair": to.id == leader.id,
        "title": series.title,
        "place": series.place or series.link,
        "said": cadence,
        "dates": [(row.start_local.date(), row.start_local.time()) for row in coming[:8]],
        "more": max(len(coming) - 8, 0),
        "first": first.start_local.date() if first else None,
        "time": first.start_local.time() if first else series.time_local,
        "minutes": series.minutes,
        "reason": why,
        "page": links.to(act.settings, "series", series.id),
    }
