"""The closing sentence, with which somebody signed in asks the floor, and the way back from it; knows rounds, undoing."""

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from floortime.errors import NotFound
from floortime.journal.queries import history
from floortime.obstacles import access as may
from floortime.obstacles.actions.answering import answer_obstacle
from floortime.obstacles.actions.rounds import ask_the_floor
from floortime.obstacles.actions.undoing import take_back_question
from floortime.obstacles.forms import AskForm
from floortime.obstacles.model import UNDONE, Obstacle, Round
from floortime.obstacles.promised import claims_of
from floortime.obstacles.queries.asked import answerers
from floortime.obstacles.queries.entries import standing
from floortime.obstacles.queries.rounds import question_about
from floortime.obstacles.views.naming import named
from floortime.obstacles.views.room import bp
from floortime.web.access import access, signed_in
from floortime.web.acts import allowed, begin, found, me, reading, stale
from floortime.web.pages import onward, page, today
from floortime.words import _


@bp.route("/obstacles/<code>/ask", methods=["GET", "POST"])
@access(signed_in)
def ask(code: str) -> Response:
    """What was done, in one sentence: it starts a round. While one runs, the page says whom it waits on."""
    entry = _mine(code)
    form = AskForm()
    if not form.is_submitted():
        return _ask_page(entry, _begun(entry))
    if not form.validate() or named(form, "sentence", obstacle=entry, signer_id=me().id):
        return _ask_page(entry, form, 422)
    with begin() as act:
        mine = found(act.session, Obstacle, entry.id)
        _as_seen(act.session, mine, form)
        ask_the_floor(act, mine, sentence=form.sentence.data)
        answer_obstacle(act, mine, kind="closing", words=form.sentence.data, decider_id=me().id)
    undo = url_for("obstacles.unask", code=entry.code)
    return onward("obstacles.ask", _("The floor is asked."), undo, code=entry.code)


@bp.post("/obstacles/<code>/ask/undo")
@access(signed_in)
def unask(code: str) -> Response:
    """Take back the question that one has just asked, while its letters wait."""
    entry = _mine(code)
    AskForm()
    with begin() as act:
        take_back_question(act, found(act.session, Obstacle, entry.id))
    return onward(
        "obstacles.ask", _("The floor is not asked. Your sentence stands here still."), code=entry.code
    )


def _mine(code: str) -> Obstacle:
    entry = standing(reading(), code)
    if entry is None:
        raise NotFound
    allowed(may.may_answer(me(), entry, {p.id for p in answerers(reading(), entry, today())}))
    return entry


def _begun(entry: Obstacle) -> AskForm:
    """With what was taken back, what one of its owners says was done, where one is taken over or there is no other, or empty."""
    undone = reading().get(Round, (entry.id, entry.asked_round + 1))
    claims = claims_of(reading(), entry.id)
    wanted = request.args.get("from", claims[0].code if len(claims) == 1 else "")
    sentence = next((claim.words for claim in claims if claim.code == wanted), "")
    if undone is not None and undone.outcome == UNDONE and "from" not in request.args:
        sentence = undone.sentence
    return AskForm(formdata=None, data={"version": str(entry.asked_round), "sentence": sentence})


def _as_seen(session: Session, entry: Obstacle, form: AskForm) -> None:
    """Stop who closes what somebody else has closed meanwhile: the first sentence stands, and theirs is told back."""
    if entry.stage != "asked" and form.seen_version in {None, entry.asked_round}:
        return
    last = session.get(Round, (entry.id, entry.asked_round))
    asked = (e for e in history(session, "obstacle", entry.id) if e.verb == "obstacle.asked" and e.actor_id)
    by_id = next((e.actor_id for e in asked), None)
    theirs = last.sentence if last is not None else ""
    raise stale(session, by_id, ((str(form.sentence.label.text), theirs, form.sentence.data),))


def _ask_page(entry: Obstacle, form: AskForm, status: int = 200) -> Response:
    asked = entry.stage == "asked"
    return page(
        "obstacles/ask.html",
        status,
        form=form,
        q=question_about(reading(), entry, today()),
        code=entry.code,
        asked=asked,
        claims=[] if asked else claims_of(reading(), entry.id),
    )
