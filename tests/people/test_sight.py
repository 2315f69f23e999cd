"""What of a reader decides which rows they see: readers alike share a question, and each stands in its places with their own keys."""

from datetime import date

from floortime.followups.queries.lateness import Late
from floortime.people.access import Reader, Scope
from floortime.people.sight import in_places, sight_of


def reader(number, *roles, acts_for=()):
    return Reader(number, "", "", "en", "UTC", roles=frozenset(roles), acts_for=frozenset(acts_for))


def chief(kind, key):
    return Scope("chief_of_staff", kind, key)


def owner(key):
    return Scope("owner", "department", key)


def test_keys_are_what_is_put_in_and_no_part_of_the_question():
    one = sight_of(reader(7, owner(3), chief("site", 1), acts_for=[5]))
    other = sight_of(reader(8, owner(4), chief("site", 2), acts_for=[9]))
    assert one.shape == other.shape == in_places(one.shape).shape
    assert one.given() == {"sight_sites0": 1, "sight_owned0": 3, "sight_ids0": 5, "sight_ids1": 7}
    assert other.given() == {"sight_sites0": 2, "sight_owned0": 4, "sight_ids0": 8, "sight_ids1": 9}
    places = in_places(one.shape)
    assert {place.key for part in (places.sites, places.owned, places.ids) for place in part} == set(
        one.given()
    )


def test_a_department_is_seen_once_by_whoever_is_its_chief_and_its_owner():
    both = sight_of(reader(7, owner(3), owner(4), chief("department", 3)))
    assert (both.departments, both.owned) == ((3,), (4,))


def test_who_sees_the_whole_house_is_asked_for_no_part_of_it():
    every = sight_of(reader(7, Scope("chief_of_staff"), owner(3)))
    assert (every.shape, every.given()) == ((True, 0, 0, 0, 1), {"sight_ids0": 7})


def test_a_board_that_knows_nothing_of_ones_own_is_shared_by_all_chiefs_of_the_house():
    chiefs = [sight_of(reader(n, Scope("chief_of_staff"), acts_for=range(n))).as_chief for n in (1, 2)]
    assert chiefs[0] == chiefs[1]


def test_another_day_is_put_in_too():
    one = Late(date(2026, 11, 23), ((4, date(2026, 11, 20)),))
    other = Late(date(2026, 12, 28), ((2, date(2026, 12, 24)),))
    assert one.alike == other.alike
    assert one.given() == {
        "late_on": date(2026, 11, 23),
        "late_first": date(2026, 11, 20),
        "late_site0": 4,
        "late_day0": date(2026, 11, 20),
    }
