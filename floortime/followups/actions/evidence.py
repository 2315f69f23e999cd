"""Evidence: files that show what was done, added, taken away, and dropped when a promise is long settled; knows files and its table."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, func, select

from floortime.act import Act
from floortime.errors import Refused
from floortime.files.actions import forget_files, keep_file
from floortime.files.kinds import called
from floortime.followups.model import Evidence, Followup
from floortime.journal import actions as journal
from floortime.text import one_line
from floortime.words import _

MOST = 20
KEPT = timedelta(days=365)
"""How long evidence is kept after the promise was confirmed or dropped."""


def add_evidence(act: Act, followup: Followup, *, name: str, body: bytes) -> Evidence:
    """Keep a file with the promise. The same file again is the same line."""
    there = list(act.session.scalars(select(Evidence).where(Evidence.followup_id == followup.id)))
    if len(there) >= MOST:
        raise Refused(_("Twenty files are kept with this promise. Take one away first."))
    file = keep_file(act, body)
    same = next((row for row in there if row.sha256 == file.sha256), None)
    if same is not None:
        return same
    n = act.session.scalar(select(func.max(Evidence.n)).where(Evidence.followup_id == followup.id)) or 0
    row = Evidence(
        followup_id=followup.id,
        n=n + 1,
        sha256=file.sha256,
        name=called(name, file.type),
        by_id=act.person_id,
        on=act.today,
    )
    act.session.add(row)
    act.session.flush()
    journal.write(act, "followup.evidence_added", "followup", followup.id, n=row.n)
    return row


def add_all(act: Act, followup: Followup, files: Sequence[tuple[str, bytes]]) -> list[str]:
    """Keep several; returns a sentence for each reason why some are not kept, with their names."""
    wrong: dict[str, list[str]] = {}
    unnamed = _("A file")
    for name, body in files:
        try:
            with act.session.begin_nested():
                add_evidence(act, followup, name=name, body=body)
        except Refused as no:
            wrong.setdefault(no.sentence, []).append(one_line(name)[:80] or unnamed)
    return [f"{', '.join(names)}: {sentence}" for sentence, names in wrong.items()]


def take_evidence_away(act: Act, row: Evidence) -> None:
    """Take a file away for good: it was the wrong one, or shows somebody it must not show."""
    journal.write(act, "followup.evidence_removed", "followup", row.followup_id, n=row.n)
    act.session.delete(row)
    act.session.flush()


def drop_old_evidence(act: Act) -> None:
    """Evidence of promises that were settled a year ago, and every file that belongs to nothing any more."""
    over = select(Followup.id).where(Followup.settled_on < act.today - KEPT)
    act.session.execute(
        delete(Evidence).where(Evidence.followup_id.in_(over)).execution_options(synchronize_session=False)
    )
    forget_files(act, select(Evidence.sha256))


def forget_evidence(act: Act, person_id: int) -> None:
    """What somebody who is erased sent: nobody can tell whose face or name is in it."""
    act.session.execute(
        delete(Evidence).where(Evidence.by_id == person_id).execution_options(synchronize_session=False)
    )
    forget_files(act, select(Evidence.sha256))
