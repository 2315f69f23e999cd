"""A mail server that puts everybody off is shut: no letter's tries are used up, one knocks, and when it opens all go at once."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from floortime.outbox import actions as outbox
from floortime.outbox.delivery import MOST_TRIES, Courier, NoSuchReader, NotNow, Unreachable
from floortime.outbox.door import IN_A_ROW, KNOCK, WHILE_SHUT
from floortime.outbox.model import HOOK, MAIL, Letter, Shut
from floortime.outbox.queries import shut
from floortime.people.leavers import gone
from tests.outbox.paper import Paper

BUSY = NotNow("451 4.3.2 not now")


class Closed(Paper):
    """Takes nothing while it is shut; counts who was tried."""

    def __init__(self):
        super().__init__()
        self.shut, self.tried, self.says = True, [], BUSY

    def send(self, raw, *, sender, to, still):
        self.tried.append(to)
        if self.shut and self.says is not None:
            raise self.says
        return super().send(raw, sender=sender, to=to, still=still)


@pytest.fixture
def server():
    return Closed()


@pytest.fixture
def courier(db, server, moment):
    def one(carrier=server, **more):
        return Courier(db, carrier, moment, "w1", "ft@nordvik.example", gone, rest=lambda _s: None, **more)

    return one


@pytest.fixture
def queue(stage):
    def put(many, first=0, **more):
        with stage.act() as act:
            for n in range(first, first + many):
                outbox.post(
                    act, event="test", dedupe_key=f"k{n}", to_id=1, to_address=f"a{n}@x.example", subject=("thing", n),
                    message_id=f"m{n}@x.example", body=b"x", **more,
                )  # fmt: skip

    return put


@pytest.fixture
def rows(db):
    """(state, tries, minutes until due) of each letter, in their order."""

    def found(moment):
        with db.reading() as session:
            read = session.execute(
                select(Letter.state, Letter.attempts, Letter.not_before).order_by(Letter.id)
            )
            return [
                (row.state, row.attempts, round((row.not_before - moment()).total_seconds() / 60))
                for row in read
            ]

    return found


def all_due(courier):
    while courier.send_batch().moved:
        pass


def test_the_first_few_wait_by_their_own_schedule_the_others_for_the_door(courier, queue, rows, moment):
    queue(7)
    all_due(courier())
    own, shut = ("queued", 1, 1), ("queued", 1, WHILE_SHUT.total_seconds() / 60)
    assert rows(moment) == [own] * (IN_A_ROW - 1) + [shut] * 3


def test_one_knocks_every_few_minutes_another_each_time(courier, queue, server, moment):
    queue(7)
    one = courier()
    all_due(one)
    moment.forward(minutes=1)
    all_due(one)  # the four whose own minute is over
    del server.tried[:]
    for _ in range(3):
        moment.forward(seconds=KNOCK.total_seconds())
        all_due(one)
        all_due(one)
    assert len(server.tried) == len(set(server.tried)) == 3


def test_whatever_a_week_brings_nobody_has_used_up_their_tries(courier, queue, rows, moment):
    queue(7)
    one = courier()
    for _ in range(7 * 4):
        all_due(one)
        moment.forward(minutes=6 * 60)
    assert {(state, tries < MOST_TRIES) for state, tries, _due in rows(moment)} == {("queued", True)}


def test_when_one_is_taken_all_that_were_put_off_are_due(courier, queue, server, rows, moment):
    queue(7)
    one = courier()
    all_due(one)
    server.shut = False
    moment.forward(seconds=KNOCK.total_seconds())
    all_due(one)
    assert {state for state, *_more in rows(moment)} == {"sent"}
    assert len(server.went) == 7


def test_a_new_letter_is_as_good_as_a_knock(courier, queue, server, rows, moment):
    queue(7)
    one = courier()
    all_due(one)
    server.shut = False
    queue(1, first=7)
    all_due(one)
    assert {state for state, *_more in rows(moment)} == {"sent"}


@pytest.mark.parametrize("new_letters", [0, 1])
def test_a_worker_that_has_just_begun_sees_by_the_letters_that_it_was_shut(
    courier, queue, server, rows, moment, new_letters
):
    queue(12)
    all_due(courier())
    server.shut = False
    queue(new_letters, first=12)
    all_due(courier())
    assert {state for state, *_more in rows(moment)} == {"sent"}


def test_a_few_who_are_put_off_by_themselves_wait_as_ever(courier, queue, rows, moment):
    """Four full mailboxes among those who take mail: nobody knocks, and what others take hurries them not."""
    queue(12)
    paper = Paper()
    paper.answers = {f"a{n}@x.example": BUSY for n in (1, 4, 7, 10)}
    one = courier(paper)
    all_due(one)
    queue(1, first=12)
    moment.forward(seconds=30)
    all_due(one)
    assert [due for state, _tries, due in rows(moment) if state == "queued"] == [0, 0, 0, 0]
    moment.forward(seconds=30)
    all_due(one)
    assert [(tries, due) for state, tries, due in rows(moment) if state == "queued"] == [(2, 5)] * 4


def test_greylisting_of_everybody_costs_one_wait(courier, queue, server, rows, moment):
    """Refused at the first try whoever it is, taken a few minutes later."""
    queue(30)
    one = courier()
    all_due(one)
    moment.forward(minutes=1)
    server.shut = False
    all_due(one)
    assert {state for state, *_more in rows(moment)} == {"sent"}


def test_a_door_that_takes_one_in_six_fails_nobody(courier, queue, server, rows, moment):
    class Flapping(Closed):
        def send(self, raw, *, sender, to, still):
            self.shut = len(self.tried) % 6 != 5
            return super().send(raw, sender=sender, to=to, still=still)

    queue(20)
    one = courier(Flapping())
    for _ in range(60):
        all_due(one)
        moment.forward(minutes=5)
    # The last few are too few to blame the door for, and wait by their own schedule.
    became = Counter(state for state, *_more in rows(moment))
    assert (set(became), became["queued"] < IN_A_ROW) == ({"sent", "queued"}, True)


def test_other_peoples_programs_are_many_servers_and_no_door(courier, queue, rows, moment):
    queue(7, channel=HOOK)
    one = courier(channel=HOOK)
    all_due(one)
    assert rows(moment) == [("queued", 1, 1)] * 7
    assert timedelta(minutes=1) < KNOCK


NOBODYS = NoSuchReader("550 5.1.1 no such person")


def test_an_address_that_is_nobodys_is_believed_when_others_were_taken_meanwhile(
    courier, queue, rows, moment
):
    queue(3)
    paper = Paper()
    paper.answers = {"a2@x.example": NOBODYS}
    one = courier(paper)
    all_due(one)
    assert rows(moment)[2] == ("queued", 1, 1)
    moment.forward(minutes=1)
    all_due(one)
    assert rows(moment)[2] == ("queued", 2, 5)  # nothing was taken since it was said
    queue(1, first=3)
    all_due(one)
    moment.forward(minutes=5)
    all_due(one)
    assert [state for state, *_more in rows(moment)] == ["sent", "sent", "failed", "sent"]


def test_a_server_that_knows_nobody_loses_no_letter(courier, queue, server, rows, moment):
    """Set up wrongly it says 5.1.1 of everybody, a letter an hour, for a week; then one address is nobody's indeed."""
    server.says = NOBODYS
    one = courier()
    for n in range(7 * 24):
        queue(n % 12 == 0, first=n)
        all_due(one)
        moment.forward(minutes=60)
    assert {state for state, *_more in rows(moment)} == {"queued"}
    server.says, server.answers = None, {"a0@x.example": NOBODYS}
    queue(1, first=1000)
    for _ in range(12):
        all_due(one)
        moment.forward(minutes=30)
        queue(1, first=2000 + _)
    became = Counter(state for state, *_more in rows(moment))
    assert (became["failed"], became["queued"] <= 1) == (1, True)


def test_what_it_says_is_kept_while_it_takes_nothing(courier, queue, server, db, moment):
    def told():
        with db.reading() as session:
            row = shut(session)
            return None if row is None else (row.since, row.said)

    queue(7)
    one, began = courier(), moment()
    all_due(one)
    assert told() == (began, "451 4.3.2 not now")
    moment.forward(seconds=KNOCK.total_seconds())
    all_due(one)
    assert told() == (began, "451 4.3.2 not now")
    server.shut = False
    moment.forward(seconds=KNOCK.total_seconds())
    all_due(one)
    assert told() is None


def test_a_server_that_nobody_reaches_is_told_of_too(courier, queue, db, moment):
    class Away(Paper):
        def send(self, raw, *, sender, to, still):
            raise Unreachable("554 5.3.2 no mail from you")

    queue(1)
    began = moment()
    courier(Away()).send_batch()
    moment.forward(minutes=5)
    courier(Away()).send_batch()
    with db.reading() as session:
        row = shut(session)
        assert (row.since, row.said) == (began, "554 5.3.2 no mail from you")
    # Another worker's server takes it: nothing is to be told any more.
    all_due(courier(Paper()))
    with db.reading() as session:
        assert session.get(Shut, MAIL) is None
