"""Giving a promise to somebody in the house by their name, and what the field says to whom."""

import re
from datetime import date
from html import unescape

import pytest

from floortime.followups.actions import make_followup
from floortime.followups.model import Followup
from floortime.people.model import Person
from tests.builders import errors, post, toasts
from tests.cast import person

NOBODY_HERE = "Nobody here is called %s. Write an address, and they are asked as a guest."


@pytest.fixture
def promise(stage, cast):
    with stage.act(cast.ada) as act:
        for first, last in (("Mila", "Berg"), ("Mila", "Berg Dahl"), ("Milan", "Kok")):
            person(act, first, email=f"{first}.{last}@nordvik.example".replace(" ", "-"), last=last)
        act.session.get(Person, cast.cy.id).department_id = cast.technology.id
        return make_followup(
            act, what="A second scanner", due_on=date(2026, 12, 4), owner_id=cast.ada.id, promised_by_id=cast.ada.id
        )  # fmt: skip


@pytest.fixture
def owner(db, promise):
    def now():
        with db.reading() as session:
            row = session.get(Followup, promise.id)
            return session.get(Person, row.owner_id).name if row.owner_id else None

    return now


def give(browser, promise, to):
    return post(browser, f"/followups/{promise.code}/notmine", {"address": to}, page="/me")


@pytest.mark.parametrize(
    ("typed", "whose"),
    [("Cy Nordvik", "Cy Nordvik"), ("cy", "Cy Nordvik"), ("Nordvik, Cy", "Cy Nordvik"), ("DAHL", "Mila Berg Dahl"), ("mila berg", "Mila Berg")],
)  # fmt: skip
def test_a_name_of_the_house_is_enough(cast, signed_in, promise, owner, typed, whose):
    answered = give(signed_in(cast.dee), promise, typed)
    assert (answered.status_code, owner()) == (303, whose)


def test_a_name_of_several_lists_them(cast, signed_in, promise, owner):
    several = give(signed_in(cast.dee), promise, "Mila")
    assert (several.status_code, owner()) == (422, "Ada Lindqvist")
    assert errors(several) == [
        "More than one is called Mila: Mila Berg Dahl, Mila Berg. Write the whole name, or an e-mail address."
    ]
    assert 'value="Mila"' in several.text
    many = " ".join(errors(give(signed_in(cast.dee), promise, "nordvik")))
    assert many == (
        "More than one is called nordvik: Bo Nordvik, Bram Nordvik, Cy Nordvik (Technology), Daan Nordvik, "
        "Eli Nordvik (Technology), Fatima Nordvik and others. Write the whole name, or an e-mail address."
    )


@pytest.mark.parametrize("typed", ["Mil", "m", "Nobody Such", "%", "'"])
def test_nobody_lists_the_house_by_its_letters(cast, signed_in, promise, owner, typed):
    assert errors(give(signed_in(cast.dee), promise, typed)) == [NOBODY_HERE % typed]
    assert owner() == "Ada Lindqvist"


def test_who_has_left_is_not_called(stage, cast, signed_in, promise, owner):
    with stage.act() as act:
        act.session.get(Person, cast.cy.id).left_on = act.today
    assert errors(give(signed_in(cast.dee), promise, "Cy Nordvik")) == [NOBODY_HERE % "Cy Nordvik"]


def test_an_address_still_makes_a_guest(cast, signed_in, promise, owner):
    assert give(signed_in(cast.dee), promise, "lars.nygard@elsewhere.example").status_code == 303
    assert owner() == "Lars Nygard"
    assert errors(give(signed_in(cast.dee), promise, "lars@")) != []


def test_the_chief_of_staff_is_not_told_that_they_look_for_somebody(cast, signed_in, promise, owner):
    def hint(browser, page):
        text = browser.get(f"/followups/{promise.code}/{page}").text
        found = re.search(r'<p class="hint" id="[a-z-]*address-hint">(.*?)</p>', text)
        return unescape(found[1]), re.findall(r'<option value="([^"]+)"', text)

    dee, ada = signed_in(cast.dee), signed_in(cast.ada)
    own = "A name here, or an e-mail address. Left empty, it stands on your board under “Nobody yet” until you find somebody."
    theirs = "A name here, or an e-mail address. Leave it empty if you do not know; the chief of staff looks for somebody."
    assert [hint(dee, page) for page in ("panel", "notmine")] == [(own, ["Ada Lindqvist"])] * 2
    assert hint(ada, "notmine") == (theirs, [])
    give(dee, promise, "")
    assert (owner(), toasts(dee.get("/followups"))) == (
        None,
        ["It is nobody’s now. It stands on your board until you find somebody."],
    )


def test_to_others_the_chief_of_staff_looks_for_somebody(cast, signed_in, promise, owner):
    ada = signed_in(cast.ada)
    give(ada, promise, "")
    assert (owner(), toasts(ada.get("/me"))) == (
        None,
        ["It is nobody’s now. The chief of staff looks for somebody."],
    )
