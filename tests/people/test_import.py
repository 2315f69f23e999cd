"""A whole file into the database: good rows kept, bad ones listed, the second time nothing."""

from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from floortime.errors import Malformed
from floortime.journal.queries import history
from floortime.people import queries
from floortime.people.actions import add_guest
from floortime.people.commands import import_file
from floortime.people.model import Department, DepartmentHead, ImportRow, ImportRun, Person, Posting, Role
from floortime.people.registers import known

EXPORT = Path(__file__).parent / "data" / "export.csv"
HEAD = "employee_no,first_name,last_name,email,role,department,team,site,time_zone,language,manager_email,hired_on,left_on"


def written(tmp_path: Path, *rows: str, head: str = HEAD) -> Path:
    path = tmp_path / "people.csv"
    path.write_text("\n".join((head, *rows)) + "\n", encoding="utf-8")
    return path


def imported(stage, path, *, by, dry_run=False):
    with stage.act(by) as act:
        return import_file(act, path, dry_run=dry_run)


def everything(stage):
    with stage.act() as act:
        return known(act.session)


def person(stage, number) -> Person:
    with stage.act() as act:
        return act.session.scalars(select(Person).where(Person.employee_no == number)).one()


BO = "7,Bo,Nordvik,bo@nordvik.example,agent,Customer,Night shift,Utrecht,Europe/Amsterdam,nl,,2020-01-06,"


def test_good_rows_are_kept_and_each_bad_one_is_listed(stage, cast):
    report = imported(stage, EXPORT, by=cast.una)
    assert report.plan.counts == {"new": 5, "changed": 1, "leaving": 0, "unchanged": 0, "refused": 14}
    assert [(r.line, r.reason) for r in report.plan.refused] == [
        (7, "“ingen e-post” is not an e-mail address. Correct it, or leave the cell empty for somebody without one."),
        (8, "Hired on: “31-04-2024” is not a day: its month has 30 days."),
        (9, "The site “Götborg” is not known. Did you mean Göteborg?"),
        (10, "Last name holds a formula. Write the plain words instead."),
        (11, "“säljare” is not a role. Write agent, leader, owner, chief of staff or admin."),
        (12, "“Europe/Stokholm” is not a time zone. Write it like Europe/Amsterdam."),
        (13, "The address ada@nordvik.example stands on line 2 already. Correct it, or leave it empty."),
        (14, "Employee number 3 stands on line 4 already. Each has one of their own."),
        (15, "This row has 6 cells where the headings have 16. Something is cut off: complete it."),
        (16, "Nobody here or in the file is “ingen@nordvik.example”. Correct the manager, or leave the cell empty."),
        (17, "The last day lies before the first. Correct one of the two."),
        (18, "There is no name. Write what colleagues call this person."),
        (20, "This row has more cells than headings. Put a cell with a separator in it in quotes."),
        (22, "A quotation mark opens here and does not close. Close it, or take it away."),
    ]  # fmt: skip
    zoe, orjan = person(stage, "4"), person(stage, "3")
    assert (zoe.name, zoe.email, zoe.sort_key) == ("Zoë Marie Hendriks", None, "hendriks zoe marie")
    assert (orjan.email, orjan.zone, orjan.language) == ("orjan@nordvik.example", "Europe/Stockholm", "sv")
    assert orjan.manager_id == person(stage, "2").id
    with stage.act() as act:
        run = act.session.scalars(select(ImportRun)).one()
        assert (run.by_id, run.counts, run.id) == (cast.una.id, report.plan.counts, report.run_id)
        assert len(act.session.scalars(select(ImportRow)).all()) == len(report.plan.refused)
        lines = history(act.session, "import", run.id)
        assert [(e.verb, e.actor_id, e.facts) for e in lines] == [
            ("people.imported", cast.una.id, report.plan.counts)
        ]


def test_a_dry_run_changes_nothing(stage, cast):
    before = everything(stage)
    report = imported(stage, EXPORT, by=cast.una, dry_run=True)
    assert report.lines()[-1] == "Nothing was changed: this was a dry run."
    assert everything(stage) == before
    with stage.act() as act:
        assert act.session.scalars(select(ImportRun)).all() == []


def test_the_same_file_again_changes_nothing(stage, cast):
    imported(stage, EXPORT, by=cast.una)
    before = everything(stage)
    again = imported(stage, EXPORT, by=cast.una)
    assert (again.plan.counts["new"], again.plan.counts["changed"], again.run_id) == (0, 0, None)
    assert everything(stage) == before
    with stage.act() as act:
        assert len(act.session.scalars(select(ImportRun)).all()) == 1


def test_a_new_site_takes_its_country_from_the_zone_or_is_asked_for(stage, cast, tmp_path):
    path = written(
        tmp_path,
        "1,Ole,Lie,ole@nordvik.example,agent,Customer,Day,Bergen,Europe/Oslo,nb,,2020-01-06,",
        "2,Eve,Day,eve@nordvik.example,agent,Customer,Day,Nowhere,CET,en,,2020-01-06,",
    )
    report = imported(stage, path, by=cast.una)
    assert [(s.name, s.country) for s in report.plan.sites] == [("Bergen", "NO"), ("Nowhere", None)]
    assert report.lines()[0] == "Site Nowhere: which country? Choose it on the page of the house."


def test_a_person_without_a_number_is_known_by_address(stage, cast, tmp_path):
    report = imported(stage, written(tmp_path, BO), by=cast.una)
    assert report.plan.counts == {"new": 0, "changed": 1, "leaving": 0, "unchanged": 0, "refused": 0}
    assert person(stage, "7").id == cast.bo.id


def test_moving_to_another_team_keeps_where_one_was(stage, cast, tmp_path, moment):
    imported(stage, written(tmp_path, BO), by=cast.una)
    moment.forward(days=3)
    moved = BO.replace("Night shift,Utrecht", "Retention,Leeds")
    imported(stage, written(tmp_path, moved), by=cast.una)
    imported(stage, written(tmp_path, moved), by=cast.una)
    with stage.act() as act:
        rows = act.session.scalars(
            select(Posting).where(Posting.person_id == cast.bo.id).order_by(Posting.from_on)
        ).all()
        assert [(p.from_on, p.to_on, p.team_id, p.site_id) for p in rows] == [
            (date(2020, 1, 6), date(2026, 11, 26), cast.night.id, cast.utrecht.id),
            (date(2026, 11, 26), None, cast.retention.id, cast.leeds.id),
        ]
        assert queries.team_on(act.session, cast.bo.id, date(2026, 11, 25)).name == "Night shift"


def test_leaving_ends_the_posting_and_the_sign_in(stage, cast, tmp_path, signed_in, moment):
    imported(stage, written(tmp_path, BO), by=cast.una)
    browser = signed_in(cast.bo)
    report = imported(stage, written(tmp_path, BO + "2026-11-30"), by=cast.una)
    assert report.plan.counts == {"new": 0, "changed": 0, "leaving": 1, "unchanged": 0, "refused": 0}
    assert browser.get("/me").status_code == 200
    moment.forward(days=7)
    assert browser.get("/me").status_code == 303
    with stage.act() as act:
        assert queries.team_on(act.session, cast.bo.id, date(2026, 11, 30)) is None


def test_what_people_chose_themselves_stays(stage, cast, tmp_path):
    imported(stage, written(tmp_path, BO), by=cast.una)
    with stage.act() as act:
        bo = act.session.get(Person, cast.bo.id)
        bo.language, bo.own_choice = "en", ["language"]
    report = imported(stage, written(tmp_path, BO), by=cast.una)
    assert report.plan.counts["unchanged"] == 1
    assert person(stage, "7").language == "en"


def test_columns_that_the_file_lacks_are_left_alone(stage, cast, tmp_path):
    imported(stage, written(tmp_path, BO), by=cast.una)
    short = written(
        tmp_path, "7,Bo,Nordvik-Smit,bo@nordvik.example", head="employee_no,first_name,last_name,email"
    )
    report = imported(stage, short, by=cast.una)
    assert [c.fields for c in report.plan.changed] == [(("last_name", "Nordvik", "Nordvik-Smit"),)]
    row = person(stage, "7")
    assert (row.hired_on, row.language, row.department_id) == (date(2020, 1, 6), "nl", cast.customer.id)


def test_a_guest_who_is_in_the_file_becomes_staff_in_the_same_row(stage, cast, tmp_path):
    with stage.act(cast.dee) as act:
        guest = add_guest(act, "Lars@Nordvik.example", name="Lars")
    row = "9,Lars,Nygård,lars@nordvik.example,owner,Networks,,Utrecht,Europe/Amsterdam,nb,,2024-01-01,"
    report = imported(stage, written(tmp_path, row), by=cast.una)
    assert [c.joins for c in report.plan.changed] == [True]
    joined = person(stage, "9")
    assert (joined.id, joined.kind, joined.name) == (guest.id, "staff", "Lars Nygård")
    assert imported(stage, written(tmp_path, row), by=cast.una).plan.counts["unchanged"] == 1


def test_roles_change_hands_but_trust_is_only_ever_added(stage, cast, tmp_path):
    dee = "8,Dee,McAllister,dee@nordvik.example,leader,Customer,,Utrecht,Europe/Amsterdam,en,,2020-01-06,"
    bo = BO.replace(",agent,", ",owner,")
    imported(stage, written(tmp_path, dee, bo), by=cast.una)
    with stage.act() as act:
        roles = lambda who: sorted(  # noqa: E731
            act.session.scalars(select(Role.role).where(Role.person_id == who.id))
        )
        assert (roles(cast.dee), roles(cast.bo)) == (["chief_of_staff", "leader"], ["owner"])


def test_two_people_may_swap_addresses_in_one_file(stage, cast, tmp_path):
    one = "1,An,One,one@nordvik.example,agent,Customer,,Utrecht,Europe/Amsterdam,en,,2020-01-06,"
    two = "2,Bea,Two,two@nordvik.example,agent,Customer,,Utrecht,Europe/Amsterdam,en,,2020-01-06,"
    imported(stage, written(tmp_path, one, two), by=cast.una)
    swapped = (one.replace("one@", "two@"), two.replace("two@", "one@"))
    assert imported(stage, written(tmp_path, *swapped), by=cast.una).plan.counts["changed"] == 2
    assert (person(stage, "1").email, person(stage, "2").email_norm) == (
        "two@nordvik.example",
        "one@nordvik.example",
    )


def test_a_number_changes_for_the_same_name_and_address_only(stage, cast, tmp_path):
    one = "1,An,One,one@nordvik.example,agent,Customer,,Utrecht,Europe/Amsterdam,en,,2020-01-06,"
    imported(stage, written(tmp_path, one), by=cast.una)
    before = person(stage, "1").id
    assert imported(stage, written(tmp_path, "90" + one), by=cast.una).plan.counts["changed"] == 1
    assert person(stage, "901").id == before
    other = imported(stage, written(tmp_path, one.replace("An,", "Eva,")), by=cast.una)
    assert [r.reason for r in other.plan.refused] == [
        "The address one@nordvik.example belongs to An One, number 901. Correct it, or change that person first."
    ]


def test_heads_and_leads_are_named_where_they_are_plain(stage, cast, tmp_path):
    path = written(
        tmp_path,
        "1,Marit,Top,marit@nordvik.example,leader,Executive,,Utrecht,Europe/Amsterdam,en,,2013-01-01,",
        "2,Lars,Net,lars@nordvik.example,leader,Networks,,Utrecht,Europe/Amsterdam,en,1,2013-01-01,",
        "3,Lea,Lead,lea@nordvik.example,agent,Networks,Masts,Utrecht,Europe/Amsterdam,nl,2,2013-01-01,",
        "4,Kim,One,kim@nordvik.example,agent,Networks,Masts,Utrecht,Europe/Amsterdam,nl,3,2013-01-01,",
        "5,Pia,Two,pia@nordvik.example,leader,Retail,,Utrecht,Europe/Amsterdam,en,1,2013-01-01,",
        "6,Rik,Two,rik@nordvik.example,leader,Retail,,Utrecht,Europe/Amsterdam,en,1,2013-01-01,",
    )
    imported(stage, path, by=cast.una)
    with stage.act() as act:
        heads = act.session.execute(
            select(Department.name, DepartmentHead.part, Person.first_name)
            .join(DepartmentHead, DepartmentHead.department_id == Department.id)
            .join(Person, Person.id == DepartmentHead.person_id)
            .order_by(Department.name, DepartmentHead.part)
        ).all()
        assert [tuple(h) for h in heads] == [
            ("Customer", "manager", "Ada"),
            ("Executive", "manager", "Marit"),
            ("Networks", "manager", "Lars"),
            ("Networks", "sponsor", "Marit"),
        ]
        masts = next(t for t in queries.teams(act.session) if t.name == "Masts")
    assert (masts.lead_id, masts.language) == (person(stage, "3").id, "nl")


def test_a_manager_whom_several_rows_name_is_somebody_outside_the_file(stage, cast, tmp_path):
    rows = [
        f"{n},P{n},Q,p{n}@nordvik.example,agent,Customer,,Utrecht,Europe/Amsterdam,en,boss@nordvik.example,2020-01-06,"
        for n in (1, 2)
    ]
    report = imported(stage, written(tmp_path, *rows), by=cast.una)
    assert report.plan.counts["new"] == 2
    assert report.plan.new[0].remarks == (
        "Their manager boss@nordvik.example is not here yet: the place stays open.",
    )
    assert imported(stage, written(tmp_path, *rows), by=cast.una).plan.counts["unchanged"] == 2


def test_a_file_that_cannot_be_matched_says_what_is_missing(stage, cast, tmp_path):
    with pytest.raises(Malformed) as wrong:
        imported(stage, written(tmp_path, "1,2", head="alpha,beta"), by=cast.una)
    assert (
        wrong.value.sentence
        == "No column was recognised as: Employee number, First name. Rename its heading."
    )
    with pytest.raises(Malformed) as missing:
        imported(stage, tmp_path / "none.csv", by=cast.una)
    assert missing.value.sentence == f"There is no file {tmp_path / 'none.csv'}."


def test_people_who_are_not_in_the_file_stay(stage, cast, tmp_path):
    before = replace(everything(stage), persons=())
    report = imported(stage, written(tmp_path, BO), by=cast.una)
    assert report.plan.absent == 10
    after = everything(stage)
    assert replace(after, persons=()) == before
    assert sum(p.left_on is None for p in after.persons) == 12
