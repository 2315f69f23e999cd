"""Letters about several promises: one secret names the letter, and each promise in it by its number; knows letters, tokens."""

from collections.abc import Mapping, Sequence

from msgspec import Struct
from sqlalchemy import func, select

from floortime.act import Act
from floortime.followups.letters import MOST_ASKED, REPLY, mail_link, reply_id, stop_at, until
from floortime.followups.model import Followup
from floortime.mail.posting import post
from floortime.outbox.model import Letter
from floortime.people.model import Person
from floortime.people.queries import recipient
from floortime.tokens import Token, fresh, hashed, issue

MOST = 20
"""Promises of one letter that have a number; nobody answers more in one reply."""
EVENT = "replies_unclear"


class Numbered(Struct, frozen=True):
    """What a number in a letter stands for."""

    followup_id: int
    person_id: int
    pending: str
    closed: bool


class Missing(Struct, frozen=True):
    """What is to be asked about one promise: which answer it was to be, and what is missing."""

    way: str
    sentence: str


def letter_id(
    act: Act, followups: Sequence[Followup], owner_id: int, *, kinds: Mapping[int, str] | None = None
) -> str:
    """The Message-ID of a letter about these, in their order; '' where there is none to answer."""
    if len(followups) < 2:
        return reply_id(act, followups[0], owner_id) if followups else ""
    secret = fresh()
    for n, followup in enumerate(followups[:MOST], 1):
        kind = (kinds or {}).get(followup.id, "followup")
        ends = until(act, followup)
        issue(
            act.session, REPLY, kind, followup.id, expires_at=ends, person_id=owner_id, secret=_of(secret, n)
        )
    return f"{secret}@{act.settings.mail_domain}"


def numbers(act: Act, secret: str) -> dict[int, Numbered]:
    """What the numbers of the letter with this secret stand for; empty for any other secret."""
    by_hash = {hashed(_of(secret, n)): n for n in range(1, MOST + 1)}
    rows = act.session.scalars(select(Token).where(Token.hash.in_(by_hash), Token.purpose == REPLY))
    return {
        by_hash[row.hash]: Numbered(
            row.subject_id,
            row.person_id or 0,
            row.kind.partition(".")[2],
            row.used_at is not None or row.expires_at <= act.at,
        )
        for row in sorted(rows, key=lambda row: by_hash[row.hash])
    }


def ask_about(
    act: Act,
    owner: Person,
    rows: Sequence[Followup],
    missing: Mapping[int, Missing],
    *,
    files: Sequence[str] = (),
) -> Letter | None:
    """Which of these was meant; or, of those with something missing, what that is. One letter, a few a day."""
    to = recipient(owner, act.today, about=rows[0].language)
    key = f"{EVENT}:{owner.id}:{act.today.isoformat()}"
    n = act.session.scalar(
        select(func.count()).where(
            Letter.dedupe_key.startswith(key, autoescape=True), Letter.to_id == owner.id
        )
    )
    if to is None or (n or 0) >= MOST_ASKED:
        return None
    kinds = {
        i: f"followup.{m.way}" for i, m in missing.items() if m.way in {"date", "notmine", "cannot", "done"}
    }
    promises = [
        {
            "what": followup.what,
            "due_on": followup.due_on,
            "late": followup.due_on < act.today,
            "sentence": missing[followup.id].sentence if followup.id in missing else "",
            "link": mail_link(act, followup, owner.id),
            "way": (missing[followup.id].way if followup.id in missing else "") or "accept",
        }
        for followup in rows
    ]
    return post(
        act,
        to,
        EVENT,
        dedupe_key=f"{key}:{n}",
        subject=("person", owner.id),
        facts={"promises": promises, "which": not missing, "files": list(files)},
        message_id=letter_id(act, rows, owner.id, kinds=kinds),
        stop=stop_at(owner, str(promises[0]["link"])),
    )


def _of(secret: str, n: int) -> str:
    return f"{secret}.{n}"
