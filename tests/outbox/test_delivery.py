"""Delivery: a letter is leased, looked at again, sent and marked; nothing is lost, and nothing goes out on an old lease."""

from datetime import timedelta

import pytest
from sqlalchemy import event, select, update

from floortime.errors import Undeliverable
from floortime.outbox import actions as outbox
from floortime.outbox import delivery
from floortime.outbox.delivery import Courier, NotNow, Unreachable
from floortime.outbox.model import Letter
from floortime.people.leavers import gone
from tests.outbox.paper import Paper


@pytest.fixture
def paper():
    return Paper()


@pytest.fixture
def courier(db, paper, moment):
    def one(me="w1", **more):
        return Courier(db, paper, moment, me, "floortime@nordvik.example", gone, rest=lambda s: None, **more)

    return one


@pytest.fixture
def queue(stage):
    def put(*names, **more):
        with stage.act() as act:
            return [
                outbox.post(
                    act, event="test", dedupe_key=f"k-{n}", to_id=1, to_address=f"{n}@x.example",
                    subject=("thing", 7), message_id=f"{n}@nordvik.example", body=n.encode(), **more,
                ).id
                for n in names
            ]  # fmt: skip

    return put


@pytest.fixture
def states(db):
    def now():
        with db.reading() as session:
            return dict(session.execute(select(Letter.to_address, Letter.state)).all())

    return now


def row(db, key):
    with db.reading() as session:
        return session.get(Letter, key)


def test_what_is_due_goes_once_in_order_with_its_bytes(courier, queue, paper, states, moment, db):
    queue("a", "b")
    assert courier().send_batch().sent == 2
    assert courier().send_batch().sent == 0
    us = "floortime@nordvik.example"
    assert paper.went == [(us, "a@x.example", b"a"), (us, "b@x.example", b"b")]
    assert states() == {"a@x.example": "sent", "b@x.example": "sent"}
    assert row(db, 1).sent_at == moment()


def test_a_letter_that_may_wait_waits(courier, queue, moment, states):
    queue("a", not_before=moment() + timedelta(minutes=2))
    assert courier().send_batch().sent == 0
    moment.forward(minutes=2)
    assert courier().send_batch().sent == 1


def test_refused_for_good_is_failed_with_what_was_said(courier, queue, paper, db):
    (key,) = queue("a")
    paper.answers["a@x.example"] = Undeliverable("550 no such person")
    assert courier().send_batch().failed == 1
    assert (row(db, key).state, row(db, key).trouble, row(db, key).lease_by) == (
        "failed",
        "550 no such person",
        None,
    )


def test_not_now_is_tried_again_with_growing_waits_and_fails_after_twelve(courier, queue, paper, db, moment):
    (key,) = queue("a")
    paper.answers["a@x.example"] = NotNow("451 busy")
    waits = []
    for _ in range(delivery.MOST_TRIES):
        assert courier().send_batch().moved
        waits.append((row(db, key).not_before - moment()).total_seconds() / 60)
        moment.at = max(row(db, key).not_before, moment.at)
    assert waits == [1, 5, 15, 30, 60, 120, 240, 480, 720, 1440, 1440, 0]
    assert (row(db, key).state, row(db, key).attempts) == ("failed", 12)


def test_when_nobody_answers_all_are_given_back_untouched(courier, queue, paper, db):
    keys = queue("a", "b", "c")
    paper.answers["b@x.example"] = Unreachable("closed")
    tally = courier().send_batch()
    assert (tally.sent, tally.given_back, tally.unreachable) == (1, 2, "closed")
    assert [(row(db, k).state, row(db, k).attempts) for k in keys] == [
        ("sent", 1),
        ("queued", 0),
        ("queued", 0),
    ]


def test_withdrawn_while_leased_is_not_sent(courier, queue, paper, stage, states):
    queue("a")

    def meanwhile(to):
        with stage.act() as act:
            assert outbox.withdraw(act, subject=("thing", 7)) == 1

    paper.before = meanwhile
    assert courier().send_batch().withdrawn == 1
    assert paper.went == []
    assert states() == {"a@x.example": "withdrawn"}


def test_withdrawn_after_its_data_began_counts_as_sent(courier, queue, paper, stage, states):
    queue("a")

    class Late(Paper):
        def send(self, raw, *, sender, to, still):
            went = super().send(raw, sender=sender, to=to, still=still)
            with stage.act() as act:
                outbox.withdraw(act, subject=("thing", 7))
            return went

    one = courier()
    one.carrier = Late()
    assert one.send_batch().sent == 1
    assert states() == {"a@x.example": "sent"}


def test_a_dead_workers_lease_is_taken_over_when_it_ends(courier, queue, paper, moment, db):
    (key,) = queue("a")
    assert [one.id for one in courier("dead")._lease(10)] == [key]
    assert courier("alive").send_batch().sent == 0
    moment.forward(minutes=5, seconds=1)
    assert courier("alive").send_batch().sent == 1
    assert row(db, key).attempts == 2


def test_a_worker_whose_lease_was_taken_over_does_not_send(courier, queue, paper, moment):
    queue("a")
    slow = courier("slow")
    letters = slow._lease(10)
    moment.forward(minutes=6)
    assert courier("quick").send_batch().sent == 1
    tally = delivery.Tally()
    slow._one(letters[0], tally)
    assert (tally.sent, tally.withdrawn, len(paper.went)) == (0, 1, 1)


def test_a_clock_put_back_does_not_hold_letters_for_ever(courier, queue, moment):
    queue("a")
    moment.forward(days=3)
    courier("dead")._lease(10)
    moment.forward(days=-3)
    assert courier("alive").send_batch().sent == 1


def test_no_letter_is_begun_after_three_fifths_of_the_lease(courier, queue, paper, monkeypatch, db):
    queue("a", "b", "c")
    clock = iter(range(0, 10_000, 35))
    monkeypatch.setattr(delivery.time, "monotonic", lambda: next(clock))
    tally = courier().send_batch()
    assert (tally.sent, tally.given_back) == (2, 1)


def test_a_stopped_worker_gives_back_what_it_has_not_begun(courier, queue, paper, states):
    queue("a", "b", "c")
    tally = courier(stopped=lambda: len(paper.went) == 1).send_batch()
    assert (tally.sent, tally.given_back) == (1, 2)
    assert sorted(states().values()) == ["queued", "queued", "sent"]


def test_a_letter_that_kills_its_worker_each_time_is_given_up(courier, queue, moment, paper, db):
    (key,) = queue("a")
    for _ in range(delivery.MOST_TRIES):
        courier("dies")._lease(10)
        moment.forward(minutes=6)
    assert courier().send_batch().failed == 1
    assert (row(db, key).state, paper.went) == ("failed", [])


def test_what_was_tried_is_never_superseded(courier, queue, paper, stage, states, moment, db):
    one, _ = queue("a", "b")
    with db.writing() as session:
        session.execute(update(Letter).values(uid="u@x"))
        session.execute(update(Letter).where(Letter.id == one).values(attempts=1))
    with stage.act() as act:
        assert outbox.supersede(act, to_id=1, uid="u@x") == 1
    assert states() == {"a@x.example": "queued", "b@x.example": "superseded"}


def test_bytes_go_ninety_days_after_sending_and_the_row_stays(courier, queue, stage, moment, db):
    sent, waiting = queue("a"), queue("b", not_before=moment() + timedelta(days=400))
    courier().send_batch()
    moment.forward(days=90)
    with stage.act() as act:
        outbox.drop_old_bytes(act)
    assert row(db, sent[0]).body == b"a"
    moment.forward(seconds=1)
    with stage.act() as act:
        assert outbox.drop_old_bytes(act) is False
    assert (row(db, sent[0]).body, row(db, waiting[0]).body) == (None, b"b")


def test_waiting_letters_are_counted_by_state(courier, queue, paper, db):
    queue("a", "b")
    paper.answers["b@x.example"] = Undeliverable("550 no")
    courier().send_batch()
    with db.reading() as session:
        assert delivery.waiting(session) == {"failed": 1}


def about(stage, *letters):
    """Letters about one event to one person: (name, SEQUENCE)."""
    with stage.act() as act:
        return [
            outbox.post(
                act, event="test", dedupe_key=f"k-{name}", to_id=1, to_address="a@x.example", subject=("thing", 7),
                message_id=f"{name}@nordvik.example", body=name.encode(),
                itip=outbox.Itip("uid@nordvik.example", "REQUEST", sequence),
            ).id
            for name, sequence in letters
        ]  # fmt: skip


def test_what_is_said_of_an_event_goes_in_the_order_in_which_it_was_said(courier, stage, paper, moment):
    """The second waits while the first was put off; so SEQUENCE never goes back on the way."""
    paper.answers["a@x.example"] = NotNow("not now")
    about(stage, ("first", 0), ("second", 1))
    courier().send_batch()
    del paper.answers["a@x.example"]
    courier().send_batch()
    assert paper.went == []
    moment.forward(minutes=2)
    courier().send_batch()
    courier().send_batch()
    assert [raw for _from, _to, raw in paper.went] == [b"first", b"second"]


def test_a_newer_letter_about_an_event_takes_the_one_that_was_put_off_with_it(courier, stage, paper, moment):
    paper.answers["a@x.example"] = NotNow("not now")
    about(stage, ("first", 0))
    courier().send_batch()
    del paper.answers["a@x.example"]
    about(stage, ("cancelled", 1))
    courier().send_batch()
    courier().send_batch()
    assert [raw for _from, _to, raw in paper.went] == [b"first", b"cancelled"]


def test_each_look_reads_what_is_due_and_not_every_letter_that_ever_went(courier, queue, db):
    """The question that is asked each second, and the one that takes a batch, go by the index of what is due."""
    if not db.is_sqlite:
        return  # a database with few rows is read whole there, whatever its indexes are
    asked = []

    def hear(_conn, _cursor, statement, parameters, _context, _many):
        if statement.startswith(("SELECT letters.id", "UPDATE letters SET state")):
            asked.append((statement, parameters))

    queue("a")
    event.listen(db.engine, "before_cursor_execute", hear)
    try:
        courier().send_batch()
    finally:
        event.remove(db.engine, "before_cursor_execute", hear)
    found = []
    with db.engine.connect() as connection:
        for statement, parameters in asked:
            if "queued" in statement or "leased" in statement:
                rows = connection.exec_driver_sql(f"explain query plan {statement}", parameters).all()
                found.append("ix_letters_due" in " ".join(row[3] for row in rows))
    assert found[:2] == [True, True]
