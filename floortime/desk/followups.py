"""The board of follow-ups and the page of each; reads follow-ups, obstacles, the journal; acts through answers.py."""

from typing import Any

from flask import Blueprint, Response, url_for

from floortime.act import Act
from floortime.dates import weekday_short
from floortime.desk.acting import in_whose_name, what_happened
from floortime.desk.answers import (
    FIELDS,
    MEANS,
    WAYS,
    AnswerSignedInForm,
    carry_out,
    evidence_missing,
    files_wrong,
    names_stop,
)
from floortime.desk.coming import coming, steps_of
from floortime.desk.days import calendars
from floortime.desk.looks_ahead import Looks, ahead, looks_first
from floortime.desk.verbs import VERBS, told
from floortime.desk.whose import find_owner, whose
from floortime.errors import NotFound
from floortime.followups import access as may
from floortime.followups import queries
from floortime.followups.model import Followup, Look
from floortime.followups.queries.backs import still_missing
from floortime.followups.queries.claims import claim_of
from floortime.followups.queries.evidence import evidence_of
from floortime.followups.queries.history import in_order
from floortime.followups.queries.not_yets import not_yet
from floortime.followups.queries.progress import progress_of
from floortime.followups.queries.untold import untold
from floortime.followups.stages import LIGHT, OPEN, WORDS
from floortime.journal.queries import history, last_change
from floortime.obstacles.actions.promises import drop_promise
from floortime.obstacles.promised import between, obstacle_of, title_of
from floortime.obstacles.queries.coleads import Leading, coleads
from floortime.obstacles.queries.tallies import tallied
from floortime.obstacles.stages import PUBLIC
from floortime.obstacles.whose_word import heard_promise, unheard
from floortime.people.calendars import WEEKDAYS, working_days
from floortime.people.model import Department
from floortime.people.queries import persons_by_id
from floortime.web.access import access, signed_in
from floortime.web.acts import allowed, begin, found, ground, me, reading, stale
from floortime.web.pages import onward, page, this_year, today
from floortime.words import _, language

bp = Blueprint("followups", __name__)


@bp.get("/followups/<code>")
@access(signed_in)
def followup(code: str) -> Response:
    """One promise: what, about what, whose, by when, its moves, and what happened."""
    return _page(promised(code))


@bp.route(
    "/followups/<code>/<any(accept, date, notmine, cannot, done, progress):way>", methods=["GET", "POST"]
)
@access(signed_in)
def answer(code: str, way: str) -> Response:
    """One of the five answers: one field, one button."""
    row = promised(code)
    allowed(may.may_answer_followup(me(), row, site(row)))
    form = AnswerSignedInForm()
    form.way, form.today = way, today()
    find_owner(form)
    if not form.is_submitted():
        form.version.data = str(row.version)
    owner = in_whose_name(may.may_answer_followup, row, row.owner_id)
    if not form.is_submitted() or not _said_whole(row, form, owner):
        reading().expire_all()
        status = 422 if form.is_submitted() else 200
        there, first = evidence_of(reading(), row.id), looks_first(row) if way == "done" else ""
        return page(
            "followups/answer.html",
            status,
            f=facts(row),
            form=form,
            evidence=there,
            looks_first=first,
            whose=whose(row, site(row)) if way == "notmine" else None,
            **ways(way, mine=row.owner_id == me().id),
        )
    with begin(for_id=owner) as act:
        mine = found(act.session, Followup, row.id)
        as_seen(act, mine, form)
        carry_out(act, mine, form)
    said = what_happened(way, row.id)
    undo = url_for("followups.undo", code=row.code) if way != "progress" else ""
    return onward("followups.followup", said, undo, code=row.code)


def _said_whole(row: Followup, form: AnswerSignedInForm, for_id: int | None) -> bool:
    """Whether nothing is missing and nothing in the way; files are kept whatever the rest says."""
    ok = form.said_right() and not names_stop(row, form, signer_id=row.owner_id)
    if form.files.data:
        with begin(for_id=for_id) as act:
            ok = not files_wrong(act, found(act.session, Followup, row.id), form) and ok
        reading().expire_all()
    return not evidence_missing(row, form) and ok


@bp.route("/followups/<code>/drop", methods=["GET", "POST"])
@access(signed_in)
def drop(code: str) -> Response:
    """Take the promise back, with a reason that stays."""
    row = promised(code)
    allowed(may.may_drop_followup(me(), row, site(row)))
    form = AnswerSignedInForm()
    form.way = "cannot"
    if not form.is_submitted() or not form.said_right() or names_stop(row, form, signer_id=row.owner_id):
        status = 422 if form.is_submitted() else 200
        return page("followups/drop.html", status, f=facts(row), form=form)
    promiser = in_whose_name(may.may_drop_followup, row, row.promised_by_id)
    with begin(for_id=promiser) as act:
        mine = found(act.session, Followup, row.id)
        as_seen(act, mine, form)
        drop_promise(act, mine, reason=form.why.data)
    undo = url_for("followups.undo", code=row.code)
    return onward("followups.followup", _("Dropped. The reason stays."), undo, code=row.code)


def as_seen(act: Act, row: Followup, form: AnswerSignedInForm) -> None:
    """Stop who answers a promise that somebody else has changed meanwhile, and say who that was."""
    if form.seen_version in {None, row.version}:
        return
    entry = last_change(act.session, "followup", row.id)
    theirs = f"{WORDS[row.stage]}, {weekday_short(row.due_on, this_year())}"
    yours = " ".join(str(x) for x in (form.due_on.data, form.why.data, form.claim.data) if x)
    raise stale(act.session, entry.actor_id if entry else None, ((_("Promise"), theirs, yours),))


def ways(chosen: str, *, mine: bool = True) -> dict[str, Any]:
    """What the answer page needs to know of the five ways; of what is not `mine`, nobody says that it is not theirs."""
    all_ways = WAYS if mine else {**WAYS, "notmine": _("Give it to somebody")}
    return {"way": chosen, "fields": FIELDS[chosen], "all_ways": all_ways, "means": MEANS}


def promised(code: str) -> Followup:
    """The promise of that code, for somebody who may see it."""
    row = queries.by_code(reading(), code)
    if row is None:
        raise NotFound
    sees = (
        may.may_see_followup(me(), row, site(row))
        or queries.was_told(reading(), me(), row)
        or _asked_to_look(row)
    )
    allowed(sees, see=False)
    return row


def looks_at(row: Followup) -> Looks | None:
    """Who looks at what was done, now or once it is said to be; None where nobody does."""
    return ahead(row, site(row))


def _asked_to_look(row: Followup) -> bool:
    """Whether the reader was asked to look at what was done; they may read on afterwards."""
    waits = reading().get(Look, row.id)
    mine = {me().id, *me().acts_for}
    if waits is not None and waits.looker_id in mine:
        return True
    asked = (e for e in history(reading(), "followup", row.id) if e.verb == "followup.look_asked")
    return any(e.facts.get("to_id") in mine for e in asked)


def site(row: Followup) -> int | None:
    """The site of the sit-down at which it was promised."""
    return queries.site_of(reading(), row)


def facts(row: Followup) -> dict[str, Any]:
    """What every page about one promise says of it."""
    people = persons_by_id(reading(), [row.owner_id, row.promised_by_id])
    about = obstacle_of(reading(), row.id)
    department = reading().get(Department, row.department_id) if row.department_id else None
    return {
        "row": row,
        "owner": people.get(row.owner_id or 0),
        "promised_by": people.get(row.promised_by_id or 0),
        "department": department.name if department else "",
        "claim": claim_of(reading(), row),
        "about": title_of(reading(), about, language()) if about else "",
        "customers": tallied(reading(), about.id) if about else 0,
        "about_language": about.language if about else "",
        "about_code": about.code if about and about.published_on else "",
        "light": LIGHT[row.stage],
        "light_word": str(WORDS[row.stage]),
        "past": _past(row) if row.stage in OPEN else 0,
        "not_yet": not_yet(reading(), row, ground().clock().date()),
        "between": between(reading(), row) if row.stage == "claimed" else "",
    }


def _page(row: Followup) -> Response:
    entries, looks = in_order(history(reading(), "followup", row.id)), looks_at(row)
    people = persons_by_id(reading(), [key for e in entries for key in (e.actor_id, e.for_id, told(e))])
    never = untold(reading(), row.id, entries)
    return page(
        "followups/followup.html",
        f=facts(row),
        moves=queries.moves_of(reading(), row.id),
        progress=progress_of(reading(), row.id),
        evidence=evidence_of(reading(), row.id),
        may_publish=may.may_publish_progress(me(), row, site(row)) and _in_the_log(row),
        coming=coming(row),
        leads=_leads(row),
        may_hold=may.may_hold_chase(me(), row, site(row)),
        entries=[e for e in entries if e.verb in VERBS and e.id not in never],
        people=people,
        verbs=VERBS,
        told=told,
        steps=steps_of(row, entries),
        open=row.stage in OPEN,
        missing=still_missing(reading(), row),
        may_answer=may.may_answer_followup(me(), row, site(row)),
        may_drop=may.may_drop_followup(me(), row, site(row)),
        may_judge=row.stage == "claimed" and looks is None and _heard_it(row),
        looks=looks,
        unheard=looks is not None and unheard(reading(), row),
    )


def _in_the_log(row: Followup) -> bool:
    about = obstacle_of(reading(), row.id)
    return about is not None and about.stage in PUBLIC


def _leads(row: Followup) -> list[Leading]:
    """Who of the floor leads it with its owner, agreed."""
    about = obstacle_of(reading(), row.id)
    return coleads(reading(), about.id, "agreed") if about is not None else []


def _heard_it(row: Followup) -> bool:
    """Whether the reader is one of those who confirm this promise: only one that stands alone is asked here."""
    if obstacle_of(reading(), row.id) is not None:
        return False
    return me().id in {person.id for person in heard_promise(reading(), row)}


def _past(row: Followup) -> int:
    """Working days past the date, at the site that it is about."""
    if row.due_on >= today():
        return 0
    calendar = calendars().get(row.site_id or site(row) or 0, WEEKDAYS)
    return working_days(calendar, row.due_on, today())
