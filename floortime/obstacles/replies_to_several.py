"""A reply to a letter about several promises: each number its own answer; where nobody can tell which is meant, they are asked.

Knows the replies to one promise, and the letters with numbers.
"""

from msgspec.structs import replace
from sqlalchemy import select

from floortime.act import Act, Actor
from floortime.followups import several
from floortime.followups.model import Followup
from floortime.followups.numbered import Missing, Numbered, ask_about, numbers
from floortime.followups.stages import OPEN
from floortime.mail.bodies import Written
from floortime.mail.speaking import Speaker
from floortime.obstacles.replies import Bound, answered, ask_again, take_written, tongue, unkept
from floortime.people.addresses import norm
from floortime.people.model import Person
from floortime.sitdowns.replies.outcome import Outcome, applied, held, nothing
from floortime.words import in_language

WEIGHT = ("reply_asked", "reply_too_much")
"""What is shown of a reply that says several things, if one of them came to this."""


def take_reply(act: Act, written: Written, speaker: Speaker) -> Outcome:
    """Take a reply, be its letter about one promise or about several."""
    found = _numbered(act, written)
    if not found:
        return take_written(act, written, speaker)
    person = act.session.get(Person, next(iter(found.values())).person_id)
    rows = _still_theirs(act, found, person)
    about: dict[str, object] = {"person": person.id if person is not None else None}
    about["followup"] = next(iter(found.values())).followup_id
    if person is None or not person.reachable_on(act.today) or not rows:
        return nothing("not_theirs", **about)
    own = norm(person.email or "")
    if not own or not speaker.may_speak_for((own,)):
        return held(
            "unauthenticated" if speaker.address == own else "reply_stranger", to=speaker.address, **about
        )
    with in_language(tongue(next(iter(rows.values())), person)):
        return _taken(act, written, person, rows, {n: one.pending for n, one in found.items()}, about)


def _numbered(act: Act, written: Written) -> dict[int, Numbered]:
    """What the numbers of the nearest letter stand for that has some."""
    domain = f"@{act.settings.mail_domain}"
    for name in written.answers:
        found = numbers(act, name.removesuffix(domain)) if name.endswith(domain) else {}
        if found:
            return found
    return {}


def _still_theirs(act: Act, found: dict[int, Numbered], person: Person | None) -> dict[int, Followup]:
    """Those of the letter that are still open and still their reader's, by number."""
    ids = [one.followup_id for one in found.values() if not one.closed]
    rows = {row.id: row for row in act.session.scalars(select(Followup).where(Followup.id.in_(ids)))}
    return {
        n: rows[one.followup_id]
        for n, one in found.items()
        if one.followup_id in rows
        and rows[one.followup_id].stage in OPEN
        and person is not None
        and rows[one.followup_id].owner_id == person.id
    }


def _taken(
    act: Act,
    written: Written,
    person: Person,
    rows: dict[int, Followup],
    pending: dict[int, str],
    about: dict[str, object],
) -> Outcome:
    said = several.parts(written.words, rows, today=act.today)
    if not said and len(rows) == 1:
        said = dict.fromkeys(rows, written.words)  # the others of that letter are settled or another's
    if not said:
        ask_about(act, person, list(rows.values()), {})
        return applied("reply_which", **about)
    acting = replace(act, by=Actor("mail_link", person.id))
    bounds = {n: Bound(rows[n], person, pending[n]) for n in said}
    came = [
        answered(acting, bound, replace(written, words=said[n]), {**about, "followup": bound.followup.id})
        for n, bound in bounds.items()
    ]
    _ask(act, person, list(bounds.values()))
    return next((one for one in came if one.reason in WEIGHT), came[0])


def _ask(act: Act, person: Person, bounds: list[Bound]) -> None:
    """One letter for all that is missing, however many promises it is about."""
    files = unkept(bounds)
    asked = [bound.missing[-1] for bound in bounds if bound.missing]
    missing = [one for one in asked if one.sentence]
    if len(missing) > 1:
        rows = [one.followup for one in missing]
        why = {one.followup.id: Missing(one.way, one.sentence) for one in missing}
        ask_about(act, person, rows, why, files=files)
    elif asked:
        theirs = [one for one in asked if one.followup.owner_id == person.id]
        ask_again(act, next(iter(missing or theirs or asked)), person, files=files)
