"""Webhooks: signed after Standard Webhooks, tried again under one id, never inside our network, never a name."""

import ipaddress
import json
import socket
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from floortime import clock
from floortime.act import NOBODY
from floortime.desk.tidings import tell_programs
from floortime.errors import Refused
from floortime.followups.overdue import mark_overdue
from floortime.hooks import actions, queries
from floortime.hooks.carrier import HookCarrier
from floortime.hooks.model import Endpoint
from floortime.hooks.posting import courier
from floortime.obstacles.actions.promises import promise_on
from floortime.obstacles.actions.rounds import claim_and_ask, give_verdict
from floortime.obstacles.actions.voices import say_me_too
from floortime.obstacles.model import Obstacle
from floortime.outbox import actions as outbox
from floortime.outbox.model import Letter
from floortime.people.leavers import gone
from tests.hooks.receiver import receiver
from tests.obstacles.play import WORDS, publish, raised

ALL = tuple(actions.EVENTS)
LOOPBACK = ipaddress.ip_network("127.0.0.0/8")


def here(address):
    """What a test passes to reach this machine, and no other one."""
    return address in LOOPBACK


class Programs:
    """The house with one address that is told, and a worker's turns."""

    def __init__(self, stage, settings, cast, server, events=ALL):
        self.stage, self.settings, self.cast, self.server = stage, settings, cast, server
        with stage.act(cast.una) as act:
            row = actions.add_endpoint(act, url="https://nordvik.example/floortime", events=events)
            row.url = server.url  # past the form: a test's server speaks no TLS
            self.id, self.secret = row.id, actions.secret(act, row)

    def tell(self):
        """The worker's turn, when what has just happened cannot be taken back with one press any more."""
        self.stage.moment.forward(minutes=3)
        return self.tell_now()

    def tell_now(self):
        with self.stage.act() as act:
            return tell_programs(act)

    def send(self, **more):
        carrier = HookCarrier(self.stage.db, self.settings, self.stage.moment, **{"may_reach": here, **more})
        postman = courier(self.stage.db, carrier, self.stage.moment, gone, lambda: False)
        postman.rest = lambda _seconds: None
        return postman.send_batch()

    def do(self, verb, **more):
        with self.stage.act(self.cast.una) as act:
            return verb(act, act.session.get(Endpoint, self.id), **more)

    def row(self):
        with self.stage.db.reading() as session:
            return session.get(Endpoint, self.id)

    def letters(self):
        with self.stage.db.reading() as session:
            return queries.deliveries(session, self.id)

    def types(self):
        return [json.loads(body)["type"] for _headers, body in self.server.got]


@pytest.fixture
def programs(stage, settings, cast, server):
    return Programs(stage, settings, cast, server)


def now(programs):
    """The verifier knows no other clock."""
    programs.stage.moment.at = clock.now()


def story(programs):
    """From a word on the floor to green, and once back; returns the codes."""
    stage, cast = programs.stage, programs.cast
    found = raised(stage, cast, named_id=cast.bo.id)
    publish(stage, cast, found)
    stage.moment.forward(minutes=1)
    with stage.act(cast.dee) as act:
        about = act.session.get(Obstacle, found.id)
        say_me_too(act, about, device="a-browser")
        row = promise_on(
            act, about, what="The map first", owner_id=cast.eli.id, due_on=act.today - timedelta(days=3)
        )
    stage.moment.forward(minutes=1)
    with stage.act() as act:
        mark_overdue(act)
    for works in (False, True):
        stage.moment.forward(minutes=1)
        with stage.act(cast.eli) as act:
            claim_and_ask(act, act.session.get(type(row), row.id), claim="Ada Lindqvist put it there")
        with stage.act(NOBODY) as act:
            about = act.session.get(Obstacle, found.id)
            give_verdict(act, about, voice_kind="device", voice_key="a-browser", works=works)
    return found.code, row.code


def test_each_event_is_told_once_signed_and_without_a_name(programs, server):
    code, promise = story(programs)
    while programs.tell():
        pass
    while programs.send().sent:
        pass
    # What has an hour goes at once; what nobody signed for when the day is over.
    assert programs.types() == [
        "obstacle.published", "promise.made", "promise.overdue", "promise.claimed", "promise.claimed",
    ]  # fmt: skip
    programs.stage.moment.forward(days=1)
    while programs.tell():
        pass
    while programs.send().sent:
        pass
    assert sorted(programs.types()[5:]) == [
        "obstacle.confirmed", "obstacle.raised", "obstacle.reopened", "promise.confirmed", "promise.reopened",
    ]  # fmt: skip
    assert programs.tell() == 0
    bodies = [json.loads(body) for _headers, body in server.got]
    first = bodies[0]["data"]["obstacle"]
    assert (first["code"], first["title"], first["url"]) == (
        code, "We see the outage map after the customer does", f"http://localhost/log/{code}",
    )  # fmt: skip
    assert bodies[1]["data"]["promise"]["what"] == "The map first"
    assert {body["data"]["promise"]["code"] for body in bodies if "promise" in body["data"]} == {promise}
    raised_one = next(body for body in bodies if body["type"] == "obstacle.raised")
    assert raised_one["data"] == {"obstacle": {"code": code}}
    assert len(raised_one["timestamp"]) == len("2026-11-23")
    told = b"".join(body for _headers, body in server.got).decode()
    names = ("Fatima", "Eli", "Ada", "Lindqvist", "Dee", "Bo ", "nordvik.example", WORDS[:20])
    assert [name for name in names if name in told] == []
    assert len({headers["webhook-id"] for headers, _body in server.got}) == len(server.got)


def test_an_independent_verifier_believes_it_and_no_changed_one(programs, server):
    now(programs)
    programs.do(actions.ping)
    programs.send()
    headers, body = server.got[0]
    verifier = Webhook(programs.secret)
    assert verifier.verify(body, headers)["type"] == "ping"
    assert programs.secret.startswith("whsec_")
    for wrong in (
        (body.replace(b"ping", b"pong"), headers),
        (body, {**headers, "webhook-id": "msg_other"}),
        (body, {**headers, "webhook-timestamp": str(int(headers["webhook-timestamp"]) - 1)}),
    ):
        with pytest.raises(WebhookVerificationError):
            verifier.verify(*wrong)


def test_while_a_secret_is_changed_both_sign(programs, server):
    now(programs)
    old = programs.secret
    programs.do(actions.rotate_secret)
    new = programs.do(actions.secret)
    with pytest.raises(Refused):
        programs.do(actions.rotate_secret)
    programs.do(actions.ping)
    programs.send()
    assert old != new
    assert [Webhook(secret).verify(server.got[0][1], server.got[0][0])["type"] for secret in (old, new)] == [
        "ping"
    ] * 2
    programs.do(actions.drop_old_secret)
    programs.do(actions.ping)
    programs.send()
    assert Webhook(new).verify(server.got[1][1], server.got[1][0])["type"] == "ping"
    with pytest.raises(WebhookVerificationError):
        Webhook(old).verify(server.got[1][1], server.got[1][0])


def test_what_is_not_taken_is_tried_again_under_the_same_id_at_growing_distance(programs, server):
    server.status = 503
    programs.do(actions.ping)
    gaps = []
    for _ in range(4):
        tally = programs.send()
        assert (tally.sent, tally.later) == (0, 1)
        waits = programs.letters()[0].next_at - programs.stage.moment()
        gaps.append(int(waits.total_seconds() // 60))
        programs.stage.moment.forward(minutes=gaps[-1], seconds=1)
    assert gaps == [1, 5, 15, 30]
    assert programs.row().trouble == "The server answered 503."
    server.status = 200
    assert programs.send().sent == 1
    assert len(server.got) == 5
    assert len({(headers["webhook-id"], body) for headers, body in server.got}) == 1
    assert (programs.row().trouble, programs.row().failing_since) == ("", None)


def test_after_three_days_without_an_answer_it_is_switched_off_until_somebody_switches_it_on(
    programs, server
):
    server.status = 500
    for _day in range(5):
        programs.do(actions.ping)
        programs.send()
        programs.stage.moment.forward(days=1)
    assert programs.row().state == "failed"
    assert len(server.got) < 20
    asked = len(server.got)
    publish(programs.stage, programs.cast, raised(programs.stage, programs.cast))
    assert (programs.tell(), programs.send().sent, len(server.got)) == (0, 0, asked)
    server.status = 200
    programs.do(actions.switch, to="on")
    programs.do(actions.ping)
    assert programs.send().sent == 1
    assert (programs.row().state, programs.row().failing_since) == ("on", None)


def test_gone_for_good_switches_it_off_at_once(programs, server):
    server.status = 410
    programs.do(actions.ping)
    assert programs.send().failed == 1
    assert programs.row().state == "failed"


def test_a_redirect_is_not_followed(programs, server):
    with receiver() as other:
        server.status, server.location = 302, other.url
        programs.do(actions.ping)
        assert programs.send().later == 1
        assert (len(server.got), other.got) == (1, [])
        assert programs.row().trouble == "The server answered 302."


def test_an_inner_address_is_never_reached(programs, server):
    programs.do(actions.ping)
    carrier = HookCarrier(
        programs.stage.db, programs.settings, programs.stage.moment
    )  # as the worker makes it
    tally = courier(programs.stage.db, carrier, programs.stage.moment, gone, lambda: False).send_batch()
    assert (tally.later, server.got) == (1, [])
    assert programs.row().trouble == "The address leads to no public server."


def test_a_name_that_turns_inside_meanwhile_is_refused(programs, server, monkeypatch):
    with programs.stage.act() as act:
        act.session.get(Endpoint, programs.id).url = f"http://rebinding.example:{server.port}/"
    answers = iter(["93.184.216.34", "127.0.0.1"])
    asked = []

    def resolve(host, port, *_args, **_more):
        asked.append(host)
        return [(2, 1, 6, "", (next(answers), port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    reached = []
    monkeypatch.setattr(socket, "create_connection", lambda where, **_more: reached.append(where[0]) or 1 / 0)
    programs.do(actions.ping)
    with pytest.raises(ZeroDivisionError):
        programs.send(may_reach=lambda address: address.is_global)
    assert (asked, reached) == (
        ["rebinding.example"],
        ["93.184.216.34"],
    )  # what was looked at, not looked up again


def test_what_is_held_back_after_a_restore_waits(programs, server):
    programs.do(actions.ping)
    with programs.stage.act() as act:
        outbox.freeze(act)
    publish(programs.stage, programs.cast, raised(programs.stage, programs.cast))
    programs.tell()
    assert (programs.send().sent, server.got) == (0, [])
    with programs.stage.act() as act:
        outbox.release(act)
    assert programs.send().sent == 2


def test_nothing_of_before_is_told_and_only_what_is_wanted(stage, settings, cast, server):
    publish(stage, cast, raised(stage, cast))
    stage.moment.forward(minutes=1)
    programs = Programs(stage, settings, cast, server, events=("claimed",))
    publish(stage, cast, raised(stage, cast))
    assert programs.tell() == 0


def test_a_message_is_sent_again_as_it_was(programs, server, stage):
    programs.do(actions.ping)
    programs.send()
    letter_id = programs.letters()[0].id
    with stage.act(programs.cast.una) as act:
        actions.send_again(act, act.session.get(Endpoint, programs.id), act.session.get(Letter, letter_id))
    programs.send()
    (first, second) = server.got
    assert (first[0]["webhook-id"], first[1]) == (second[0]["webhook-id"], second[1])
    with stage.act(programs.cast.una) as act:
        act.session.execute(update(Letter).values(body=None))
    with stage.act(programs.cast.una) as act, pytest.raises(Refused):
        actions.send_again(act, act.session.get(Endpoint, programs.id), act.session.get(Letter, letter_id))


def test_a_letter_to_people_and_a_message_do_not_go_out_by_each_others_door(programs, stage, cast, server):
    publish(stage, cast, raised(stage, cast))
    programs.tell()
    with stage.db.reading() as session:
        channels = session.execute(select(Letter.channel, Letter.event)).all()
    assert sorted(map(tuple, channels)) == [("hook", "obstacle.published"), ("mail", "obstacle_published")]
    assert (programs.send().sent, len(server.got)) == (1, 1)


@pytest.mark.parametrize(
    "url",
    [
        "http://nordvik.example/",
        "https://me:you@nordvik.example/",
        "ftp://nordvik.example",
        "",
        "https://a b",
    ],
)
def test_an_address_is_one_of_the_web_over_tls(stage, cast, url):
    with stage.act(cast.una) as act, pytest.raises(Refused):
        actions.add_endpoint(act, url=url, events=ALL)


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8121", "localhost", "hooks.localhost.", "10.1.2.3", "169.254.169.254", "[::1]", "[fe80::1]:8443"]
)  # fmt: skip
def test_an_inner_address_is_refused_at_once(stage, cast, host):
    with stage.act(cast.una) as act, pytest.raises(Refused, match="inside your own network"):
        actions.add_endpoint(act, url=f"https://{host}/floortime", events=ALL)


def test_a_lone_promise_is_told_by_its_code_alone(programs, stage, cast, server):
    from floortime.followups.actions import make_followup

    with stage.act(cast.ada) as act:
        row = make_followup(act, what="A word with Bo", due_on=date(2027, 1, 4), owner_id=cast.eli.id)
    programs.tell()
    programs.send()
    assert json.loads(server.got[0][1])["data"] == {"promise": {"code": row.code}, "obstacle": None}
