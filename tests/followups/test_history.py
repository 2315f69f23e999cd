"""Stage, owner and date of a promise are told by its journal's lines alone, in whatever order a day's lines are read."""

from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest
from sqlalchemy import update

from floortime.cli.doctor import look_at_promises
from floortime.errors import Refused
from floortime.followups.actions import (
    claim_followup,
    confirm_followup,
    hand_over,
    make_followup,
    move_due,
    reopen_followup,
    start_followup,
)
from floortime.followups.model import Followup
from floortime.followups.queries.history import Known, Line, in_order, lines_of, rebuilt
from floortime.journal.model import Entry

DUE = date(2026, 12, 4)
LATER = date(2026, 12, 11)
MADE = Line("followup.made", {"round": 1, "owner_id": 7, "due_on": "2026-12-04"})


def busy_day(stage, cast):
    """Claimed, not yet, claimed again and confirmed, all on one day."""
    with stage.act(cast.dee) as act:
        row = make_followup(act, what="The map on your screen", due_on=DUE, owner_id=cast.ada.id)
        start_followup(act, row)
        claim_followup(act, row, claim="It is there")
        reopen_followup(act, row, because="Not by night")
        move_due(act, row, to_on=LATER, reason="At night, too")
        hand_over(act, row, owner_id=cast.eli.id)
        claim_followup(act, row, claim="By night as well")
        confirm_followup(act, row)
    return row


def test_the_order_of_a_days_lines_does_not_matter(stage, cast, db):
    row = busy_day(stage, cast)
    with db.reading() as session:
        lines = lines_of(session, row.id)
    assert len(lines) == 8
    assert rebuilt(lines) == rebuilt(reversed(lines)) == Known("confirmed", cast.eli.id, LATER)
    assert {rebuilt([*some, *lines[3:]]) for some in permutations(lines[:3])} == {rebuilt(lines)}


def test_a_line_that_no_step_could_have_written_is_said():
    confirmed = Line("followup.confirmed", {"round": 1})
    with pytest.raises(ValueError, match=r"followup\.confirmed while open"):
        rebuilt([MADE, confirmed])
    with pytest.raises(ValueError, match=r"begins with followup\.confirmed"):
        rebuilt([confirmed])
    handed = Line("followup.handed_over", {"round": 2, "from_id": 7, "to_id": 8})
    with pytest.raises(ValueError, match="handed over while dropped"):
        rebuilt([MADE, Line("followup.dropped", {"round": 1}), handed])


def test_lines_of_before_rounds_were_written_tell_nothing():
    assert rebuilt([Line("followup.made", {"owner_id": 7, "due_on": "2026-12-04"})]) is None
    assert rebuilt([]) is None


def test_the_doctor_says_which_promise_does_not_stand_where_its_journal_says(stage, cast, db):
    row = busy_day(stage, cast)
    assert look_at_promises(db).state == "well"
    with db.writing() as session:
        session.execute(update(Followup).where(Followup.id == row.id).values(owner_id=cast.bo.id))
    found = look_at_promises(db)
    assert (found.state, found.sentence) == (
        "ill", f"1 promises do not stand where their journal says: {row.code}.",
    )  # fmt: skip


def test_what_is_done_is_not_taken_on_any_more(stage, cast):
    with stage.act(cast.dee) as act:
        row = make_followup(act, what="The map on your screen", due_on=DUE, owner_id=cast.ada.id)
        claim_followup(act, row, claim="It is there")
        with pytest.raises(Refused):
            start_followup(act, row)
        assert (row.stage, row.claimed_on) == ("claimed", act.today)


class TestOrder:
    """What nobody did has no hour, and stands where it may have been."""

    DAY = date(2026, 11, 23)

    def line(self, verb, hour=None, round_=None):
        at = datetime(2026, 11, 23, hour, tzinfo=UTC) if hour is not None else None
        facts = {} if round_ is None else {"round": round_}
        key = (hour or 0) + 100 * (at is None)
        return Entry(id=key, at=at, on_day=self.DAY, verb=f"followup.{verb}", facts=facts, turn=None)

    def test_not_yet_stands_above_what_it_answers_and_below_what_came_after(self):
        lines = [
            self.line("reopened", None, 1),
            self.line("claimed", 12, 2),
            self.line("progressed", 11),
            self.line("looked", 10),
            self.line("claimed", 9, 1),
            self.line("made", 8, 1),
        ]
        verbs = ["claimed", "progressed", "reopened", "looked", "claimed", "made"]
        assert [e.verb.removeprefix("followup.") for e in in_order(lines)] == verbs

    def test_days_come_first_and_lines_without_a_round_stand_at_the_beginning_of_theirs(self):
        old = self.line("confirmed")
        later = self.line("made", 8, 1)
        later.on_day += timedelta(days=1)
        first = self.line("overdue", 7)
        assert in_order([old, later, first]) == [later, first, old]
