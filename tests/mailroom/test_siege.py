"""Hostile mail: nothing of it is believed, nothing of it holds up the rest; the large form is `make trial`."""

import os

import pytest
from msgspec.structs import replace
from sqlalchemy import func, select

from floortime.mail.model import Received
from floortime.sitdowns.model import Booking, CalAnswer, Proposal, Sitdown
from tests.mailroom.letters import MX
from tests.mailroom.siege import besieged, timed_answers
from tests.sitdowns.test_replies import Table

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
HOSTILE = int(os.environ.get("FT_TRIAL_HOSTILE", "150"))
ANSWERS = int(os.environ.get("FT_TRIAL_ANSWERS", "60"))
LIMIT = 15.0 if "FT_TRIAL_ANSWERS" in os.environ else 60.0
"""Milliseconds of CPU an answer; in the suite, beside other tests, only what would be a different kind of slow."""


def test_a_siege_changes_nothing_and_the_genuine_answers_in_between_are_applied(
    stage, cast, moment, settings
):
    table = Table(stage, cast, moment)
    ours = replace(settings, authserv_id=MX)
    toll = besieged(stage, ours, table, cast.bo, cast.colleagues[0], HOSTILE)
    print(
        f"\n{HOSTILE} hostile: slowest {toll.slowest:.2f} s CPU, child {toll.memory:.0f} MB, {toll.verdicts}"
    )
    with stage.db.reading() as session:
        said = session.scalars(select(CalAnswer.person_id)).all()
        counts = [session.scalar(select(func.count()).select_from(rows)) for rows in (Proposal, Booking)]
        booked = session.scalars(select(Sitdown.id).where(Sitdown.booked_uid.is_not(None))).all()
    assert said == [cast.bo.id] * toll.genuine
    assert (counts, booked) == ([0, 0], [])
    assert table.seat(cast.bo) in {"accepted", "tentative"}
    assert table.seat(cast.colleagues[0]) == "needs-action"
    assert toll.verdicts.get("waiting", 0) == 0
    assert toll.verdicts["applied"] == toll.genuine
    assert (toll.slowest <= 2.1, toll.memory < 300) == (True, True)


def test_what_an_answer_costs(stage, cast, moment, settings):
    table = Table(stage, cast, moment)
    ours, child = timed_answers(stage, replace(settings, authserv_id=MX), table, cast.bo, ANSWERS)
    print(f"\n{ANSWERS} answers: {ours:.1f} ms of CPU each for us, {child:.1f} for the child")
    with stage.db.reading() as session:
        applied = session.scalar(select(func.count()).where(Received.verdict == "applied"))
    assert applied == ANSWERS
    assert ours + child < LIMIT
