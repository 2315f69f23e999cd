"""Whether the log thanks somebody by name: asked behind a letter's link, under one's name, and behind a claim code; knows forms."""

from flask import request
from msgspec import Struct

from floortime.act import NOBODY
from floortime.errors import NotFound
from floortime.obstacles.actions.thanking import thank_by_name, thank_without_name
from floortime.obstacles.claims import tidied
from floortime.obstacles.forms import ClaimForm
from floortime.obstacles.model import NamedThanks, Obstacle
from floortime.obstacles.queries.entries import Claimed, claimed
from floortime.obstacles.stages import PUBLIC
from floortime.obstacles.whose_word import reachable
from floortime.people.model import Person
from floortime.web.acts import begin, found, reading


class Thanks(Struct, frozen=True):
    """What a page asks, and what stands."""

    at: str
    """Where the answer goes."""
    name: str
    named: bool
    code: str = ""
    fixed: bool = False
    """Whether it is green already, so that the log thanks now."""


def thanks_for(entry: Obstacle | None, person_id: int | None, at: str, *, code: str = "") -> Thanks | None:
    """The question for somebody with a name whose word counts about it; None for everybody else."""
    person = reading().get(Person, person_id) if person_id else None
    if entry is None or person is None or person.kind != "staff" or entry.stage not in PUBLIC:
        return None
    if person.id not in reachable(reading(), entry):
        return None
    return Thanks(
        at,
        person.name,
        reading().get(NamedThanks, (entry.id, person.id)) is not None,
        code,
        entry.stage == "fixed",
    )


def behind(mine: Claimed) -> int | None:
    """Who put their name to what a claim code opens, if anybody did."""
    return mine.raising.named_id if mine.raising is not None else mine.voice.person_id if mine.voice else None


def say(entry: Obstacle, person_id: int) -> None:
    """Carry out what was pressed. It is written by nobody: what is taken back leaves no trace of who it was."""
    verb = thank_by_name if request.form.get("thanks") == "name" else thank_without_name
    with begin(by=NOBODY) as act:
        verb(act, found(act.session, Obstacle, entry.id), person_id)
    reading().expire_all()


def say_by_code(form: ClaimForm) -> None:
    """The same for who has put their name to what the code opens."""
    mine = claimed(reading(), tidied(form.code.data or ""))
    who = behind(mine) if mine is not None else None
    if mine is None or who is None:
        raise NotFound
    say(mine.obstacle, who)
