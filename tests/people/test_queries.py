"""Who works where on a day, and who is asked: the questions that other rooms put to people."""

from datetime import date

from floortime.people import queries
from floortime.people.model import ClosedDay, DepartmentHead, Posting, Role
from tests.cast import person

DAY = date(2026, 11, 23)


def test_a_person_is_found_by_address_in_any_case(db, cast):
    with db.reading() as session:
        assert queries.person_by_address(session, " BO@Nordvik.example").id == cast.bo.id
        assert queries.person_by_address(session, "nobody@nordvik.example") is None


def test_persons_come_by_id_in_one_go(db, cast):
    with db.reading() as session:
        found = queries.persons_by_id(session, [cast.bo.id, None, 999_999, cast.cy.id])
    assert {i: p.first_name for i, p in found.items()} == {cast.bo.id: "Bo", cast.cy.id: "Cy"}


def test_a_posting_ends_before_its_last_day(stage, db, cast):
    with stage.act() as act:
        act.session.get(Posting, (cast.bo.id, date(2020, 1, 6))).to_on = DAY
        act.session.add(
            Posting(person_id=cast.bo.id, from_on=DAY, team_id=cast.retention.id, site_id=cast.leeds.id)
        )
    with db.reading() as session:
        assert queries.team_on(session, cast.bo.id, date(2026, 11, 22)).name == "Night shift"
        assert queries.team_on(session, cast.bo.id, DAY).name == "Retention"
        assert queries.site_on(session, cast.bo.id, DAY).name == "Leeds"
        assert queries.team_on(session, cast.bo.id, date(2019, 1, 1)) is None


def test_members_are_those_employed_that_day(stage, db, cast):
    with stage.act() as act:
        gone = person(act, "Gone", left_on=DAY)
        late = person(act, "Late", hired_on=date(2026, 11, 24))
        for p in (gone, late):
            act.session.add(Posting(person_id=p.id, from_on=date(2020, 1, 6), team_id=cast.night.id))
    with db.reading() as session:
        names = [p.first_name for p in queries.members(session, cast.night.id, DAY)]
    assert names == ["Bo", "Bram", "Daan", "Fatima", "Joke", "Sem"]


def test_headcount_narrows_with_every_fact(stage, db, cast):
    with stage.act() as act:
        act.session.merge(cast.bo).language = "nl"
    with db.reading() as session:
        count = queries.headcount
        assert count(session, day=DAY) == 11
        assert count(session, site_id=cast.utrecht.id, day=DAY) == 6
        assert count(session, team_id=cast.retention.id, day=DAY) == 1
        assert count(session, site_id=cast.utrecht.id, language="nl", day=DAY) == 1
        assert count(session, site_id=cast.utrecht.id, day=date(2019, 1, 1)) == 0


def test_days_off_are_the_countrys_and_the_sites_own(stage, db, cast):
    with stage.act() as act:
        act.session.add(ClosedDay(site_id=cast.utrecht.id, day=date(2026, 12, 31)))
    with db.reading() as session:
        utrecht, leeds, nowhere = (
            queries.days_off(session, site) for site in (cast.utrecht.id, cast.leeds.id, None)
        )
    assert [off(date(2026, 12, 31)) for off in (utrecht, leeds, nowhere)] == [True, False, False]
    assert [off(date(2026, 4, 27)) for off in (utrecht, leeds, nowhere)] == [True, False, False]
    assert [off(date(2026, 12, 25)) for off in (utrecht, leeds, nowhere)] == [True, True, False]


def test_chiefs_are_those_of_the_scope_and_admins_when_there_is_none(stage, db, cast):
    with stage.act() as act:
        local = person(act, "Local", role=None)
        act.session.add(
            Role(person_id=local.id, role="chief_of_staff", scope_kind="site", scope_id=cast.leeds.id)
        )
    with db.reading() as session:
        named = lambda **at: [p.first_name for p in queries.chiefs(session, **at)]  # noqa: E731
        assert named() == ["Dee"]
        assert named(site_id=cast.leeds.id) == ["Dee", "Local"]
        assert named(site_id=cast.utrecht.id) == ["Dee"]
    with stage.act() as act:
        act.session.merge(cast.dee).left_on = date(2026, 12, 1)
    with db.reading() as session:
        assert named(day=DAY) == ["Dee"]
        assert named(day=date(2026, 12, 1)) == ["Una"]
        assert named() == ["Una"]


def test_the_head_is_the_manager_before_the_sponsor(stage, db, cast):
    with stage.act() as act:
        act.session.add(DepartmentHead(department_id=cast.customer.id, part="sponsor", person_id=cast.dee.id))
        act.session.add(
            DepartmentHead(department_id=cast.technology.id, part="sponsor", person_id=cast.dee.id)
        )
    with db.reading() as session:
        assert queries.head_of(session, cast.customer.id, DAY).first_name == "Ada"
        assert queries.head_of(session, cast.technology.id, DAY).first_name == "Dee"
        assert queries.head_of(session, 999_999, DAY) is None


def test_places_come_by_name(db, cast):
    with db.reading() as session:
        assert [s.name for s in queries.sites(session)] == ["Leeds", "Utrecht"]
        assert [d.name for d in queries.departments(session)] == ["Customer", "Technology"]
        assert [t.name for t in queries.teams(session)] == ["Night shift", "Retention"]
        assert [t.name for t in queries.teams(session, site_id=cast.leeds.id)] == ["Retention"]
