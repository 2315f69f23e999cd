"""Works now, or not yet? From the log, with a claim code, under one's name, or from a letter; knows rounds, promises.

Whatever way a voice comes in, its word is written by nobody: with the date, without an actor.
"""

from collections.abc import Callable
from typing import Any

from flask import Response, request

from floortime import tokens
from floortime.act import NOBODY, Act
from floortime.errors import NotFound
from floortime.followups.actions import add_why
from floortime.followups.model import Followup
from floortime.followups.queries import by_code
from floortime.obstacles.actions.promises import judge_promise
from floortime.obstacles.actions.rounds import give_verdict, say_why
from floortime.obstacles.claims import tidied
from floortime.obstacles.floor_letters import PURPOSE
from floortime.obstacles.forms import WorksForm, WorksNamedForm
from floortime.obstacles.model import Obstacle
from floortime.obstacles.promised import obstacle_of
from floortime.obstacles.queries.entries import claimed, standing
from floortime.obstacles.queries.rounds import has_a_say, question_about, question_of, wordless
from floortime.obstacles.views import thanking
from floortime.obstacles.views.naming import named
from floortime.obstacles.views.room import bp, once
from floortime.obstacles.views.thanking import Thanks, thanks_for
from floortime.obstacles.views.voicing import COOKIE
from floortime.obstacles.whose_word import heard_promise
from floortime.people.model import Person
from floortime.web.access import access, by_token, nobody_known, signed_in
from floortime.web.acts import allowed, begin, found, ground, me, reading
from floortime.web.limits import BY_LINK, GUESSING, WORKS, limited, missed
from floortime.web.pages import onward, page, today
from floortime.words import _

Voice = tuple[str, str]
AnyForm = WorksForm | WorksNamedForm


@bp.get("/log/<code>/works")
@access(nobody_known)
def works(code: str) -> Response:
    """The floor's sentence, what was done, and two buttons of equal size."""
    return _question_page(_standing(code), open_to_codes=True)


@bp.post("/log/<code>/works")
@limited(WORKS, GUESSING)
@access(nobody_known)
def judged(code: str) -> Response:
    """The word of a browser that said me too, or of a claim code."""
    entry, form = _standing(code), WorksForm(request.form)
    if not form.validate():
        return _question_page(entry, 422, form=form, open_to_codes=True)
    typed = tidied(form.code.data or "")
    voice = _claimed(typed) if typed else ("device", request.cookies.get(COOKIE, ""))
    if voice is None:
        missed()
        form.code.errors = [_("No entry has this code. Look again at each letter.")]
        return _question_page(entry, 422, form=form, open_to_codes=True)
    return _take(entry, voice, form, code=form.code.data or "")


@bp.get("/log/<code>/works/named", endpoint="works_named")
@access(signed_in)
def works_named(code: str) -> Response:
    """The same for somebody who raised it or said me too under their name, or sat there; others read whom it waits on."""
    entry = _standing(code)
    return _question_page(entry, thanks=_mine(code), has_a_say=has_a_say(reading(), entry, me().id))


@bp.post("/log/<code>/works/named")
@access(signed_in)
def judged_by_name(code: str) -> Response:
    """Their word, counted and not named."""
    entry, form = _standing(code), WorksNamedForm()
    if not form.validate():
        return _question_page(entry, 422, form=form)
    return _take(entry, ("person", str(me().id)), form, thanks=_mine(code))


def _mine(code: str) -> Thanks | None:
    return thanks_for(_standing(code), me().id, f"/log/{code}/works/named/thanks")


@bp.get("/w/<token>", endpoint="works_by_link")
@access(by_token)
def works_by_link(token: str) -> Response:
    """From a letter. Opening it changes nothing."""
    entry, promise, person_id = _granted(token)
    if promise is not None:
        return page("obstacles/works.html", q=question_of(promise))
    thanks = thanks_for(entry, person_id, f"/w/{token}/thanks")
    return _question_page(entry, thanks=thanks) if entry else page("obstacles/link_spent.html", 404)


@bp.post("/w/<token>/thanks", endpoint="thanks_by_link")
@limited(BY_LINK, GUESSING)
@access(by_token)
def thanks_by_link(token: str) -> Response:
    """Whether the log thanks them by name."""
    entry, _promise, person_id = _granted(token)
    if entry is None or person_id is None:
        missed()
        return page("obstacles/link_spent.html", 404)
    thanking.say(entry, person_id)
    return works_by_link(token)


@bp.post("/log/<code>/works/named/thanks", endpoint="thanks_named")
@access(signed_in)
def thanks_named(code: str) -> Response:
    """The same, signed in."""
    entry = _standing(code)
    WorksNamedForm()
    thanking.say(entry, me().id)
    return onward("obstacles.works_named", _("Kept. You can change it at any time."), code=entry.code)


@bp.post("/w/<token>")
@limited(BY_LINK, GUESSING)
@access(by_token)
def judged_by_link(token: str) -> Response:
    """The word of whom the letter went to; said again it changes nothing."""
    entry, promise, person_id = _granted(token)
    form = WorksForm(request.form)
    if promise is not None and form.validate():
        return _take_promise(promise, form)
    if entry is None or person_id is None:
        missed()
        return page("obstacles/link_spent.html", 404)
    if not form.validate():
        return _question_page(entry, 422, form=form)
    thanks = thanks_for(entry, person_id, f"/w/{token}/thanks")
    return _take(entry, ("person", str(person_id)), form, thanks=thanks)


@bp.route("/followups/<code>/works", methods=["GET", "POST"], endpoint="promise_works")
@access(signed_in)
def promise_works(code: str) -> Response:
    """Whether a promise that stands alone was kept: the word of those who heard it, signed in."""
    row = by_code(reading(), code)
    heard = heard_promise(reading(), row) if row and obstacle_of(reading(), row.id) is None else []
    allowed(me().id in {person.id for person in heard}, see=False)
    assert row is not None
    form = WorksNamedForm()
    if not form.is_submitted():
        return page("obstacles/works.html", q=question_of(row), form=form)
    if not form.validate():
        return page("obstacles/works.html", 422, q=question_of(row), form=form)
    return _take_promise(row, form)


def _standing(code: str) -> Obstacle:
    entry = standing(reading(), code)
    if entry is None:
        raise NotFound
    return entry


def _claimed(code: str) -> Voice | None:
    mine = claimed(reading(), code)
    return mine.voice_key if mine else None


def _granted(token: str) -> tuple[Obstacle | None, Followup | None, int | None]:
    grant = tokens.opened(reading(), token, PURPOSE, at=ground().clock())
    whose = reading().get(Person, grant.person_id) if grant and grant.person_id else None
    if grant is None or whose is None or not whose.reachable_on(today()):
        return None, None, None
    if grant.kind == "followup":
        return None, reading().get(Followup, grant.subject_id), grant.person_id
    entry = reading().get(Obstacle, grant.subject_id)
    return (standing(reading(), entry.code) if entry else None), None, grant.person_id


def _take(
    entry: Obstacle, voice: Voice, form: AnyForm, *, code: str = "", thanks: Thanks | None = None
) -> Response:
    stands = ""
    if form.says.data == "why" and named(form, "because", obstacle=entry):
        return _thanked(form, f"/log/{entry.code}", code=code, led_to=_told(entry.stage), status=422)

    def say(act: Act) -> None:
        nonlocal stands
        mine = found(act.session, Obstacle, entry.id)
        kind, key = voice
        if form.says.data == "why":
            say_why(act, mine, voice_kind=kind, voice_key=key, because=form.because.data or "")
        else:
            give_verdict(act, mine, voice_kind=kind, voice_key=key, works=form.says.data == "works")
        stands = mine.stage

    _by_nobody(say)
    return _thanked(form, f"/log/{entry.code}", code=code, led_to=_told(stands), thanks=thanks)


def _told(stage: str) -> str:
    """Of a log for members the page behind a word, which knows nobody, says no more than that it was noted."""
    return stage if ground().settings.log_public else ""


def _take_promise(promise: Followup, form: AnyForm) -> Response:
    def say(act: Act) -> None:
        mine = found(act.session, Followup, promise.id)
        if form.says.data == "why":
            add_why(act, mine, because=form.because.data or "")
            return
        judge_promise(act, mine, works=form.says.data == "works")

    _by_nobody(say)
    return _thanked(form, "/log", led_to="" if form.says.data == "works" else "in_hand")


def _by_nobody(say: Callable[[Act], None]) -> None:
    def act_once() -> None:
        with begin(by=NOBODY) as act:
            say(act)

    once(act_once)


def _thanked(
    form: AnyForm,
    back: str,
    *,
    code: str = "",
    led_to: str = "",
    status: int = 200,
    thanks: Thanks | None = None,
) -> Response:
    says = "not_yet" if status == 422 else form.says.data
    values = {"form": form, "says": says, "back": back, "code": code, "led_to": led_to, "thanks": thanks}
    return page("obstacles/works_said.html", status, **values)


def _question_page(
    entry: Obstacle,
    status: int = 200,
    *,
    form: Any = None,
    open_to_codes: bool = False,
    thanks: Thanks | None = None,
    has_a_say: bool = True,
) -> Response:
    q = question_about(reading(), entry, today())
    if open_to_codes and not ground().settings.log_public:
        q = wordless(q)  # this page knows nobody: its address alone must not open a log that is for members
    return page(
        "obstacles/works.html",
        status,
        q=q,
        form=form or WorksForm(),
        open_to_codes=open_to_codes,
        back=f"/log/{entry.code}",
        thanks=thanks,
        has_a_say=has_a_say,
    )
