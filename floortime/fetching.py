"""The one door to other people's web servers: a guarded GET or POST of an address that a person of the house typed. Knows nobody.

The name is resolved once, every address it has must be a public one, and the connection goes to the address that was
looked at: a name that answers differently the second time gains nothing. Redirects are not followed, what comes is
bounded in size and time, and nothing of it is run, shown or passed on here.
"""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from msgspec import Struct

MOST_OCTETS = 4 * 1024 * 1024
SECONDS = 20.0
"""For all of it, from the first packet to the last; looking the name up comes on top."""
LONGEST_URL = 1_000
WELL_KNOWN = frozenset({80, 443})
"""Of the ports below 1024, those on which web servers listen."""

_GLOBAL_V6 = ipaddress.ip_network("2000::/3")
_WRAPPED_V6 = (ipaddress.ip_network("2002::/16"), ipaddress.ip_network("2001::/23"))
"""Addresses that carry another one inside them (6to4, Teredo)."""

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Unfetched(Exception):  # noqa: N818 - named for what happened, as all our refusals are
    """It was not fetched; `why` in a word: address, away, answer, leads_on, too_large."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Fetched(Struct, frozen=True):
    """What came: the body, or None where it is the same as the last time; and how to ask whether it still is."""

    body: bytes | None
    etag: str = ""
    modified: str = ""


def is_public(address: Address) -> bool:
    """Whether an address is one that anybody on the internet can reach, and not of our own network or machine."""
    if isinstance(address, ipaddress.IPv6Address):
        wrapped = any(address in network for network in _WRAPPED_V6)
        return address in _GLOBAL_V6 and address.is_global and not wrapped
    return address.is_global and not address.is_multicast


class _Target(Struct, frozen=True):
    secure: bool
    host: str
    port: int
    path: str


def fetchable(url: str) -> bool:
    """Whether an address has the form of one that is fetched; nothing is looked up."""
    try:
        _target(url)
    except Unfetched:
        return False
    return True


def listens(url: str) -> bool:
    """Whether its port is one on which web servers listen."""
    try:
        port = urlsplit(url).port
    except ValueError:
        return False
    return port is None or port >= 1024 or port in WELL_KNOWN


def leads_inside(url: str) -> bool:
    """Whether an address names our own machine or network outright; what a name leads to is seen when it is asked."""
    host = _target(url).host.rstrip(".").lower()
    try:
        return not is_public(_literal(host.strip("[]")))
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _literal(host: str) -> Address:
    """The address that a host is, written as 127.0.0.1, ::1, 127.1, 0x7f.1 or 2130706433; ValueError for a name."""
    try:
        return ipaddress.ip_address(host)
    except ValueError as no_address:
        try:
            return ipaddress.IPv4Address(socket.inet_aton(host))
        except OSError:
            raise no_address from None


def fetch(
    url: str,
    *,
    etag: str = "",
    modified: str = "",
    most: int = MOST_OCTETS,
    seconds: float = SECONDS,
    may_reach: Callable[[Address], bool] = is_public,
) -> Fetched:
    """GET an http or https address; Unfetched says why not.

    `etag` and `modified` are those of the last time. `may_reach` judges every address of the name: a test passes its
    own to reach this machine, and nothing that a deployment can set does.
    """
    target = _target(url)
    address = _resolved(target, may_reach)
    with _connected(target, address, seconds) as talk:
        asked = {
            "Host": urlsplit(url).netloc, "Accept": "text/calendar, */*;q=0.1", "Accept-Encoding": "identity",
            "User-Agent": "Floortime", "Connection": "close",
            **({"If-None-Match": etag} if etag else {}),
            **({"If-Modified-Since": modified} if modified else {}),
        }  # fmt: skip
        try:
            talk.request("GET", target.path, headers=asked)
            with talk.getresponse() as answer:
                return _taken(answer, most)
        except (OSError, http.client.HTTPException, ValueError) as broken:
            raise Unfetched("away") from broken


def deliver(
    url: str,
    body: bytes,
    *,
    headers: dict[str, str],
    seconds: float = SECONDS,
    may_reach: Callable[[Address], bool] = is_public,
) -> int:
    """POST a body to an http or https address; returns the status that came back, a redirect's too. Unfetched says why not.

    What the other side says besides is not read. `may_reach` is as for `fetch`.
    """
    target = _target(url)
    address = _resolved(target, may_reach)
    said = {"Host": urlsplit(url).netloc, "User-Agent": "Floortime", "Connection": "close", **headers}
    with _connected(target, address, seconds) as talk:
        try:
            talk.request("POST", target.path, body=body, headers=said)
            with talk.getresponse() as answer:
                return answer.status
        except (OSError, http.client.HTTPException, ValueError) as broken:
            raise Unfetched("away") from broken


def _target(url: str) -> _Target:
    """The parts of an address that may be fetched; Unfetched for any other."""
    if not url.isascii() or not url.isprintable() or " " in url or len(url) > LONGEST_URL:
        raise Unfetched("address")
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        host = (parts.hostname or "").encode("idna").decode("ascii") if parts.hostname else ""
    except (ValueError, UnicodeError) as wrong:
        raise Unfetched("address") from wrong
    strange = parts.username is not None or "%" in host or not listens(url)
    if parts.scheme not in {"http", "https"} or not host or strange:
        raise Unfetched("address")
    return _Target(
        parts.scheme == "https", host, port, (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    )


def _resolved(target: _Target, may_reach: Callable[[Address], bool]) -> str:
    """One address of the name, all of which were looked at: a name with one foot inside is refused whole."""
    try:
        told = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
        found = [ipaddress.ip_address(str(one[4][0])) for one in told]
    except (OSError, ValueError, UnicodeError) as unknown:
        raise Unfetched("away") from unknown
    if not found or not all(may_reach(address) for address in found):
        raise Unfetched("address")
    return str(found[0])


@contextlib.contextmanager
def _connected(target: _Target, address: str, seconds: float) -> Iterator[http.client.HTTPConnection]:
    """A conversation with that very address, cut off when its time is over, however slowly the other side drips."""
    try:
        raw = socket.create_connection((address, target.port), timeout=seconds)
    except OSError as closed:
        raise Unfetched("away") from closed
    # A copy of the handle: TLS takes the socket itself over.
    handle = raw.dup()
    clock = threading.Timer(seconds, _cut, (handle,))
    clock.daemon = True
    clock.start()
    talk = http.client.HTTPConnection(target.host, target.port, timeout=seconds)
    talk.sock = raw
    try:
        if target.secure:
            talk.sock = _secured(raw, target.host)
        yield talk
    finally:
        clock.cancel()
        handle.close()
        talk.close()


def _secured(raw: socket.socket, host: str) -> socket.socket:
    try:
        return ssl.create_default_context().wrap_socket(raw, server_hostname=host)
    except (OSError, ValueError) as refused:
        raise Unfetched("away") from refused


def _cut(raw: socket.socket) -> None:
    with contextlib.suppress(OSError):
        raw.shutdown(socket.SHUT_RDWR)


def _taken(answer: http.client.HTTPResponse, most: int) -> Fetched:
    etag, modified = _token(answer.getheader("ETag")), _token(answer.getheader("Last-Modified"))
    if answer.status == 304:
        return Fetched(None, etag, modified)
    if 300 <= answer.status < 400:
        raise Unfetched("leads_on")
    if answer.status != 200 or (answer.getheader("Content-Encoding") or "identity").lower() != "identity":
        raise Unfetched("answer")
    body = answer.read(most + 1)
    if len(body) > most:
        raise Unfetched("too_large")
    if (told := answer.getheader("Content-Length")) and told.isdecimal() and len(body) < int(told):
        raise Unfetched("away")
    return Fetched(body, etag, modified)


def _token(value: str | None) -> str:
    """A header to send back another time; empty for one that is not worth it."""
    return value if value and len(value) <= 200 and value.isascii() and value.isprintable() else ""
