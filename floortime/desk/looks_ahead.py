"""What a promise's page says of who looks before the floor is asked, and of what "done" needs; knows follow-ups' rules."""

from datetime import date

from msgspec import Struct

from floortime.followups.access import may_look
from floortime.followups.actions.looking import HELD
from floortime.followups.model import Followup, Look
from floortime.followups.queries.chasing import held
from floortime.followups.queries.evidence import has_evidence
from floortime.followups.queries.proofs import Proof, looker_for, proof_of, told_on
from floortime.followups.stages import OPEN
from floortime.obstacles.whose_word import unheard
from floortime.people.model import Person
from floortime.web.acts import me, reading
from floortime.web.pages import today
from floortime.words import _


class Looks(Struct, frozen=True):
    """Who looks, whether they are asked already, what comes next, and whether the reader may."""

    name: str = ""
    waits: bool = False
    since: date | None = None
    may: bool = False
    lines: tuple[tuple[str, date | None], ...] = ()


def looks_first(row: Followup) -> str:
    """Who would look at it if its owner said done now, in a sentence; empty where the floor is asked at once."""
    looker = _looker(row, proof_of(reading(), row))
    if looker is None:
        return ""
    if unheard(reading(), row):
        return _("%(name)s looks at it: nobody of the floor was there to ask.", name=looker.name)
    return _("%(name)s looks at it first, then the floor is asked.", name=looker.name)


def _looker(row: Followup, proof: Proof) -> Person | None:
    if proof.kind == "eyes":
        return looker_for(reading(), row, proof, today())
    return looker_for(reading(), row, Proof(), today()) if unheard(reading(), row) else None


def ahead(row: Followup, site_id: int | None) -> Looks | None:
    """What stands between "done" and the floor; None where nothing does."""
    asked = reading().get(Look, row.id) if row.stage == "claimed" else None
    if asked is not None:
        return _waiting(row, asked, site_id)
    if row.stage not in OPEN:
        return None
    proof = proof_of(reading(), row)
    if proof.kind == "evidence" and not has_evidence(reading(), row.id):
        return Looks(lines=((_("Done needs something that shows it"), None),))
    looker = _looker(row, proof)
    if looker is None:
        return None
    then = (
        _(
            "Once it is said to be done, %(name)s looks at it: nobody of the floor was there to ask",
            name=looker.name,
        )
        if unheard(reading(), row)
        else _("Once it is said to be done, %(name)s looks at it, then the floor is asked", name=looker.name)
    )
    return Looks(lines=((then, None),))


def _waiting(row: Followup, asked: Look, site_id: int | None) -> Looks:
    person = reading().get(Person, asked.looker_id)
    name = _("you") if asked.looker_id == me().id else person.name if person is not None else _("somebody")
    days = [day for day in told_on(reading(), asked, row.site_id) if day > today()]
    then = (
        _("When it is there, it is closed without a green light: nobody of the floor was there to ask")
        if unheard(reading(), row)
        else _("When it is there, the floor is asked")
    )
    lines: tuple[tuple[str, date | None], ...] = ((then, None),)
    if len(days) > 1 and HELD not in held(reading(), row):  # the one before stands among what comes next
        lines = ((_("The chief of staff hears of it"), days[-1]), *lines)
    return Looks(name, True, asked.asked_on, may_look(me(), row, asked.looker_id, site_id), lines)
