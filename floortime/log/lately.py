"""Something fixed in the last days, lent to the page on which strangers sign in; knows the list and web."""

from datetime import date, timedelta

from flask import current_app
from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.engine import Connection

from floortime.db import Revision
from floortime.log.queries.front import front
from floortime.log.queries.listing import Row, newest_fixed
from floortime.obstacles.stages import EDITION
from floortime.people.model import NAMES
from floortime.web.acts import ground, looking
from floortime.web.pages import today
from floortime.words import language

LATELY = timedelta(days=7)


class Lately(Struct, frozen=True):
    """What stands beside the form: an entry and its place, or that nothing was fixed."""

    entry: Row | None
    place: str = ""


def fixed_lately() -> Lately | None:
    """None while the log is for members only: whoever signs in is not one yet.

    Looked up once for each edition of the log and of people's names, so that what is withheld or erased is gone.
    """
    if not ground().settings.log_public:
        return None
    kept: dict[object, Lately] = current_app.extensions.setdefault("floortime.lately", {})
    facts = (_editions(looking()), today(), language())
    if facts not in kept:
        if len(kept) >= 16:
            kept.clear()
        kept[facts] = _looked_up(looking(), today())
    return kept[facts]


def _editions(connection: Connection) -> tuple[int, ...]:
    wanted = select(Revision.n).where(Revision.name.in_((EDITION, NAMES))).order_by(Revision.name)
    return tuple(connection.execute(wanted).scalars())


def _looked_up(connection: Connection, day: date) -> Lately:
    entry = newest_fixed(connection, day - LATELY)
    if entry is None:
        return Lately(None)
    sites = front(connection, day).sites
    return Lately(
        entry, ", ".join(part for part in (entry.team or "", sites.get(entry.site_id or 0, "")) if part)
    )
