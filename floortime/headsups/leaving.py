"""The duty by which a heads-up leaves the head of the log when its hour has come, and not at the day's end; knows its table."""

from datetime import timedelta

from sqlalchemy import update

from floortime.act import Act
from floortime.db import bump
from floortime.headsups.model import SHOWN, Headsup


def leave_the_head(act: Act) -> int:
    """What has ended by now stands among the earlier ones; returns how many. Nobody said anything, so no line is written."""
    over = act.session.execute(
        update(Headsup)
        .where(
            Headsup.state == "published",
            Headsup.ends_at <= act.at,
            # The day is that of a site: it may be one ahead of, or behind, the day in UTC.
            Headsup.shown_until_on >= act.today - timedelta(days=1),
        )
        .values(shown_until_on=act.today - timedelta(days=2))
        .execution_options(synchronize_session=False)
    )
    n: int = over.rowcount  # type: ignore[attr-defined]
    if n:
        bump(act.session, SHOWN)
    return n
