"""What may be in the log already: longer words, and short ones that are names of things."""

import pytest

from floortime.obstacles.queries.alike import alike, stems
from tests.obstacles.play import published


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("The VPN is slow on nights", ["vpn", "nigh", "slo"]),
        ("No 4G in the lift", ["4g", "lif"]),
        ("it is so and not yet", []),
        ("WE SEE THE MAP LATE", ["lat"]),
        ("We wait 10 min", ["wai"]),
    ],
)
def test_short_names_count_and_grammar_does_not(words, found):
    assert stems(words) == found


@pytest.mark.parametrize("typed", ["VPN drops at night", "Every night the VPN is gone"])
def test_an_entry_is_found_by_its_short_name(stage, db, cast, typed):
    published(stage, cast, title="The VPN stops every night at three")
    published(stage, cast, title="At night nobody may approve a refund")
    with db.reading() as session:
        assert [o.title for o in alike(session, typed)] == ["The VPN stops every night at three"]


def test_long_words_of_a_title_go_before_many_short_ones(stage, db, cast):
    published(stage, cast, title="We see the outage map after the customer does")
    published(stage, cast, title="The first bill is what they have", body="Customers ask us why")
    with db.reading() as session:
        found = [o.title for o in alike(session, "customers have the outage map first")]
    assert found[0] == "We see the outage map after the customer does"
