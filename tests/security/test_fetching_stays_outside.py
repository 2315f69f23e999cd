"""The one door to other people's web servers leads to public addresses only, and never holds us up or swallows too much."""

import inspect
import ipaddress
import socket
import time
from pathlib import Path

import pytest

from floortime import fetching
from floortime.fetching import Unfetched, fetch, fetchable, is_public
from floortime.hooks.carrier import HookCarrier
from floortime.mailroom import calendars
from tests.mailroom.webserver import silent_server, web_site

PACKAGE = Path(fetching.__file__).parent


def here(_address) -> bool:
    """What a test passes to reach this machine."""
    return True


def why(url: str, **more) -> str:
    with pytest.raises(Unfetched) as no:
        fetch(url, **more)
    return no.value.why


@pytest.mark.parametrize(
    "inside",
    [
        "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "192.0.0.1", "198.18.0.1", "203.0.113.5", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1",
        "fc00::1", "fd12::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "64:ff9b::a00:1",
        "2002:7f00:1::1", "2001:0:7f00:1::1", "2001:db8::1", "::127.0.0.1",
    ],
)  # fmt: skip
def test_an_inner_address_is_no_public_one(inside):
    assert not is_public(ipaddress.ip_address(inside))


@pytest.mark.parametrize("outside", ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "2a00:1450:4001::200e"])
def test_a_public_one_is(outside):
    assert is_public(ipaddress.ip_address(outside))


@pytest.mark.parametrize(
    "url",
    [
        "", "ftp://example.org/a", "file:///etc/passwd", "gopher://example.org", "//example.org/a", "https://", "http:///a",
        "https://me:secret@example.org/a", "http://example.org:25/", "http://example.org:22/a", "http://example.org:0x50/",
        "http://example.org/a b", "http://example.org/\r\nHost: x", "http://exa\tmple.org/", "http://[fe80::1%25eth0]/",
        "http://example.org:99999/", "https://example.org/" + "a" * 1000, "http://bücher.example/",
    ],
)  # fmt: skip
def test_what_has_not_the_form_of_a_web_address_is_not_even_looked_up(url, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", None)
    assert not fetchable(url)
    assert why(url) == "address"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "2130706433", "0x7f.1", "127.1", "[::1]", "0"])
def test_a_server_on_this_machine_is_not_asked_however_it_is_written(host):
    with web_site() as site:
        assert why(f"http://{host}:{site.port}/") == "address"
        assert site.asked == []


def test_a_name_with_one_foot_inside_is_refused_and_is_asked_for_once(monkeypatch):
    asked = []

    def answers(host, port, *_args, **_more):
        asked.append(host)
        return [(2, 1, 6, "", (one, port)) for one in ("93.184.216.34", "127.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", answers)
    assert why("https://rebinding.example/cal.ics") == "address"
    assert asked == ["rebinding.example"]


def test_the_connection_goes_to_the_address_that_was_looked_at(monkeypatch):
    with web_site() as site:
        site.body = b"hello"
        lookups = []

        def answers(host, port, *_args, **_more):
            lookups.append(host)
            return [(2, 1, 6, "", ("127.0.0.1", site.port))]

        monkeypatch.setattr(socket, "getaddrinfo", answers)
        judged = []
        found = fetch(
            f"http://calendars.example:{site.port}/a?b=c", may_reach=lambda ip: not judged.append(str(ip))
        )
    assert (found.body, judged, lookups[0]) == (b"hello", ["127.0.0.1"], "calendars.example")
    assert [(one["host"], one["path"]) for one in site.asked] == [
        (f"calendars.example:{site.port}", "/a?b=c")
    ]


def test_a_redirect_is_not_followed():
    with web_site() as site:
        site.status, site.headers = 302, {"Location": f"http://127.0.0.1:{site.port}/elsewhere"}
        assert why(site.url, may_reach=here) == "leads_on"
        assert len(site.asked) == 1


def test_too_much_is_not_swallowed_and_packed_or_cut_answers_are_none():
    with web_site() as site:
        site.body = b"x" * 1001
        assert why(site.url, may_reach=here, most=1000) == "too_large"
        assert fetch(site.url, may_reach=here, most=1001).body == site.body
        site.headers = {"Content-Encoding": "gzip"}
        assert why(site.url, may_reach=here) == "answer"
        site.headers, site.status = {}, 404
        assert why(site.url, may_reach=here) == "answer"
        site.headers, site.status = {"Content-Length": "5000"}, 200
        assert why(site.url, may_reach=here) == "away"


@pytest.mark.parametrize("drip", [b"", b"H"])
def test_who_does_not_answer_or_drips_is_left_when_time_is_up(drip):
    with silent_server(drip) as port:
        began = time.monotonic()
        assert why(f"http://127.0.0.1:{port}/", may_reach=here, seconds=0.4) == "away"
        assert time.monotonic() - began < 10


def test_tls_wants_a_certificate():
    with web_site() as site:
        assert why(site.url.replace("http:", "https:"), may_reach=here, seconds=3) == "away"


def test_nobody_else_opens_a_door_and_nothing_but_a_test_widens_this_one():
    """`may_reach` is an argument whose only value in the house is the guard itself; no setting reaches it."""
    assert inspect.signature(fetch).parameters["may_reach"].default is is_public
    assert inspect.signature(calendars.CalendarRoom).parameters["may_reach"].default is is_public
    assert inspect.signature(HookCarrier).parameters["may_reach"].default is is_public
    house = {
        str(path.relative_to(PACKAGE)): path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py")
    }
    assert {name for name, text in house.items() if "may_reach" in text} == {
        "fetching.py",
        "hooks/carrier.py",
        "mailroom/calendars.py",
    }
    doors = ("http.client", "urllib.request", "create_connection", "import requests", "import httpx")
    assert {name for name, text in house.items() if any(door in text for door in doors)} == {"fetching.py"}
    assert "CalendarRoom(db, settings, clock)" in house["mailroom/calendars.py"]
