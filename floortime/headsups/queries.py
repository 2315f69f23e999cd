"""Reading heads-ups: one, those of now and of before, whom they touch, and how late they came; knows its own tables."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from floortime.headsups.model import Headsup, HeadsupDepartment, HeadsupSite, HeadsupVersion
from floortime.people.model import Department, DepartmentHead, MailWish, Person, Posting, Site
from floortime.people.queries import employed, posted
from floortime.search import words_of

PAGE = 50


def by_code(session: Session, code: str) -> Headsup | None:
    """The heads-up with this code, in whatever state."""
    return session.scalar(select(Headsup).where(Headsup.code == code.upper()))


def of_now(session: Session, today: date) -> Sequence[Headsup]:
    """What matters today or is still to come, the next first."""
    return session.scalars(
        select(Headsup)
        .where(Headsup.state == "published", Headsup.shown_until_on >= today)
        .order_by(Headsup.starts_at, Headsup.id)
        .limit(PAGE)
    ).all()


def of_before(session: Session, today: date) -> Sequence[Headsup]:
    """What is over, the newest first; a withdrawn one is nobody's to read."""
    over = or_(Headsup.state == "ended", Headsup.shown_until_on < today)
    return session.scalars(
        select(Headsup)
        .where(Headsup.state != "withdrawn", over)
        .order_by(Headsup.starts_at.desc(), Headsup.id.desc())
        .limit(PAGE)
    ).all()


def found_for(session: Session, q: str) -> Sequence[Headsup]:
    """Those in which every word stands, however it is written; the newest first."""
    wanted, words = select(Headsup).where(Headsup.state != "withdrawn"), words_of(q)
    if not words:
        return []
    for word in words:
        wanted = wanted.where(Headsup.folded.contains(word, autoescape=True))
    return session.scalars(wanted.order_by(Headsup.starts_at.desc(), Headsup.id.desc()).limit(PAGE)).all()


def sites_of(session: Session, ids: Iterable[int]) -> dict[int, list[Site]]:
    """The sites each of them names; none: it touches all."""
    rows = session.execute(
        select(HeadsupSite.headsup_id, Site)
        .join(Site, Site.id == HeadsupSite.site_id)
        .where(HeadsupSite.headsup_id.in_(list(ids)))
        .order_by(Site.name)
    )
    found: dict[int, list[Site]] = {}
    for key, site in rows:
        found.setdefault(key, []).append(site)
    return found


def departments_of(session: Session, headsup_id: int) -> Sequence[Department]:
    """The departments it touches."""
    return session.scalars(
        select(Department)
        .join(HeadsupDepartment, HeadsupDepartment.department_id == Department.id)
        .where(HeadsupDepartment.headsup_id == headsup_id)
        .order_by(Department.name)
    ).all()


def history_of(session: Session, headsup_id: int) -> Sequence[HeadsupVersion]:
    """What it said before, the newest first."""
    return session.scalars(
        select(HeadsupVersion)
        .where(HeadsupVersion.headsup_id == headsup_id)
        .order_by(HeadsupVersion.n.desc())
    ).all()


def touched(session: Session, site_ids: Iterable[int], department_ids: Iterable[int], day: date) -> list[int]:
    """Everybody who works at these sites, or anywhere if none is named, and in these departments."""
    sites, departments = list(site_ids), list(department_ids)
    there = select(Posting.person_id).where(posted(day))
    if sites:
        there = there.where(Posting.site_id.in_(sites))
    who = or_(Person.id.in_(there), Person.department_id.in_(departments))
    return list(session.scalars(select(Person.id).where(employed(day), who).order_by(Person.id)))


def readers(session: Session, ids: Iterable[int]) -> int:
    """How many of them have an address and take heads-ups in their letter."""
    off = select(MailWish.person_id).where(MailWish.news.is_(False))
    by_mail = Person.id.in_(list(ids)), Person.email.is_not(None), Person.mail_ok, Person.id.not_in(off)
    return session.scalar(select(func.count()).select_from(Person).where(*by_mail)) or 0


def heads(session: Session) -> dict[int, set[int]]:
    """Who answers for each department."""
    found: dict[int, set[int]] = {}
    for row in session.scalars(select(DepartmentHead)):
        found.setdefault(row.department_id, set()).add(row.person_id)
    return found


def how_late(session: Session, since: datetime) -> dict[int, Counter[str]]:
    """By department, how many were given in time, at short notice, and after they hit."""
    rows = session.execute(
        select(Headsup.department_id, Headsup.late).where(
            Headsup.published_at >= since, Headsup.state != "withdrawn"
        )
    )
    found: dict[int, Counter[str]] = {}
    for department_id, late in rows:
        found.setdefault(department_id, Counter())[late] += 1
    return found


def lately(session: Session, today: date, since: date) -> Sequence[Headsup]:
    """Those an obstacle may be about: shown since that day."""
    return session.scalars(
        select(Headsup)
        .where(
            Headsup.state != "withdrawn", Headsup.shown_until_on >= since, Headsup.published_at <= _end(today)
        )
        .order_by(Headsup.starts_at.desc(), Headsup.id.desc())
        .limit(PAGE)
    ).all()


def _end(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=2), time(), UTC)
