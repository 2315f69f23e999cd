"""The verbs of heads-ups: given, changed, ended, withdrawn, and each way back; knows the news of the day's letter."""

from collections.abc import Collection
from datetime import datetime

from msgspec import Struct
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from floortime.act import Act
from floortime.db import bump
from floortime.errors import Refused
from floortime.followups.actions.news import tell, untell
from floortime.headsups.kinds import KINDS
from floortime.headsups.model import SHOWN, Headsup, HeadsupDepartment, HeadsupSite, HeadsupVersion
from floortime.headsups.notice import late, shown_until
from floortime.headsups.queries import departments_of, sites_of, touched
from floortime.journal import actions as journal
from floortime.people.model import Department, Site
from floortime.people.queries import days_off, sites
from floortime.sitdowns.queries import default_programme
from floortime.text import folded, lines, one_line
from floortime.tokens import short_code
from floortime.words import _, language


class Said(Struct, frozen=True):
    """What a heads-up says."""

    kind: str
    title: str
    tell: str
    starts_at: datetime
    ends_at: datetime | None
    zone: str
    site_ids: frozenset[int] = frozenset()
    department_ids: frozenset[int] = frozenset()


def give_headsup(act: Act, said: Said, *, department_id: int) -> Headsup:
    """Tell the floor what is coming: on the log at once, and in the next letter of everybody it touches."""
    _sound(said)
    row = Headsup(
        code=_free_code(act),
        department_id=department_id,
        language=language(),
        published_at=act.at,
        told_at=act.at,
        by_id=act.by.for_id or act.person_id,
    )
    _write(act, row, said)
    act.session.add(row)
    act.session.flush()
    _touch(act, row, said)
    _spread(act, row)
    _shown(act, row, "headsup.given")
    return row


def change_headsup(act: Act, row: Headsup, said: Said) -> None:
    """Say it anew. What it said before stays, and who had read it reads the new words in their next letter."""
    _sound(said)
    if row.state != "published":
        raise Refused(_("This heads-up is over. Give a new one."))
    if said == said_by(act.session, row):
        return
    act.session.add(
        HeadsupVersion(
            headsup_id=row.id, n=_versions(act, row) + 1, title=row.title, tell=row.tell,
            starts_at=row.starts_at, ends_at=row.ends_at, until_at=act.at, by_id=act.person_id,
        )
    )  # fmt: skip
    if said.starts_at < row.starts_at:
        row.told_at = act.at  # nobody could have read this earlier hour before
    _write(act, row, said)
    _touch(act, row, said)
    act.session.flush()
    _spread(act, row, how="changed")
    _shown(act, row, "headsup.changed")


def end_headsup(act: Act, row: Headsup) -> None:
    """It is over, before its time or because it had none."""
    if row.state != "published":
        return
    row.state, row.ended_on = "ended", act.today
    untell(act, kind="headsup", subject_id=row.id)
    _shown(act, row, "headsup.ended")


def withdraw_headsup(act: Act, row: Headsup) -> None:
    """It does not come after all. Whoever has read of it in a letter reads that, too."""
    if row.state == "withdrawn":
        return
    row.state, row.ended_on = "withdrawn", act.today
    untell(act, kind="headsup", subject_id=row.id, but_say=_facts(act, row, "withdrawn"))
    _shown(act, row, "headsup.withdrawn")


def restore_headsup(act: Act, row: Headsup) -> None:
    """Undo an end or a withdrawal: it stands as it stood, and is told to who had not read it."""
    if row.state == "published":
        return
    row.state, row.ended_on = "published", None
    act.session.flush()
    _spread(act, row, how="changed")
    _shown(act, row, "headsup.restored")


def said_by(session: Session, row: Headsup) -> Said:
    """What it says now."""
    places = frozenset(site.id for site in sites_of(session, [row.id]).get(row.id, []))
    others = frozenset(d.id for d in departments_of(session, row.id))
    return Said(row.kind, row.title, row.tell, row.starts_at, row.ends_at, row.zone, places, others)


def _sound(said: Said) -> None:
    if said.kind not in KINDS or not one_line(said.title):
        raise Refused(_("Write in one sentence what is coming."))
    if said.ends_at is not None and said.ends_at <= said.starts_at:
        raise Refused(_("It ends after it begins."))


def _write(act: Act, row: Headsup, said: Said) -> None:
    row.kind, row.title, row.tell = said.kind, one_line(said.title)[:200], lines(said.tell)
    row.zone, row.starts_at, row.ends_at = said.zone, said.starts_at, said.ends_at
    row.shown_until_on = shown_until(said.starts_at, said.ends_at, said.zone)
    row.folded = folded(f"{row.title} {row.tell}")
    row.late = late(
        row.told_at,
        said.starts_at,
        zone=said.zone,
        notice_days=default_programme(act.session).notice_days,
        off=days_off(act.session, min(said.site_ids, default=None)),
    )


def _touch(act: Act, row: Headsup, said: Said) -> None:
    for table in (HeadsupSite, HeadsupDepartment):
        act.session.execute(delete(table).where(table.headsup_id == row.id))
    act.session.add_all(HeadsupSite(headsup_id=row.id, site_id=key) for key in sorted(said.site_ids))
    act.session.add_all(
        HeadsupDepartment(headsup_id=row.id, department_id=key) for key in sorted(said.department_ids)
    )
    act.session.flush()


def _spread(act: Act, row: Headsup, *, how: str = "given") -> None:
    said = said_by(act.session, row)
    who = touched(act.session, said.site_ids, said.department_ids, act.today)
    tell(
        act,
        kind="headsup",
        subject_id=row.id,
        to=[key for key in who if key != row.by_id],
        until_on=row.shown_until_on,
        facts=_facts(act, row, how),
        again=how == "changed",
    )


def _facts(act: Act, row: Headsup, how: str) -> dict[str, object]:
    department = act.session.get(Department, row.department_id)
    named = sites_of(act.session, [row.id]).get(row.id, [])
    places: Collection[Site] = named or sites(act.session)
    return {
        "how": how,
        "code": row.code,
        "title": row.title,
        "tell": row.tell,
        "language": row.language,
        "department": department.name if department else "",
        "starts_at": row.starts_at.isoformat(),
        "ends_at": row.ends_at.isoformat() if row.ends_at else "",
        "clocks": sorted((site.zone, site.name) for site in places),
        "sites": [site.name for site in named],
    }


def _shown(act: Act, row: Headsup, verb: str) -> None:
    act.session.flush()
    bump(act.session, SHOWN)
    journal.write(act, verb, "headsup", row.id)


def _versions(act: Act, row: Headsup) -> int:
    return (
        act.session.scalar(
            select(func.count()).select_from(HeadsupVersion).where(HeadsupVersion.headsup_id == row.id)
        )
        or 0
    )


def _free_code(act: Act) -> str:
    while True:
        code = short_code()
        if not act.session.scalar(select(func.count()).select_from(Headsup).where(Headsup.code == code)):
            return code
