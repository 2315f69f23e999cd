"""Raise an obstacle, without a name or under one's own; knows forms, raising, alike."""

from typing import TypeVar

from flask import Response, request

from floortime.obstacles import claims
from floortime.obstacles.actions.raising import Raised, raise_obstacle
from floortime.obstacles.forms import RaiseForm, RaiseNamedForm
from floortime.obstacles.queries.alike import Alike, alike
from floortime.obstacles.views.room import bp, once
from floortime.obstacles.voices import count_said
from floortime.people import queries as people
from floortime.tokens import fresh
from floortime.web.access import access, nobody_known, signed_in
from floortime.web.acts import begin, ground, looking, me, reading
from floortime.web.forms import options
from floortime.web.keeping import stamped
from floortime.web.limits import RAISING, TYPING, limited
from floortime.web.pages import page
from floortime.words import language

AnyForm = TypeVar("AnyForm", RaiseForm, RaiseNamedForm)


@bp.get("/raise", endpoint="raise")
@access(nobody_known)
def raise_page() -> Response:
    """The form, with a fresh retry key; no cookie is read."""
    return _form_page(RaiseForm(key=fresh()))


@bp.post("/raise")
@limited(RAISING)
@access(nobody_known)
def raised() -> Response:
    """Take what was said; the answer is the claim code, and nothing of it stands in an address."""
    form = _known_site(RaiseForm(request.form))
    if not form.validate():
        return _form_page(form, 422)
    same = _alike(form.words.data) if not form.seen.data else []
    if same:
        return _form_page(form, 422, same=same)
    done = once(lambda: _raise(form, None))
    return stamped("obstacles/raised.html", "code", claims.grouped(done.claim_code).split())


@bp.post("/raise/alike", endpoint="alike")
@limited(TYPING)
@access(nobody_known)
def alike_rows() -> Response:
    """Rows under the field while somebody types. A POST, so that the words stand in no address and no access log."""
    return page("obstacles/_alike.html", same=_alike(request.form.get("words", "")), count_said=count_said)


@bp.get("/raise/named", endpoint="named")
@access(signed_in)
def named_page() -> Response:
    """The same form for somebody who chooses to be named."""
    return _form_page(RaiseNamedForm(key=fresh()))


@bp.post("/raise/named")
@access(signed_in)
def raised_by_name() -> Response:
    """Take what was said under the reader's name."""
    form = _known_site(RaiseNamedForm())
    if not form.validate():
        return _form_page(form, 422)
    same = _alike(form.words.data) if not form.seen.data else []
    if same:
        return _form_page(form, 422, same=same)
    done = once(lambda: _raise(form, me().id))
    return page("obstacles/raised.html", code=claims.grouped(done.claim_code).split())


def _raise(form: RaiseForm | RaiseNamedForm, named_id: int | None) -> Raised:
    with begin() as act:
        return raise_obstacle(
            act,
            words=form.words.data or "",
            language=language(),
            channel="web",
            named_id=named_id,
            site_id=form.site.data,
            key=form.retry_key,
        )


def _alike(words: str | None) -> list[Alike]:
    """Nothing while the log is for members only: this page does not know who reads it."""
    return alike(reading(), words or "") if ground().settings.log_public else []


def _known_site(form: AnyForm) -> AnyForm:
    """What was sent: where a site was chosen, it must be one of ours; where none was, nobody is asked."""
    return _with_sites(form) if form.site.data else form


def _with_sites(form: AnyForm) -> AnyForm:
    offered: list[tuple[str, str]] = [(str(key), name) for key, name in people.site_names(looking())]
    form.site.choices = options([("", ""), *offered])
    return form


def _form_page(
    form: RaiseForm | RaiseNamedForm, status: int = 200, *, same: list[Alike] | None = None
) -> Response:
    return page(
        "obstacles/raise.html",
        status,
        form=_with_sites(form),
        same=same or [],
        named=isinstance(form, RaiseNamedForm),
        count_said=count_said,
    )
