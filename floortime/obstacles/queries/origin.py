"""The k rule for the origin of an entry: which of site, team and language may be shown; knows people's headcount."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from floortime.obstacles.model import Obstacle
from floortime.people.model import Person, Posting
from floortime.people.queries import employed, headcount, house, posted
from floortime.words import LANGUAGES


def origin_shown(
    session: Session, obstacle: Obstacle, site_id: int | None, team_id: int | None
) -> tuple[int | None, int | None]:
    """The site and the team that the log may name, each None where the group behind them is too small.

    The group is everybody employed on the day who shares all facts shown together: site, team and the language
    of the words. The narrowest fact goes first. A team is also left out when few people at the site stand
    outside it: an entry from there without a team's name would then point at them.
    """
    if site_id is None or site_id not in sites_shown(session, obstacle):
        return None, None
    if team_id is None:
        return site_id, None
    k, day, language = house(session).k, obstacle.raised_on, obstacle.language
    at_site = headcount(session, site_id=site_id, language=language, day=day)
    in_team = headcount(session, site_id=site_id, team_id=team_id, language=language, day=day)
    others = at_site - in_team
    return site_id, team_id if in_team >= k and not 0 < others < k else None


def sites_shown(session: Session, obstacle: Obstacle) -> set[int]:
    """The sites that an entry of that day and language may name.

    Those where at least k people could have said it. But an entry that names no site must not point at a few
    either: when those at the other sites, or at none, are fewer than k together, the smallest shown sites are
    left out too, until they are enough (complementary suppression).
    """
    k, day = house(session).k, obstacle.raised_on
    rows = session.execute(
        select(Posting.site_id, func.count(Person.id.distinct()))
        .select_from(Person)
        .outerjoin(Posting, (Posting.person_id == Person.id) & posted(day))
        .where(employed(day), Person.language == obstacle.language)
        .group_by(Posting.site_id)
    )
    sizes: dict[int | None, int] = {site_id: n for site_id, n in rows}  # noqa: C416 - keeps its types
    shown = {site_id: n for site_id, n in sizes.items() if site_id is not None and n >= k}
    unnamed = sum(sizes.values()) - sum(shown.values())
    for site_id in sorted(shown, key=lambda one: (shown[one], one)):
        if not 0 < unnamed < k:
            break
        unnamed += shown.pop(site_id)
    return set(shown)


def site_may_be_shown(session: Session, obstacle: Obstacle) -> bool:
    """Whether the sorting page may offer to show the site."""
    return origin_shown(session, obstacle, obstacle.site_id, None)[0] is not None


def languages_shown(session: Session, obstacle: Obstacle) -> list[str]:
    """The languages that the public words may be in: the one it was said in, unless few of the house use it.

    Then those that enough use, the house's own first; it is offered in a house of any size.
    """
    said, ours = obstacle.language, house(session)
    rows = session.execute(
        select(Person.language, func.count()).where(employed(obstacle.raised_on)).group_by(Person.language)
    )
    many = {language for language, n in rows if n >= ours.k}
    if said in many or said == ours.language:
        return [said]
    return [ours.language, *(code for code in LANGUAGES if code in many and code != ours.language)]
