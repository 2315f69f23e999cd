"""Rows of a list as typed values, each fault a sentence; pure, knows the import of people and addresses."""

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from hashlib import sha256

from msgspec import Struct

from floortime.lists.headings import Matching
from floortime.lists.tongues import tongue_of, tongue_over
from floortime.people import addresses
from floortime.people.importing.cells import EMPTY, day, is_formula, month_first
from floortime.people.importing.values import Refusal
from floortime.sheets.reading import Line, Sheet
from floortime.text import folded, one_line
from floortime.words import lazy

LONGEST = 400
_NO_VALUE = re.compile(r"#(?:REF!|NAME\?|VALUE!|DIV/0!|N/A|NULL!|NUM!|SPILL!|CALC!)")
"""What a spreadsheet shows in place of the value of a formula."""
_ANGLED = re.compile(r"(.*?)\s*<([^<>]+)>")
_STATES = {
    "open": "open,oppet,apent,new,to do,todo,not started,planned,backlog,nieuw,te doen,niet gestart,gepland,ny,oppen,att gora,ej paborjad,"
    "planerad,apen,a gjore,ikke startet,ikke pabegynt,planlagt,0%",
    "in_progress": "in progress,mee bezig,i gang,doing,started,ongoing,wip,active,accepted,bezig,lopend,in behandeling,gestart,onderhanden,"
    "pagar,pagaende,paborjad,startad,pabegynt,startet,underveis,i arbeid,under arbeid",
    "settled": "done,closed,completed,complete,finished,resolved,cancelled,canceled,dropped,rejected,klaar,gereed,gedaan,"
    "afgerond,gesloten,voltooid,geannuleerd,vervallen,afgewezen,klar,fardig,stangd,avslutad,avbruten,installd,ferdig,lukket,"
    "fullfort,avsluttet,kansellert,avlyst,100%,claimed done,confirmed fixed,klaar gemeld,bevestigd opgelost,sags vara klart,"
    "bekraftat lost,struket,meldt ferdig,bekreftet lost,stroket,unconfirmed,onbevestigd,obekraftat,ubekreftet",
}


def bare(word: str) -> str:
    """The word of a state without case, diacritics, punctuation and blanks."""
    return "".join(c for c in folded(word).replace("å", "a") if c.isalnum() or c == "%")


STATE_OF = {bare(word): state for state, words in _STATES.items() for word in words.split(",")}


class Wanted(Struct, frozen=True):
    """One good row, typed. Empty where the cell is."""

    line: int
    what: str
    due_on: date
    stage: str = "open"
    address: str = ""
    name: str = ""
    code: str = ""
    department: str = ""
    language: str = ""
    """The language it is written in, as far as that is plain."""

    @property
    def key(self) -> str:
        """By what the same row is known again, whatever day it names now."""
        owner = addresses.norm(self.address) or addresses.plain(self.name)
        return sha256("\0".join((folded(self.what), owner, self.code)).encode()).hexdigest()


class Read(Struct, frozen=True):
    """The rows of a list: good ones, those with the code of a promise of ours, those settled elsewhere, and refused ones."""

    good: list[Wanted]
    ours: list[Wanted]
    settled: list[Wanted]
    refused: list[Refusal]


def understood(sheet: Sheet, matching: Matching, ours: AbstractSet[str] = frozenset()) -> Read:
    """Every row, one by one. One with the code of a promise of `ours` is that promise, whatever else it says."""
    found = Read([], [], [], [Refusal(number, "", (("", fault),)) for number, fault in sheet.broken])
    at = matching.columns.index("due_on")
    american = month_first(line.cells[at] for line in sheet.lines if at < len(line.cells))
    over = tongue_over(sheet.headings)
    for line in sheet.lines:
        cells = _cells(line, matching)
        code = code_of(cells.get("code", ""))
        if code in ours:
            found.ours.append(Wanted(line.number, cells.get("what", ""), date.min, code=code))
            continue
        _sorted_in(found, line, cells, american=american, over=over)
    return found


def code_of(cell: str) -> str:
    """A code as it is kept, of one as it is typed."""
    return cell.strip().upper().lstrip("#")


def _as_words(cell: str) -> str:
    """“+1 engineer on Sundays” is words, and needs no formula to be feared: what is taken away is defused there.

    Such a cell that was taken away as CSV has an apostrophe before it, which is not the words'.
    """
    bare_words = cell.removeprefix("'")
    return bare_words if is_formula(bare_words) else cell


def _cells(line: Line, matching: Matching) -> dict[str, str]:
    pairs = zip(matching.columns, line.cells, strict=False)
    return {name: "" if one_line(cell) in EMPTY else one_line(cell) for name, cell in pairs if name}


def _sorted_in(found: Read, line: Line, cells: Mapping[str, str], *, american: bool, over: str) -> None:
    what, faults = _as_words(cells.get("what", "")), list[tuple[str, str]]()
    if not what:
        faults.append(("what", lazy("It does not say what is asked. Write one sentence.")))
    elif _NO_VALUE.match(what):
        faults.append(("what", lazy("The spreadsheet could not compute this cell. Write it as words.")))
    elif len(what) > LONGEST:
        faults.append(
            ("what", lazy("What is asked is longer than %(most)s characters. Shorten it.", most=LONGEST))
        )
    state = STATE_OF.get(bare(cells.get("state", "")), "") if cells.get("state") else "open"
    if not state:
        faults.append(("state", lazy("“%(given)s” is no state that is known here. Write open, in progress or done.",
                                  given=cells["state"][:40])))  # fmt: skip
    due = (
        day(cells["due_on"], american=american)
        if cells.get("due_on")
        else lazy("It has no date. Give it one.")
    )
    if isinstance(due, str):
        if state == "settled" and not faults:
            due = date.min
        else:
            faults.append(("due_on", due))
    address, name, wrong = _owner(cells)
    faults += [("owner", wrong)] if wrong else []
    if faults or isinstance(due, str):
        found.refused.append(Refusal(line.number, what[:80], tuple(faults)))
        return
    wanted = Wanted(line.number, what, due, state, address, name, code_of(cells.get("code", "")),
                    cells.get("department", ""), tongue_of(what, address) or over)  # fmt: skip
    (found.settled if state == "settled" else found.good).append(wanted)


def _owner(cells: Mapping[str, str]) -> tuple[str, str, lazy | None]:
    """Address, name, and what is wrong with them: “Ada Berg <ada@…>”, an address, a name, or both in two columns."""
    said, address = cells.get("owner", ""), cells.get("email", "")
    if angled := _ANGLED.fullmatch(said):
        said, address = angled[1].strip("\"' "), address or angled[2].strip()
    elif "@" in said and not address:
        said, address = "", said
    wrong = addresses.fault(address) if address else None
    return address, said, wrong
