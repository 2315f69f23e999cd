"""What other programs are told of the journal's lines: codes, and the words that the log shows; knows hooks and the rooms.

Nothing is told of who: no name, no owner, no raiser. A line by nobody is told when its day is over, in no order.
"""

from datetime import UTC, datetime, time, timedelta

from sqlalchemy import or_, select

from floortime import links
from floortime.act import Act
from floortime.followups.model import Followup
from floortime.hooks.actions import tell
from floortime.hooks.model import Endpoint, Told
from floortime.hooks.queries import listening
from floortime.journal.model import Entry
from floortime.obstacles.model import Obstacle
from floortime.obstacles.promised import obstacle_of, title_of
from floortime.obstacles.stages import PUBLIC
from floortime.people.model import Department, Site

KINDS: dict[str, tuple[str, str]] = {
    "obstacle.raised": ("raised", "obstacle.raised"),
    "obstacle.published": ("published", "obstacle.published"),
    "obstacle.fixed": ("confirmed", "obstacle.confirmed"),
    "obstacle.reopened": ("reopened", "obstacle.reopened"),
    "followup.made": ("promised", "promise.made"),
    "followup.overdue": ("overdue", "promise.overdue"),
    "followup.claimed": ("claimed", "promise.claimed"),
    "followup.confirmed": ("confirmed", "promise.confirmed"),
    "followup.reopened": ("reopened", "promise.reopened"),
}
"""The lines that are told: the event one chooses, and the type that the message bears."""
MOST = 50
BACK = timedelta(days=3)
"""Lines of before are not looked for any more: a worker that was away longer tells nothing of its absence."""


def tell_programs(act: Act) -> int:
    """Queue what no address has heard of yet, at most fifty lines for each; returns how many messages that is."""
    return sum(_tell(act, row) for row in listening(act.session))


def _tell(act: Act, row: Endpoint) -> int:
    told = 0
    for line in _unheard(act, row):
        kind = KINDS[line.verb][1]
        day = datetime.combine(line.on_day, time(), UTC)
        told += tell(
            act, row, kind, _data(act, line, kind),
            entry_id=line.id,
            said=line.at.isoformat() if line.at is not None else line.on_day.isoformat(),
            unnamed_on=None if line.at is not None else day,
        )  # fmt: skip
    return told


def _unheard(act: Act, row: Endpoint) -> list[Entry]:
    wanted = {verb for verb, (event, _kind) in KINDS.items() if event in row.events.split()}
    heard = select(Told.entry_id).where(Told.endpoint_id == row.id, Told.entry_id == Entry.id)
    over = Entry.at.is_(None) & (Entry.on_day < act.today) & (Entry.on_day >= row.made_at.date())
    return list(
        act.session.scalars(
            select(Entry)
            .where(
                # The key begins with the day: only the last ones are looked through.
                Entry.id >= (act.today - BACK).toordinal() << 32,
                Entry.verb.in_(wanted),
                or_(over, Entry.at >= row.made_at),
                ~heard.exists(),
            )
            .order_by(Entry.on_day, Entry.at, Entry.turn.nulls_first(), Entry.id)
            .limit(MOST)
        )
    )


def _data(act: Act, line: Entry, kind: str) -> dict[str, object]:
    if line.kind == "obstacle":
        obstacle = act.session.get(Obstacle, line.subject_id)
        return {"obstacle": _obstacle(act, obstacle, words=kind != "obstacle.raised")}
    followup = act.session.get(Followup, line.subject_id)
    if followup is None:
        return {}
    about = obstacle_of(act.session, followup.id)
    public = about is not None and about.stage in PUBLIC
    said = {
        "what": followup.what,
        "language": followup.language,
        "due_on": followup.due_on,
        "stage": followup.stage,
    }
    promise = {"code": followup.code, **(said if public else {})}
    return {"promise": promise, "obstacle": _obstacle(act, about, words=True) if about is not None else None}


def _obstacle(act: Act, row: Obstacle | None, *, words: bool) -> dict[str, object]:
    """An entry as the log shows it; while it does not, or before it did, its code alone."""
    if row is None:
        return {}
    if not words or row.stage not in PUBLIC:
        return {"code": row.code}
    department = act.session.get(Department, row.department_id) if row.department_id else None
    site = act.session.get(Site, row.shown_site_id) if row.shown_site_id else None
    return {
        "code": row.code,
        "url": links.to(act.settings, "log", row.code),
        "title": title_of(act.session, row),
        "language": row.language,
        "stage": row.stage,
        "department": department.name if department is not None else "",
        "site": site.name if site is not None else "",
        "published_on": row.published_on,
    }
