"""Entries of the log and promises, written straight into the tables: only what the figures stand on."""

from datetime import date, timedelta

from floortime.followups.model import Followup
from floortime.obstacles.model import Obstacle, ObstacleFollowup, Wording
from floortime.tokens import day_key, short_code

DUE = date(2026, 11, 2)


def entry(act, cast, *, due=DUE, late=0, answered=True, site=None, department=None, stage="in_hand", **more):
    """An entry of the log, answered so many days past its promise."""
    row = Obstacle(
        id=day_key(due), code=short_code(), stage=stage, bar=more.pop("bar", "fixed" if stage == "fixed" else "doing"),
        department_id=(department or cast.technology).id, site_id=site.id if site else None,
        shown_site_id=site.id if site else None, raised_on=due - timedelta(days=14), published_on=due - timedelta(days=14),
        answer_due_on=due, answered_on=due + timedelta(days=late) if answered else None, language="en", dimension="tools", **more,
    )  # fmt: skip
    act.session.add(row)
    act.session.flush()
    act.session.add(Wording(obstacle_id=row.id, language="en", title=f"Entry {row.code}"))
    return row


def promise(act, cast, *, of=None, due=DUE, moved=0, late=0, stage="confirmed", owner=None, **more):
    """A promise that was claimed done so many days past its first date."""
    row = Followup(
        code=short_code(), what="The map first", made_on=due - timedelta(days=14), first_due_on=due,
        due_on=due + timedelta(days=moved), moves=1 if moved else 0, stage=stage, owner_id=owner.id if owner else None,
        claimed_on=due + timedelta(days=late) if stage in {"claimed", "confirmed"} else None,
        department_id=more.pop("department", cast.technology).id, **more,
    )  # fmt: skip
    act.session.add(row)
    act.session.flush()
    if of is not None:
        act.session.add(ObstacleFollowup(followup_id=row.id, obstacle_id=of.id))
    return row
