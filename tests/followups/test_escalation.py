"""Those above the owner: the manager, then the sponsor, each once, never after the fact changed."""

import re
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from floortime.act import WORKER, begin
from floortime.followups.actions import (
    change_chase,
    claim_followup,
    drop_followup,
    hand_over,
    make_followup,
    move_due,
)
from floortime.followups.chase import ABOVE, Rules
from floortime.followups.digests import EVENT
from floortime.followups.model import ChaseStep, Followup
from floortime.followups.reminders import chase_promises
from floortime.journal.model import Entry
from floortime.outbox.model import Letter
from floortime.people.model import Department, DepartmentHead, Person
from floortime.sitdowns.model import Programme
from tests.cast import person

DUE = date(2026, 12, 4)
FIVE, TEN = date(2026, 12, 11), date(2026, 12, 18)


@pytest.fixture
def nils(stage, cast):
    """Bo's manager."""
    with stage.act() as act:
        found = person(act, "Nils", role="leader", last="Berg", language="nl")
        act.session.get(Person, cast.bo.id).manager_id = found.id
    return found


@pytest.fixture
def promise(stage, cast, nils):
    with stage.act(cast.ada) as act:
        return make_followup(
            act,
            what="The map",
            due_on=DUE,
            owner_id=cast.bo.id,
            promised_by_id=cast.ada.id,
            about="It comes late",
        )


@pytest.fixture
def on(stage, moment):
    """`on(date)`: the worker looks in the morning of that day; how many letters it wrote."""

    def look(day):
        moment.at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
        with stage.act() as act:
            return chase_promises(act)

    return look


@pytest.fixture
def above(db):
    """Who above an owner has a letter that goes, or went, in their order."""

    def found():
        with db.reading() as session:
            rows = session.scalars(
                select(ChaseStep.to_id)
                .join(Letter, Letter.id == ChaseStep.letter_id)
                .where(ChaseStep.step.in_(ABOVE), Letter.state != "withdrawn")
                .order_by(Letter.id)
            )
            return list(rows)

    return found


def test_the_manager_after_five_working_days_the_sponsor_after_ten(db, cast, nils, promise, on, above):
    told = {day: above() for n in range(30) if on(day := DUE + timedelta(days=n)) or True}
    assert told[FIVE - timedelta(days=1)] == []
    assert (told[FIVE], told[TEN - timedelta(days=1)]) == ([nils.id], [nils.id])
    assert told[DUE + timedelta(days=29)] == [nils.id, cast.ada.id]
    with db.reading() as session:
        lines = session.scalars(
            select(Entry.facts).where(Entry.verb == "followup.escalated").order_by(Entry.id)
        )
        assert list(lines) == [
            {"to_id": nils.id, "step": "manager"},
            {"to_id": cast.ada.id, "step": "sponsor"},
        ]


def test_the_letter_says_who_asked_what_of_whom_since_when_in_the_readers_language(db, nils, promise, on):
    on(FIVE)
    with db.reading() as session:
        body = session.scalar(select(Letter.body).where(Letter.event == EVENT, Letter.to_id == nils.id))
    letter = message_from_bytes(body, policy=default)
    words = letter.get_body(("plain",)).get_content()
    assert letter["Subject"] == "Wacht op Bo Nordvik, 5 dagen te laat: The map"
    for part in (
        "Nils, één belofte heeft een woord van jou nodig.",
        "Dit wacht op Bo Nordvik",
        "It comes late",
        "Beloofd op 23 november door Ada Lindqvist.",
        "vrijdag 4 december",
        "Als er niets verandert, hoort Ada Lindqvist het op vrijdag 18 december.",
        f"http://localhost/followups/{promise.code}",
    ):
        assert words.count(part) == 1, part


def test_who_was_told_may_open_the_page_and_nobody_else(cast, nils, promise, on, signed_in):
    url = f"/followups/{promise.code}"
    assert signed_in(nils).get(url).status_code == 404
    on(FIVE)
    assert signed_in(nils).get(url).status_code == 200
    assert signed_in(nils).get(url + "/done").status_code == 403
    assert signed_in(cast.cy).get(url).status_code == 404


def test_a_clock_that_jumps_tells_each_once(cast, nils, promise, on, above):
    for day in (date(2027, 3, 1), DUE, FIVE, TEN, date(2027, 3, 2)):
        on(day)
    assert sorted(above()) == sorted([nils.id, cast.ada.id])


def test_two_workers_tell_each_once(settings, db, cast, nils, promise, above):
    at, meet = datetime(2026, 12, 18, 9, tzinfo=UTC), Barrier(2)

    def work():
        meet.wait()
        with begin(db, settings, by=WORKER, at=at) as act:
            chase_promises(act)

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(above()) == sorted([nils.id, cast.ada.id])


@pytest.mark.parametrize("fact", ["claimed", "moved", "handed over", "dropped"])
def test_never_after_the_fact_changed(stage, cast, promise, on, above, fact):
    on(FIVE)
    with stage.act(cast.dee) as act:
        row = act.session.get(Followup, promise.id)
        if fact == "claimed":
            claim_followup(act, row, claim="It hangs")
        elif fact == "moved":
            move_due(act, row, to_on=date(2027, 1, 8), reason="the printer")
        elif fact == "handed over":
            hand_over(act, row, owner_id=cast.cy.id)
        else:
            drop_followup(act, row, reason="no paper")
    assert above() == [], "written, not yet sent: taken back"
    on(date(2026, 12, 15))
    assert above() == []


def test_a_new_owner_gets_the_grace_of_the_first(stage, cast, nils, promise, on, above):
    on(DUE)
    with stage.act(cast.dee) as act:
        act.session.get(Person, cast.cy.id).manager_id = nils.id
    on(date(2026, 12, 10))
    with stage.act(cast.dee) as act:
        hand_over(act, act.session.get(Followup, promise.id), owner_id=cast.cy.id)
    on(FIVE)
    on(date(2026, 12, 16))
    assert above() == []
    on(date(2026, 12, 17))
    assert above() == [nils.id]


class TestWhoIsAbove:
    """No manager: the head of the department. The owner is never told on themselves."""

    def at_ten(self, stage, cast, on, above, owner, **more):
        with stage.act(cast.dee) as act:
            make_followup(act, what="The map", due_on=DUE, owner_id=owner.id, **more)
        on(FIVE)
        on(TEN)
        return above()

    def test_the_head_of_the_guests_department(self, stage, cast, nils, on, above):
        with stage.act() as act:
            act.session.add(
                DepartmentHead(department_id=cast.technology.id, part="manager", person_id=nils.id)
            )
        assert self.at_ten(stage, cast, on, above, cast.eli) == [nils.id]

    def test_a_manager_who_has_left_is_passed_over(self, stage, cast, nils, on, above):
        with stage.act() as act:
            act.session.get(Person, nils.id).left_on = date(2026, 12, 1)
            act.session.get(Person, cast.bo.id).department_id = cast.customer.id
        assert self.at_ten(stage, cast, on, above, cast.bo) == [cast.ada.id]

    def test_nobody_where_nobody_is_known(self, stage, cast, on, above):
        assert self.at_ten(stage, cast, on, above, cast.eli) == []

    def test_a_leader_who_owns_what_they_promised_is_no_sponsor_of_it(self, stage, cast, on, above):
        assert self.at_ten(stage, cast, on, above, cast.ada, promised_by_id=cast.ada.id) == []

    def test_the_sponsor_by_name_comes_before_who_promised(self, stage, cast, nils, on, above):
        with stage.act(cast.dee) as act:
            programme = act.session.get(Programme, cast.programme.id)
            change_chase(act, programme, Rules(manager=None, sponsor=3), sponsor_id=nils.id)
        assert self.at_ten(stage, cast, on, above, cast.eli, promised_by_id=cast.ada.id) == [nils.id]

    def test_a_sponsor_of_the_department_where_no_leader_promised(self, stage, cast, nils, on, above):
        with stage.act() as act:
            act.session.add(
                DepartmentHead(department_id=cast.technology.id, part="sponsor", person_id=nils.id)
            )
            act.session.get(Person, cast.eli.id).department_id = None
            assert act.session.get(Department, cast.technology.id) is not None
        found = self.at_ten(stage, cast, on, above, cast.eli, department_id=cast.technology.id)
        assert found == [nils.id, nils.id], "first as the head's stand-in, then as the sponsor"


def test_a_guests_working_days_are_those_of_where_it_was_raised(stage, cast, nils, on, above):
    """Boxing Day is kept on the Monday in England: counted from Wednesday the 23rd, five working days end a day later there."""
    with stage.act() as act:
        act.session.add(DepartmentHead(department_id=cast.technology.id, part="manager", person_id=nils.id))
    with stage.act(cast.dee) as act:
        for site in (cast.utrecht, cast.leeds):
            make_followup(
                act, what=f"Of {site.name}", due_on=date(2026, 12, 23), owner_id=cast.eli.id, site_id=site.id
            )
    told = {}
    for day in (29, 30, 31):
        on(date(2026, 12, day))
        told[day] = len(above())
    on(date(2027, 1, 4))
    assert (told, len(above())) == ({29: 0, 30: 0, 31: 1}, 2)


@pytest.mark.parametrize("went", [False, True])
def test_its_page_names_nobody_whose_letter_was_taken_back(stage, db, cast, promise, on, signed_in, went):
    on(FIVE)
    with stage.act(cast.ada) as act:
        if went:
            for letter in act.session.scalars(select(Letter).where(Letter.event == EVENT)):
                letter.state = "sent"
        move_due(act, act.session.get(Followup, promise.id), to_on=TEN, reason="The printer is broken")
    page = signed_in(cast.dee).get(f"/followups/{promise.code}").text
    assert re.findall(r"<b>(Told|Moved)</b>", page) == (["Moved", "Told"] if went else ["Moved"])
    with db.reading() as session:
        lines = session.scalars(select(Entry.verb).where(Entry.verb == "followup.escalated"))
        assert list(lines) == ["followup.escalated"]
