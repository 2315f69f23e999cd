"""The programme's promise and its days; knows this room's tables, people's sites and working days."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from floortime.people import queries as people
from floortime.people.workdays import add_working_days, working_days_between
from floortime.sitdowns.asking import asked_on
from floortime.sitdowns.hours import Hours
from floortime.sitdowns.model import Programme, Sitdown, SiteHours
from floortime.words import _


def default_programme(session: Session) -> Programme:
    """The one programme every sit-down belongs to; a fresh house has it unsaved, with the promise of ten days."""
    row = session.scalar(select(Programme).where(Programme.is_default).limit(1))
    if row is not None:
        return row
    return Programme(
        name=_("Floor time"),
        is_default=True,
        answer_days=10,
        silence_days=10,
        quorum=1,
        notice_days=5,
        skip_holidays=True,
        closed_weeks=[],
        working_days_only=False,
        questions="",
        version=1,
    )


def questions_of(session: Session, sitdown: Sitdown) -> list[str]:
    """What to ask on that date, as its reader reads it."""
    programme = session.get(Programme, sitdown.programme_id)
    return asked_on(programme.questions if programme else "", sitdown.start_local.date())


def hours_of(programme: Programme) -> Hours:
    """When its sit-downs take place, on the clock of their site, where that has no hours of its own."""
    return Hours(programme.opens_local, programme.shuts_local, programme.working_days_only)


def hours_at(session: Session, programme: Programme, site_id: int | None) -> Hours:
    """When sit-downs take place at a site: its own hours, else the programme's."""
    own = session.get(SiteHours, site_id) if site_id is not None else None
    return hours_of(programme) if own is None else _own(own)


def sites_with_hours(session: Session) -> dict[int, str]:
    """What sites with hours of their own say of them, by site."""
    rows = session.scalars(select(SiteHours).order_by(SiteHours.site_id))
    return {row.site_id: hours_said(_own(row)) or _("Sit-downs take place at any hour.") for row in rows}


def _own(row: SiteHours) -> Hours:
    return Hours(row.opens_local, row.shuts_local, row.working_days_only)


def hours_said(hours: Hours) -> str:
    """The same in a sentence; empty when they take place at any time."""
    if hours.any_time:
        return ""
    if hours.opens is None or hours.shuts is None:
        return _("Sit-downs take place on working days.")
    opens, shuts = f"{hours.opens:%H:%M}", f"{hours.shuts:%H:%M}"
    if hours.working_days:
        return _(
            "Sit-downs take place between %(opens)s and %(shuts)s, on working days.", opens=opens, shuts=shuts
        )
    return _("Sit-downs take place between %(opens)s and %(shuts)s.", opens=opens, shuts=shuts)


def answer_due(session: Session, programme: Programme, site_id: int | None, from_on: date) -> date:
    """By when an obstacle published on `from_on` is answered: the programme's working days, at that site."""
    return add_working_days(from_on, programme.answer_days, people.days_off(session, site_id))


def working_days(
    session: Session,
    programme: Programme,  # noqa: ARG001 - whose days they are; today all programmes keep the site's
    site_id: int | None,
    from_on: date,
    to_on: date,
) -> int:
    """How many working days lie between two dates at that site; negative when `to_on` is earlier."""
    return working_days_between(from_on, to_on, people.days_off(session, site_id))
