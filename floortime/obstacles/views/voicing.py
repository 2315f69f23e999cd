"""Me too: in one tap from any browser, or under one's own name; knows voices, entries.

The plain button knows no person. Its browser keeps a random value in the cookie `voice`, sent only to addresses
under /log and read only here; what is stored is its hash together with the entry, so that the same browser
counts once and two entries cannot tell that they have a browser in common.
"""

import re
from typing import Any

from flask import Response, jsonify, request

from floortime.errors import NotFound
from floortime.obstacles import claims
from floortime.obstacles.actions.voices import Voiced, press_me_too, say_me_too
from floortime.obstacles.model import Obstacle
from floortime.obstacles.queries.entries import standing, wording_of
from floortime.obstacles.views.room import bp, once
from floortime.obstacles.voices import count_said
from floortime.tokens import fresh
from floortime.web.access import access, nobody_known, signed_in
from floortime.web.acts import begin, found, ground, me, reading
from floortime.web.limits import ME_TOO, limited
from floortime.web.pages import onward, page
from floortime.words import _

COOKIE = "voice"
YEAR = 31_536_000
_VALUE = re.compile(r"[\w-]{20,64}")


@bp.post("/log/<code>/me-too", endpoint="me_too")
@limited(ME_TOO)
@access(nobody_known)
def me_too(code: str) -> Response:
    """One press from this browser; pressed again it is taken back, unless "Same" was pressed while raising."""
    given = request.cookies.get(COOKIE, "")
    device = given if _VALUE.fullmatch(given) else fresh()
    entry = _standing(code)
    keep = bool(request.form.get("same"))
    voiced = once(lambda: _press(entry.id, device, keep=keep))
    response = _answer(entry, voiced)
    if device != given:
        response.set_cookie(
            COOKIE,
            device,
            max_age=YEAR,
            path="/log",
            samesite="Lax",
            httponly=True,
            secure=ground().settings.secure,
        )
    return response


@bp.post("/log/<code>/me-too/named", endpoint="me_too_named")
@access(signed_in)
def me_too_named(code: str) -> Response:
    """Under the reader's own name, once; pressed again it is taken back."""
    entry, who = _standing(code), me().id

    def press() -> Voiced:
        with begin() as act:
            return press_me_too(act, found(act.session, Obstacle, entry.id), person_id=who)

    voiced = once(press)
    said = _("You count under your name.") if voiced.pressed else _("Your me too is taken back.")
    return onward("log.entry", said, code=entry.code)


def _standing(code: str) -> Obstacle:
    entry = standing(reading(), code)
    if entry is None:
        raise NotFound
    return entry


def _press(key: int, device: str, *, keep: bool) -> Voiced:
    with begin() as act:
        entry = found(act.session, Obstacle, key)
        return (say_me_too if keep else press_me_too)(act, entry, device=device)


def _answer(entry: Obstacle, voiced: Voiced) -> Response:
    """JSON for the button of the page, a page of its own without scripts; both with the claim code."""
    reading().expire_all()
    now = reading().get(Obstacle, entry.id) or entry
    code = claims.grouped(voiced.claim_code) if voiced.claim_code else ""
    if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json":
        said = (
            _("Your claim code: %(code)s. Write it down, and you are asked when it is done.", code=code)
            if code
            else ""
        )
        answer: Any = jsonify(
            pressed=voiced.pressed,
            count=count_said(now.voices_n),
            said=said,
            code=code,
            copy=_("Copy"),
            copied=_("Copied"),
        )
        return answer  # type: ignore[no-any-return]
    open_log = ground().settings.log_public
    return page(
        "obstacles/me_too.html",
        pressed=voiced.pressed,
        code=code.split(),
        obstacle=now,
        wording=wording_of(reading(), now) if open_log else None,
        count=count_said(now.voices_n),
    )
