"""Which entry of the navigation is marked on which page."""

import pytest

from floortime.people.access import Reader, Scope
from floortime.web.pages import _stands_under, navigation

CHIEF = {"/board", "/followups", "/log", "/programme", "/people"}
LEADER = {"/", "/programme", "/log"}
AGENT = {"/", "/log"}


@pytest.mark.parametrize(
    ("path", "shown", "marked"),
    [
        ("/", LEADER, "/"),
        ("/board", CHIEF, "/board"),
        ("/board/panel/2G5BWQR4", CHIEF, "/board"),
        ("/series/3/edit", CHIEF, "/programme"),
        ("/sitdowns/7", LEADER, "/programme"),
        ("/sitdowns/7", AGENT, "/"),
        ("/followups/C64BTQ/date", CHIEF, "/followups"),
        ("/followups/C64BTQ/date", LEADER, "/"),
        ("/followups", AGENT, "/"),
        ("/obstacles/2G5BWQR4/sort", CHIEF, "/board"),
        ("/obstacles/2G5BWQR4/answer", LEADER, "/log"),
        ("/raise/named", AGENT, "/log"),
        ("/me/thanks", AGENT, "/"),
        ("/me", AGENT, ""),
        ("/house/sites/1", CHIEF, ""),
    ],
)
def test_a_page_marks_the_entry_one_comes_from(path, shown, marked):
    assert _stands_under(path, shown) == marked


@pytest.mark.parametrize(
    ("roles", "shown"),
    [
        ((), ["/", "/log"]),
        (("agent",), ["/", "/log"]),
        (("leader",), ["/", "/log", "/programme"]),
        (("owner",), ["/", "/followups", "/log"]),
        (("chief_of_staff",), ["/board", "/followups", "/log", "/programme", "/people"]),
        (("admin",), ["/board", "/followups", "/log", "/programme", "/people"]),
    ],
)
def test_what_the_header_leads_to(app, roles, shown):
    who = Reader(1, "Dee", "Dee", "en", "UTC", roles=frozenset(Scope(role) for role in roles))
    with app.test_request_context("/"):
        assert [entry.href for entry in navigation(who)] == shown


def test_a_stranger_reads_what_was_raised_and_what_became_of_it(app):
    with app.test_request_context("/"):
        assert [entry.href for entry in navigation(None)] == ["/log", "/did"]
