"""Which entry of the navigation is marked on which page."""

import pytest

from floortime.web.pages import _stands_under

CHIEF = {"/board", "/programme", "/log", "/people"}
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
        ("/followups/C64BTQ/date", CHIEF, "/board"),
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
