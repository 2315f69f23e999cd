"""The letters after a sit-down: what was said to those who were there, what was promised to the leader; knows mail."""

from collections.abc import Sequence

from floortime import links
from floortime.act import Act
from floortime.dates import local
from floortime.followups.letters import mail_link
from floortime.followups.model import Followup
from floortime.followups.numbered import MOST, letter_id
from floortime.mail.posting import post
from floortime.people import naming
from floortime.people.model import Department, Person
from floortime.people.queries import persons_by_id, recipient
from floortime.sitdowns.model import Note, Sitdown
from floortime.words import in_language


def tell_those_there(
    act: Act, sitdown: Sitdown, people: Sequence[Person], lines: Sequence[Note], promised: Sequence[Followup]
) -> None:
    """“This is what was heard”, to everybody who was there and has an address. No name stands beside what was said."""
    leader = act.session.get_one(Person, sitdown.leader_id)
    owners = persons_by_id(act.session, [f.owner_id for f in promised])
    for person in people:
        to = recipient(person, act.today)
        if to is None or person.id == leader.id:
            continue
        post(
            act,
            to,
            "sitdown_summarised",
            dedupe_key=f"sitdown_summarised:{sitdown.id}:{person.id}",
            subject=("sitdown", sitdown.id),
            facts={
                "leader": leader.name,
                "on": local(sitdown.starts_at, person.zone).date(),
                "obstacles": [n.words for n in lines if n.kind == "obstacle"],
                "thanks": [n.words for n in lines if n.kind == "thanks"],
                "promises": [(f.what, _told_owner(act, f, owners, to.language), f.due_on) for f in promised],
            },
        )


def list_promises(act: Act, sitdown: Sitdown, promised: Sequence[Followup]) -> None:
    """What the leader promised, by when; what they do themselves is answered from the letter, by its links or by replying.

    A promise that is another's is theirs to answer, and they have a letter of their own; one that is nobody's yet is
    given to somebody on its page.
    """
    leader = act.session.get_one(Person, sitdown.leader_id)
    to = recipient(leader, act.today)
    if to is None or not promised:
        return
    owners = persons_by_id(act.session, [f.owner_id for f in promised])
    own = [f for f in promised if f.owner_id == leader.id]
    post(
        act,
        to,
        "promises_listed",
        message_id=letter_id(act, own, leader.id),
        dedupe_key=f"promises_listed:{sitdown.id}",
        subject=("sitdown", sitdown.id),
        facts={
            "title": sitdown.title,
            "on": local(sitdown.starts_at, leader.zone).date(),
            "promises": [
                (
                    f.what,
                    "" if f.owner_id == leader.id else _owner(f, owners),
                    f.due_on,
                    mail_link(act, f, leader.id) if f.owner_id == leader.id else "",
                    "" if f.owner_id is not None else links.to(act.settings, "followups", f.code),
                    own.index(f) + 1 if len(own) > 1 and f in own[:MOST] else 0,
                )
                for f in promised
            ],
        },
    )


def _owner(followup: Followup, owners: dict[int, Person]) -> str:
    owner = owners.get(followup.owner_id or 0)
    return owner.name if owner else ""


def _told_owner(act: Act, followup: Followup, owners: dict[int, Person], language: str) -> str:
    """The owner as the floor reads it, in the reader's language: a guest by department, never by address."""
    owner = owners.get(followup.owner_id or 0)
    if owner is None:
        return ""
    department = act.session.get(Department, followup.department_id or owner.department_id or 0)
    with in_language(language):
        return naming.said(owner.public_name, department.name if department else "")
