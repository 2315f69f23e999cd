"""The verbs of recognition: a thanks goes out the same day, and is shown only if both sides want it; knows mail."""

from typing import Literal

from floortime import links
from floortime.act import Act
from floortime.errors import Refused
from floortime.journal import actions as journal
from floortime.mail.posting import post
from floortime.people.model import Person, Team
from floortime.people.queries import members, recipient
from floortime.recognition.model import Thanks
from floortime.text import lines
from floortime.words import _


def thank(
    act: Act,
    *,
    to_kind: Literal["person", "team"],
    to_id: int,
    by_id: int,
    words: str,
    sitdown_id: int | None = None,
    language: str = "en",
    leader_agrees: bool = False,
) -> Thanks:
    """Thank a person or a team, in the leader's words; who has an address gets a short letter at once."""
    said = lines(words)
    if not said:
        raise Refused(_("Write what the thanks is for. One sentence is enough."))
    thanks = Thanks(
        to_kind=to_kind,
        to_id=to_id,
        by_id=by_id,
        words=said,
        sitdown_id=sitdown_id,
        language=language,
        on=act.today,
        leader_agrees=leader_agrees,
    )
    act.session.add(thanks)
    act.session.flush()
    journal.write(act, "thanks.given", "thanks", thanks.id, to_kind=to_kind, to_id=to_id)
    _write_to(act, thanks, _thanked(act, thanks))
    return thanks


def agree_as_leader(act: Act, thanks: Thanks, *, shown: bool) -> None:
    """The leader lets it be shown, or takes that back."""
    if thanks.leader_agrees is not shown:
        thanks.leader_agrees = shown
        journal.write(act, "thanks.agreed", "thanks", thanks.id, side="leader", shown=shown)


def agree_as_thanked(act: Act, thanks: Thanks, *, shown: bool) -> None:
    """Whoever was thanked lets it be shown, or takes that back."""
    if thanks.thanked_agrees is not shown:
        thanks.thanked_agrees = shown
        journal.write(act, "thanks.agreed", "thanks", thanks.id, side="thanked", shown=shown)


def _thanked(act: Act, thanks: Thanks) -> list[Person]:
    if thanks.to_kind == "team":
        return members(act.session, thanks.to_id, act.today)
    person = act.session.get(Person, thanks.to_id)
    return [person] if person is not None else []


def _write_to(act: Act, thanks: Thanks, people: list[Person]) -> None:
    by = act.session.get_one(Person, thanks.by_id)
    team = act.session.get(Team, thanks.to_id) if thanks.to_kind == "team" else None
    for person in people:
        to = recipient(person, act.today)
        if to is None or person.id == by.id:
            continue
        post(
            act,
            to,
            "thanks_given",
            dedupe_key=f"thanks_given:{thanks.id}:{person.id}",
            subject=("thanks", thanks.id),
            sender_name=_("%(name)s via Floortime", name=by.name),
            facts={
                "by": by.name,
                "first": by.first_name,
                "words": thanks.words,
                "said_in": thanks.language,
                "team": team.name if team else "",
                "link": links.to(act.settings, "thanks", thanks.id),
            },
        )
