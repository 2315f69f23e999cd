"""A plan in words: what those become who are new."""

from floortime.people.importing.values import Plan, Wanted
from floortime.people.previews import preview


def test_the_box_says_how_many_become_what():
    roles = ["agent", "agent", "leader", "chief_of_staff"]
    plan = Plan(new=tuple(Wanted(n, "Noor", "Visser", role=role) for n, role in enumerate(roles)))
    assert preview(plan).box == [
        (4, "people are new"),
        (2, "become agents"),
        (1, "becomes a leader"),
        (1, "becomes chief of staff"),
    ]
