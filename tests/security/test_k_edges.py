"""The k rule at its edges: five are shown and four are not, and no filter or count says what an entry hides."""

import re
from datetime import date

import pytest

from floortime.people.model import Person, Posting
from tests.cast import person
from tests.obstacles.play import publish, raised

one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def at_leeds(stage, cast, n, language="en"):
    """Leeds has `n` people of that language; Cy is one of them. Five work nowhere, so that no site is named for their sake."""
    with stage.act() as act:
        person(act, "Pia")
        act.session.get(Person, cast.cy.id).language = language
        for number in range(n - 1):
            one = person(act, f"Leeds{number}", language=language)
            act.session.add(Posting(person_id=one.id, from_on=date(2020, 1, 6), site_id=cast.leeds.id))


def choices(client, path="/log"):
    """What the filter column offers: label and count."""
    found = re.findall(
        r'href="/log\?[^"]*site=(\d+)[^"]*"[^>]*>(.*?)</a>', client.get(path).text, flags=re.DOTALL
    )
    return {int(site): re.sub(r"<[^>]+>|\s+", " ", label).strip() for site, label in found}


@pytest.mark.parametrize(("n", "shown"), [(4, False), (5, True)])
def test_five_at_a_site_are_named_and_four_are_not(stage, cast, n, shown):
    at_leeds(stage, cast, n)
    entry = publish(stage, cast, raised(stage, cast, site_id=cast.leeds.id))
    assert (entry.shown_site_id == cast.leeds.id) is shown


def test_four_who_speak_the_language_hide_a_site_of_many(stage, cast):
    at_leeds(stage, cast, 4, language="sv")
    with stage.act() as act:
        for number in range(6):
            one = person(act, f"English{number}")
            act.session.add(Posting(person_id=one.id, from_on=date(2020, 1, 6), site_id=cast.leeds.id))
    shown = [
        publish(stage, cast, raised(stage, cast, site_id=cast.leeds.id, language=language)).shown_site_id
        for language in ("sv", "en")
    ]
    assert shown == [None, cast.leeds.id]


@one_database
def test_no_filter_offers_or_counts_a_hidden_site(stage, cast, client):
    hidden = publish(stage, cast, raised(stage, cast, site_id=cast.leeds.id))
    publish(stage, cast, raised(stage, cast))
    assert set(choices(client)) == {cast.utrecht.id}
    asked = client.get(f"/log?site={cast.leeds.id}").text
    assert (hidden.code in asked, hidden.code in client.get("/log").text) == (False, True)
    assert "Leeds" not in client.get(f"/log/{hidden.code}").text
