"""With the claim code: what became of it, and whether the public wording is what was meant; knows forms, entries."""

from flask import Response, request

from floortime.obstacles.actions.raising import say_of_wording
from floortime.obstacles.claims import tidied
from floortime.obstacles.forms import ClaimForm, WordingForm
from floortime.obstacles.model import Raising
from floortime.obstacles.queries.entries import Claimed, claimed, wording_of
from floortime.obstacles.queries.rounds import question_about
from floortime.obstacles.stages import PUBLIC, light
from floortime.obstacles.views.room import bp
from floortime.obstacles.views.thanking import behind, say_by_code, thanks_for
from floortime.web.access import access, by_token, nobody_known
from floortime.web.acts import begin, found, reading
from floortime.web.limits import GUESSING, WORKS, limited, missed
from floortime.web.pages import page, today
from floortime.words import _


@bp.get("/claim")
@access(nobody_known)
def claim() -> Response:
    """Where a claim code is typed."""
    return page("obstacles/claim.html", form=ClaimForm())


@bp.post("/claim", endpoint="claimed")
@limited(WORKS, GUESSING)
@access(by_token)
def claimed_page() -> Response:
    """What the code opens; it was posted, so no address and no access log holds it."""
    form = ClaimForm(request.form)
    if not form.validate():
        return page("obstacles/claim.html", 422, form=form)
    return opened(form)


@bp.post("/claim/wording", endpoint="wording")
@limited(WORKS, GUESSING)
@access(by_token)
def wording_said() -> Response:
    """The raiser's word on the public wording."""
    form = WordingForm(request.form)
    if not form.validate():
        return page("obstacles/claim.html", 422, form=form)
    mine = claimed(reading(), tidied(form.code.data or ""))
    if mine is None or mine.raising is None:
        return opened(form)
    right = form.says.data == "right"
    with begin() as act:
        say_of_wording(
            act, found(act.session, Raising, mine.raising.id), right=right, note=form.note.data or ""
        )
    reading().expire_all()
    said = (
        _("Noted: this is what you meant.")
        if right
        else _("Noted. The chief of staff reads it and words it anew.")
    )
    return opened(form, said=said)


@bp.post("/claim/thanks", endpoint="thanks_by_code")
@limited(WORKS, GUESSING)
@access(by_token)
def thanks_by_code() -> Response:
    """Whether the log thanks by name who put their name to it."""
    form = ClaimForm(request.form)
    if not form.validate():
        return page("obstacles/claim.html", 422, form=form)
    say_by_code(form)
    return opened(form, said=_("Kept. You can change it at any time."))


def opened(form: ClaimForm, *, said: str = "") -> Response:
    """The page behind a code, or the form again when no entry has it."""
    code = tidied(form.code.data or "")
    mine: Claimed | None = claimed(reading(), code)
    if mine is None:
        missed()
        form.code.errors = [_("No entry has this code. Look again at each letter.")]
        return page("obstacles/claim.html", 422, form=form)
    public = mine.obstacle.stage in PUBLIC
    return page(
        "obstacles/claimed.html",
        code=code,
        mine=mine,
        obstacle=mine.obstacle,
        light=light(mine.obstacle.stage),
        wording=wording_of(reading(), mine.obstacle) if public else None,
        q=question_about(reading(), mine.obstacle, today()) if public else None,
        said=said,
        thanks=thanks_for(mine.obstacle, behind(mine), "/claim/thanks", code=code),
    )
