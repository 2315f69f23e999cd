"""A second pair of eyes on what was done, signed in or behind a mail link, and what comes of it next; knows the promise's page."""

from collections.abc import Callable
from typing import Any

from flask import Response, request, url_for
from msgspec import Struct

from floortime import tokens
from floortime.act import Act, Actor
from floortime.desk.acting import in_whose_name
from floortime.desk.evidence import kept_file
from floortime.desk.followups import bp, promised, site
from floortime.desk.owners import answer_page as by_link_page
from floortime.desk.owners import granted_owner, spent
from floortime.errors import NotFound
from floortime.followups.access import may_answer_followup, may_look
from floortime.followups.actions.looking import LOOK
from floortime.followups.model import Followup, Look
from floortime.followups.queries.backs import missing_in
from floortime.followups.queries.claims import claim_of
from floortime.followups.queries.evidence import evidence_of
from floortime.journal.queries import history
from floortime.obstacles.actions.looks import look_again, not_done_after_all, note_seen, send_it_back
from floortime.obstacles.promised import between
from floortime.obstacles.whose_word import unheard
from floortime.people.access import Reader
from floortime.people.model import Person
from floortime.web.access import access, by_token, signed_in
from floortime.web.acts import allowed, begin, found, ground, me, reading
from floortime.web.forms import Form, LineField, NotLonger, OpenForm
from floortime.web.limits import BY_LINK, GUESSING, limited, missed
from floortime.web.pages import onward, page, speak_as_written, today
from floortime.words import _, lazy


class _Said:
    why = LineField(lazy("What is missing?"), [NotLonger(400)])

    def says_why(self: Any) -> bool:
        """Whether a "not yet" says what is missing."""
        good = bool(self.validate())
        if good and not self.why.data:
            self.why.errors = [_("Say what is missing: the owner reads it.")]
        return good and bool(self.why.data)


class LookForm(_Said, Form):
    """What is missing, signed in."""


class LookByLinkForm(_Said, OpenForm):
    """What is missing, behind a mail link."""


class _Asked(Struct, frozen=True):
    row: Followup
    by_id: int
    """Who looks: whoever the letter went to."""


@bp.route("/followups/<code>/look", methods=["GET", "POST"])
@access(signed_in)
def look(code: str) -> Response:
    """What was done, what shows it, and two buttons."""
    row = promised(code)
    asked = reading().get(Look, row.id)
    if asked is None:
        raise NotFound
    allowed(may_look(me(), row, asked.looker_id, site(row)))
    form = LookForm()
    if not form.is_submitted():
        return _page(_Asked(row, me().id), form)
    seen = request.form.get("way") == "seen"
    if not seen and not form.says_why():
        return _page(_Asked(row, me().id), form, 422)
    with begin(for_id=in_whose_name(_may_look_for(asked), row, asked.looker_id)) as act:
        _carry_out(act, row.id, seen=seen, why=form.why.data)
    said = _seen(row) if seen else _("It is its owner’s again. They read what is missing.")
    return onward("followups.followup", said, url_for("followups.unlook", code=code), code=code)


def _may_look_for(asked: Look) -> Callable[[Reader, Followup, int | None], bool]:
    return lambda who, row, site_id: may_look(who, row, asked.looker_id, site_id)


@bp.post("/followups/<code>/look/undo", endpoint="unlook")
@access(signed_in)
def unlook(code: str) -> Response:
    """Take back what was just said after looking."""
    row = promised(code)
    allowed(may_look(me(), row, me().id, site(row)) and me().id in _lookers(row))
    Form()
    with begin() as act:
        look_again(act, found(act.session, Followup, row.id), found(act.session, Person, me().id))
    return onward("followups.look", _("Taken back. Look again whenever you like."), code=code)


def _lookers(row: Followup) -> set[int]:
    """Who said something after looking: only they take it back."""
    verbs = {"followup.looked", "followup.closed", "followup.sent_back"}
    return {e.actor_id for e in history(reading(), "followup", row.id) if e.verb in verbs and e.actor_id}


@bp.post("/followups/<code>/not-done", endpoint="not_done")
@access(signed_in)
def not_done(code: str) -> Response:
    """Take “done” back while it waits for who looks."""
    row = promised(code)
    allowed(may_answer_followup(me(), row, site(row)))
    Form()
    with begin(for_id=in_whose_name(may_answer_followup, row, row.owner_id)) as act:
        not_done_after_all(act, found(act.session, Followup, row.id))
    return onward("followups.followup", _("It is yours again. Nobody is to look at it."), code=code)


@bp.post("/f/<token>/not-done", endpoint="not_done_by_link")
@limited(BY_LINK, GUESSING)
@access(by_token)
def not_done_by_link(token: str) -> Response:
    """The same behind the owner's mail link; their answer page stands there again."""
    granted = granted_owner(token)
    if granted is None:
        missed()
        return spent(token)
    with begin(by=Actor("mail_link", granted[1].id)) as act:
        not_done_after_all(act, found(act.session, Followup, granted[0].id))
    reading().expire_all()
    return by_link_page(token)


@bp.get("/look/<token>", endpoint="look_by_link")
@access(by_token)
def look_by_link(token: str) -> Response:
    """The same behind a mail link; opening it changes nothing."""
    asked = _granted(token)
    return (
        page("obstacles/link_spent.html", 404) if asked is None else _page(asked, LookByLinkForm(), by=token)
    )


@bp.post("/look/<token>", endpoint="looked_by_link")
@limited(BY_LINK, GUESSING)
@access(by_token)
def looked_by_link(token: str) -> Response:
    """Say what one saw."""
    asked = _granted(token)
    if asked is None:
        missed()
        return page("obstacles/link_spent.html", 404)
    form, seen = LookByLinkForm(request.form), request.form.get("way") == "seen"
    if not seen and not form.says_why():
        return _page(asked, form, 422, by=token)
    with begin(by=Actor("mail_link", asked.by_id)) as act:
        _carry_out(act, asked.row.id, seen=seen, why=form.why.data)
    return page("followups/looked.html", row=asked.row, said=_seen(asked.row) if seen else "")


def _seen(row: Followup) -> str:
    """What becomes of it now: the floor is asked about its obstacle, once."""
    reading().expire_all()
    if row.stage == "unconfirmed":
        return _("Seen. It is closed, under your name and without a green light.")
    if between(reading(), row) == "others":
        return _("Seen. The floor is asked once everything that was promised about it is done.")
    return _("Seen. The floor is asked now.")


def _carry_out(act: Act, followup_id: int, *, seen: bool, why: str) -> None:
    row = found(act.session, Followup, followup_id)
    if seen:
        note_seen(act, row)
    else:
        send_it_back(act, row, because=why)


def _granted(token: str) -> _Asked | None:
    """What this opens, for who was asked or who hears of it in the end."""
    grant = tokens.opened(reading(), token, LOOK, at=ground().clock())
    row = reading().get(Followup, grant.subject_id) if grant is not None else None
    asked = reading().get(Look, row.id) if row is not None else None
    person = reading().get(Person, grant.person_id) if grant is not None and grant.person_id else None
    if row is None or asked is None or person is None or not person.reachable_on(today()):
        return None
    if person.id == row.owner_id:
        return None
    speak_as_written(person, row.language)
    return _Asked(row, person.id)


@bp.get("/look/<token>/evidence/<int:n>", endpoint="evidence_to_look_at")
@access(by_token)
def evidence_to_look_at(token: str, n: int) -> Response:
    """A file that shows what was done, for who is to look at it."""
    asked = _granted(token)
    if asked is None:
        raise NotFound
    return kept_file(asked.row, n)


def _page(asked: _Asked, form: Any, status: int = 200, *, by: str = "") -> Response:
    row = asked.row
    return page(
        "followups/look.html",
        status,
        row=row,
        form=form,
        claim=claim_of(reading(), row),
        missing=next(iter(missing_in(reading(), row.id)), None),
        evidence=evidence_of(reading(), row.id),
        at=f"/look/{by}/evidence" if by else f"/followups/{row.code}/evidence",
        signed_in=not by,
        unheard=unheard(reading(), row),
    )
