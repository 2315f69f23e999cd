"""News for the one letter of the day, and what stands until somebody looks, pushed down by the rooms above; knows its own table."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from msgspec import Struct
from sqlalchemy import delete, select, update

from floortime.act import Act
from floortime.db import in_act, insert_or
from floortime.followups.model import DigestNews
from floortime.outbox.actions import withdraw_those
from floortime.outbox.model import Letter

KEPT = timedelta(days=60)
"""After its last day; longer than a letter can be taken back."""


class Standing(Struct, frozen=True):
    """What somebody is to look at: who hears of it, and what of it."""

    to_id: int
    facts: dict[str, object]


def tell_standing(act: Act, kind: str, those: Mapping[int, Standing]) -> None:
    """Of a kind that stands until it is done: what there is of it now, each told to one person, once.

    What is done by then is taken out of letters that have not gone; should it come again, it is told again.
    """
    rows = act.session.scalars(select(DigestNews).where(DigestNews.kind == kind)).all()
    for row in rows:
        now = those.get(row.subject_id)
        if now is None:
            _take_out_of_letters(act, kind, row.subject_id)
        elif row.letter_id is not None or row.person_id == now.to_id:
            if row.facts != now.facts:
                row.facts = now.facts
            continue
        act.session.delete(row)
    act.session.flush()
    known = {row.subject_id for row in rows if row in act.session}
    act.session.add_all(
        DigestNews(kind=kind, subject_id=key, person_id=one.to_id, facts=one.facts, until_on=date.max)
        for key, one in those.items()
        if key not in known
    )
    act.session.flush()


def tell(
    act: Act,
    *,
    kind: str,
    subject_id: int,
    to: Sequence[int],
    until_on: date,
    facts: dict[str, object],
    again: bool = False,
) -> None:
    """Put something into the next letter of these people, each once; `again`: who has had it reads the new words too.

    After `until_on` it is no news any more, and whoever has not read of it by then never does.
    """
    which = DigestNews.kind == kind, DigestNews.subject_id == subject_id
    if again:
        _take_out_of_letters(act, kind, subject_id)
        # Whoever has not read the old words reads the new ones as if there had been no others.
        first = {**facts, "how": "given"}
        act.session.execute(
            update(DigestNews)
            .where(*which, DigestNews.letter_id.is_(None))
            .values(facts=first, until_on=until_on)
        )
        act.session.execute(
            update(DigestNews)
            .where(*which, DigestNews.letter_id.is_not(None))
            .values(facts=facts, until_on=until_on, letter_id=None)
        )
    if not to:
        return
    fresh = {**facts, "how": "given"}
    rows = [
        {"kind": kind, "subject_id": subject_id, "person_id": key, "facts": fresh, "until_on": until_on}
        for key in to
    ]
    in_act(act.session).execute(insert_or(act.session, DigestNews.__table__).on_conflict_do_nothing(), rows)


def untell(act: Act, *, kind: str, subject_id: int, but_say: dict[str, object] | None = None) -> None:
    """Take it out of letters that have not gone. `but_say`: who has read of it in one that had, reads this now."""
    _take_out_of_letters(act, kind, subject_id)
    which = DigestNews.kind == kind, DigestNews.subject_id == subject_id
    act.session.execute(delete(DigestNews).where(*which, DigestNews.letter_id.is_(None)))
    if but_say is not None:
        act.session.execute(update(DigestNews).where(*which).values(facts=but_say, letter_id=None))


def forget_news(act: Act) -> None:
    """What was news long ago: whoever it touched, nobody needs to know that they were told."""
    act.session.execute(delete(DigestNews).where(DigestNews.until_on < act.today - KEPT))


def _take_out_of_letters(act: Act, kind: str, subject_id: int) -> None:
    """Withdraw whole letters in which it stands and that have not gone; what else stood in them is said in another."""
    which = DigestNews.kind == kind, DigestNews.subject_id == subject_id
    told = select(DigestNews.letter_id).where(*which, DigestNews.letter_id.is_not(None))
    withdraw_those(act, told)
    back = select(Letter.id).where(Letter.state == "withdrawn", Letter.id.in_(told))
    act.session.execute(
        update(DigestNews)
        .where(*which, DigestNews.letter_id.in_(back))
        .values(letter_id=None)
        .execution_options(synchronize_session=False)
    )
