"""What people keep for their boards: a filter under a name, renamed, put first, taken away and brought back; knows people's tables.

Nobody else ever sees it, so the journal says that there was a change, and not which words somebody chose.
"""

from sqlalchemy import select

from floortime.act import Act
from floortime.errors import Refused
from floortime.journal import actions as journal
from floortime.people.filters import MOST, Board, Narrowed
from floortime.people.model import BoardFilter
from floortime.text import one_line
from floortime.words import _


def keep_filter(act: Act, person_id: int, board: Board, *, name: str, narrowed: Narrowed) -> BoardFilter:
    """Keep what one sees under a name; under a name that there is already, it takes that one's place."""
    _let_go(act, person_id)
    said = _named(name)
    own = [row for row in _of(act, person_id) if row.board == board]
    row = next((one for one in own if one.name == said), None)
    if row is None and len(own) >= MOST:
        raise Refused(_("%(n)s filters are kept already. Take one away first.", n=MOST))
    if row is None:
        row = BoardFilter(person_id=person_id, board=board, name=said)
        act.session.add(row)
    row.shown = narrowed.shown
    row.site_id, row.department_id = narrowed.site or None, narrowed.department or None
    act.session.flush()
    _note(act, row, "kept")
    return row


def rename_filter(act: Act, row: BoardFilter, *, name: str) -> None:
    """Another name, which none of one's own on that board has."""
    said = _named(name)
    if said == row.name:
        return
    _let_go(act, row.person_id)
    if any(one.board == row.board and one.name == said for one in _of(act, row.person_id)):
        raise Refused(_("“%(name)s” is kept already. Choose another name.", name=said))
    row.name = said
    _note(act, row, "renamed")


def put_first(act: Act, row: BoardFilter, *, first: bool) -> None:
    """Whether the board opens with it; at most one of a board's does."""
    if row.is_first == first:
        return
    if first:
        for one in _of(act, row.person_id):
            if one.board == row.board:
                one.is_first = False
        act.session.flush()
    row.is_first = first
    _note(act, row, "put_first" if first else "not_first")


def remove_filter(act: Act, row: BoardFilter) -> None:
    """Take it away. It is brought back until its owner changes another of theirs."""
    if row.removed_on is not None:
        return
    _let_go(act, row.person_id)
    row.removed_on, row.is_first = act.today, False
    _note(act, row, "removed")


def bring_back_filter(act: Act, row: BoardFilter) -> None:
    """Undo that."""
    if row.removed_on is None:
        return
    row.removed_on = None
    _note(act, row, "brought_back")


def _named(name: str) -> str:
    said = one_line(name)[:60].strip()
    if not said:
        raise Refused(_("Give it a name, for example: Bergen, past the date."))
    return said


def _of(act: Act, person_id: int) -> list[BoardFilter]:
    return list(act.session.scalars(select(BoardFilter).where(BoardFilter.person_id == person_id)))


def _let_go(act: Act, person_id: int) -> None:
    """What was taken away before is gone for good with the next change."""
    for row in _of(act, person_id):
        if row.removed_on is not None:
            act.session.delete(row)
    act.session.flush()


def _note(act: Act, row: BoardFilter, done: str) -> None:
    act.session.flush()
    journal.write(act, f"filter.{done}", "filter", row.id)
