"""Keeping what one sees on a board under a name of one's own: kept, renamed, put first, taken away; acts through people's verbs."""

from typing import Any

from flask import Response, redirect, request, url_for
from wtforms import HiddenField

from floortime.act import Act
from floortime.desk.followups import bp
from floortime.desk.narrowing import ADDRESSES, address, reaches, within_reach
from floortime.desk.promises import FILTERS
from floortime.desk.rail import LABELS
from floortime.errors import NotFound
from floortime.people.actions import filters as keeping
from floortime.people.filters import Board, Narrowed
from floortime.people.model import BoardFilter
from floortime.web.access import access, signed_in
from floortime.web.acts import begin, found, me
from floortime.web.forms import Form, Given, LineField, NotLonger
from floortime.web.pages import page, toast
from floortime.words import _, lazy

SHOWN = {"morning": LABELS, "followups": FILTERS}


class NameFilterForm(Form):
    """A name for what one sees; what that is comes along unseen."""

    name = LineField(
        lazy("Its name"), [Given(lazy("Give it a name, for example: Bergen, past the date.")), NotLonger(60)]
    )
    show, site, department = HiddenField(), HiddenField(), HiddenField()


@bp.post("/boards/<any(morning, followups):board>/filters", endpoint="keep_filter")
@access(signed_in)
def keep(board: Board) -> Response:
    """Keep what one sees under a name."""
    form, narrowed = NameFilterForm(), _narrowed(board)
    if not form.validate():
        return page("desk/filter.html", 422, form=form, back=address(board, narrowed))
    with begin() as act:
        row = keeping.keep_filter(act, me().id, board, name=form.name.data, narrowed=narrowed)
        name = row.name
    return _back(address(board, narrowed), _("“%(name)s” is kept.", name=name))


@bp.post("/boards/filters/<int:filter_id>/rename", endpoint="rename_filter")
@access(signed_in)
def rename(filter_id: int) -> Response:
    """Call it something else."""
    form = NameFilterForm()
    with begin() as act:
        row = _own(act, filter_id)
        back = _address(row)
        if form.validate():
            keeping.rename_filter(act, row, name=form.name.data)
            return _back(back, _("It is called “%(name)s” now.", name=row.name))
    return page("desk/filter.html", 422, form=form, back=back)


@bp.post("/boards/filters/<int:filter_id>/<any(first, later):where>", endpoint="put_filter")
@access(signed_in)
def put(filter_id: int, where: str) -> Response:
    """Open the board with it, or with everything again."""
    Form()
    with begin() as act:
        row = _own(act, filter_id)
        keeping.put_first(act, row, first=where == "first")
        said = (
            _("The board opens with “%(name)s” from now on.", name=row.name)
            if where == "first"
            else _("The board opens with everything again.")
        )
        return _back(_address(row), said)


@bp.post("/boards/filters/<int:filter_id>/remove", endpoint="remove_filter")
@access(signed_in)
def remove(filter_id: int) -> Response:
    """Take it away; the toast brings it back."""
    Form()
    with begin() as act:
        row = _own(act, filter_id)
        keeping.remove_filter(act, row)
        undo = url_for("followups.bring_back_filter", filter_id=row.id)
        return _back(_open(row.board), _("“%(name)s” is taken away.", name=row.name), undo)


@bp.post("/boards/filters/<int:filter_id>/back", endpoint="bring_back_filter")
@access(signed_in)
def bring_back(filter_id: int) -> Response:
    """Undo that."""
    Form()
    with begin() as act:
        row = _own(act, filter_id, removed=True)
        keeping.bring_back_filter(act, row)
        return _back(_address(row), _("It is as it was before."))


def _narrowed(board: Board) -> Narrowed:
    """What the form says, as far as it is anything of this reader's."""
    given = {name: request.form.get(name, 0, type=int) for name in ("site", "department")}
    found_one = Narrowed(request.form.get("show", ""), given["site"], given["department"])
    if found_one.shown not in SHOWN[board] or not reaches(found_one, *within_reach(me(), board)):
        raise NotFound
    return found_one


def _own(act: Act, filter_id: int, *, removed: bool = False) -> BoardFilter:
    row = found(act.session, BoardFilter, filter_id)
    if row.person_id != me().id or (row.removed_on is not None) != removed:
        raise NotFound
    return row


def _address(row: BoardFilter) -> str:
    board: Any = row.board
    return address(board, Narrowed(row.shown, row.site_id or 0, row.department_id or 0))


def _open(board: str) -> str:
    kind: Any = board
    return ADDRESSES[kind]


def _back(there: str, said: str, undo: str = "") -> Response:
    toast(said, undo)
    response: Any = redirect(there, 303)
    return response  # type: ignore[no-any-return]
