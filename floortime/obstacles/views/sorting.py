"""Sorting for the chief of staff: publish and ask, merge, withhold, reword, and each way back; knows forms, sorting."""

from typing import Any

from flask import Response, request, url_for

from floortime import dates
from floortime.obstacles import access as may
from floortime.obstacles.actions import sorting
from floortime.obstacles.actions.undoing import unpublish_obstacle
from floortime.obstacles.dimensions import DIMENSIONS
from floortime.obstacles.forms import MergeForm, PublishForm, RewordForm, WithholdForm, number_or_none
from floortime.obstacles.model import Obstacle, Raising
from floortime.obstacles.promised import promises_of
from floortime.obstacles.queries.alike import Unsorted, alike, alike_unsorted
from floortime.obstacles.queries.asked import asked
from floortime.obstacles.queries.entries import by_code, draft_of, raisings_of, standing, wording_of
from floortime.obstacles.queries.names import known_names
from floortime.obstacles.queries.origin import languages_shown, site_may_be_shown
from floortime.obstacles.stages import PUBLIC
from floortime.obstacles.views.headsups import MarkHeadsupForm
from floortime.obstacles.views.naming import named
from floortime.obstacles.views.room import bp
from floortime.obstacles.voices import count_said
from floortime.people import queries as people
from floortime.people.model import Site
from floortime.web.access import access, chief
from floortime.web.acts import allowed, begin, found, me, not_stale, reading
from floortime.web.forms import options
from floortime.web.pages import onward, page, this_year, today
from floortime.words import LANGUAGES, _

BOARD = "desk.board"
ALIKE = 3


@bp.get("/obstacles/<code>/sort")
@access(chief)
def sort(code: str) -> Response:
    """What was said, and what the log will say."""
    entry = _entry(code)
    return _sort_page(entry, _reword_form(entry) or publish_form(entry))


@bp.get("/obstacles/<code>/asks")
@access(chief)
def asks(code: str) -> Response:
    """The publish button and its consequence, for the department just chosen."""
    entry = _entry(code)
    chosen = request.args.get("department", "")
    department_id = int(chosen) if chosen.isdecimal() else None
    return page("obstacles/_asks.html", asked=asked(reading(), entry, department_id, today()))


@bp.post("/obstacles/<code>/publish")
@access(chief)
def publish(code: str) -> Response:
    """Put it into the log and ask the department."""
    entry = _entry(code)
    form = publish_form(entry, sent=True)
    if not form.validate() or _names_stop(form, entry):
        return _sort_page(entry, form, 422)
    with begin() as act:
        row = found(act.session, Obstacle, entry.id)
        not_stale(act.session, "obstacle", row, row.id, form)
        sorting.publish_obstacle(
            act,
            row,
            title=form.title.data,
            body=form.body.data,
            department_id=int(form.department.data or 0),
            dimension=form.dimension.data or "",
            site_id=row.site_id if form.show_site.data else None,
            language=form.language.data or form.languages[0],
        )
        due = row.answer_due_on
    return onward(
        BOARD,
        _(
            "It is in the log. An answer is promised by %(day)s.",
            day=dates.day(due, this_year()) if due else "",
        ),
        undo_url=url_for("obstacles.unpublish", code=code),
        log_url=f"/log/{code}",
    )


@bp.post("/obstacles/<code>/unpublish")
@access(chief)
def unpublish(code: str) -> Response:
    """Out of the log again, while nobody was asked about it."""
    entry = _entry(code)
    with begin() as act:
        unpublish_obstacle(act, found(act.session, Obstacle, entry.id))
    return onward("obstacles.sort", _("It waits to be sorted again."), code=code)


@bp.post("/obstacles/<code>/reword")
@access(chief)
def reword(code: str) -> Response:
    """Better public words for what the log shows."""
    entry = _entry(code)
    form = RewordForm()
    if not form.validate() or _names_stop(form, entry):
        return _sort_page(entry, form, 422)
    with begin() as act:
        row = found(act.session, Obstacle, entry.id)
        not_stale(act.session, "obstacle", row, row.id, form)
        sorting.reword_obstacle(act, row, title=form.title.data, body=form.body.data)
    return onward("obstacles.sort", _("The log says it in the new words."), code=code)


@bp.post("/obstacles/<code>/merge")
@access(chief)
def merge(code: str) -> Response:
    """The same as another entry: its raiser counts there."""
    entry, form = _entry(code), MergeForm()
    into = standing(reading(), (form.into.data or "").rpartition("/")[2]) if form.validate() else None
    if into is None:
        form.into.errors = form.into.errors or [_("The log has no entry with this code.")]
        return _sort_page(entry, publish_form(entry), 422, merge_form=form)
    if not may.may_sort(me(), into):
        form.into.errors = [
            _("That entry is sorted elsewhere. Ask the chief of staff of the whole house to merge the two.")
        ]
        return _sort_page(entry, publish_form(entry), 422, merge_form=form)
    with begin() as act:
        row = found(act.session, Obstacle, entry.id)
        sorting.join_existing(act, row, found(act.session, Obstacle, into.id))
    title = getattr(wording_of(reading(), into), "title", into.code)
    return onward(
        BOARD, _("Merged into “%(title)s”.", title=title), undo_url=url_for("obstacles.part", code=code)
    )


@bp.post("/obstacles/<code>/part")
@access(chief)
def part(code: str) -> Response:
    """Undo a merge."""
    entry = _entry(code)
    with begin() as act:
        sorting.part_again(act, found(act.session, Obstacle, entry.id))
    return onward("obstacles.sort", _("The two are apart again."), code=code)


@bp.post("/obstacles/<code>/withhold")
@access(chief)
def withhold(code: str) -> Response:
    """Keep it out of the log, with a reason for its raiser."""
    entry, form = _entry(code), WithholdForm()
    if not form.validate():
        return _sort_page(entry, publish_form(entry), 422, withhold_form=form)
    with begin() as act:
        sorting.withhold_obstacle(act, found(act.session, Obstacle, entry.id), reason=form.reason.data)
    return onward(
        BOARD,
        _("Withheld. Its raiser reads why with the claim code."),
        undo_url=url_for("obstacles.restore", code=code),
    )


@bp.post("/obstacles/<code>/restore")
@access(chief)
def restore(code: str) -> Response:
    """Take a withheld entry back to sorting."""
    entry = _entry(code)
    with begin() as act:
        sorting.sort_again(act, found(act.session, Obstacle, entry.id))
    return onward("obstacles.sort", _("It waits to be sorted again."), code=code)


def panel_values(code: str) -> dict[str, Any]:
    """The board's panel for an entry that waits to be sorted or worded anew."""
    entry = _entry(code)
    public = entry.stage in PUBLIC
    forms = {"merge_form": MergeForm(formdata=None), "withhold_form": WithholdForm(formdata=None)}
    return {"public": public, **forms, **sorting_values(entry, _reword_form(entry) or publish_form(entry))}


def _reword_form(entry: Obstacle) -> RewordForm | None:
    wording = wording_of(reading(), entry) if entry.stage in PUBLIC else None
    if wording is None:
        return None
    now = {"title": wording.title, "body": wording.source, "version": entry.version}
    return RewordForm(formdata=None, data=now)


def _entry(code: str) -> Obstacle:
    entry = by_code(reading(), code)
    allowed(entry is not None and may.may_sort(me(), entry), see=False)
    assert entry is not None
    return entry


def publish_form(entry: Obstacle, *, sent: bool = False) -> PublishForm:
    """The form of an entry to be sorted. What was said is the proposal only without names, in a language of enough people.

    Words that were in the log already come before what was said.
    """
    said = _heard(entry)
    words = said[0].words if said else ""
    known, languages = known_names(reading(), obstacle=entry), languages_shown(reading(), entry)
    clean = languages == [entry.language] and not known.found(words, alone=True).all
    title, _sep, body = words.partition("\n") if clean else ("", "", "")
    proposal = {
        "title": title[:240],
        "body": body,
        "version": entry.version,
        "show_site": site_may_be_shown(reading(), entry),
    }
    form = PublishForm() if sent else PublishForm(formdata=None, data=proposal | _drafted(entry))
    heads = ((d, people.head_of(reading(), d.id, today())) for d in people.departments(reading()))
    asked_of = [(str(d.id), f"{d.name}, {head.name}" if head else d.name) for d, head in heads]
    form.department.choices = options([("", ""), *asked_of])
    form.languages = tuple(languages)
    form.language.choices = options([(code, LANGUAGES[code]) for code in languages])
    return form


def _drafted(entry: Obstacle) -> dict[str, object]:
    """What was written for the public before it was taken out of the log again; as sayable now as it was then."""
    draft = draft_of(reading(), entry)
    if draft is None:
        return {}
    ok = draft.show_site and site_may_be_shown(reading(), entry)
    return {
        "title": draft.title, "body": draft.source, "department": draft.department_id, "dimension": draft.dimension,
        "show_site": ok, "language": draft.language,
    }  # fmt: skip


def _heard(entry: Obstacle) -> list[Raising]:
    """What was said, as far as it was said in the reader's part of the house: a merge shows nobody more than that."""
    said = raisings_of(reading(), entry.id)
    parts = {r.obstacle_id: reading().get_one(Obstacle, r.obstacle_id) for r in said if r.obstacle_id}
    return [r for r in said if r.obstacle_id and may.may_sort(me(), parts[r.obstacle_id])]


def _names_stop(form: PublishForm | RewordForm, entry: Obstacle) -> bool:
    return named(form, "title", "body", obstacle=entry, alone=True, never_near=True)


def sorting_values(entry: Obstacle, form: PublishForm | RewordForm) -> dict[str, Any]:
    """What the sorting partial needs; the board shows the same partial beside its rows."""
    session = reading()
    said, promises = _heard(entry), promises_of(session, entry.id)
    words = " ".join(r.words for r in said)
    chosen = form.department.data if isinstance(form, PublishForm) else None
    return {
        "obstacle": entry,
        "said": said,
        "promises": promises,
        "named": people.persons_by_id(
            session, [*(r.named_id for r in said), *(p.owner_id for p in promises)]
        ),
        "site": session.get(Site, entry.site_id) if entry.site_id else None,
        "site_ok": site_may_be_shown(session, entry),
        "form": form,
        "names": known_names(session, obstacle=entry).found(words, alone=True).all,
        "said_in": "" if _may_stay(form, entry) else LANGUAGES[entry.language],
        "same": alike(session, words, besides=entry.code) if entry.stage == "sorting" else [],
        "unsorted": _unsorted(entry, words),
        "asked": asked(session, entry, number_or_none(chosen), today()),
        "dimensions": DIMENSIONS,
        "count_said": count_said,
    }


def _unsorted(entry: Obstacle, words: str) -> list[Unsorted]:
    """What waits to be sorted like this, as far as the reader sorts it: raw words are nobody else's."""
    if entry.stage != "sorting":
        return []
    found = alike_unsorted(reading(), words, besides=entry.id)
    return [one for one in found if may.may_sort(me(), one.obstacle)][:ALIKE]


def _may_stay(form: PublishForm | RewordForm, entry: Obstacle) -> bool:
    """Whether the public words may be in the language it was said in."""
    return isinstance(form, RewordForm) or entry.language in form.languages


def _sort_page(
    entry: Obstacle,
    form: PublishForm | RewordForm,
    status: int = 200,
    *,
    merge_form: MergeForm | None = None,
    withhold_form: WithholdForm | None = None,
) -> Response:
    return page(
        "obstacles/sort.html",
        status,
        merge_form=merge_form or MergeForm(formdata=None),
        withhold_form=withhold_form or WithholdForm(formdata=None),
        headsup_form=MarkHeadsupForm(formdata=None).offer(entry),
        public=entry.stage in PUBLIC,
        **sorting_values(entry, form),
    )
