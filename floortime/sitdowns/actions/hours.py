"""A site's own hours of sit-downs, in the place of the programme's; knows this room and the journal."""

from sqlalchemy import delete

from floortime.act import Act
from floortime.journal import actions as journal
from floortime.sitdowns.hours import Hours
from floortime.sitdowns.model import SiteHours


def set_site_hours(act: Act, site_id: int, hours: Hours) -> None:
    """From now on these hours count there, whatever the programme's are; dates that stand stay as they are."""
    row = act.session.get(SiteHours, site_id)
    wanted = (hours.opens, hours.shuts, hours.working_days)
    if row is None:
        row = SiteHours(site_id=site_id)
        act.session.add(row)
    elif wanted == (row.opens_local, row.shuts_local, row.working_days_only):
        return
    row.opens_local, row.shuts_local, row.working_days_only = wanted
    act.session.flush()
    journal.write(act, "site.hours_set", "site", site_id)


def drop_site_hours(act: Act, site_id: int) -> None:
    """The programme's hours count there again. Done twice, nothing happens the second time."""
    if act.session.get(SiteHours, site_id) is None:
        return
    act.session.execute(delete(SiteHours).where(SiteHours.site_id == site_id))
    journal.write(act, "site.hours_dropped", "site", site_id)
