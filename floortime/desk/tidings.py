"""What other programs are told of the journal's lines: codes, and the words that the log shows; knows hooks and the rooms.

Nothing is told of who: no name, no owner, no raiser. A line by nobody is told when its day is over, in no order.
What has an hour is told two minutes later: what is taken back within them is not told at all. What is taken back
after it was told is followed by a message that says so.
"""

from datetime import UTC, datetime, time, timedelta

from sqlalchemy import and_, or_, select

from floortime import links
from floortime.act import Act
from floortime.followups.model import Followup
from floortime.hooks.actions import pass_over, tell, unsaid
from floortime.hooks.model import Endpoint, Told
from floortime.hooks.queries import listening
from floortime.journal.model import Entry
from floortime.mail.posting import QUIET
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
    "obstacle.unpublished": ("published", "obstacle.unpublished"),
    "obstacle.withheld": ("published", "obstacle.unpublished"),
    "obstacle.merged": ("published", "obstacle.unpublished"),
    "obstacle.parted": ("published", "obstacle.published"),
    "followup.taken_back": ("claimed", "promise.claim_withdrawn"),
    "followup.sent_back": ("claimed", "promise.claim_withdrawn"),
}
"""The lines that are told: the event one chooses, and the type that the message bears."""
CHAINS: tuple[dict[str, str], ...] = (
    {"obstacle.published": "", "obstacle.unpublished": "-", "obstacle.withheld": "-", "obstacle.merged": "-",
     "obstacle.parted": "+"},
    {"followup.claimed": "", "followup.taken_back": "-", "followup.sent_back": "-"},
)  # fmt: skip
"""Lines of which one says that the one before holds no more: "-" takes it back, "+" says it again."""
MOST = 50
BACK = timedelta(days=3)
"""Lines of before are not looked for any more: a worker that was away longer tells nothing of its absence."""


def tell_programs(act: Act) -> int:
    """Queue what no address has heard of yet, at most fifty lines for each; returns how many lines were looked at."""
    return sum(_tell(act, row) for row in listening(act.session))


def _tell(act: Act, row: Endpoint) -> int:
    told = 0
    for line in _unheard(act, row):
        if not _holds(act, row, line):
            told += pass_over(act, row, line.id)
            continue
        kind = KINDS[line.verb][1]
        day = datetime.combine(line.on_day, time(), UTC)
        told += tell(
            act, row, kind, _data(act, line, kind),
            entry_id=line.id,
            said=line.at.isoformat() if line.at is not None else line.on_day.isoformat(),
            unnamed_on=None if line.at is not None else day,
        )  # fmt: skip
    return told


def _holds(act: Act, row: Endpoint, line: Entry) -> bool:
    """Whether this is still to be told: not what was taken back meanwhile, nor that of which nobody has heard."""
    chain = next((c for c in CHAINS if line.verb in c), None)
    if chain is None:
        return True
    lines = [e for e in _of_chain(act, line, chain) if _says(e)]
    at = next((n for n, e in enumerate(lines) if e.id == line.id), None)
    if at is None:
        return False
    own, after = chain[line.verb], chain[lines[at + 1].verb] if at + 1 < len(lines) else ""
    if after and after != own:  # what came next takes this back
        return False
    return not own or _last_heard(act, row, lines[:at], chain) in ({"", "+"} if own == "-" else {"-"})


def _last_heard(act: Act, row: Endpoint, before: list[Entry], chain: dict[str, str]) -> str | None:
    """What the address knows of the matter, or may know; None: nothing. What still waits is taken out instead."""
    for line in reversed(before):
        if not unsaid(act, row, line.id):
            return chain[line.verb]
        if not chain[line.verb]:  # what came before this one is another matter
            break
    return None


def _of_chain(act: Act, line: Entry, chain: dict[str, str]) -> list[Entry]:
    return list(
        act.session.scalars(
            select(Entry)
            .where(Entry.kind == line.kind, Entry.subject_id == line.subject_id, Entry.verb.in_(chain))
            .order_by(Entry.on_day, Entry.at, Entry.turn.nulls_first(), Entry.id)
        )
    )


def _says(line: Entry) -> bool:
    """Of what is taken back from a promise only its "done" was told."""
    return line.verb != "followup.taken_back" or line.facts.get("what") == "followup.claimed"


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
                or_(over, and_(Entry.at >= row.made_at, Entry.at <= act.at - QUIET)),
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
