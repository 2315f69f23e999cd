"""A customer hit this again: one press from any browser, without a sign-in; knows tallying, voicing's rules."""

import re

from flask import Response, request

from floortime.errors import NotFound
from floortime.obstacles.actions.tallying import count_customer, take_back_customer
from floortime.obstacles.model import Obstacle
from floortime.obstacles.queries.entries import standing, wording_of
from floortime.obstacles.queries.tallies import tallied
from floortime.obstacles.views.room import bp, once
from floortime.obstacles.voices import count_said
from floortime.tokens import fresh
from floortime.web.access import access, nobody_known
from floortime.web.acts import begin, found, ground, reading
from floortime.web.limits import ME_TOO, limited
from floortime.web.pages import page

_TAP = re.compile(r"[\w-]{20,64}")


@bp.post("/log/<code>/again", endpoint="again")
@limited(ME_TOO)
@access(nobody_known)
def again(code: str) -> Response:
    """Count one; with the tap it was counted under and `back`, take it back."""
    entry = standing(reading(), code)
    if entry is None:
        raise NotFound
    given, back = request.form.get("tap", ""), bool(request.form.get("back"))
    tap = given if _TAP.fullmatch(given) else fresh()
    once(lambda: _press(entry.id, tap, back=back))
    reading().expire_all()
    return page(
        "obstacles/again.html",
        tap=tap,
        back=back,
        obstacle=entry,
        wording=wording_of(reading(), entry) if ground().settings.log_public else None,
        count=count_said(tallied(reading(), entry.id)),
    )


def _press(key: int, tap: str, *, back: bool) -> None:
    with begin() as act:
        (take_back_customer if back else count_customer)(act, found(act.session, Obstacle, key), tap)
