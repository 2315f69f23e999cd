"""What this person is asked to look at before the floor is asked; knows follow-ups' tables, people's and files' names."""

from collections.abc import Collection
from datetime import date

from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from floortime.followups.model import Evidence, Followup, Look
from floortime.home.queries.titles import MOST
from floortime.people.model import Person


class ToLook(Struct, frozen=True):
    """One promise of which its owner says that it is done."""

    code: str
    what: str
    language: str
    said: str
    """The public words of the entry, in the language of the promise; empty where it is about none."""
    owner: str
    """Who says that it is done."""
    claim: str
    files: int
    """How many show it."""
    since: date
    looker_id: int
    looker: str


def to_look(session: Session, ids: Collection[int]) -> list[ToLook]:
    """What waits for one of these to look, who waits longest first."""
    owner, looker = aliased(Person), aliased(Person)
    files = (
        select(func.count()).where(Evidence.followup_id == Followup.id).correlate(Followup).scalar_subquery()
    )
    rows = session.execute(
        select(
            Followup.code, Followup.what, Followup.language, Followup.about, Followup.claim, Look.asked_on,
            Look.looker_id, files.label("files"), owner.first_name, owner.last_name,
            looker.first_name.label("looks"), looker.last_name.label("looks_last"),
        )
        .join(Followup, Followup.id == Look.followup_id)
        .join(looker, looker.id == Look.looker_id)
        .outerjoin(owner, owner.id == Followup.claimed_by_id)
        .where(Look.looker_id.in_(ids), Followup.stage == "claimed")
        .order_by(Look.asked_on, Followup.id)
        .limit(MOST)
    )  # fmt: skip
    return [
        ToLook(
            r.code, r.what, r.language, r.about, f"{r.first_name or ''} {r.last_name or ''}".strip(), r.claim, r.files,
            r.asked_on, r.looker_id, f"{r.looks} {r.looks_last}".strip(),
        )
        for r in rows
    ]  # fmt: skip
