"""In whose name somebody signed in acts on a promise, and what they are told it has led to; knows access, queries."""

from collections.abc import Callable

from msgspec.structs import replace

from floortime.dates import day
from floortime.followups.model import Followup, Look
from floortime.followups.queries import site_of
from floortime.obstacles.promised import obstacle_of
from floortime.obstacles.whose_word import unheard
from floortime.people.access import Reader
from floortime.people.model import Person
from floortime.web.acts import found, me, reading
from floortime.web.pages import this_year
from floortime.words import _


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


def what_happened(way: str, followup_id: int) -> str:
    """What the answer has led to, read anew: whose it is now and by when, or who is asked whether it works."""
    reading().expire_all()
    row = found(reading(), Followup, followup_id)
    by_day = day(row.due_on, this_year())
    if way == "notmine":
        owner = reading().get(Person, row.owner_id or 0)
        if owner is None:
            if me().is_chief_at(site_id=site_of(reading(), row), department_id=row.department_id):
                return _("It is nobody’s now. It stands on your board until you find somebody.")
            return _("It is nobody’s now. The chief of staff looks for somebody.")
        return _("%(name)s is asked, by %(day)s.", name=owner.name, day=by_day)
    plain = {
        "progress": _("Kept."),
        "accept": _("Taken on, by %(day)s.", day=by_day),
        "date": _("It is due by %(day)s now.", day=by_day),
        "cannot": _("Dropped. The reason stays."),
    }
    return plain.get(way) or _asked_now(row)


def _asked_now(row: Followup) -> str:
    if reading().get(Look, row.id) is not None:
        if unheard(reading(), row):
            return _("Somebody looks at it: nobody of the floor was there to ask.")
        return _("Somebody looks at it first. Then the floor is asked.")
    about = obstacle_of(reading(), row.id)
    asked = about is None or about.stage in {"asked", "unconfirmed", "fixed"}
    return _("The floor is asked.") if asked else _("It is kept as done.")
