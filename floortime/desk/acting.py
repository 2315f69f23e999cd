"""In whose name somebody signed in acts on a promise; knows access, queries."""

from collections.abc import Callable

from msgspec.structs import replace

from floortime.followups.model import Followup
from floortime.followups.queries import site_of
from floortime.people.access import Reader
from floortime.web.acts import me, reading


def in_whose_name(
    predicate: Callable[[Reader, Followup, int | None], bool], row: Followup, whose: int | None
) -> int | None:
    """Whoever may do it in their own right does it in their own name; for their leader only what they may not without them."""
    who = me()
    if whose not in who.acts_for or predicate(
        replace(who, acts_for=frozenset()), row, site_of(reading(), row)
    ):
        return None
    return whose
