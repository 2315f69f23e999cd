"""A leaver becomes a blank person: names and addresses go, counts stay."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import inspect, select, text

from floortime import tokens
from floortime.errors import NotFound, Refused
from floortime.journal.queries import history
from floortime.outbox.model import Letter
from floortime.people import queries
from floortime.people.actions import erase_person, send_link
from floortime.people.commands import who_has
from floortime.people.importing.values import why
from floortime.people.model import (
    Delegate,
    ImportRow,
    ImportRun,
    Password,
    Person,
    Role,
    Team,
    WebSession,
)
from floortime.words import lazy

LAST_DAY = date(2026, 11, 20)


def leave_traces(stage, cast) -> None:
    """Put the leaver's name and address into every place we know of."""
    with stage.act() as act:
        bo = act.session.get(Person, cast.bo.id)
        bo.phone, bo.employee_no, bo.job_title, bo.last_name = (
            "+31 6 5550 1234",
            "E-4711",
            "Advisor",
            "Quickly",
        )
        bo.sort_key = "quickly bo"
        send_link(act, "bo@nordvik.example")
        add = act.session.add
        add(WebSession(token_hash="h", person_id=bo.id, made_at=act.at, expires_at=act.at + timedelta(1)))
        add(Password(person_id=bo.id, hash="x"))
        add(Delegate(leader_id=cast.ada.id, delegate_id=bo.id))
        tokens.issue(act.session, "seat", "seat", 1, expires_at=act.at, person_id=bo.id)
        act.session.get(Person, cast.cy.id).manager_id = bo.id
        act.session.get(Team, cast.night.id).lead_id = bo.id
        run = ImportRun(file_sha256="0" * 64, by_id=cast.una.id, at=act.at, counts={})
        add(run)
        act.session.flush()
        for line, reason in enumerate(("BO@nordvik.example again", "Bo Quickly twice", "E-4711", "other")):
            add(ImportRow(run_id=run.id, line=line, verdict="refused", reason=reason))
        owner = lazy("The address %(value)s belongs to %(name)s, number %(number)s. Correct it, or change that person first.",
                     value="bo@nordvik.example", name="Bo  QUICKLY", number="E-4711")  # fmt: skip
        nested = lazy("%(field)s: %(wrong)s", field=lazy("Manager"), wrong=lazy("Nobody here or in the file is “%(given)s”. Correct the manager, or leave the cell empty.", given="Bo Quickly"))  # fmt: skip
        add(ImportRow(run_id=run.id, line=9, verdict="refused", faults=[owner.kept, nested.kept]))
        act.session.flush()
        bo.left_on = LAST_DAY


def everything(stage) -> str:
    with stage.act() as act:
        tables = inspect(act.session.connection()).get_table_names()
        return json.dumps(
            [
                [str(bytes(c) if isinstance(c, memoryview) else c) for c in row]
                for table in tables
                if table != "alembic_version"
                for row in act.session.execute(text(f'select * from "{table}"'))
            ]
        ).lower()


def test_nothing_that_names_a_leaver_is_left(stage, cast):
    leave_traces(stage, cast)
    # Nothing that the digits of a random key could spell by chance.
    planted = ("quickly", "bo@nordvik", "5550 1234", "e-4711")
    assert all(word in everything(stage) for word in planted)
    with stage.act(cast.una) as act:
        erase_person(act, act.session.get(Person, cast.bo.id))
    left = everything(stage)
    assert [word for word in planted if word in left] == []
    with stage.act() as act:
        s = act.session
        bo = s.get(Person, cast.bo.id)
        assert (bo.kind, bo.name, bo.erased_on) == ("blank", "", act.today)
        for table, column in (
            (WebSession, WebSession.person_id),
            (Password, Password.person_id),
            (Role, Role.person_id),
            (Delegate, Delegate.delegate_id),
            (tokens.Token, tokens.Token.person_id),
        ):
            assert s.scalars(select(table).where(column == cast.bo.id)).all() == []
        letter = s.scalars(select(Letter)).one()
        assert (letter.state, letter.body, letter.to_address) == ("withdrawn", None, f"erased-{cast.bo.id}")
        assert s.get(Team, cast.night.id).lead_id is None
        assert s.get(Person, cast.cy.id).manager_id is None
        lines = history(s, "person", cast.bo.id)
        assert [(e.actor_id, e.facts) for e in lines if e.verb == "person.erased"] == [(cast.una.id, {})]


def test_the_rest_of_what_an_import_said_stays(stage, cast):
    leave_traces(stage, cast)
    with stage.act(cast.una) as act:
        erase_person(act, act.session.get(Person, cast.bo.id))
    with stage.act() as act:
        faults = act.session.scalars(select(ImportRow.faults).where(ImportRow.line == 9)).one()
        assert why(faults) == (
            "The address … belongs to …, number …. Correct it, or change that person first. "
            "Manager: Nobody here or in the file is “…”. Correct the manager, or leave the cell empty."
        )


def test_counts_of_the_past_stay(stage, cast):
    leave_traces(stage, cast)
    before = date(2026, 11, 1)
    with stage.act() as act:
        count = queries.headcount(act.session, team_id=cast.night.id, day=before)
    with stage.act(cast.una) as act:
        erase_person(act, act.session.get(Person, cast.bo.id))
    with stage.act() as act:
        assert queries.headcount(act.session, team_id=cast.night.id, day=before) == count == 6
        assert queries.headcount(act.session, team_id=cast.night.id, day=act.today) == 5


@pytest.mark.parametrize("last_day", [None, date(2026, 11, 24)])
def test_somebody_who_works_here_is_not_erased(stage, cast, last_day):
    with stage.act() as act:
        act.session.merge(cast.bo).left_on = last_day
    with pytest.raises(Refused) as refused, stage.act(cast.una) as act:
        erase_person(act, act.session.get(Person, cast.bo.id))
    assert refused.value.sentence == "Bo Nordvik works here. Only somebody who has left can be erased."


def test_a_guest_is_erased_and_twice_is_once(stage, cast):
    for _twice in range(2):
        with stage.act(cast.una) as act:
            erase_person(act, act.session.get(Person, cast.eli.id))
    with stage.act() as act:
        assert [e.verb for e in history(act.session, "person", cast.eli.id)] == ["person.erased"]
        assert not act.session.get(Person, cast.eli.id).employed_on(act.today)


def test_the_command_finds_by_number_or_address(stage, cast):
    with stage.act() as act:
        bo = act.session.get(Person, cast.bo.id)
        bo.employee_no, bo.left_on = "E-4711", LAST_DAY
    with stage.act() as act:
        assert who_has(act, " E-4711 ").id == cast.bo.id
        assert who_has(act, "ELI@nordvik.example").id == cast.eli.id
        with pytest.raises(NotFound):
            who_has(act, "nobody@nordvik.example")
