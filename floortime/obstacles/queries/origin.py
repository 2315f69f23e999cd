"""The k rule for the origin of an entry: which of site and team may be shown; knows people's headcount."""

from sqlalchemy.orm import Session

from floortime.obstacles.model import Obstacle
from floortime.people.queries import headcount, house


def origin_shown(
    session: Session, obstacle: Obstacle, site_id: int | None, team_id: int | None
) -> tuple[int | None, int | None]:
    """The site and the team that the log may name, each None where the group behind them is too small.

    The group is everybody employed on the day who shares all facts shown together: site, team and the language
    of the words. The narrowest fact goes first. A team is also left out when few people at the site stand
    outside it: an entry from there without a team's name would then point at them.
    """
    k, day, language = house(session).k, obstacle.raised_on, obstacle.language
    if site_id is None:
        return None, None
    at_site = headcount(session, site_id=site_id, language=language, day=day)
    if at_site < k:
        return None, None
    if team_id is None:
        return site_id, None
    in_team = headcount(session, site_id=site_id, team_id=team_id, language=language, day=day)
    others = at_site - in_team
    return site_id, team_id if in_team >= k and not 0 < others < k else None


def site_may_be_shown(session: Session, obstacle: Obstacle) -> bool:
    """Whether the sorting page may offer to show the site."""
    return origin_shown(session, obstacle, obstacle.site_id, None)[0] is not None
