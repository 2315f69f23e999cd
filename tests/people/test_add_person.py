"""One person by hand, in the browser: who may, what is kept, who is joined, and a press that comes twice."""

from datetime import date

import pytest
from sqlalchemy import func, select

from floortime.journal.queries import history
from floortime.people.actions import add_guest
from floortime.people.model import Person, Posting, Role
from tests.builders import errors, heading, post, toasts
from tests.cast import person

NOOR = {
    "first_name": "Noor",
    "last_name": "Visser",
    "email": "Noor@Nordvik.example",
    "roles": ["agent", "owner"],
    "language": "nl",
}
BLANK = {"last_name": "", "email": "", "place": "", "department": "", "language": "en"}
"""What a browser sends of fields that nobody touched."""
KEY = "a-press-of-the-button"


def add(browser, typed: dict):
    return post(browser, "/people/add", {**BLANK, **typed}, page="/people/add")


def called(stage, first: str) -> list[Person]:
    with stage.act() as act:
        return list(act.session.scalars(select(Person).where(Person.first_name == first)))


def count(stage) -> int:
    with stage.act() as act:
        return act.session.scalar(select(func.count()).select_from(Person))


def test_somebody_is_here_from_today_with_team_roles_and_tongue(signed_in, stage, cast):
    browser = signed_in(cast.una)
    answer = add(browser, {**NOOR, "place": f"team-{cast.night.id}"})
    (noor,) = called(stage, "Noor")
    assert answer.location == f"/people/{noor.id}"
    assert toasts(browser.get(answer.location)) == ["Noor Visser is here now."]
    assert (noor.kind, noor.email, noor.email_norm, noor.language, noor.zone, noor.hired_on) == (
        "staff", "Noor@Nordvik.example", "noor@nordvik.example", "nl", "Europe/Amsterdam", date(2026, 11, 23),
    )  # fmt: skip
    assert noor.department_id == cast.customer.id
    with stage.act() as act:
        (stay,) = act.session.scalars(select(Posting).where(Posting.person_id == noor.id))
        assert (stay.from_on, stay.to_on, stay.team_id, stay.site_id) == (
            date(2026, 11, 23),
            None,
            cast.night.id,
            cast.utrecht.id,
        )
        roles = act.session.scalars(select(Role.role).where(Role.person_id == noor.id).order_by(Role.role))
        assert list(roles) == ["agent", "owner"]
        assert sorted((e.verb, e.actor_id) for e in history(act.session, "person", noor.id)) == [
            ("person.added", cast.una.id),
            ("role.given", cast.una.id),
            ("role.given", cast.una.id),
        ]


def test_nobody_needs_an_address_a_place_or_a_role(signed_in, stage, cast):
    assert add(signed_in(cast.dee), {"first_name": "Noor"}).status_code == 303
    (noor,) = called(stage, "Noor")
    assert (noor.email, noor.email_norm, noor.department_id, noor.zone) == (
        None,
        None,
        None,
        "Europe/Amsterdam",
    )


def test_a_site_says_the_clock(signed_in, stage, cast):
    typed = {**NOOR, "place": f"site-{cast.leeds.id}", "department": str(cast.technology.id)}
    add(signed_in(cast.dee), typed)
    (noor,) = called(stage, "Noor")
    assert (noor.zone, noor.department_id) == ("Europe/London", cast.technology.id)


def test_what_is_missing_is_said_and_what_was_typed_stays(signed_in, stage, cast):
    before = count(stage)
    answer = add(
        signed_in(cast.dee),
        {
            "first_name": " ",
            "last_name": "Visser",
            "email": "noor@nordvik",
            "place": f"team-{cast.night.id}",
            "language": "sv",
        },
    )
    assert (answer.status_code, count(stage)) == (422, before)
    assert errors(answer) == [
        "Write the name that colleagues call them.",
        "The address stops after “nordvik”. Add the ending, for example nordvik.example.",
    ]
    for kept in (
        'value="Visser"',
        'value="noor@nordvik"',
        f'<option selected value="team-{cast.night.id}">',
        '<option selected value="sv">',
    ):
        assert answer.text.count(kept) == 1


def test_a_guest_with_this_address_is_that_person(signed_in, stage, cast):
    with stage.act() as act:
        guest = add_guest(act, "noor@nordvik.example")
    add(signed_in(cast.una), NOOR)
    (noor,) = called(stage, "Noor")
    assert (noor.id, noor.kind, noor.name) == (guest.id, "staff", "Noor Visser")


def test_somebody_with_this_address_is_named_with_the_way_to_their_page(signed_in, stage, cast):
    before = count(stage)
    answer = add(signed_in(cast.una), {**NOOR, "email": "BO@nordvik.example"})
    assert (answer.status_code, count(stage)) == (422, before)
    assert errors(answer) == ["Bo Nordvik has this address and is here already."]
    assert answer.text.count(f'<a href="/people/{cast.bo.id}">See the page of Bo Nordvik</a>') == 1
    assert heading(answer) == "Add a person"


def test_somebody_who_left_is_said_to_have(signed_in, stage, cast):
    with stage.act() as act:
        person(act, "Noortje", email="noor@nordvik.example", left_on=date(2026, 10, 1))
    assert errors(add(signed_in(cast.una), NOOR)) == ["Noortje Nordvik, who left, had this address."]


@pytest.mark.parametrize("email", ["noor@nordvik.example", ""])
def test_a_press_that_comes_twice_makes_one_person(signed_in, stage, cast, email):
    browser, typed = signed_in(cast.dee), {**NOOR, "email": email, "key": KEY}
    first, second = add(browser, typed), add(browser, typed)
    (noor,) = called(stage, "Noor")
    assert first.location == second.location == f"/people/{noor.id}"


def test_a_chief_of_staff_raises_nobody_above_themselves(signed_in, stage, cast):
    browser = signed_in(cast.dee)
    answer = add(browser, {**NOOR, "roles": ["admin"]})
    assert (answer.status_code, called(stage, "Noor")) == (422, [])
    offered = browser.get("/people/add").text
    assert [name for name in ("agent", "leader", "owner", "chief_of_staff", "admin") if f'value="{name}"' in offered] == [
        "agent", "leader", "owner",
    ]  # fmt: skip


def test_who_may_not_import_may_not_add(signed_in, client, stage, cast):
    with stage.act() as act:
        local = person(act, "Local", role=None)
        act.session.add(
            Role(person_id=local.id, role="chief_of_staff", scope_kind="site", scope_id=cast.leeds.id)
        )
    for who in (cast.ada, cast.bo, local):
        browser = signed_in(who)
        assert browser.get("/people/add").status_code == 404
        assert post(browser, "/people/add", NOOR, page="/me").status_code == 404
    assert "Add a person" not in signed_in(local).get("/people").text
    assert post(client, "/people/add", NOOR).location == "/sign-in"
    assert called(stage, "Noor") == []
