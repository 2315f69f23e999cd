"""Who may see and change what of sit-downs; predicates over a reader and a row, knows people's access."""

from collections.abc import Collection

from floortime.people.access import Reader
from floortime.sitdowns.model import Series, Sitdown


def is_chief_at(reader: Reader, site_id: int | None) -> bool:
    """Chief of staff or admin, everywhere or at this site; one for a department plans everywhere."""
    return reader.is_admin or any(
        scope.role == "chief_of_staff" and (scope.kind != "site" or site_id is None or scope.id == site_id)
        for scope in reader.roles
    )


def may_plan_for(reader: Reader, leader_id: int, site_id: int | None = None) -> bool:
    """The leader, a delegate of theirs, or a chief of staff of the site."""
    return reader.id == leader_id or leader_id in reader.acts_for or is_chief_at(reader, site_id)


def may_change_series(reader: Reader, series: Series) -> bool:
    """Draft, open, end."""
    return may_plan_for(reader, series.leader_id, series.site_id)


def may_change_sitdown(reader: Reader, sitdown: Sitdown) -> bool:
    """Move, cancel, seat."""
    return may_plan_for(reader, sitdown.leader_id, sitdown.site_id)


def may_see_sitdown(reader: Reader, sitdown: Sitdown, seated: Collection[int]) -> bool:
    """Those who may change it, and those who sit there or belong to all its dates."""
    return may_change_sitdown(reader, sitdown) or reader.id in seated


def may_set_programme(reader: Reader) -> bool:
    """The promise and the closed weeks are the house's: not those of one site's chief of staff."""
    return reader.is_chief_everywhere
