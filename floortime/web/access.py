"""Each endpoint states who may come in, in one line above it; what states nothing does not start. Knows web/acts."""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, redirect, request
from msgspec import Struct

from floortime.errors import NotAllowed, NotFound
from floortime.people.access import Reader, may_import
from floortime.web.acts import ground, reader

View = TypeVar("View", bound=Callable[..., Any])
CHANGES = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class Rule(Struct, frozen=True):
    """Who may use an endpoint. A session-less one reads no cookie and checks the origin of a change instead."""

    name: str
    admits: Callable[[Reader | None], bool]
    sessionless: bool = False
    from_anywhere: bool = False
    """A mail program presses for its reader (RFC 8058) and says no origin: the view looks at what it sent."""


anyone = Rule("anyone", lambda _who: True)
nobody_known = Rule("nobody known", lambda _who: True, sessionless=True)
by_token = Rule("whoever holds the secret", lambda _who: True, sessionless=True)
by_mail_program = Rule(
    "whoever holds the secret, and their mail program",
    lambda _who: True,
    sessionless=True,
    from_anywhere=True,
)
signed_in = Rule("signed in", lambda who: who is not None)
chief = Rule("chief of staff", lambda who: who is not None and who.is_chief)
admin = Rule("admin", lambda who: who is not None and who.is_admin)
importer = Rule("admin or chief of staff of the whole house", lambda who: who is not None and may_import(who))
leader = Rule(
    "leader, delegate or chief of staff",
    lambda who: who is not None and (who.has("leader") or bool(who.acts_for) or who.is_chief),
)


def log_readers(who: Reader | None) -> bool:
    """The obstacle log is open to all, unless the setting asks for a sign-in."""
    return who is not None or ground().settings.log_public


log_reader = Rule("readers of the log", log_readers)


def access(rule: Rule) -> Callable[[View], View]:
    """State the rule of a view."""

    def stated(view: View) -> View:
        view.access = rule  # type: ignore[attr-defined]
        return view

    return stated


def guard(app: Flask) -> None:
    """Check the rule before every view; refuse to start when an endpoint has none."""
    for endpoint, view in app.view_functions.items():
        if not isinstance(getattr(view, "access", None), Rule):
            raise TypeError(f"{endpoint} does not say who may use it")

    @app.before_request
    def admit() -> Response | None:
        view = app.view_functions.get(request.endpoint or "")
        if view is None:
            return None
        rule: Rule = getattr(view, "access")  # noqa: B009 - Flask's type of a view knows no attributes
        stranger = rule.sessionless and not rule.from_anywhere and not same_origin()
        if stranger and request.method in CHANGES:
            raise NotAllowed
        who = None if rule.sessionless else reader() if rule is not anyone else None
        if rule.admits(who):
            return None
        if who is None:
            target = request.full_path.rstrip("?") if request.method == "GET" else None
            return redirect_to_sign_in(target)
        raise NotFound


def redirect_to_sign_in(target: str | None) -> Response:
    """Send a stranger to the sign-in page, and back afterwards."""
    from urllib.parse import urlencode

    found: Any = redirect("/sign-in" + ("?" + urlencode({"next": target}) if target else ""), 303)
    return found  # type: ignore[no-any-return]


def same_origin() -> bool:
    """Whether a change comes from a page of our own: browsers say so in Sec-Fetch-Site, older ones in Origin."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    if origin is None:
        return False
    ours = urlsplit(ground().settings.base_url)
    return origin in {f"{ours.scheme}://{ours.netloc}", request.host_url.rstrip("/")}
