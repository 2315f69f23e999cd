"""How often one network address may send without signing in: wide for a shift, strict for guessing, written nowhere."""

import re
from html import unescape

import pytest
from sqlalchemy import func, select

from floortime.obstacles.model import Raising
from floortime.web.limits import GUESSING, ME_TOO, RAISING, Buckets, Limit, network
from tests.builders import OURS, heading
from tests.house.world import dump, routes
from tests.obstacles.play import publish, published, raised

one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NAT = {"REMOTE_ADDR": "203.0.113.77"}
ELSEWHERE = {"REMOTE_ADDR": "198.51.100.4"}


def emptied(app, limit: Limit, address: str, moment, *, leave: int = 0) -> None:
    """As if all but a few of what fits had come from there already."""
    buckets: Buckets = app.extensions["floortime.limits"]
    for _ in range(limit.at_once - leave):
        assert buckets.take(limit, address, moment(), cost=1)


def said(n: int) -> dict[str, str]:
    return {
        "words": f"The handover starts late, says number {n}",
        "key": f"key-of-the-form-{n:04}",
        "seen": "1",
    }


@one_database
def test_two_hundred_people_behind_one_address_raise_within_a_minute(cast, client, db):
    answers = {
        client.post("/raise", data=said(n), headers=OURS, environ_base=NAT).status_code for n in range(200)
    }
    with db.reading() as session:
        assert (answers, session.scalar(select(func.count()).select_from(Raising))) == ({200}, 200)


@one_database
def test_too_many_raisings_wait_and_lose_nothing_that_was_typed(app, cast, client, moment, db):
    emptied(app, RAISING, NAT["REMOTE_ADDR"], moment)
    stopped = client.post("/raise", data=said(1), headers=OURS, environ_base=NAT)
    assert (stopped.status_code, heading(stopped), stopped.headers["Retry-After"]) == (
        429, "That was a little quick", "60",
    )  # fmt: skip
    again = {
        n: unescape(v) for n, v in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', stopped.text)
    }
    assert {name: again.get(name) for name in said(1)} == said(1)
    assert client.post("/raise", data=said(2), headers=OURS, environ_base=ELSEWHERE).status_code == 200
    moment.forward(minutes=1)
    assert client.post("/raise", data=again, headers=OURS, environ_base=NAT).status_code == 200


@one_database
def test_me_too_has_a_wider_bucket_of_its_own(app, stage, cast, client, moment):
    entry = published(stage, cast)
    emptied(app, RAISING, NAT["REMOTE_ADDR"], moment)
    assert client.post(f"/log/{entry.code}/me-too", headers=OURS, environ_base=NAT).status_code == 200
    emptied(app, ME_TOO, NAT["REMOTE_ADDR"], moment, leave=1)
    assert client.post(f"/log/{entry.code}/me-too", headers=OURS, environ_base=NAT).status_code == 429


@one_database
@pytest.mark.parametrize("door", ["/claim", "/claim/wording", "/log/{code}/works"])
def test_guessing_claim_codes_ends_soon_and_right_codes_cost_nothing(app, stage, cast, client, moment, door):
    found = raised(stage, cast)
    entry = publish(stage, cast, found)
    right = {"code": found.claim_code}
    for _ in range(GUESSING.at_once + 5):
        assert client.post("/claim", data=right, headers=OURS, environ_base=NAT).status_code == 200
    wrong = {"code": "2" * 16, "says": "works" if "works" in door else "right"}
    tried = [
        client.post(door.format(code=entry.code), data=wrong, headers=OURS, environ_base=NAT).status_code
        for _ in range(GUESSING.at_once + 1)
    ]
    assert tried == [422] * GUESSING.at_once + [429]
    assert client.post("/claim", data=right, headers=OURS, environ_base=NAT).status_code == 429
    assert client.post("/claim", data=right, headers=OURS, environ_base=ELSEWHERE).status_code == 200
    moment.forward(minutes=1)
    assert client.post("/claim", data=right, headers=OURS, environ_base=NAT).status_code == 200


@one_database
def test_the_address_is_written_nowhere(app, cast, client, moment, db, capfd, caplog):
    emptied(app, RAISING, NAT["REMOTE_ADDR"], moment, leave=1)
    for n in range(2):
        client.post("/raise", data=said(n), headers=OURS, environ_base=NAT)
    out = capfd.readouterr()
    kept = repr(app.extensions["floortime.limits"].left) + repr(dump(db)) + caplog.text + out.out + out.err
    assert NAT["REMOTE_ADDR"] not in kept
    assert Buckets().salt != Buckets().salt, "what one process keeps means nothing to another"


@one_database
def test_every_change_without_a_session_states_its_limits(app):
    bare = {rule.rule for rule, access in routes(app, "POST") if access.sessionless
            and not getattr(app.view_functions[rule.endpoint], "limits", ())}  # fmt: skip
    assert bare == {"/language"}, "which keeps nothing"


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("203.0.113.77", "203.0.113.77"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("::ffff:203.0.113.77", "203.0.113.77"),
        ("fe80::1%eth0", "fe80::"),
        ("", ""),
    ],
)
def test_an_ipv6_house_has_one_bucket(address, counted_as):
    assert network(address) == counted_as


def test_full_buckets_are_dropped_and_memory_stays_small(moment):
    buckets = Buckets()
    for n in range(20_010):
        buckets.take(GUESSING, f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}", moment(), cost=1)
    assert len(buckets.left) <= 20_000
