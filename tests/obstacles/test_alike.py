"""What may be in the log already, or waits to be sorted too: told by words that few entries have."""

import re
from html import unescape

import pytest

from floortime.obstacles.actions.sorting import withhold_obstacle
from floortime.obstacles.likeness import stems
from floortime.obstacles.model import Obstacle
from floortime.obstacles.queries.alike import alike
from floortime.people.model import Role
from tests.obstacles.play import published, raised


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("The VPN is slow on nights", ["vpn", "nigh", "slow"]),
        ("No 4G in the lift", ["4g", "lift"]),
        ("it is so and not yet, because they have never been there", []),
        ("Det er ikke noen som kan si hvorfor, og alle skal vite det", ["vite"]),
        ("WE SEE THE MAP LATE", ["late", "map"]),
        ("We wait 10 min, sometimes 2026", ["sometim", "wait"]),
        ("The forms are gone", ["form"]),
    ],
)
def test_short_names_count_and_grammar_does_not(words, found):
    assert stems(words) == found


def titles(db, typed):
    with db.reading() as session:
        return [o.title for o in alike(session, typed)]


@pytest.mark.parametrize("typed", ["VPN drops at night", "Every night the VPN is gone"])
def test_an_entry_is_found_by_its_short_name(stage, db, cast, typed):
    published(stage, cast, title="The VPN stops every night at three")
    published(stage, cast, title="At night nobody may approve a refund")
    assert titles(db, typed) == ["The VPN stops every night at three"]


MAP = "We see the outage map after the customer does"
LOG = [
    MAP,
    "The engineer leaves after two minutes, also when the customer cannot reach the door that fast",
    "Customers on the social tariff are told every month that it is under review",
    "Compliments from customers end up in a slide and never reach the person",
    "A leaflet promises bills in an app that does not exist yet",
    "The router swap form times out after four minutes, so we type the whole address again while the customer waits",
    "De nieuwe headsets kraken zodra er iemand langsloopt",
    "Een dove klant moet bellen om te bewijzen wie hij is",
    "Op de betalingsherinnering staat niet om welke factuur het gaat",
    "Om natten er det ingen som er vaktleder",
    "Teknikerns tid syns inte på vår skärm, så vi ringer depån med kunden i vänteläge",
]
"""As the floor says it, in four languages."""


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("The outage map is behind: customers know before us that there is a fault", [MAP]),
        ("I filled in the router swap form and after a few minutes everything was gone", [LOG[5]]),
        ("Headsets gaan kraken als er een collega langs loopt", [LOG[6]]),
        ("De dove klant wordt gevraagd om ons te bellen", [LOG[7]]),
        ("Om natten finnes det ingen vaktleder å spørre", [LOG[9]]),
        ("Det är omöjligt att se teknikerns tid, vi måste ringa depån varje gång", [LOG[10]]),
        ("Customers are angry because the waiting time is too long", []),
        ("The coffee machine on the third floor is broken again", []),
        ("Kunden ringer to ganger fordi vi ikke kan se hva den forrige skrev", []),
        ("We can never reach anybody in the evening, and are told to wait", []),
    ],
)
def test_what_says_the_same_is_found_and_nothing_else(stage, db, cast, typed, found):
    for title in LOG:
        published(stage, cast, title=title)
    assert titles(db, typed) == found


def test_an_old_entry_is_found_behind_many_that_share_a_common_word(stage, db, cast):
    published(stage, cast, title="The customer hears of the outage before the depot does")
    for n in range(70):
        published(stage, cast, title=f"The customer waits at counter {n}")
    typed = "The depot hears nothing of an outage, the customer does"
    assert titles(db, typed) == ["The customer hears of the outage before the depot does"]


def test_what_was_taken_out_of_the_log_is_not_proposed(stage, db, cast):
    kept = published(stage, cast, title=MAP)
    with stage.act(cast.dee) as act:
        withhold_obstacle(act, act.session.get(Obstacle, kept.id), reason="A customer")
    assert titles(db, "The outage map comes late") == []


def proposed(browser, entry):
    """What stands in the panel of an entry to sort: what waits too, and how many may be merged into."""
    html = browser.get(f"/board/panel/{entry.code}").text
    too = re.findall(
        r'Waits to be sorted too:\s*<a class="floor" href="/obstacles/(\w+)/sort"[^>]*>([^<]+)<', html
    )
    return [(code, unescape(words)) for code, words in too], html.count('name="into" value=')


def test_what_waits_to_be_sorted_too_stands_there(stage, cast, signed_in):
    words = "The outage map reaches us late, says the depot"
    first, second = raised(stage, cast), raised(stage, cast, words=words)
    raised(stage, cast, words="The lift stops between the floors")
    dee = signed_in(cast.dee)
    assert proposed(dee, second) == (
        [(first.code, "Fatima said that we see the outage map after the customer does")],
        0,
    )
    assert proposed(dee, first) == ([(second.code, words)], 0)
    assert (
        "/merge"
        not in re.findall(
            r"Waits to be sorted too.*?</div>", dee.get(f"/obstacles/{first.code}/sort").text, re.DOTALL
        )[0]
    )


def test_raw_words_are_read_by_who_sorts_them_alone(stage, cast, signed_in, client):
    here = raised(stage, cast)
    elsewhere = raised(stage, cast, words="The outage map is late in Leeds", site_id=cast.leeds.id)
    nowhere = raised(stage, cast, words="The outage map is late everywhere", site_id=None)
    with stage.act() as act:
        act.session.add(
            Role(person_id=cast.ada.id, role="chief_of_staff", scope_kind="site", scope_id=cast.utrecht.id)
        )
    assert proposed(signed_in(cast.ada), here) == ([], 0)
    assert sorted(code for code, _words in proposed(signed_in(cast.dee), here)[0]) == sorted(
        [elsewhere.code, nowhere.code]
    )
    typed = client.post("/raise/alike", data={"words": "The outage map is late"}).text
    assert "outage" not in typed


def test_sorted_already_nothing_is_proposed(stage, cast, signed_in):
    entry = published(stage, cast)
    raised(stage, cast, words="The outage map reaches us late")
    assert proposed(signed_in(cast.dee), entry) == ([], 0)
