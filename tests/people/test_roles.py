"""Giving and taking roles, and the first admin."""

import pytest
from sqlalchemy import select

from floortime.errors import NotFound, Refused
from floortime.journal.queries import history
from floortime.people.access import Scope
from floortime.people.actions import add_guest, give_role, take_role
from floortime.people.commands import add
from floortime.people.model import Password, Person, Role


def roles(stage, person) -> list[tuple[str, str, int]]:
    with stage.act() as act:
        rows = act.session.scalars(select(Role).where(Role.person_id == person.id))
        return sorted((r.role, r.scope_kind, r.scope_id) for r in rows)


def test_a_role_may_be_limited_to_a_site_and_is_given_once(stage, cast):
    scope = Scope("chief_of_staff", "site", cast.utrecht.id)
    for _twice in range(2):
        with stage.act(cast.una) as act:
            give_role(act, act.session.get(Person, cast.bo.id), scope)
    assert roles(stage, cast.bo) == [("agent", "", 0), ("chief_of_staff", "site", cast.utrecht.id)]
    for _twice in range(2):
        with stage.act(cast.una) as act:
            take_role(act, act.session.get(Person, cast.bo.id), scope)
    assert roles(stage, cast.bo) == [("agent", "", 0)]
    with stage.act() as act:
        assert sorted((e.verb, e.actor_id) for e in history(act.session, "person", cast.bo.id)) == [
            ("role.given", cast.una.id),
            ("role.taken", cast.una.id),
        ]


def test_what_is_no_role_no_place_or_no_colleague_is_refused(stage, cast):
    with stage.act(cast.una) as act:
        bo, eli = act.session.get(Person, cast.bo.id), act.session.get(Person, cast.eli.id)
        with pytest.raises(Refused):
            give_role(act, bo, Scope("king"))
        with pytest.raises(NotFound):
            give_role(act, bo, Scope("owner", "site", 999_999))
        with pytest.raises(NotFound):
            give_role(act, bo, Scope("owner", "planet", 1))
        with pytest.raises(Refused):
            give_role(act, eli, Scope("admin"))


def test_the_last_admin_stays_admin(stage, cast):
    with pytest.raises(Refused) as refused, stage.act(cast.una) as act:
        take_role(act, act.session.get(Person, cast.una.id), Scope("admin"))
    assert refused.value.sentence == "Una Nordvik is the last admin. Make somebody else admin first."


def test_the_first_admin_is_made_on_an_empty_database(stage):
    with stage.act() as act:
        made = add(act, email="Ada@nordvik.example", first_name="Ada", last_name="Lind", role="admin")
    assert made.link.startswith("http://localhost/sign-in/link/")
    assert roles(stage, made.person) == [("admin", "", 0)]
    with stage.act() as act:
        assert act.session.get(Person, made.person.id).kind == "staff"


def test_a_guest_who_is_added_becomes_staff_and_may_have_a_password(stage, cast):
    with stage.act(cast.dee) as act:
        guest = add_guest(act, "kim@nordvik.example")
    with stage.act() as act:
        made = add(
            act,
            email="kim@nordvik.example",
            first_name="Kim",
            last_name="Lie",
            role="owner",
            password="lamp on a rainy monday",
        )
        assert (made.person.id, made.person.kind) == (guest.id, "staff")
    with stage.act() as act:
        assert act.session.get(Password, guest.id).hash.startswith("$argon2id$")


def test_who_is_here_already_gets_the_role_and_keeps_the_name(stage, cast):
    with stage.act() as act:
        made = add(act, email="BO@nordvik.example", first_name="Bob", last_name="Else", role="owner")
        assert (made.person.id, made.person.name) == (cast.bo.id, "Bo Nordvik")
    assert roles(stage, cast.bo) == [("agent", "", 0), ("owner", "", 0)]


@pytest.mark.parametrize(
    ("email", "role", "password"),
    [
        ("kim@nordvik", "admin", ""),
        ("kim@nordvik.example", "king", ""),
        ("kim@nordvik.example", "admin", "kim"),
    ],
)
def test_a_slip_on_the_command_line_makes_nobody(stage, cast, email, role, password):
    with pytest.raises(Refused), stage.act() as act:
        add(act, email=email, first_name="Kim", last_name="Lie", role=role, password=password)
    with stage.act() as act:
        assert act.session.scalar(select(Person).where(Person.first_name == "Kim")) is None
