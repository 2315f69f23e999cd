"""Letters to the owner of a follow-up, each with a link that answers without an account; knows mail, people, tokens."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import func, select

from floortime import links
from floortime.act import Act
from floortime.followups.chase import FIRST as EARLY
from floortime.followups.chase import WEEK
from floortime.followups.handed import handed_to_them
from floortime.followups.model import ChaseStep, Followup
from floortime.followups.queries.askers import asker_of
from floortime.followups.queries.chasing import chase_of
from floortime.mail.posting import post, undoable_until
from floortime.outbox.actions import already, bring_back, take_out_unbegun, withdraw, withdraw_those
from floortime.outbox.model import Letter
from floortime.people.model import Department, Person
from floortime.people.queries import house, recipient
from floortime.tokens import close, issue, reopen

FIRST = "followup_assigned"
"""The letter in which an owner first hears of it."""
PURPOSE = "answer_promise"
REPLY = "reply_promise"
"""The purpose of the secret that is a letter's Message-ID: whoever replies to it names it."""
MOST_ASKED = 3
"""Letters a day that ask one owner for the rest of an answer."""
LINK_DAYS = 120
"""How long a link answers after its date: a late owner must still be able to say so."""


def tell_owner(act: Act, followup: Followup, *, not_before: datetime | None = None) -> Letter | None:
    """“Can you clear this?” to a new owner. Not to one who has just said it in their own words."""
    if followup.owner_id is None or _said_it_themselves(act, followup):
        return None
    asked, handed = _who_asks(act, followup), handed_to_them(act.session, followup)
    step = f"{followup.chase_round}"
    return _write(act, followup, FIRST, step, not_before=not_before, asked=asked, handed=handed)


def tell_owner_anew(act: Act, followup: Followup, *, not_before: datetime | None = None) -> Letter | None:
    """The first letter, where it has not gone yet, with what is true now; when it goes stays as it was, unless it is said."""
    waits = take_out_unbegun(act, subject=("followup", followup.id), event=FIRST)
    if waits is None:
        return None
    return tell_owner(act, followup, not_before=not_before or max(waits, undoable_until(act)))


def take_back(act: Act, followup: Followup) -> None:
    """Withdraw the letters of the chase in which it stands: it was claimed, moved or handed over meanwhile.

    What else stood in them is said in another letter.
    """
    told = select(ChaseStep.letter_id).where(
        ChaseStep.followup_id == followup.id, ChaseStep.letter_id.is_not(None)
    )
    withdraw_those(act, told)


def take_back_all(act: Act, followup: Followup) -> None:
    """Nothing is asked of its owner any more, not even for the first time."""
    take_back(act, followup)
    withdraw(act, subject=("followup", followup.id), event=FIRST)


def tell_not_yet(act: Act, followup: Followup, *, because: str) -> Letter | None:
    """The floor says not yet, and perhaps why. Held back for the day: the reason may come after the press."""
    step = f"{followup.chase_round}.why" if because else f"{followup.chase_round}"
    take_not_yet_back(act, followup)
    return _write(act, followup, "followup_reopened", step, because=because, unnamed=True)


def take_not_yet_back(act: Act, followup: Followup) -> None:
    """It has been said otherwise since, before the letter left."""
    withdraw(act, subject=("followup", followup.id), event="followup_reopened")


def say_not_yet_after_all(act: Act, followup: Followup) -> None:
    """What took it back has been taken back itself."""
    bring_back(act, subject=("followup", followup.id), event="followup_reopened")


def tell_sent_back(act: Act, followup: Followup, *, because: str, by: str) -> Letter | None:
    """Who looked at what was done says that it is not there yet, and why."""
    return _write(act, followup, "look_sent_back", f"{followup.chase_round}", because=because, by=by)


def ask_again(
    act: Act,
    followup: Followup,
    owner: Person,
    *,
    way: str,
    sentence: str,
    kept: bool = True,
    files: Sequence[str] = (),
) -> Letter | None:
    """A reply was not taken whole: what was missing, in one sentence, and how to say it; which files are not kept, and why.

    A few a day, never a volley.
    """
    to = recipient(owner, act.today, about=followup.language)
    key = f"reply_unclear:{followup.id}:{owner.id}:{act.today.isoformat()}"
    n = act.session.scalar(
        select(func.count()).where(
            Letter.dedupe_key.startswith(key, autoescape=True), Letter.to_id == owner.id
        )
    )
    if to is None or (n or 0) >= MOST_ASKED:
        return None
    asks = bool(sentence) or not kept  # else the answer itself was taken, and nothing is left to be said
    kind = f"followup.{way}" if asks and way in {"date", "notmine", "cannot", "done"} else "followup"
    link = mail_link(act, followup, owner.id)
    return post(
        act,
        to,
        "reply_unclear",
        dedupe_key=f"{key}:{n}",
        subject=("followup", followup.id),
        facts={
            **facts_of(act, followup),
            "sentence": sentence,
            "kept": kept,
            "files": list(files),
            "way": way or ("accept" if sentence else "progress"),
            "link": link,
        },
        message_id=reply_id(act, followup, owner.id, kind=kind),
        stop=stop_at(owner, link),
    )


def forget_links(act: Act, followup: Followup) -> None:
    """Close the doors of all mail links and replies to this follow-up: a former owner's letter opens nothing any more."""
    close(act.session, (PURPOSE, REPLY), followup.id, at=act.at)


def open_links(act: Act, followup: Followup, *, closed_at: datetime) -> None:
    """Open those of its owner's letters again that an act of that moment closed."""
    reopen(act.session, (PURPOSE, REPLY), followup.id, at=closed_at)


def reply_id(act: Act, followup: Followup, owner_id: int, *, kind: str = "followup") -> str:
    """The Message-ID of a letter to whose reply this follow-up listens, while the link in it answers.

    `kind` "followup.done" says that we asked for the rest of that answer: words alone are taken for it.
    """
    secret = issue(act.session, REPLY, kind, followup.id, expires_at=until(act, followup), person_id=owner_id)
    return f"{secret}@{act.settings.mail_domain}"


def mail_link(act: Act, followup: Followup, owner_id: int) -> str:
    """The address behind the buttons; its secret exists only in the letter."""
    secret = issue(
        act.session, PURPOSE, "followup", followup.id, expires_at=until(act, followup), person_id=owner_id
    )
    return links.to(act.settings, "f", secret)


def stop_at(person: Person, link: str) -> str:
    """Where a guest says that no letters are to come; empty for whoever works here."""
    return f"{link}/letters/stop" if person.kind == "guest" and link else ""


def until(act: Act, followup: Followup) -> datetime:
    """How long its letters open something. When a day begins: an instant would tell when the floor said "not yet"."""
    return datetime.combine(max(followup.due_on, act.today) + timedelta(days=LINK_DAYS), time(), UTC)


def _write(
    act: Act,
    followup: Followup,
    event: str,
    step: str,
    *,
    unnamed: bool = False,
    not_before: datetime | None = None,
    asked: Mapping[str, str] = MappingProxyType({}),
    **more: object,
) -> Letter | None:
    owner = _owner(act, followup)
    to = recipient(owner, act.today, about=followup.language) if owner is not None else None
    key = f"{event}:{followup.id}:{followup.owner_id}:{step}"
    if owner is None or to is None or already(act, key):
        return None
    link, facts = mail_link(act, followup, owner.id), facts_of(act, followup)
    if owner.kind == "guest":  # who asks is somebody from another house
        by = asked.get("asked_by") or facts["promised_by"]
        facts["promised_by"] = ", ".join(filter(None, (by, house(act.session).company)))
    return post(
        act,
        to,
        event,
        dedupe_key=key,
        subject=("followup", followup.id),
        facts={
            **facts,
            **_if_not(act, followup),
            "link": link,
            "guest": owner.kind == "guest",
            **asked,
            **more,
        },
        unnamed=unnamed,
        not_before=not_before,
        message_id=reply_id(act, followup, owner.id),
        stop=stop_at(owner, link),
    )


def _owner(act: Act, followup: Followup) -> Person | None:
    return act.session.get(Person, followup.owner_id) if followup.owner_id is not None else None


def _who_asks(act: Act, followup: Followup) -> dict[str, str]:
    """Of a promise that came with a list: who took it over; and that they named this owner, where they did."""
    asker = asker_of(act.session, followup)
    return {
        "asked_by": asker.name if asker is not None else "",
        "taken_over_by": asker.name if asker is not None and asker.named_id == followup.owner_id else "",
    }


def _if_not(act: Act, followup: Followup) -> dict[str, object]:
    """What an owner reads of the chase that begins: when they are reminded, and those above them who would be told."""
    one = chase_of(act.session, followup, act.at)
    coming = [step for step in one.to_come() if not step.stopped] if one is not None else []
    own = [one.when(step) for step in coming if step.to == "owner"] if one is not None else []
    above = dict[str, date]()  # who is the manager and the sponsor hears twice, and is named once
    for step in coming if one is not None else []:
        if one is not None and step.to != "owner":
            above.setdefault(one.told[step.to].name, step.on)
    theirs = {step.group for step in coming if step.to == "owner"}
    return {
        "reminded_on": min(own, default=None),
        "reminders": [name for name in (*EARLY, WEEK) if name in theirs],
        "above": [(on, name) for name, on in above.items()],
    }


def facts_of(act: Act, followup: Followup) -> dict[str, Any]:
    """What every letter about a promise says of it."""
    by = act.session.get(Person, followup.promised_by_id) if followup.promised_by_id else None
    department = act.session.get(Department, followup.department_id) if followup.department_id else None
    return {
        "what": followup.what,
        "about": followup.about,
        "voices": followup.voices,
        "customers": followup.customers,
        "due_on": followup.due_on,
        "late": max((act.today - followup.due_on).days, 0),
        "promised_by": by.name if by is not None and by.id != followup.owner_id else "",
        "department": department.name if department else "",
        "said_in": followup.about_in or followup.language,
    }


def _said_it_themselves(act: Act, followup: Followup) -> bool:
    own = {act.person_id, act.by.for_id} - {None}
    return followup.owner_id in own
