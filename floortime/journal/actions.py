"""Writing the journal: one line an act, in the act's own transaction; knows act, tokens."""

from collections.abc import Iterable

from msgspec.structs import replace
from sqlalchemy import insert

from floortime.act import NOBODY, Act
from floortime.clock import turn
from floortime.db import in_act
from floortime.journal.model import Entry
from floortime.tokens import fresh_key, reserve_keys

_LINE = insert(Entry)
"""A line is written and never looked at again in its act, so the mapper need not know it."""


def write_unnamed(act: Act, verb: str, kind: str, subject_id: int, **facts: object) -> None:
    """The line of an act that leads to nobody, whoever's it is: what is raised, a me too, a verdict."""
    write(replace(act, by=NOBODY), verb, kind, subject_id, **facts)


def write(act: Act, verb: str, kind: str, subject_id: int, **facts: object) -> None:
    """Note that `verb` ("sitdown.cancelled") happened to (kind, id). Facts are ids, numbers, dates as text; no names.

    An act by nobody leaves the date and no actor; its line's own id is random within the day, so that
    the order of lines does not tell who came after whom.
    """
    in_act(act.session).execute(_LINE, _line(act, verb, kind, subject_id, facts))


def write_all(act: Act, kind: str, said: Iterable[tuple[str, int, dict[str, object]]]) -> None:
    """The same of many things of one kind at once: (verb, id, facts) of each."""
    things = list(said)
    reserve_keys(act.session, act.today, Entry, many=len(things))
    lines = [_line(act, verb, kind, subject_id, facts) for verb, subject_id, facts in things]
    if lines:
        in_act(act.session).execute(_LINE, lines)


def _line(act: Act, verb: str, kind: str, subject_id: int, facts: dict[str, object]) -> dict[str, object]:
    return {
        "id": fresh_key(act.session, Entry, act.today),
        "at": None if act.by.kind == "nobody" else act.at,
        "on_day": act.today,
        "actor_kind": act.by.kind,
        "actor_id": act.by.id,
        "for_id": act.by.for_id,
        "verb": verb,
        "kind": kind,
        "subject_id": subject_id,
        "facts": facts,
        "turn": None if act.by.kind == "nobody" else turn(),
    }
