"""Answering the floor: signed in for oneself or a leader, or through the link in a letter; knows forms, answering."""

from typing import Any, TypeVar

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from floortime import dates, tokens
from floortime.act import Act, Actor
from floortime.obstacles import access as may
from floortime.obstacles.actions.answering import answer_obstacle, promised_in
from floortime.obstacles.actions.asking import ANSWER
from floortime.obstacles.actions.undoing import take_back_answer
from floortime.obstacles.forms import AnswerByLinkForm, AnswerForm
from floortime.obstacles.model import Obstacle
from floortime.obstacles.promised import nothing_promised
from floortime.obstacles.queries.asked import answerers, answers
from floortime.obstacles.queries.entries import standing, wording_of
from floortime.obstacles.stages import PUBLIC, light
from floortime.obstacles.views.naming import named
from floortime.obstacles.views.promises import promises_about
from floortime.obstacles.views.room import bp
from floortime.obstacles.voices import count_said
from floortime.people import naming
from floortime.people.model import Department, Person, Site
from floortime.web.access import access, by_token, signed_in
from floortime.web.acts import allowed, begin, found, ground, me, reading
from floortime.web.forms import options
from floortime.web.limits import BY_LINK, GUESSING, limited, missed
from floortime.web.pages import onward, page, speak_as_written, this_year, today
from floortime.words import _

Asking = TypeVar("Asking", AnswerForm, AnswerByLinkForm)


@bp.get("/obstacles/<code>/answer")
@access(signed_in)
def answer(code: str) -> Response:
    """The floor's sentence, what was said so far, and the field."""
    entry, signers = _mine(code)
    return _answer_page(entry, _form(entry, signers, sent=False))


@bp.post("/obstacles/<code>/answer")
@access(signed_in)
def answered(code: str) -> Response:
    """Keep the answer, signed by its decider, on whose behalf it may have been written."""
    entry, signers = _mine(code)
    form = _form(entry, signers, sent=True)
    chosen = form.decider.data or _own(signers)
    if not form.validate() or _named(form, entry, chosen):
        return _answer_page(entry, form, 422)
    leader = chosen if chosen in me().acts_for else None
    with begin(for_id=leader) as act:
        _keep(act, found(act.session, Obstacle, entry.id), form, chosen)
    undo = url_for("obstacles.unanswer", code=entry.code)
    said = " ".join(filter(None, (_("The floor reads this now."), _promised(form))))
    return onward("obstacles.answer", said, undo, code=entry.code)


@bp.post("/obstacles/<code>/answer/undo")
@access(signed_in)
def unanswer(code: str) -> Response:
    """Take back the answer that one has just given."""
    entry, _signers = _mine(code)
    with begin() as act:
        take_back_answer(act, found(act.session, Obstacle, entry.id))
    return onward("obstacles.answer", _("It is as it was before."), code=entry.code)


@bp.get("/answer/<token>", endpoint="by_link")
@access(by_token)
def by_link(token: str) -> Response:
    """The same behind a mail link. Opening it changes nothing."""
    entry, _decider_id = _granted(token)
    if entry is None:
        return page("obstacles/link_spent.html", 404)
    return _answer_page(
        entry, _asking_day(AnswerByLinkForm(), entry), template="obstacles/answer_by_link.html"
    )


@bp.post("/answer/<token>")
@limited(BY_LINK, GUESSING)
@access(by_token)
def answered_by_link(token: str) -> Response:
    """Keep the answer of whom the letter went to, once; then show what the floor reads, word for word."""
    entry, decider_id = _granted(token)
    if entry is None:
        missed()
        return page("obstacles/link_spent.html", 404)
    form = _asking_day(AnswerByLinkForm(request.form), entry)
    if not form.validate() or _named(form, entry, decider_id):
        return _answer_page(entry, form, 422, template="obstacles/answer_by_link.html")
    with begin(by=Actor("mail_link", decider_id)) as act:
        if tokens.used(act.session, token, ANSWER, at=act.at) is not None:
            _keep(act, found(act.session, Obstacle, entry.id), form, decider_id)
    reading().expire_all()
    return page("obstacles/answered.html", promised=_promised(form), **_values(entry))


def _granted(token: str) -> tuple[Obstacle | None, int]:
    """The entry behind a link and who signs; nothing for somebody who has left."""
    grant = tokens.opened(reading(), token, ANSWER, at=ground().clock())
    whose = reading().get(Person, grant.person_id) if grant and grant.person_id else None
    entry = reading().get(Obstacle, grant.subject_id) if grant else None
    if entry is None or entry.stage not in PUBLIC or whose is None or not whose.reachable_on(today()):
        return None, 0
    speak_as_written(whose, entry.language)
    return entry, whose.id


def _keep(act: Act, entry: Obstacle, form: AnswerForm | AnswerByLinkForm, decider_id: int) -> None:
    answer_obstacle(
        act,
        entry,
        kind=form.kind.data,
        words=form.words.data or "",
        decider_id=decider_id,
        review_on=form.review_on.data if form.kind.data == "no" else None,
        due_on=form.promised_on,
        what=form.promise.data or "",
    )


def _promised(form: AnswerForm | AnswerByLinkForm) -> str:
    """What the answer has promised, and by when; empty where it promises nothing."""
    if form.promised_on is None:
        return ""
    what = promised_in(form.words.data or "", form.promise.data or "")
    day = dates.weekday(form.promised_on, this_year())
    return _("Promised, by %(day)s: “%(what)s”", day=day, what=what)


def _asking_day(form: Asking, entry: Obstacle) -> Asking:
    form.asks_day = nothing_promised(reading(), entry)
    return form


def _named(form: AnswerForm | AnswerByLinkForm, entry: Obstacle, signer_id: int) -> bool:
    """Whether a name stands in it; in what becomes a promise nobody lets the name of one who raised it through."""
    never = form.promised_on is not None
    fields = ("words", "promise") if never else ("words",)
    return named(form, *fields, obstacle=entry, signer_id=signer_id, never_near=never)


def _mine(code: str) -> tuple[Obstacle, list[Person]]:
    """The entry and who can sign for it, if the reader may answer at all."""
    entry = standing(reading(), code)
    allowed(entry is not None, see=False)
    assert entry is not None
    people = answerers(reading(), entry, today())
    allowed(may.may_answer(me(), entry, {p.id for p in people}))
    return entry, people


def _own(signers: list[Person]) -> int:
    """Whose signature stands there unless another is chosen: one's own, one's leader's, else the first one's."""
    ids = [p.id for p in signers]
    who = me()
    if who.id in ids or not ids:
        return who.id
    return next((i for i in ids if i in who.acts_for), ids[0])


def _form(entry: Obstacle, signers: list[Person], *, sent: bool) -> AnswerForm:
    """Oneself, and those in whose name one may write: one's leaders; for a chief of staff everybody asked."""
    who, mine = me(), _own(signers)
    anybody = may.may_sort(who, entry)
    others = [p for p in signers if p.id != who.id and (anybody or p.id in who.acts_for)]
    form = AnswerForm() if sent else AnswerForm(formdata=None, data={"decider": mine, "kind": "answer"})
    form.decider.choices = options([(str(who.id), who.name), *((str(p.id), p.name) for p in others)])
    return _asking_day(form, entry)


def _values(entry: Obstacle) -> dict[str, Any]:
    session: Session = reading()
    department = session.get(Department, entry.department_id) if entry.department_id else None
    return {
        "obstacle": entry,
        "wording": wording_of(session, entry),
        "light": light(entry.stage),
        "answers": answers(session, entry),
        "signed": naming.signed,
        "department": department,
        "site": session.get(Site, entry.shown_site_id) if entry.shown_site_id else None,
        "count_said": count_said,
        "promises": promises_about(entry, department),
    }


def _answer_page(
    entry: Obstacle,
    form: AnswerForm | AnswerByLinkForm,
    status: int = 200,
    *,
    template: str = "obstacles/answer.html",
) -> Response:
    return page(template, status, form=form, **_values(entry))
