"""The duty by which what nobody looks at stands in a chief of staff's letter, each once; knows queries, people, the news of that letter."""

from collections.abc import Callable
from functools import cache

from sqlalchemy import select

from floortime.act import Act
from floortime.followups.actions.news import Standing, tell_standing
from floortime.obstacles.impacts import said
from floortime.obstacles.queries.headless import headless_entries
from floortime.obstacles.queries.impact import stakes, unchecked_entries, unchecked_numbers
from floortime.outbox.model import Letter
from floortime.people.model import Person
from floortime.people.queries import chiefs, recipient
from floortime.words import in_language

Chiefs = Callable[[int | None, int | None], list[Person]]


def tell_chiefs(act: Act) -> None:
    """Put numbers that nobody has checked, and what is asked where nobody answers, into the next letter of one chief of staff.

    Who of them is told is worked out anew until the letter goes; what somebody has looked at by then is taken out.
    """

    @cache
    def of_place(site_id: int | None, department_id: int | None) -> list[Person]:
        found = chiefs(act.session, site_id=site_id, department_id=department_id, day=act.today)
        return [person for person in found if recipient(person, act.today) is not None]

    tell_standing(act, "impact", _unchecked(act, of_place))
    tell_standing(act, "headless", _headless(act, of_place))


def _unchecked(act: Act, of_place: Chiefs) -> dict[int, Standing]:
    """To the first who may check them: neither who says so, nor who owns a promise about it."""
    found, numbers = dict[int, Standing](), unchecked_numbers(act.session)
    not_theirs = cache(lambda person_id: stakes(act.session, person_id))
    for one in unchecked_entries(act.session):
        here = of_place(one.site_id, one.department_id)
        to = next((person for person in here if one.id not in not_theirs(person.id)), None)
        if to is None:
            continue
        with in_language(to.language):
            brings = [said(amount, unit) for amount, unit in numbers[one.id]]
        facts: dict[str, object] = {
            "code": one.code,
            "title": one.title,
            "language": one.language,
            "on": one.stated_on.isoformat(),
            "by_id": one.stated_by_id,  # no name: who is erased is not named here either
            "brings": brings,
        }
        found[one.id] = Standing(to.id, facts)
    return found


def _headless(act: Act, of_place: Chiefs) -> dict[int, Standing]:
    """To the first of them, but for who was asked by a letter of its own, since all who answered there had left."""
    entries = headless_entries(act.session, act.today)
    asked = (
        select(Letter.subject_id, Letter.to_id).where(
            Letter.event == "obstacle_published",
            Letter.kind == "obstacle",
            Letter.subject_id.in_([one.id for one in entries]),
            Letter.state != "withdrawn",
        )
        if entries
        else None
    )
    had = {(key, to) for key, to in act.session.execute(asked)} if asked is not None else set()
    found = dict[int, Standing]()
    for one in entries:
        to = next(iter(of_place(one.site_id, one.department_id)), None)
        if to is None or (one.id, to.id) in had:
            continue
        facts: dict[str, object] = {
            "code": one.code,
            "title": one.title,
            "language": one.language,
            "on": one.due_on.isoformat(),
            "department": one.department,
        }
        found[one.id] = Standing(to.id, facts)
    return found
