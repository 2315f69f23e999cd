"""Writing the journal: one line an act, in the act's own transaction; knows act, tokens."""

from floortime.act import Act
from floortime.journal.model import Entry
from floortime.tokens import day_key


def write(act: Act, verb: str, kind: str, subject_id: int, **facts: object) -> None:
    """Note that `verb` ("sitdown.cancelled") happened to (kind, id). Facts are ids, numbers, dates as text; no names.

    An act by nobody leaves the date and no actor; its line's own id is random within the day, so that
    the order of lines does not tell who came after whom.
    """
    alone = act.by.kind == "nobody"
    act.session.add(
        Entry(
            id=day_key(act.today),
            at=None if alone else act.at,
            on_day=act.today,
            actor_kind=act.by.kind,
            actor_id=act.by.id,
            for_id=act.by.for_id,
            verb=verb,
            kind=kind,
            subject_id=subject_id,
            facts=facts,
        )
    )
