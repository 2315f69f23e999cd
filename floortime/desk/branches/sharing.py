"""Offers to lead a fix that nobody has answered, and second looks that wait, on the morning board; knows their tables."""

from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from floortime.desk.branches.shape import TODAY, Branch, everywhere, name_of, row, still_here
from floortime.followups.model import Followup, Look
from floortime.followups.queries.ways import SITE
from floortime.obstacles.model import CoLead, Obstacle, Wording
from floortime.obstacles.queries.coleads import WAITS
from floortime.people.filters import Within
from floortime.people.model import Department, Person, Posting, Team
from floortime.people.sight import Sight

_TITLE = and_(Wording.obstacle_id == Obstacle.id, Wording.language == Obstacle.language)


def agreed_by(seer: Sight) -> ColumnElement[bool]:
    """Says in SQL what `obstacles.queries.coleads.agrees` says of a chief of staff and one person."""
    if seer.is_chief_everywhere:
        return everywhere()
    return Posting.site_id.in_(seer.chief_of("site"))


def offers_within(within: Within) -> ColumnElement[bool]:
    """The condition that who offers works at one site, or that the entry is one department's to clear."""
    site = Posting.site_id == within.site if within.site is not None else everywhere()
    if within.department is None:
        return site
    # Coalesced, so that the few offers are searched and not all that a department ever had to clear.
    return and_(site, func.coalesce(Obstacle.department_id, 0) == within.department)


def of_offers(seen: ColumnElement[bool]) -> Branch:
    """One row an entry, since its first offer that waits; its panel shows each of them."""
    lead, offering = aliased(Person), aliased(Person)
    writes = and_(still_here(lead), lead.mail_ok, lead.email_norm.is_not(None))
    each = (
        select(
            CoLead.obstacle_id, func.min(CoLead.offered_on).label("since"), func.count().label("n"),
            func.min(func.coalesce(lead.id, 0)).label("one"), func.max(func.coalesce(lead.id, 0)).label("other"),
            func.max(Posting.site_id).label("site"),
        )
        .join(Obstacle, Obstacle.id == CoLead.obstacle_id)
        .join(offering, and_(offering.id == CoLead.person_id, offering.kind == "staff", still_here(offering)))
        .outerjoin(
            Posting,
            and_(Posting.person_id == CoLead.person_id, Posting.from_on <= TODAY,
                 or_(Posting.to_on.is_(None), Posting.to_on > TODAY)),
        )
        .outerjoin(Team, Team.id == Posting.team_id)
        .outerjoin(lead, and_(lead.id == Team.lead_id, lead.id != CoLead.person_id, writes))
        .where(WAITS, CoLead.until_on > TODAY, seen)
        .group_by(CoLead.obstacle_id)
        .subquery()
    )  # fmt: skip
    shown = row(
        "offers", key=Obstacle.id, code=Obstacle.code, words=Wording.title, language=Wording.language,
        who=name_of(Person), on=each.c.since, n=each.c.n, site=each.c.site,
    )  # fmt: skip
    asked = (
        select(*shown)
        .select_from(each)
        .join(Obstacle, Obstacle.id == each.c.obstacle_id)
        .join(Wording, _TITLE)
        # Where they wait on several, or on whoever reads this, no name stands there.
        .outerjoin(Person, and_(Person.id == each.c.one, each.c.one == each.c.other))
    )
    bare = select(Obstacle.id).select_from(each).join(Obstacle, Obstacle.id == each.c.obstacle_id)
    return Branch(asked, each.c.since, Obstacle.id, (bare.join(Wording, _TITLE),))


def of_looks(seen: ColumnElement[bool]) -> Branch:
    """What was said to be done and waits for a second look, before the floor is asked."""
    looker = aliased(Person)
    shown = row(
        "look", key=Followup.id, code=Followup.code, words=Followup.what, language=Followup.language,
        who=name_of(looker), department=func.coalesce(Department.name, ""), on=Look.asked_on, site=SITE,
    )  # fmt: skip
    waits: tuple[Any, ...] = Followup.stage == "claimed", seen
    # Reckoned, so that the few looks are gone through and not all that was ever said to be done.
    of_look = Followup.id == Look.followup_id + 0
    asked = (
        select(*shown)
        .select_from(Look)
        .join(Followup, of_look)
        .outerjoin(looker, and_(looker.id == Look.looker_id, still_here(looker)))
        .outerjoin(Department, Department.id == looker.department_id)
    )
    bare = select(Followup.id).select_from(Look).join(Followup, of_look)
    return Branch(asked, Look.asked_on, Followup.id, (bare.where(*waits),))
