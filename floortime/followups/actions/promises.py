"""The verbs of follow-ups: each is one legal step, one journal line, and the letters that go with it; knows letters."""

from datetime import date, datetime

from sqlalchemy import func, select

from floortime.act import Act
from floortime.db import bump
from floortime.errors import Refused
from floortime.followups import letters, stages
from floortime.followups.actions.chasing import chase_anew
from floortime.followups.actions.looking import end_look, keep_back
from floortime.followups.actions.progress import forget_claim, leave_claim
from floortime.followups.calendar import keep_day
from floortime.followups.model import DueMove, Followup, NotYet
from floortime.journal import actions as journal
from floortime.mail.posting import undoable_until
from floortime.outbox import actions as outbox
from floortime.people.model import Person
from floortime.sitdowns.model import Sitdown
from floortime.text import lines, one_line
from floortime.tokens import short_code
from floortime.words import _

PROMISES = "promises"
"""The revision that rises with every step of a promise, whoever takes it: figures stand on it."""


def make_followup(
    act: Act,
    *,
    what: str,
    due_on: date,
    owner_id: int | None = None,
    sitdown_id: int | None = None,
    promised_by_id: int | None = None,
    department_id: int | None = None,
    language: str = "en",
    about: str = "",
    about_in: str = "",
    voices: int = 0,
    customers: int = 0,
    site_id: int | None = None,
    programme_id: int | None = None,
    held_back: str = "",
    told_at: datetime | None = None,
) -> Followup:
    """Write a promise down. Its owner hears of it, at once or then, unless they made it themselves or it is held back.

    One that falls to somebody who has left is written down without an owner: the chief of staff sees it and finds one.
    """
    said = one_line(what)
    if not said:
        raise Refused(_("A promise says what will be done. Write one sentence."))
    followup = Followup(
        code=_free_code(act),
        what=said[:400],
        about=about,
        about_in=about_in,
        voices=voices,
        customers=customers,
        owner_id=owner_id if _is_here(act, owner_id) else None,
        sitdown_id=sitdown_id,
        met_site_id=_site_of(act, sitdown_id),
        promised_by_id=promised_by_id,
        department_id=department_id,
        language=language,
        made_on=act.today,
        due_on=due_on,
        first_due_on=due_on,
        site_id=site_id,
        programme_id=programme_id,
        held_back=held_back,
    )
    act.session.add(followup)
    act.session.flush()
    listed = {"listed": True} if held_back else {}
    note(act, followup, "followup.made", owner_id=followup.owner_id, due_on=due_on.isoformat(), **listed)
    if not held_back:
        letters.tell_owner(act, followup, not_before=told_at)
    return followup


def _site_of(act: Act, sitdown_id: int | None) -> int | None:
    sitdown = act.session.get(Sitdown, sitdown_id) if sitdown_id is not None else None
    return sitdown.site_id if sitdown is not None else None


def start_followup(act: Act, followup: Followup) -> None:
    """The owner takes it on. Saying so twice changes nothing; what is done is not taken on any more."""
    if followup.stage == "in_progress":
        return
    still_open(followup)
    _step(act, followup, "in_progress", "followup.accepted")


def move_due(act: Act, followup: Followup, *, to_on: date, reason: str) -> None:
    """Another date, with its reason. It is a row of its own for good, and the reminders start anew."""
    still_open(followup)
    because = one_line(reason)
    if not because:
        raise Refused(_("Say why the date moves: the floor reads it."))
    if to_on == followup.due_on:
        return
    if to_on < act.today:
        raise Refused(_("That day is over. Choose today or a later day."))
    n = followup.moves + 1
    act.session.add(
        DueMove(
            followup_id=followup.id,
            n=n,
            from_on=followup.due_on,
            to_on=to_on,
            reason=because[:400],
            by_id=act.person_id,
            on=act.today,
        )
    )
    followup.moves, followup.due_on, followup.overdue_on = n, to_on, None
    chase_anew(act, followup)
    letters.tell_owner_anew(act, followup)
    note(act, followup, "followup.moved", n=n, to_on=to_on.isoformat())


def hand_over(act: Act, followup: Followup, *, owner_id: int | None) -> None:
    """A new owner, or none yet. What the former owner has not got by now, they never get; the new one's letter waits for an undo."""
    still_open(followup)
    former = followup.owner_id
    if owner_id == former:
        return
    if owner_id is not None and not _is_here(act, owner_id):
        raise Refused(
            _("This person has left. Choose somebody who is here, or leave it to the chief of staff.")
        )
    if former is not None:
        outbox.withdraw(act, subject=("followup", followup.id), to_id=former)
    letters.forget_links(act, followup)
    leave_claim(act, followup)
    followup.owner_id, followup.held_back = owner_id, ""
    if followup.stage == "in_progress":
        followup.stage = "open"  # the new owner has not taken it on
    chase_anew(act, followup)
    note(act, followup, "followup.handed_over", from_id=former, to_id=owner_id)
    letters.tell_owner(act, followup, not_before=undoable_until(act))


def set_about(
    act: Act,
    followup: Followup,
    *,
    about: str,
    voices: int,
    customers: int = 0,
    about_in: str = "",
    department_id: int | None = None,
    site_id: int | None = None,
    told_at: datetime | None = None,
) -> None:
    """What the rooms above say of it, for the owner's letters: the floor's sentence, how many said it, and how many customers hit it.

    A first letter that waited for these words goes with them, at once or then.
    """
    followup.about, followup.about_in = lines(about), about_in
    followup.voices, followup.customers = voices, customers
    followup.department_id = department_id or followup.department_id
    followup.site_id = site_id or followup.site_id
    act.session.flush()
    keep_day(act, followup)
    letters.tell_owner_anew(act, followup, not_before=told_at or act.at)


def count_anew(followup: Followup, *, voices: int, customers: int) -> None:
    """How many say the same by now, and how many customers it has hit, for the letters to come."""
    followup.voices, followup.customers = voices, customers


def claim_followup(act: Act, followup: Followup, *, claim: str, by_id: int | None = None) -> None:
    """The owner says that it is done, or `by_id` did before. Saying so twice changes nothing."""
    if followup.stage == "claimed":
        return
    _step(act, followup, "claimed", "followup.claimed")
    followup.claim, followup.claimed_on = lines(claim), act.today
    followup.claimed_by_id = by_id or act.by.for_id or act.by.id or followup.owner_id
    forget_claim(act, followup)
    letters.take_back_all(act, followup)
    letters.take_not_yet_back(act, followup)
    act.session.flush()


def confirm_followup(act: Act, followup: Followup) -> None:
    """The floor says that it works."""
    _settle(act, followup, "confirmed", "followup.confirmed")


def close_unheard(act: Act, followup: Followup) -> None:
    """A chief of staff has seen that it is done: nobody of the floor heard it, so nobody can confirm it."""
    _settle(act, followup, "unconfirmed", "followup.closed")


def _settle(act: Act, followup: Followup, stage: str, verb: str) -> None:
    if followup.stage == stage:
        return
    _step(act, followup, stage, verb)
    followup.settled_on = act.today
    letters.take_not_yet_back(act, followup)
    act.session.flush()


def reopen_followup(act: Act, followup: Followup, *, because: str) -> None:
    """The floor says not yet. Its owner reads why, and the reminders start anew."""
    if followup.stage == "in_progress":
        return
    _step(act, followup, "in_progress", "followup.reopened")
    end_look(act, followup)
    followup.claimed_on = followup.settled_on = None
    followup.reopened, followup.reopened_on = followup.reopened + 1, act.today
    chase_anew(act, followup)
    _tell_not_yet(act, followup, lines(because))


def send_back(act: Act, followup: Followup, *, because: str) -> None:
    """Who looked says that it is not there yet: it is its owner's again, and they read why. The floor was not asked."""
    said = one_line(because)
    if not said:
        raise Refused(_("Say what is missing: the owner reads it."))
    by = act.session.get(Person, act.by.for_id or act.person_id or 0)
    _step(act, followup, "in_progress", "followup.sent_back", n=keep_back(act, followup, said[:400], by))
    followup.claimed_on = followup.settled_on = None
    end_look(act, followup)
    chase_anew(act, followup)
    letters.tell_sent_back(act, followup, because=said[:400], by=by.name if by is not None else "")


def add_why(act: Act, followup: Followup, *, because: str) -> None:
    """Why the floor said not yet, said after the press: the owner reads it in the letter that waits for it."""
    if followup.stage == "in_progress" and lines(because):
        _tell_not_yet(act, followup, lines(because))


def _tell_not_yet(act: Act, followup: Followup, because: str) -> None:
    """In a letter, and on their page: what of a day was said before it is over is read there on the next."""
    if because:
        act.session.merge(NotYet(followup_id=followup.id, n=followup.reopened, on=act.today, because=because))
    letters.tell_not_yet(act, followup, because=because)


def drop_followup(act: Act, followup: Followup, *, reason: str) -> None:
    """Take the promise back, with a reason that stays."""
    if followup.stage == "dropped":
        return
    end_look(act, followup)
    because = one_line(reason)
    if not because:
        raise Refused(_("Say why it is dropped: the floor reads it."))
    _step(act, followup, "dropped", "followup.dropped")
    followup.reason, followup.settled_on = because[:400], act.today
    outbox.withdraw(act, subject=("followup", followup.id))
    letters.take_back(act, followup)
    letters.forget_links(act, followup)
    act.session.flush()


def _is_here(act: Act, person_id: int | None) -> bool:
    person = act.session.get(Person, person_id) if person_id is not None else None
    return person is not None and person.reachable_on(act.today)


def _step(act: Act, followup: Followup, there: str, verb: str, **facts: object) -> None:
    if not stages.may_step(followup.stage, there):
        raise Refused(
            _(
                "This promise stands at “%(stage)s” and cannot go on to “%(there)s”.",
                stage=str(stages.WORDS[followup.stage]),
                there=str(stages.WORDS[there]),
            )
        )
    followup.stage = there
    if there not in stages.OPEN:
        followup.overdue_on = None
    act.session.flush()
    note(act, followup, verb, **facts)


def note(act: Act, followup: Followup, verb: str, **facts: object) -> None:
    """Its line in the journal, with the round, by which lines that carry no hour find their place; and its day."""
    journal.write(act, verb, "followup", followup.id, round=followup.chase_round, **facts)
    bump(act.session, PROMISES)
    keep_day(act, followup)


def still_open(followup: Followup) -> None:
    if followup.stage not in stages.OPEN:
        raise Refused(
            _(
                "This promise stands at “%(stage)s”. Only an open one can be changed.",
                stage=str(stages.WORDS[followup.stage]),
            )
        )


def _free_code(act: Act) -> str:
    taken = select(func.count()).select_from(Followup)
    while True:
        code = short_code()
        if not act.session.scalar(taken.where(Followup.code == code)):
            return code
