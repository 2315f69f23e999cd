"""Answers of years gone by: the board finds the leaders who said no among them without going through them all."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from floortime.people.access import Reader, Scope
from floortime.sitdowns.invitations.said import ask_anew, note_answer, take_back_asking
from floortime.sitdowns.model import CalAnswer, CalEvent, Sitdown
from floortime.sitdowns.queries.away import leaders_away
from floortime.sitdowns.queries.calendars import leader_says, wishes
from tests.sitdowns.plans import row
from tests.sitdowns.test_replies import Table


@pytest.fixture
def table(stage, cast, moment) -> Table:
    return Table(stage, cast, moment)


def _years(stage, cast, table, first: int, last: int) -> None:
    """Dates of the past, with what the leader and eight others answered, some of them no."""
    with stage.act() as act:
        like = act.session.get(Sitdown, table.id)
        values = {c.key: getattr(like, c.key) for c in Sitdown.__table__.columns if c.key != "id"}
        for n in range(first, last):
            over = Sitdown(
                **{
                    **values,
                    "series_id": None,
                    "original_start": None,
                    "starts_at": like.starts_at - timedelta(days=30 + n),
                }
            )
            act.session.add(over)
            act.session.flush()
            for role, persons in (("lead", [cast.ada]), ("seat", [cast.bo, cast.cy, *cast.colleagues[:6]])):
                held = CalEvent(uid=f"{role}-{n}", role=role, sitdown_id=over.id)
                act.session.add(held)
                act.session.flush()
                for person in persons:
                    note_answer(
                        act, held, person.id, "declined" if n % 9 == 0 and role == "seat" else "accepted"
                    )


def _steps(stage, cast, moment) -> int:
    """How many steps SQLite takes to find what calendars ask."""
    who = Reader(cast.dee.id, "", "", "en", "UTC", roles=frozenset({Scope("chief_of_staff")}))
    with stage.db.reading() as session:
        wishes(session, who, moment())
        taken = []
        driver = session.connection().connection.dbapi_connection
        driver.set_progress_handler(lambda: taken.append(1), 10)
        wishes(session, who, moment())
        driver.set_progress_handler(None, 0)
        return len(taken)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_was_answered_long_ago_costs_nothing(stage, cast, table, moment):
    _years(stage, cast, table, 0, 20)
    few = _steps(stage, cast, moment)
    _years(stage, cast, table, 20, 120)
    assert _steps(stage, cast, moment) < few * 1.5


DATES = ("", "20261203T213000Z", "20261210T213000Z")
ANSWERED = st.tuples(
    st.sampled_from(("accepted", "tentative", "declined")),
    st.sampled_from(DATES),
    st.integers(0, 2),
    st.integers(0, 5),
)
MOVED = st.sampled_from(("later", "anew", "back"))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.lists(ANSWERED | MOVED, min_size=1, max_size=9))
def test_whatever_was_said_in_whatever_order_no_leaders_no_is_overlooked(stage, cast, table, moment, said):
    moment.forward(minutes=1)
    with stage.act() as act:
        whole = row(act, CalEvent, table.event("series").id)
        for one in act.session.scalars(select(CalAnswer).where(CalAnswer.event_id == whole.id)):
            act.session.delete(one)
        whole.sequence, whole.time_sequence, whole.declined = 2, 0, False
        act.session.flush()
        for one in said:
            if one == "later":
                whole.time_sequence = min(whole.time_sequence + 1, whole.sequence)
            elif one == "anew":
                ask_anew(act, whole, cast.ada.id, recurrence=DATES[1])
            elif one == "back":
                whole.time_sequence = 0
                take_back_asking(act, whole)
            else:
                answer, date, sequence, minute = one
                at = datetime(2026, 11, 23, 10, minute, tzinfo=UTC)
                note_answer(act, whole, cast.ada.id, answer, recurrence=date, sequence=sequence, stamp=at)
        session = act.session
        session.flush()
        coming = session.scalars(
            select(Sitdown).where(Sitdown.state == "planned", Sitdown.starts_at > moment())
        ).all()
        away = {date.id for date in coming if leader_says(session, date) == "declined"}
        assert bool(leaders_away(session, moment())) == bool(away)
        assert {date.id for date in leaders_away(session, moment())} <= away
