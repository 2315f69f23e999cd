"""REPLY by mail: what people answer in their own calendars, in whatever order and dress it arrives."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from floortime.journal.queries import history
from floortime.mail.model import Received
from floortime.people.model import Person
from floortime.sitdowns.actions import add_member, answer_seat, give_seat, move_sitdown
from floortime.sitdowns.answering import counting
from floortime.sitdowns.invitations.said import note_answer, said_by
from floortime.sitdowns.model import CalAnswer, CalEvent, Seat, Series, Sitdown
from tests.mailroom.inbox import all_received, brought, read_in
from tests.mailroom.letters import calendar, event, mail, reply, vouched
from tests.sitdowns.attendee import deliver
from tests.sitdowns.plans import dates_of, opened, row


class Table:
    """A sit-down of an open series with seats, all of whose letters have gone."""

    def __init__(self, stage, cast, moment):
        self.stage, self.cast, self.moment = stage, cast, moment
        self.series = opened(stage, cast, capacity=4)
        self.id = dates_of(stage, self.series)[0].id
        self.slot = dates_of(stage, self.series)[0].original_start
        for person in (cast.bo, cast.colleagues[0]):
            with stage.act(cast.dee) as act:
                give_seat(act, row(act, Sitdown, self.id), row(act, Person, person.id))
        moment.forward(minutes=5)
        deliver(stage)

    def event(self, role: str = "seat") -> CalEvent:
        with self.stage.db.reading() as session:
            which = CalEvent.series_id == self.series if role == "series" else CalEvent.sitdown_id == self.id
            return session.scalars(select(CalEvent).where(which, CalEvent.role == role)).one()

    @property
    def uid(self) -> str:
        return self.event().uid

    def seat(self, person) -> str:
        with self.stage.db.reading() as session:
            return session.get(Seat, (self.id, person.id)).answer

    def says(self, person, partstat: str, *, minute: int = 0, **more) -> tuple[str, str]:
        stamp = datetime(2026, 11, 23, 10, tzinfo=UTC) + timedelta(minutes=minute)
        uid = more.pop("uid", self.uid)
        sender = more.pop("sender", person.email)
        results = more.pop("results", "")
        return brought(
            self.stage,
            mail(reply(uid, person.email, partstat, stamp=stamp, **more), sender=sender, results=results),
        )

    def said(self):
        with self.stage.db.reading() as session:
            return sorted(
                (a.person_id, a.recurrence, a.sequence, a.dtstamp, a.answer)
                for a in session.scalars(select(CalAnswer))
            )


@pytest.fixture
def table(stage, cast, moment) -> Table:
    return Table(stage, cast, moment)


def test_yes_perhaps_and_no(table, cast):
    assert table.says(cast.bo, "ACCEPTED") == ("applied", "accepted")
    assert table.seat(cast.bo) == "accepted"
    assert table.says(cast.bo, "TENTATIVE", minute=1) == ("applied", "tentative")
    assert table.says(cast.bo, "DECLINED", minute=2) == ("applied", "declined")
    assert (table.seat(cast.bo), table.seat(cast.colleagues[0])) == ("declined", "needs-action")
    assert deliver(table.stage) == []  # their calendar knows it already
    with table.stage.db.reading() as session:
        lines = history(session, "sitdown", table.id)[:3]
    assert {(e.verb, e.actor_kind, e.actor_id) for e in lines} == {
        ("seat.accepted", "mail_link", cast.bo.id),
        ("seat.tentative", "mail_link", cast.bo.id),
        ("seat.given_back", "mail_link", cast.bo.id),
    }


def test_who_declined_may_come_after_all_while_a_seat_is_free(table, cast, stage):
    table.says(cast.bo, "DECLINED")
    assert table.says(cast.bo, "ACCEPTED", minute=1) == ("applied", "accepted")
    table.says(cast.bo, "DECLINED", minute=2)
    for other in cast.colleagues[1:4]:
        with stage.act(cast.dee) as act:
            give_seat(act, row(act, Sitdown, table.id), row(act, Person, other.id))
    assert table.says(cast.bo, "ACCEPTED", minute=3) == ("held", "full")
    assert table.seat(cast.bo) == "declined"


def test_the_same_message_twice_counts_once(table, cast, stage):
    raw = mail(
        reply(table.uid, cast.bo.email, "ACCEPTED"), sender=cast.bo.email, message_id="<one@c.example>"
    )
    assert brought(stage, raw) == ("applied", "accepted")
    assert brought(stage, raw) == ("applied", "accepted")
    assert len(all_received(stage)) == 1
    again = raw.replace(b"To: floortime@", b"Cc: floortime@")
    assert brought(stage, again) == ("nothing", "again")
    assert len(table.said()) == 1


def test_an_older_answer_that_comes_later_changes_nothing(table, cast):
    table.says(cast.bo, "DECLINED", minute=5)
    assert table.says(cast.bo, "ACCEPTED", minute=4) == ("nothing", "superseded")
    assert table.seat(cast.bo) == "declined"


def test_a_retime_asks_again_and_an_answer_to_the_old_time_is_shown_as_such(table, cast, stage, moment):
    table.says(cast.bo, "ACCEPTED")
    with stage.act(cast.dee) as act:
        move_sitdown(
            act,
            row(act, Sitdown, table.id),
            start_local=datetime(2026, 12, 3, 21),
            place="",
            link="",
            reason="Board",
        )
    moment.forward(minutes=5)
    deliver(stage)
    assert table.seat(cast.bo) == "needs-action"
    assert table.says(cast.bo, "DECLINED", minute=9, sequence=0) == ("nothing", "older")
    assert table.seat(cast.bo) == "needs-action"
    assert table.says(cast.bo, "ACCEPTED", minute=10, sequence=1) == ("applied", "accepted")


def test_a_sequence_above_ours_is_brought_down(table, cast, stage, moment):
    assert table.says(cast.bo, "ACCEPTED", sequence=99) == ("applied", "accepted")
    assert table.says(cast.bo, "DECLINED", minute=1) == ("applied", "declined")
    assert [said[2] for said in table.said()] == [0, 0]


def test_googles_own_sender_answers_for_the_one_in_reply_to(table, cast, stage):
    raw = mail(
        reply(table.uid, cast.bo.email, "ACCEPTED"), sender="calendar-notification@google.com",
        results=vouched("google.com"), Reply_To=cast.bo.email, Auto_Submitted="auto-generated",
    )  # fmt: skip
    assert brought(stage, raw) == ("applied", "accepted")


@pytest.mark.parametrize(
    ("sender", "results"),
    [
        ("bo@nordvik.example", None),
        ("bo@nordvik.example", "evil.example; dmarc=pass header.from=nordvik.example"),
        ("eve@evil.example", ""),
    ],
)
def test_what_nobody_vouches_for_is_held(table, cast, sender, results):
    assert table.says(cast.bo, "ACCEPTED", sender=sender, results=results) == ("held", "unauthenticated")
    assert (table.seat(cast.bo), table.said()) == ("needs-action", [])


def test_somebody_of_the_house_may_vouch_for_it(table, cast, stage):
    raw = reply(table.uid, cast.bo.email, "ACCEPTED")
    assert brought(stage, raw, by=cast.dee) == ("applied", "accepted")
    assert table.seat(cast.bo) == "accepted"


def test_a_stranger_is_held_and_let_in_by_a_hand(table, cast, stage):
    guest = cast.colleagues[1]
    assert table.says(guest, "ACCEPTED") == ("held", "stranger")
    with stage.db.reading() as session:
        assert session.get(Seat, (table.id, guest.id)) is None
    raw = reply(table.uid, guest.email, "ACCEPTED", SUMMARY="again")
    assert brought(stage, raw, by=cast.dee, admit=True) == ("applied", "admitted")
    assert table.seat(guest) == "needs-action"
    unknown = mail(reply(table.uid, "who@else.example", "ACCEPTED"), sender="who@else.example")
    assert brought(stage, unknown) == ("held", "stranger")


def test_a_seat_passed_on_is_held_and_changed_by_a_hand(table, cast, stage):
    other = cast.colleagues[2]
    to = {"ATTENDEE": f';PARTSTAT=DELEGATED;DELEGATED-TO="mailto:{other.email}":mailto:{cast.bo.email}'}
    body = reply(table.uid, cast.bo.email, "DELEGATED", **to)
    assert brought(stage, mail(body, sender=cast.bo.email)) == ("held", "delegated")
    assert table.seat(cast.bo) == "needs-action"
    assert brought(stage, body, by=cast.dee, admit=True) == ("applied", "delegate_seated")
    with stage.db.reading() as session:
        assert session.get(Seat, (table.id, cast.bo.id)).state == "withdrawn"
        assert session.get(Seat, (table.id, other.id)).state == "invited"


def test_the_leader_answers_the_series_and_one_date_in_utc_or_by_a_windows_zone(table, cast, stage):
    series = table.event("series")
    assert table.says(cast.ada, "ACCEPTED", uid=series.uid) == ("applied", "leader_accepted")
    slot = f"{table.slot:%Y%m%dT%H%M%SZ}"
    assert table.says(cast.ada, "DECLINED", minute=1, uid=series.uid, recurrence=slot) == (
        "applied",
        "leader_declined",
    )
    windows = ";TZID=W. Europe Standard Time:20261210T223000"
    assert table.says(cast.ada, "TENTATIVE", minute=2, uid=series.uid, recurrence=windows) == (
        "applied",
        "leader_tentative",
    )
    day = ";VALUE=DATE:20261217"
    assert table.says(cast.ada, "DECLINED", minute=2, uid=series.uid, recurrence=day) == (
        "applied",
        "leader_declined",
    )
    assert [(said[1], said[4]) for said in table.said()] == [
        ("", "accepted"),
        (slot, "declined"),
        ("20261210T213000Z", "tentative"),
        ("20261217T213000Z", "declined"),
    ]
    wrong = "20261211T213000Z"
    assert table.says(cast.ada, "DECLINED", minute=3, uid=series.uid, recurrence=wrong) == (
        "refused",
        "no_such_date",
    )


def test_what_is_refused(table, cast, stage):
    assert table.says(cast.bo, "ACCEPTED", uid="nobody@else.example") == ("refused", "unknown_event")
    assert table.says(cast.bo, "NEEDS-ACTION") == ("nothing", "no_answer")
    far = mail(reply(table.uid, cast.bo.email, "ACCEPTED", stamp="20301124T080000Z"), sender=cast.bo.email)
    assert brought(stage, far) == ("refused", "clock")
    for method in ("REQUEST", "CANCEL"):
        forged = calendar(
            event(UID=table.uid, DTSTART="20261203T213000Z", ORGANIZER=":mailto:bo@nordvik.example"),
            method=method,
        )
        assert brought(stage, mail(forged, sender=cast.bo.email, method=method)) == ("refused", "ours")


@pytest.mark.parametrize("said", ["auto-replied", "auto-generated"])
def test_what_a_machine_answers_is_no_answer(table, cast, stage, said):
    raw = mail(reply(table.uid, cast.bo.email, "ACCEPTED"), sender=cast.bo.email, Auto_Submitted=said)
    assert brought(stage, raw) == ("nothing", "machine")
    assert table.seat(cast.bo) == "needs-action"


THREAD = st.lists(
    st.tuples(
        st.integers(0, 2),  # who
        st.sampled_from(["accepted", "declined", "tentative"]),
        st.integers(0, 4),  # sequence
        st.integers(0, 6),  # minute
        st.sampled_from(["", "20261203T213000Z", "20261210T213000Z"]),
    ),
    min_size=30,
    max_size=30,
)


@given(THREAD, st.randoms(use_true_random=False))
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_thirty_mails_in_any_order_and_any_of_them_twice_end_alike(stage, cast, moment, thread, random):
    """The whole path from bytes to rows, for the seated and for the leader's series and its dates."""
    ours = getattr(stage, "table", None)
    if ours is None:
        ours = stage.table = Table(stage, cast, moment)
    mails = [_mail(ours, cast, *one, n) for n, one in enumerate(thread)]
    first = _played(ours, cast, mails)
    again = [*mails, *random.sample(mails, 10)]
    random.shuffle(again)
    assert _played(ours, cast, again) == first


def _mail(table, cast, who, answer, sequence, minute, recurrence, n) -> bytes:
    person = (cast.ada, cast.bo, cast.colleagues[0])[who]
    uid = table.event("series").uid if who == 0 else table.uid
    stamp = datetime(2026, 11, 23, 10, minute, tzinfo=UTC)
    body = reply(
        uid,
        person.email,
        answer.upper(),
        sequence=sequence,
        stamp=stamp,
        recurrence=recurrence or None if who == 0 else None,
    )
    return mail(body, sender=person.email, message_id=f"<{n}@client.example>", subject=f"Answer {n}")


def _played(table, cast, mails) -> tuple:
    with table.stage.act() as act:
        for rows in (CalAnswer, Received):
            act.session.execute(rows.__table__.delete())
        for person in (cast.bo, cast.colleagues[0]):
            act.session.get(Seat, (table.id, person.id)).answer = "needs-action"
        for uid, sequence, since in ((table.uid, 3, 2), (table.event("series").uid, 2, 1)):
            cal = act.session.scalars(select(CalEvent).where(CalEvent.uid == uid)).one()
            cal.sequence, cal.time_sequence = sequence, since
        act.session.flush()
        for raw in mails:
            read_in(act, raw)
    return table.said(), table.seat(cast.bo), table.seat(cast.colleagues[0])


def test_an_answer_kept_twice_is_one_row_and_two_in_a_second_have_an_order(table, cast, stage):
    at = datetime(2026, 11, 23, 10, tzinfo=UTC)
    for answers in (("accepted", "declined"), ("declined", "accepted")):
        with stage.act() as act:
            act.session.execute(CalAnswer.__table__.delete())
            cal = act.session.get(CalEvent, table.event().id)
            for answer in (*answers, *answers):
                note_answer(act, cal, cast.bo.id, answer, stamp=at)
            assert [one.answer for one in said_by(act.session, cal.id, cast.bo.id)] == ["declined"]


def test_an_answer_on_the_page_stands_in_the_same_row_of_time(table, cast, stage, moment):
    with stage.act(cast.bo) as act:
        answer_seat(act, row(act, Sitdown, table.id), row(act, Person, cast.bo.id), comes=True)
    early = -(10 * 60)
    assert table.says(cast.bo, "DECLINED", minute=early) == ("nothing", "superseded")
    assert table.seat(cast.bo) == "accepted"


def test_a_seat_given_anew_waits_for_an_answer_to_the_new_invitation(table, cast, stage, moment):
    table.says(cast.bo, "DECLINED")
    with stage.act(cast.dee) as act:
        give_seat(act, row(act, Sitdown, table.id), row(act, Person, cast.bo.id))
    moment.forward(minutes=5)
    assert [(x.method, x.sequence) for x in deliver(stage)] == [("REQUEST", 1)]
    assert table.says(cast.bo, "DECLINED", minute=1) == ("nothing", "older")
    assert table.seat(cast.bo) == "needs-action"
    slow = table.says(cast.bo, "ACCEPTED", minute=-30, sequence=1)  # their clock is slow
    assert (slow, table.seat(cast.bo)) == (("applied", "accepted"), "accepted")


def test_a_moved_date_asks_the_leader_anew_and_the_other_dates_keep_their_answer(table, cast, stage, moment):
    series = table.event("series")
    table.says(cast.ada, "ACCEPTED", uid=series.uid)
    with stage.act(cast.dee) as act:
        move_sitdown(
            act,
            row(act, Sitdown, table.id),
            start_local=datetime(2026, 12, 3, 21),
            place="",
            link="",
            reason="",
        )
    with stage.db.reading() as session:
        said = said_by(session, series.id, cast.ada.id)
    slot = f"{table.slot:%Y%m%dT%H%M%SZ}"
    assert counting(said, recurrence=slot).answer == "needs-action"
    assert counting(said, recurrence="20261210T213000Z").answer == "accepted"
    assert table.says(cast.ada, "ACCEPTED", minute=5, uid=series.uid, recurrence=slot) == ("nothing", "older")


def test_who_belongs_to_all_dates_says_whether_they_come_and_leads_nothing(table, cast, stage, moment):
    with stage.act(cast.dee) as act:
        add_member(act, act.session.get(Series, table.series), row(act, Person, cast.cy.id))
    uid = table.event("series").uid
    assert table.says(cast.cy, "DECLINED", uid=uid, sequence=1) == ("applied", "member_declined")
    assert table.says(cast.ada, "DECLINED", uid=uid, sequence=1) == ("applied", "leader_declined")
    with stage.db.reading() as session:
        assert {e.verb for e in history(session, "series", table.series)} >= {
            "member.declined",
            "leader.declined",
        }
