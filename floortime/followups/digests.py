"""The one letter of a day: all that somebody must hear of, theirs first, put into words; knows letters, mail, the chase."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import cast

from msgspec import Struct
from sqlalchemy import func, select

from floortime import dates, links
from floortime.act import Act
from floortime.followups import letters
from floortime.followups.chase import AGAIN, is_owners
from floortime.followups.model import DigestNews, Followup
from floortime.followups.numbered import MOST, letter_id
from floortime.followups.queries.chasing import Chase
from floortime.followups.queries.ownerless import NOBODY
from floortime.mail.letters import Recipient
from floortime.mail.posting import post
from floortime.outbox.model import Letter
from floortime.people.model import Person
from floortime.people.queries import days_off, recipient
from floortime.people.workdays import working_days_between
from floortime.words import _, in_language

EVENT = "promises_due"
NAMED = 20
"""Promises of one kind that a letter names; how many more there are it says, and where they stand."""
NO_MORE: dict[str, object] = {
    "more_mine": 0, "more_above": 0, "above_late": True, "more_nobody": 0,
    "headless": [], "more_headless": 0, "unchecked": [], "more_unchecked": 0, "things": 0,
}  # fmt: skip


class Item(Struct, frozen=True):
    """One promise of which somebody hears, and by which step."""

    followup: Followup
    step: str
    chase: Chase | None = None


def write_digest(
    act: Act, person: Person, items: list[Item], news: Sequence[DigestNews] = (), *, day: date
) -> Letter | None:
    """The letter of that day; None for somebody who cannot be written to."""
    tongues = {item.followup.language for item in items}
    about = tongues.pop() if len(tongues) == 1 else ""
    to = recipient(person, act.today, about=about)
    if to is None:
        return None
    shown = {item.followup.id: item for item in items}  # the sponsor who is the manager too reads it once
    staff = person.kind == "staff"
    mine = _in_order([item for item in shown.values() if is_owners(item.step)])
    above = _in_order([item for item in shown.values() if _is_above(item)])
    nobody = _in_order([item for item in shown.values() if item.step == NOBODY])
    named = mine[:NAMED] if staff else mine  # a guest has no list that could show the others
    facts: dict[str, object] = {
        "mine": [own(act, item.followup, day) for item in named],
        "above": [_above(act, item, person, day) for item in above[:NAMED]],
        "nobody": [_lost(act, item, day) for item in nobody[:NAMED]],
        "more_mine": len(mine) - len(named),
        "more_above": len(above[NAMED:]),
        "above_late": all(item.followup.due_on < day for item in above),
        "more_nobody": len(nobody[NAMED:]),
        "news": [_news(act, one, to, day) for one in news if one.kind == "headsup"],
        **_to_look_at(act, news, day),
        "count": len(shown),
        "staff": staff,
    }
    key = f"{EVENT}:{person.id}:{day.isoformat()}"
    again = act.session.scalar(
        select(func.count()).where(
            Letter.to_id == person.id, Letter.dedupe_key.startswith(key, autoescape=True)
        )
    )
    facts["numbered"] = MOST if len(named) > 1 else 0
    return post(
        act, to, EVENT, dedupe_key=f"{key}:{again}", subject=("person", person.id), facts=facts,
        message_id=letter_id(act, [item.followup for item in named], person.id),
        stop=letters.stop_at(person, _first_link(facts)),
    )  # fmt: skip


def _in_order(items: list[Item]) -> list[Item]:
    """Who waits longest first, as the list of follow-ups has them."""
    return sorted(items, key=lambda item: (item.followup.due_on, item.followup.id))


def _first_link(facts: dict[str, object]) -> str:
    """Any link of the letter leads its reader to what they choose."""
    mine = cast("list[dict[str, str]]", facts["mine"])
    return mine[0]["link"] if mine else ""


def _is_above(item: Item) -> bool:
    return item.step != NOBODY and not is_owners(item.step)


def _past(act: Act, followup: Followup, day: date) -> int:
    """Working days past its date, at the site that it is about: its page and the lists count so, too."""
    if followup.due_on >= day:
        return 0
    off = days_off(act.session, followup.site_id or followup.met_site_id)
    return working_days_between(followup.due_on, day, off)


def own(act: Act, followup: Followup, day: date) -> dict[str, object]:
    """What its owner reads of a promise on that day."""
    return {
        **letters.facts_of(act, followup),
        "today": followup.due_on == day,
        "late": _past(act, followup, day),
        "link": letters.mail_link(act, followup, followup.owner_id or 0),
    }


def _above(act: Act, item: Item, person: Person, day: date) -> dict[str, object]:
    """Who asked what of whom since when, how late it is, and who hears of it before and after."""
    followup, one = item.followup, item.chase
    assert one is not None
    manager, sponsor = one.told.get("manager"), one.told.get("sponsor")
    then = next((s for s in one.to_come() if s.name == "sponsor" and not s.stopped), None)
    last = item.step in {"sponsor", AGAIN} or sponsor is None or sponsor.id == person.id
    told_late = item.step == "sponsor"
    return {
        **letters.facts_of(act, followup),
        "owner": one.owner.name,
        "asked_on": followup.made_on,
        "moves": followup.moves,
        "late": _past(act, followup, day),
        "again": followup.reopened >= 2,
        "own_promise": followup.promised_by_id == person.id,
        "told_before": manager.name if told_late and manager is not None and manager is not sponsor else "",
        "then": sponsor.name if not last and then is not None and sponsor is not None else "",
        "then_on": one.when(then) if then is not None else None,
        "page": links.to(act.settings, "followups", followup.code),
    }


def _lost(act: Act, item: Item, day: date) -> dict[str, object]:
    followup = item.followup
    return {
        **letters.facts_of(act, followup),
        "late": _past(act, followup, day),
        "page": links.to(act.settings, "followups", followup.code),
    }


def _to_look_at(act: Act, news: Sequence[DigestNews], day: date) -> dict[str, object]:
    """Entries at which nobody looks, who waits longest first: asked where nobody answers, and numbers to check."""
    found = {
        kind: sorted((one for one in news if one.kind == kind), key=lambda one: (str(one.facts["on"]), one.subject_id))
        for kind in ("headless", "impact")
    }  # fmt: skip
    headless, unchecked = found["headless"], found["impact"]
    return {
        "headless": [_headless(act, one, day) for one in headless[:NAMED]],
        "more_headless": len(headless[NAMED:]),
        "unchecked": [_unchecked(act, one) for one in unchecked[:NAMED]],
        "more_unchecked": len(unchecked[NAMED:]),
        "things": len(headless) + len(unchecked),
    }


def _headless(act: Act, one: DigestNews, day: date) -> dict[str, object]:
    due = date.fromisoformat(str(one.facts["on"]))
    page = links.to(act.settings, "obstacles", str(one.facts["code"]))
    return {**one.facts, "due_on": due, "late": due < day, "page": page}


def _unchecked(act: Act, one: DigestNews) -> dict[str, object]:
    by = act.session.get(Person, one.facts["by_id"]) if one.facts["by_id"] else None
    return {
        **one.facts,
        "on": date.fromisoformat(str(one.facts["on"])),
        "by": by.name if by is not None and by.kind != "blank" else "",
        "page": links.to(act.settings, "obstacles", str(one.facts["code"])),
    }


def _news(act: Act, one: DigestNews, to: Recipient, day: date) -> dict[str, object]:
    """What the rooms above say, with its times on the reader's own clock."""
    facts = dict(one.facts)
    starts, ends = str(facts["starts_at"]), str(facts["ends_at"])
    until = datetime.fromisoformat(ends) if ends else None
    with in_language(to.language):
        when = dates.on_clocks(datetime.fromisoformat(starts), until, [(to.zone, "")], day.year)
        where = _where(facts)
    return {
        **facts,
        "when": when,
        "where": where,
        "link": links.to(act.settings, "heads-ups", str(facts["code"])),
    }


def _where(facts: dict[str, object]) -> str:
    """The sites it touches; empty for news that was told before they were among its facts."""
    if "sites" not in facts:
        return ""
    return ", ".join(cast("list[str]", facts["sites"])) or _("every site")
