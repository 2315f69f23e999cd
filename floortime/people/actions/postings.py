"""Where people work from when on: postings written as an import or an admin says; knows act and people's tables."""

from datetime import date

from sqlalchemy import select

from floortime.act import Act
from floortime.people.model import Person, Posting, Site, Team


def settle(act: Act, person: Person, team: Team | None, site: Site | None) -> None:
    """A first posting, from the first day here until the last."""
    if site is None:
        return
    act.session.add(
        Posting(
            person_id=person.id,
            from_on=person.hired_on or act.today,
            to_on=person.left_on,
            team_id=team.id if team else None,
            site_id=site.id,
        )
    )


def move(act: Act, person: Person, team: Team | None, site: Site | None) -> None:
    """From today on somewhere else; what was before stays true of before."""
    last = _last(act, person)
    if last is None:
        settle(act, person, team, site)
        return
    if last.from_on >= act.today:
        last.team_id, last.site_id = (team.id if team else None), (site.id if site else None)
        return
    last.to_on = min(filter(None, (last.to_on, act.today)))
    act.session.add(
        Posting(
            person_id=person.id,
            from_on=act.today,
            to_on=person.left_on,
            team_id=team.id if team else None,
            site_id=site.id if site else None,
        )
    )


def end(act: Act, person: Person) -> None:
    """Let the last posting end with the last day, or run on when that was taken back."""
    last = _last(act, person)
    if last is not None:
        last.to_on = person.left_on


def begin_on(act: Act, person: Person, was: date | None) -> None:
    """A first day that was corrected moves the start of the first posting with it."""
    rows = act.session.scalars(select(Posting).where(Posting.person_id == person.id)).all()
    if len(rows) == 1 and was is not None and rows[0].from_on == was and person.hired_on is not None:
        rows[0].from_on = person.hired_on


def _last(act: Act, person: Person) -> Posting | None:
    return act.session.scalars(
        select(Posting).where(Posting.person_id == person.id).order_by(Posting.from_on.desc()).limit(1)
    ).first()
