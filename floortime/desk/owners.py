"""The owner's page behind a mail button: no account, no session; opening it changes nothing. Knows answers.py."""

from typing import Any

from flask import Response, request
from werkzeug.datastructures import CombinedMultiDict

from floortime import tokens
from floortime.act import Actor
from floortime.desk.answers import WAYS, AnswerForm, carry_out, evidence_missing, files_wrong, names_stop
from floortime.desk.followups import bp, ways
from floortime.desk.looks_ahead import looks_first
from floortime.followups.handed import whose_now
from floortime.followups.letters import PURPOSE
from floortime.followups.model import Followup, Look
from floortime.followups.queries.askers import asker_of
from floortime.followups.queries.backs import still_missing
from floortime.followups.queries.claims import claim_of
from floortime.followups.queries.evidence import evidence_of
from floortime.followups.queries.not_yets import not_yet
from floortime.followups.queries.progress import progress_of
from floortime.followups.stages import OPEN
from floortime.obstacles.actions.impact import state_impact
from floortime.obstacles.impact_form import StateImpactByLinkForm
from floortime.obstacles.impacts import said
from floortime.obstacles.model import Obstacle
from floortime.obstacles.promised import between, numbers_of, obstacle_of
from floortime.obstacles.queries.impact import brought_by
from floortime.obstacles.stages import PUBLIC
from floortime.obstacles.views.naming import named
from floortime.obstacles.whose_word import unheard
from floortime.people import naming
from floortime.people.model import Department, Person
from floortime.people.queries import house
from floortime.web.access import access, by_token
from floortime.web.acts import begin, found, ground, reading
from floortime.web.limits import BY_LINK, GUESSING, limited, missed
from floortime.web.pages import page, speak_as_written, today

DONE = ("claimed", "confirmed", "unconfirmed")


@bp.get("/f/<token>", endpoint="by_link")
@access(by_token)
def by_link(token: str) -> Response:
    """The floor's sentence, and one field that the button in the letter chose."""
    return answer_page(token)


def answer_page(token: str) -> Response:
    """What the owner sees behind their link now."""
    granted = granted_owner(token)
    if granted is None:
        return spent(token)
    row, owner = granted
    if row.stage not in OPEN:
        return page("followups/answered.html", **_facts(row, owner), said="", way="")
    return _answer_page(row, owner, _form())


@bp.post("/f/<token>/impact", endpoint="impact_by_link")
@limited(BY_LINK, GUESSING)
@access(by_token)
def impact_by_link(token: str) -> Response:
    """What the fix brought, said after the claim."""
    granted = granted_owner(token)
    if granted is None or granted[0].stage not in DONE:
        missed()
        return page("obstacles/link_spent.html", 404)
    row, owner = granted
    form, about = StateImpactByLinkForm(request.form), obstacle_of(reading(), row.id)
    if (
        about is None
        or not form.validate()
        or not form.says_something()
        or named(form, "impact_words", obstacle=about, signer_id=owner.id)
    ):
        return page("followups/answered.html", 422, **_facts(row, owner, form), said="", way="impact")
    with begin(by=Actor("mail_link", owner.id)) as act:
        mine = found(act.session, Obstacle, about.id)
        state_impact(act, mine, form.stated(), words=form.impact_words.data or "", whole=False)
    reading().expire_all()
    return page("followups/answered.html", **_facts(row, owner, form), said="", way="impact", kept=True)


@bp.post("/f/<token>")
@limited(BY_LINK, GUESSING)
@access(by_token)
def answered_by_link(token: str) -> Response:
    """Carry out the answer of whom the letter went to, and show what the floor reads now."""
    granted = granted_owner(token)
    if granted is None:
        missed()
        return spent(token)
    row, owner = granted
    form = _form()
    if not _said_whole(row, owner, form):
        reading().expire_all()
        return _answer_page(row, owner, form, 422)
    with begin(by=Actor("mail_link", owner.id)) as act:
        mine = found(act.session, Followup, row.id)
        said = carry_out(act, mine, form)
    reading().expire_all()
    whose = whose_now(reading(), row, owner, today()) if form.way == "notmine" else ""
    return page("followups/answered.html", **_facts(row, owner), said=said, way=form.way, whose=whose)


def _said_whole(row: Followup, owner: Person, form: AnswerForm) -> bool:
    """Whether nothing is missing and nothing in the way; files are kept whatever the rest says."""
    ok = form.said_right() and not names_stop(row, form, signer_id=owner.id)
    if form.files.data:
        with begin(by=Actor("mail_link", owner.id)) as act:
            ok = not files_wrong(act, found(act.session, Followup, row.id), form) and ok
        reading().expire_all()
    return not evidence_missing(row, form) and ok


def granted_owner(token: str) -> tuple[Followup, Person] | None:
    """Whose promise this opens; nothing for one who has left, or a former owner, even if their letter is still open in a browser."""
    grant = tokens.opened(reading(), token, PURPOSE, at=ground().clock())
    row = reading().get(Followup, grant.subject_id) if grant else None
    if grant is None or row is None or row.owner_id is None or row.owner_id != grant.person_id:
        return None
    owner = reading().get(Person, row.owner_id)
    if owner is None or not owner.reachable_on(today()):
        return None
    speak_as_written(owner, row.language)
    return row, owner


def spent(token: str) -> Response:
    """Why a link opens nothing: to a former owner that it is theirs no longer, and whose it is if they named them; else its time is over."""
    was = tokens.ended(reading(), token, PURPOSE)
    row = reading().get(Followup, was.subject_id) if was is not None else None
    former = reading().get(Person, was.person_id) if was is not None and was.person_id else None
    if row is None or former is None or former.kind == "blank" or not former.reachable_on(today()):
        return page("obstacles/link_spent.html", 404)
    speak_as_written(former, row.language)
    if row.owner_id != former.id:
        return page("followups/handed_on.html", 404, whose=whose_now(reading(), row, former, today()))
    return page("followups/link_over.html", 404, still=row.stage in OPEN, staff=former.kind == "staff")


def _form() -> AnswerForm:
    form = AnswerForm(CombinedMultiDict([request.files, request.form]))
    asked = request.form.get("way") or request.args.get("say", "")
    form.way, form.today = (asked if asked in WAYS else "accept"), today()
    return form


def _answer_page(row: Followup, owner: Person, form: AnswerForm, status: int = 200) -> Response:
    first = looks_first(row) if form.way == "done" else ""
    return page(
        "followups/answer_by_link.html",
        status,
        form=form,
        looks_first=first,
        claim=claim_of(reading(), row, to=owner.id),
        missing=still_missing(reading(), row),
        **_facts(row, owner),
        **ways(form.way),
    )


def _looker(row: Followup) -> str:
    """Who looks at it before the floor is asked; empty where nobody does."""
    asked = reading().get(Look, row.id)
    person = reading().get(Person, asked.looker_id) if asked is not None else None
    return person.name if person is not None else ""


def _taken_over_by(row: Followup, owner: Person) -> str:
    """Who took the list over with which it came, and to a guest of which company; empty where it came otherwise."""
    asker = asker_of(reading(), row)
    if asker is None or asker.person_id == owner.id:
        return ""
    company = house(reading()).company if owner.kind == "guest" else ""
    return ", ".join(filter(None, (asker.name, company)))


def _stated(about: Obstacle, owner: Person) -> list[str]:
    """The numbers that this owner has said, so that one sees that they are kept."""
    mine = (one for one in brought_by(reading(), about) if one.stated_by_id == owner.id)
    return [said(one.amount, one.unit) for one in mine]


def _facts(row: Followup, owner: Person, form: StateImpactByLinkForm | None = None) -> dict[str, Any]:
    department = reading().get(Department, row.department_id) if row.department_id else None
    about = obstacle_of(reading(), row.id)
    voices, customers = numbers_of(reading(), row)
    return {
        "row": row,
        "voices": voices,
        "customers": customers,
        "owner": owner,
        "signed": naming.signed,
        "department": department.name if department else "",
        "taken_over_by": _taken_over_by(row, owner),
        "looker": _looker(row),
        "unheard": unheard(reading(), row),
        "between": between(reading(), row) if row.stage == "claimed" else "",
        "evidence": evidence_of(reading(), row.id),
        "progress": progress_of(reading(), row.id),
        "not_yet": not_yet(reading(), row, ground().clock().date()),
        "log_code": about.code if about is not None and about.stage in PUBLIC else "",
        "impact_form": form or StateImpactByLinkForm(),
        "brings": [] if about is None else _stated(about, owner),
        "may_state": about is not None and about.stage in PUBLIC and row.stage in DONE,
    }
