"""Between the forms in the room and the facts of a note, both ways; knows forms and this wing's queries."""

from typing import Any

from msgspec import Struct
from sqlalchemy.orm import Session

from floortime.briefing.queries.owed import Owed, still_owed
from floortime.capture.forms import ObstacleForm, PromiseForm, ThanksForm
from floortime.capture.queries import due_of, number, teams_of, who_is_here
from floortime.obstacles.queries.entries import by_code
from floortime.obstacles.views.naming import named
from floortime.people.model import Person
from floortime.people.naming import at_a_table
from floortime.people.queries import person_by_address
from floortime.sitdowns.model import Note, Sitdown
from floortime.sitdowns.queries import notes
from floortime.tokens import fresh
from floortime.web.forms import options
from floortime.words import _, language

FORMS: dict[str, type[ThanksForm] | type[ObstacleForm] | type[PromiseForm]] = {
    "thanks": ThanksForm,
    "obstacle": ObstacleForm,
    "promise": PromiseForm,
}


class Room(Struct, frozen=True):
    """What the forms of one sit-down choose from."""

    sitdown: Sitdown
    people: list[Person]
    teams: list[tuple[int, str]]
    owed: list[Owed]
    heard: list[Note]

    @property
    def called(self) -> dict[int, str]:
        """What the people in it are called."""
        return dict(zip((p.id for p in self.people), at_a_table(self.people), strict=True))


def room_of(session: Session, sitdown: Sitdown) -> Room:
    """Read what the forms choose from."""
    people = [h.person for h in who_is_here(session, sitdown.id)]
    teams = [(t.id, t.name) for t in teams_of(session, people, sitdown.starts_at.date())]
    return Room(sitdown, people, teams, still_owed(session, sitdown), list(notes(session, sitdown.id)))


def form_for(kind: str, room: Room, note: Note | None, *, sent: bool, leader: str) -> Any:
    """The form of a kind, with its choices; filled from the note when one is edited and nothing was sent yet."""
    given = {} if sent or note is None else _typed(note)
    form: Any = FORMS[kind](data=None if sent else {"key": fresh(), **given})
    if kind == "thanks":
        people = [(f"person:{id_}", name) for id_, name in room.called.items()]
        form.whom.choices = options([*people, *((f"team:{key}", name) for key, name in room.teams)])
    elif kind == "obstacle":
        form.who.choices = options(
            [("", _("No name")), *((str(id_), name) for id_, name in room.called.items())]
        )
    else:
        form.owner.choices = options([("me", leader), ("other", _("Somebody else"))])
        form.about.choices = options([("", _("Nothing in the log")), *_about(room)])
    return form


def facts_of(session: Session, kind: str, form: Any, note: Note | None) -> dict[str, object]:
    """What a note keeps beside its words. The language stays that of the first writing."""
    said = {"language": note.facts.get("language") if note else language()}
    if kind == "thanks":
        to_kind, _colon, key = str(form.whom.data).partition(":")
        return {**said, "to_kind": to_kind, "to_id": int(key), "shown": bool(form.shown.data)}
    if kind == "obstacle":
        named = int(form.who.data) if form.who.data else None
        return {**said, "named_id": named, "same": str(form.same.data or "")[:12]}
    facts: dict[str, object] = {
        **said,
        "due_on": form.due_on.data.isoformat(),
        "about": form.about.data or "",
    }
    if form.owner.data == "other":
        owner = person_by_address(session, form.address.data)
        facts |= {"owner_id": owner.id if owner else None, "owner_address": form.address.data}
    return facts


def named_in_log(session: Session, kind: str, form: Any, sitdown: Sitdown) -> bool:
    """Whether a name stands in a promise that the log shows: whose it is would tell who raised what it is about."""
    source, _colon, key = str(form.about.data or "").partition(":") if kind == "promise" else ("", "", "")
    if not source:
        return False
    entry = by_code(session, key) if source == "code" else None
    return named(
        form, "words", obstacle=entry, sitdown_id=sitdown.id, signer_id=sitdown.leader_id, never_near=True
    )


def _typed(note: Note) -> dict[str, object]:
    """A note as its form would have been typed."""
    facts = note.facts
    if note.kind == "thanks":
        return {
            "words": note.words,
            "whom": f"{facts.get('to_kind')}:{facts.get('to_id')}",
            "shown": facts.get("shown"),
        }
    if note.kind == "obstacle":
        named = number(facts.get("named_id"))
        return {"words": note.words, "who": str(named) if named else "", "same": facts.get("same")}
    other = bool(facts.get("owner_address"))
    return {
        "words": note.words,
        "due_on": due_of(facts),
        "about": facts.get("about"),
        "owner": "other" if other else "me",
        "address": facts.get("owner_address") or "",
    }


def _about(room: Room) -> list[tuple[str, str]]:
    said = [(f"note:{n.id}", n.words[:80]) for n in room.heard if n.kind == "obstacle"]
    before = {o.obstacle_code: o.obstacle_title[:80] for o in room.owed if o.obstacle_code}
    return said + [(f"code:{code}", title) for code, title in before.items()]
