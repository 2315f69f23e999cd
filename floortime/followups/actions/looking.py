"""A second pair of eyes: asked, reminded, seen, sent back; and what a programme asks of "done". Knows letters and its tables."""

from datetime import date

from sqlalchemy import func, select

from floortime import links
from floortime.act import Act
from floortime.errors import Refused
from floortime.followups import letters
from floortime.followups.model import Back, ChaseHold, Followup, Look, ProofRule
from floortime.followups.queries.claims import claim_of
from floortime.followups.queries.evidence import evidence_of
from floortime.followups.queries.proofs import Proof, last_told, looker_for, proof_rule, told_on
from floortime.journal import actions as journal
from floortime.mail.posting import post
from floortime.outbox import actions as outbox
from floortime.people.model import Person
from floortime.people.queries import persons_by_id, recipient
from floortime.sitdowns.model import Programme
from floortime.text import one_line
from floortime.tokens import close, issue
from floortime.words import _

LOOK = "look_promise"
"""The purpose of the token with which somebody looks without signing in."""
EVENT = "look_asked"
HELD = "look"
"""The step by which the reminders to look are held back."""


def change_proof(act: Act, programme: Programme, proof: Proof) -> None:
    """What is asked of every "done" said from now on; who is looking already goes on."""
    if proof_rule(act.session, programme.id) == proof:
        return
    row = act.session.get(ProofRule, programme.id)
    if row is None:
        row = ProofRule(programme_id=programme.id)
        act.session.add(row)
    row.kind, row.looker_id = proof.kind, proof.looker_id
    act.session.flush()
    journal.write(
        act, "programme.proof_changed", "programme", programme.id, asks=proof.kind, looker_id=proof.looker_id
    )


def ask_to_look(act: Act, followup: Followup, looker: Person) -> None:
    """Somebody looks before the floor is asked. Asked twice, it is asked once."""
    if act.session.get(Look, followup.id) is not None:
        return
    act.session.add(Look(followup_id=followup.id, looker_id=looker.id, asked_on=act.today))
    act.session.flush()
    journal.write(act, "followup.look_asked", "followup", followup.id, to_id=looker.id)
    _tell(act, followup, looker, 0)


def end_look(act: Act, followup: Followup) -> None:
    """Nobody is to look any more: they have, or there is nothing to look at."""
    row = act.session.get(Look, followup.id)
    if row is None:
        return
    act.session.delete(row)
    act.session.flush()
    outbox.withdraw(act, subject=("followup", followup.id), event=EVENT)
    close(act.session, (LOOK,), followup.id, at=act.at)


def keep_back(act: Act, followup: Followup, said: str, by: Person | None) -> int:
    """Keep what is missing with the promise; returns its number, by which the journal's line names it."""
    n = _backs(act, followup) + 1
    row = Back(
        followup_id=followup.id, n=n, reason=said, by_id=by.id if by is not None else None, on=act.today
    )
    act.session.add(row)
    return n


def unsay_back(act: Act, followup: Followup) -> None:
    """What was said to be missing is taken back: nobody reads it any more."""
    last = act.session.get(Back, (followup.id, _backs(act, followup)))
    if last is not None:
        act.session.delete(last)
        act.session.flush()


def _backs(act: Act, followup: Followup) -> int:
    return act.session.scalar(select(func.max(Back.n)).where(Back.followup_id == followup.id)) or 0


def hold_look(act: Act, followup: Followup, *, until_on: date | None, reason: str) -> None:
    """Remind nobody to look, until a day or at all, and say why: who looks is away, or what was done waits for something."""
    because = one_line(reason)
    if not because:
        raise Refused(_("Say why: whoever reads this promise sees it."))
    if act.session.get(Look, followup.id) is None:
        raise Refused(_("Nothing of this kind is to come any more."))
    key = (followup.id, followup.chase_round, HELD)
    row = act.session.get(ChaseHold, key) or ChaseHold(followup_id=key[0], round=key[1], step=HELD)
    row.until_on, row.reason, row.by_id, row.on = until_on, because[:400], act.person_id, act.today
    act.session.add(row)
    act.session.flush()
    outbox.withdraw(act, subject=("followup", followup.id), event=EVENT)
    verb = "followup.chase_stopped" if until_on is None else "followup.chase_postponed"
    facts = {"until_on": until_on.isoformat()} if until_on is not None else {}
    journal.write(act, verb, "followup", followup.id, step=HELD, **facts)


def _held(act: Act, followup: Followup) -> bool:
    row = act.session.get(ChaseHold, (followup.id, followup.chase_round, HELD))
    return row is not None and (row.until_on is None or row.until_on > act.today)


def remind_lookers(act: Act) -> bool:
    """The duty: whoever has not looked is asked again, and in the end a chief of staff hears of it; each letter once."""
    told = False
    rows = act.session.execute(select(Look, Followup).join(Followup, Followup.id == Look.followup_id)).all()
    people = persons_by_id(act.session, [look.looker_id for look, _followup in rows])
    for look, followup in rows:
        days = told_on(act.session, look, followup.site_id)
        n = last_told(days, act.today)
        if n <= 0 or _held(act, followup):
            continue
        person: Person | None = people.get(look.looker_id)
        last = n == len(days) - 1
        if last or person is None or recipient(person, act.today) is None:
            person = (
                looker_for(act.session, followup, Proof(), act.today) if not last else _chief(act, followup)
            )
        told = (person is not None and _tell(act, followup, person, n)) or told
    return told


def _chief(act: Act, followup: Followup) -> Person | None:
    """A chief of staff: who promised has had their time."""
    alone = Followup(
        owner_id=followup.owner_id, site_id=followup.site_id, department_id=followup.department_id
    )
    return looker_for(act.session, alone, Proof(), act.today)


def _tell(act: Act, followup: Followup, person: Person, n: int) -> bool:
    to = recipient(person, act.today)
    row = act.session.get(Look, followup.id)
    key = f"{EVENT}:{followup.id}:{row.asked_on.isoformat() if row else ''}:{followup.chase_round}:{n}"
    if to is None or outbox.already(act, key):
        return False
    secret = issue(
        act.session,
        LOOK,
        "followup",
        followup.id,
        person_id=person.id,
        expires_at=letters.until(act, followup),
    )
    owner = act.session.get(Person, followup.owner_id) if followup.owner_id is not None else None
    claim = claim_of(act.session, followup)
    facts: dict[str, object] = {
        **letters.facts_of(act, followup),
        "owner": owner.name if owner is not None else "",
        "by": claim.by if claim is not None else "",
        "claim": followup.claim,
        "files": len(evidence_of(act.session, followup.id)),
        "again": n > 0,
        "link": links.to(act.settings, "look", secret),
    }
    return post(act, to, EVENT, dedupe_key=key, subject=("followup", followup.id), facts=facts) is not None
