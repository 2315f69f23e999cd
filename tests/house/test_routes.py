"""Every route: states who may come in, changes nothing when read, and is changed only by those who may, from our own pages."""

import re
from pathlib import Path

import pytest

from floortime.web.access import Rule
from tests.house.world import World, dump, routes

PACKAGE = Path(__file__).parents[2] / "floortime"
PARTS = ("nobody", "agent", "leader", "owner", "chief", "admin")
IN, OUT, HIDDEN = "in", "sign in", "not there"
# What each part meets at an address with this rule. A new rule gets a line here, and nothing else does.
MEETS = {
    "anyone": (IN, IN, IN, IN, IN, IN),
    "nobody known": (IN, IN, IN, IN, IN, IN),
    "whoever holds the secret": (IN, IN, IN, IN, IN, IN),
    "whoever holds the secret, and their mail program": (IN, IN, IN, IN, IN, IN),
    "readers of the log": (IN, IN, IN, IN, IN, IN),
    "signed in": (OUT, IN, IN, IN, IN, IN),
    "leader, delegate or chief of staff": (OUT, HIDDEN, IN, HIDDEN, IN, IN),
    "chief of staff": (OUT, HIDDEN, HIDDEN, HIDDEN, IN, IN),
    "admin or chief of staff of the whole house": (OUT, HIDDEN, HIDDEN, HIDDEN, IN, IN),
    "admin": (OUT, HIDDEN, HIDDEN, HIDDEN, HIDDEN, IN),
}
ASKED_LATER = {"/followups/<code>/works", "/followups/<code>/look"}
"""There only once a promise is claimed done."""
ASKING = [(part, "GET") for part in PARTS if part != "owner"] + [("leader", "HEAD"), ("chief", "HEAD")]
one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def world(stage, cast):
    return World(stage, cast)


def met(response) -> str:
    if response.status_code == 303 and "/sign-in" in response.headers["Location"]:
        return OUT
    return HIDDEN if response.status_code == 404 else IN


@one_database
def test_every_route_states_its_rule_and_every_rule_is_in_the_table(app):
    rules = {rule.endpoint: app.view_functions[rule.endpoint].access for rule in app.url_map.iter_rules()}
    assert [name for name, rule in rules.items() if not isinstance(rule, Rule)] == []
    assert {rule.name for rule in rules.values()} - set(MEETS) == set()


def test_no_view_takes_a_head_for_a_change():
    """Flask answers HEAD with the view of GET: who asks for "GET" alone goes on to the change."""
    views = [*PACKAGE.glob("*/views.py"), *PACKAGE.glob("*/views/*.py")]
    assert [str(view) for view in views if 'method == "GET"' in view.read_text(encoding="utf-8")] == []


@one_database
def test_a_change_is_a_post(app):
    others = {
        rule.rule: rule.methods - {"GET", "HEAD", "OPTIONS", "POST"}
        for rule in app.url_map.iter_rules()
        if rule.methods - {"GET", "HEAD", "OPTIONS", "POST"}
    }
    assert others == {}


@pytest.mark.slow
@one_database
def test_each_part_meets_what_the_rule_says(app, world, signed_in):
    browsers = world.browsers(app, signed_in)
    wrong = {}
    for rule, access in routes(app, "GET"):
        if rule.arguments:
            continue
        found = tuple(met(browsers[part].get(rule.rule)) for part in PARTS)
        if found != MEETS[access.name]:
            wrong[rule.rule] = (access.name, found)
    assert wrong == {}


@one_database
def test_behind_a_rule_nobody_meets_anything_but_the_way_in(app, world):
    """Default deny, for addresses with parts in them too: of what is there and of what is not, a stranger learns the same."""
    stranger = app.test_client()
    wrong = {}
    for method in ("GET", "POST"):
        for rule, access in routes(app, method):
            if MEETS[access.name][0] == IN:
                continue
            response = stranger.open(world.address(rule), method=method)
            if met(response) != OUT and response.status_code != 403:
                wrong[f"{method} {rule.rule}"] = response.status_code
    assert wrong == {}


@pytest.mark.slow
@one_database
def test_get_and_head_change_nothing_whoever_asks(app, world, signed_in, db):
    browsers = world.browsers(app, signed_in)
    before, broken = dump(db), {}
    for rule, _ in routes(app, "GET"):
        for part, method in ASKING:
            response = browsers[part].open(world.address(rule), method=method)
            if response.status_code >= 500:
                broken[f"{part} {method} {rule.rule}"] = response.status_code
        after = dump(db)
        changed = {name for name in before if after[name] != before[name]}
        assert (rule.rule, changed) == (rule.rule, set())
    assert broken == {}


@pytest.mark.slow
@one_database
def test_a_post_without_the_pages_token_changes_nothing(app, world, signed_in, db):
    browsers = world.browsers(app, signed_in)
    before, wrong = dump(db), {}
    for rule, access in routes(app, "POST"):
        if access.sessionless:
            continue
        for part, browser in browsers.items():
            response = browser.post(world.address(rule), data={"csrf_token": "made-up"})
            if response.status_code not in {403, 404} and met(response) != OUT:
                wrong[f"{part} {rule.rule}"] = response.status_code
    assert (wrong, dump(db)) == ({}, before)


@one_database
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_a_post_without_a_session_comes_from_our_own_pages(app, world, db, headers):
    stranger, before, wrong = app.test_client(), dump(db), {}
    for rule, access in routes(app, "POST"):
        if not access.sessionless:
            continue
        response = stranger.post(world.address(rule), headers=headers)
        if response.status_code != 403:
            wrong[rule.rule] = response.status_code
    assert (wrong, dump(db)) == ({}, before)


@one_database
def test_a_session_is_not_read_where_nobody_is_known(app, world, signed_in):
    """The same bytes for a stranger and for somebody signed in: nothing of the reader is in them."""
    stranger, known = app.test_client(), signed_in(world.cast.dee)
    differing = [
        rule.rule
        for rule, access in routes(app, "GET")
        if access.name == "nobody known"
        and "<" not in rule.rule
        and _still(stranger.get(rule.rule).data) != _still(known.get(rule.rule).data)
    ]
    assert differing == []


def _still(page: bytes) -> bytes:
    """A page without the random keys that each one gets."""
    return re.sub(rb'value="[\w-]{16,}"', b"", page)


@pytest.mark.slow
@one_database
def test_the_walk_reaches_every_page(app, world, signed_in):
    """Otherwise the tests above would walk past closed doors."""
    browsers = world.browsers(app, signed_in)
    unreached = [
        rule.rule
        for rule, _ in routes(app, "GET")
        if not rule.arguments & {"token", "secret", "version", "key", "run_id"}
        and rule.rule not in ASKED_LATER
        and not any(browser.get(world.address(rule)).status_code == 200 for browser in browsers.values())
    ]
    assert unreached == []
