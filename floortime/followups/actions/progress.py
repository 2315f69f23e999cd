"""How far a promise is: said by its owner, also that it is done; shown in the log by a chief of staff, or not; knows its table."""

from sqlalchemy import func, select

from floortime.act import Act
from floortime.errors import Refused
from floortime.followups.model import Followup, Progress
from floortime.followups.queries.progress import waiting_claim
from floortime.journal import actions as journal
from floortime.text import lines
from floortime.words import _

LONGEST = 4_000
MOST_A_DAY = 30
"""Lines about one promise: nobody says more, but a program that answers letters might."""


def add_progress(act: Act, followup: Followup, *, words: str) -> Progress:
    """Write down how far it is. The same words again on the same day are the same line."""
    return _add(act, followup, words, "followup.progressed")


def keep_claim(act: Act, followup: Followup, *, claim: str) -> Progress:
    """What its owner says was done, while it waits for something that shows it. Said anew, the new words stand."""
    row = waiting_claim(act.session, followup.id)
    if row is None:
        row = _add(act, followup, claim, "followup.done_waits")
        row.waits = True
    else:
        row.words, row.on = lines(claim)[:LONGEST], act.today
    act.session.flush()
    return row


def forget_claim(act: Act, followup: Followup) -> None:
    """It is claimed now: what waited is said there, and not twice."""
    row = waiting_claim(act.session, followup.id)
    if row is not None:
        act.session.delete(row)


def leave_claim(act: Act, followup: Followup) -> None:
    """Somebody else has it now: what its former owner said was done tells how far it is."""
    row = waiting_claim(act.session, followup.id)
    if row is not None:
        row.waits = False


def _add(act: Act, followup: Followup, words: str, verb: str) -> Progress:
    said = lines(words)[:LONGEST]
    if not said:
        raise Refused(_("Say in a few words how far it is."))
    today = list(
        act.session.scalars(
            select(Progress).where(Progress.followup_id == followup.id, Progress.on == act.today)
        )
    )
    again = next((row for row in today if (row.words, row.by_id) == (said, act.person_id)), None)
    if again is not None:
        return again
    if len(today) >= MOST_A_DAY:
        raise Refused(_("More was said about this today than anybody reads. Go on tomorrow."))
    n = act.session.scalar(select(func.max(Progress.n)).where(Progress.followup_id == followup.id)) or 0
    row = Progress(followup_id=followup.id, n=n + 1, words=said, by_id=act.person_id, on=act.today)
    act.session.add(row)
    act.session.flush()
    journal.write(act, verb, "followup", followup.id, n=row.n)
    return row


def show_progress(act: Act, row: Progress) -> None:
    """Let the log show a line. Pressed twice, it is shown once."""
    if row.shown_on is None:
        row.shown_on = act.today
        act.session.flush()
        journal.write(act, "followup.progress_shown", "followup", row.followup_id, n=row.n)


def hide_progress(act: Act, row: Progress) -> None:
    """Take a line out of the log again."""
    if row.shown_on is not None:
        row.shown_on = None
        act.session.flush()
        journal.write(act, "followup.progress_hidden", "followup", row.followup_id, n=row.n)
