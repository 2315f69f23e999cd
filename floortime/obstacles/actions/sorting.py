"""Sorting: a raising becomes public words of a department, joins another entry, or is withheld; knows act, moving."""

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm.attributes import set_committed_value

from floortime import search
from floortime.act import Act
from floortime.db import Base, bump
from floortime.errors import Refused
from floortime.journal import actions as journal
from floortime.obstacles.actions.asking import ask_department
from floortime.obstacles.actions.carrying import carry, give_back
from floortime.obstacles.actions.moving import move_stage, show_anew
from floortime.obstacles.actions.promises import stand_anew, take_up, waits_on
from floortime.obstacles.dimensions import DIMENSIONS
from floortime.obstacles.model import Answer, Draft, Obstacle, Raising, Wording
from floortime.obstacles.queries.origin import origin_shown
from floortime.obstacles.stages import EDITION, PUBLIC
from floortime.outbox import actions as outbox
from floortime.sitdowns.queries import answer_due, default_programme
from floortime.text import html, lines, one_line
from floortime.words import _

_TABLE = Base.metadata.tables[Obstacle.__tablename__]
COUNTED = (
    update(_TABLE)
    .where(_TABLE.c.id == bindparam("which"))
    .values(voices_n=_TABLE.c.voices_n + bindparam("by"))
    .returning(_TABLE.c.voices_n)
)
"""In the database itself, so that two who press at once are both counted; built once, for many press."""


def publish_obstacle(
    act: Act,
    obstacle: Obstacle,
    *,
    title: str,
    body: str,
    department_id: int,
    dimension: str,
    site_id: int | None,
    language: str = "",
) -> None:
    """Put the public wording into the log, fix the day an answer is due, and ask the department's head.

    `site_id` None hides where it was raised; a site that the k rule does not let through stays hidden anyway.
    `language` is that of the public words, where it must not be the one it was said in.
    """
    if obstacle.stage != "sorting":
        raise Refused(_("This obstacle was sorted already."))
    if dimension not in DIMENSIONS:
        raise Refused(_("Choose what it is about."))
    if language and language != obstacle.language:
        act.session.execute(delete(Wording).where(Wording.obstacle_id == obstacle.id))
        obstacle.language = language
    _set_wording(act, obstacle, title, body)
    _drop_draft(act, obstacle)
    obstacle.shown_site_id, obstacle.shown_team_id = origin_shown(
        act.session, obstacle, site_id, obstacle.team_id
    )
    programme = default_programme(act.session)
    if programme.id is not None:
        obstacle.programme_id = programme.id
    obstacle.department_id, obstacle.dimension = department_id, dimension
    obstacle.published_on = act.today
    obstacle.answer_due_on = answer_due(act.session, programme, obstacle.shown_site_id, act.today)
    move_stage(act, obstacle, "published", waiting_kind="department", waiting_id=department_id)
    obstacle.waiting_since_on = act.today
    journal.write(act, "obstacle.published", "obstacle", obstacle.id, department=department_id)
    ask_department(act, obstacle, title=one_line(title))
    take_up(act, obstacle)


def reword_obstacle(act: Act, obstacle: Obstacle, *, title: str, body: str) -> None:
    """Change the public wording, for example because its raiser said "not so"; everybody may judge it anew."""
    if obstacle.stage not in PUBLIC:
        raise Refused(_("Only what the log shows can be reworded."))
    _set_wording(act, obstacle, title, body)
    act.session.execute(
        update(Raising)
        .where(Raising.obstacle_id == obstacle.id, Raising.wording_says == "not_so")
        .values(wording_says="")
    )
    show_anew(act, obstacle)
    take_up(act, obstacle)
    journal.write(act, "wording.changed", "obstacle", obstacle.id)


def join_existing(act: Act, obstacle: Obstacle, into: Obstacle) -> None:
    """Merge an entry into one that the log shows; whoever raised it counts there as a me too.

    Raisings and voices stay where they are and are found through `merged_into_id`, so that the way back is short.
    """
    # Both at once, in one order: of two who merge a pair crosswise the second finds it merged already.
    for one in sorted({obstacle, into}, key=lambda o: o.id):
        act.session.refresh(one, with_for_update=True)
    if into.id == obstacle.id or into.stage not in PUBLIC:
        raise Refused(_("Choose another entry that the log shows."))
    _leave(act, obstacle, "merged")
    obstacle.merged_into_id = into.id
    carry(act, obstacle, into)
    count_voices(act, into, obstacle.voices_n + 1)
    take_up(act, into)
    journal.write(act, "obstacle.merged", "obstacle", obstacle.id, into=str(into.id))


def part_again(act: Act, obstacle: Obstacle) -> None:
    """Undo a merge: the entry stands again where it stood."""
    if obstacle.stage != "merged" or obstacle.merged_into_id is None:
        raise Refused(_("This entry is not merged."))
    into = act.session.get(Obstacle, obstacle.merged_into_id)
    obstacle.merged_into_id = None
    act.session.flush()
    give_back(act, obstacle)
    kind, key = waits_after(act, obstacle, obstacle.stage_before)
    move_stage(act, obstacle, obstacle.stage_before, waiting_kind=kind, waiting_id=key)
    stand_anew(act, obstacle)
    while into is not None:  # it may itself have been merged on, and counted there
        count_voices(act, into, -(obstacle.voices_n + 1))
        if into.stage in PUBLIC:
            show_anew(act, into)
            stand_anew(act, into)
        into = act.session.get(Obstacle, into.merged_into_id) if into.merged_into_id else None
    wording = act.session.get(Wording, (obstacle.id, obstacle.language))
    if obstacle.stage in PUBLIC and wording is not None:
        _index(act, obstacle, wording)
    journal.write(act, "obstacle.parted", "obstacle", obstacle.id)


def waits_after(act: Act, obstacle: Obstacle, stage: str) -> tuple[str, int | None]:
    """Whom an entry waits on that is back in a stage."""
    if stage in {"asked", "unconfirmed"}:
        return "floor", None
    if stage in {"sorting", "ready_to_close", "fixed"}:
        return ("nobody" if stage == "fixed" else "house"), None
    if stage == "refused":
        last = act.session.get(Answer, (obstacle.id, obstacle.answers_n))
        return "person", last.decider_id if last is not None else None
    return waits_on(act, obstacle) if stage != "published" else ("department", obstacle.department_id)


def withhold_obstacle(act: Act, obstacle: Obstacle, *, reason: str) -> None:
    """Keep an entry out of the log; its raiser reads the reason with the claim code."""
    if not reason.strip():
        raise Refused(_("Say why: its raiser will read it."))
    _leave(act, obstacle, "withheld")
    obstacle.withheld_because = one_line(reason)
    journal.write(act, "obstacle.withheld", "obstacle", obstacle.id)


def sort_again(act: Act, obstacle: Obstacle) -> None:
    """Take a withheld entry back to sorting."""
    if obstacle.stage != "withheld":
        raise Refused(_("This entry is not withheld."))
    obstacle.withheld_because = ""
    move_stage(act, obstacle, "sorting", waiting_kind="house")
    journal.write(act, "obstacle.sorted_again", "obstacle", obstacle.id)


def count_voices(act: Act, obstacle: Obstacle, by: int) -> None:
    """Add to the number of voices."""
    act.session.flush()
    counted = act.session.scalar(COUNTED, {"which": obstacle.id, "by": by})
    set_committed_value(obstacle, "voices_n", counted)
    if obstacle.stage in PUBLIC:
        bump(act.session, EDITION)


def index_anew(act: Act) -> int:
    """Write the whole search index again, from the public words of what the log shows; returns how many entries that is."""
    search.clear(act.session)
    shown = act.session.execute(
        select(Obstacle, Wording)
        .join(Wording, (Wording.obstacle_id == Obstacle.id) & (Wording.language == Obstacle.language))
        .where(Obstacle.stage.in_(PUBLIC))
    ).all()
    for obstacle, wording in shown:
        _index(act, obstacle, wording)
    search.compact(act.session)
    return len(shown)


def _leave(act: Act, obstacle: Obstacle, stage: str) -> None:
    obstacle.stage_before = obstacle.stage
    _drop_draft(act, obstacle)
    was_public = obstacle.stage in PUBLIC
    move_stage(act, obstacle, stage, waiting_kind="nobody")
    if was_public:
        search.drop(act.session, obstacle.id)
    outbox.withdraw(act, subject=("obstacle", obstacle.id))


def _drop_draft(act: Act, obstacle: Obstacle) -> None:
    act.session.execute(delete(Draft).where(Draft.obstacle_id == obstacle.id))


def _set_wording(act: Act, obstacle: Obstacle, title: str, body: str) -> None:
    wording = act.session.get(Wording, (obstacle.id, obstacle.language))
    if wording is None:
        wording = Wording(obstacle_id=obstacle.id, language=obstacle.language)
        act.session.add(wording)
    wording.title, wording.source, wording.html = one_line(title), lines(body), html(body) if body else ""
    wording.approved_on = None
    act.session.flush()
    _index(act, obstacle, wording)


def _index(act: Act, obstacle: Obstacle, wording: Wording) -> None:
    search.index(act.session, obstacle.id, f"{wording.title} {wording.source}", obstacle.language)
