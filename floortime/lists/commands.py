"""What the command line does with lists: take a file over, or say what it would bring; returns plain records."""

from hashlib import sha256
from pathlib import Path

from msgspec import Struct

from floortime.act import Act
from floortime.lists.actions import take_over
from floortime.lists.comparing import Plan, compared
from floortime.lists.headings import LABELS, Matching, matched
from floortime.lists.previews import why_nothing
from floortime.lists.registers import known
from floortime.lists.rows import code_of
from floortime.sheets.files import content
from floortime.sheets.headings import lacking
from floortime.sheets.reading import Sheet, read
from floortime.words import _


class Report(Struct, frozen=True):
    """What taking over did, or would do."""

    plan: Plan
    dry_run: bool
    list_id: int | None = None

    def lines(self) -> list[str]:
        """In words, one line each: refused rows first, then the counts."""
        said = [
            _("Line %(line)s, %(who)s: %(reason)s", line=one.line, who=one.who or "–", reason=one.reason)
            for one in self.plan.refused
        ]
        said.append(
            _(
                "%(new)s new, %(there)s here already, %(settled)s done already, %(refused)s refused; %(guests)s owners become guests.",
                **self.plan.counts,
            )
        )
        if self.dry_run:
            said.append(_("Nothing was changed: this was a dry run."))
        elif self.list_id is None:
            said.append(why_nothing(self.plan))
        else:
            said.append(
                _(
                    "Nobody was written to. Tell the owners, or not, on the page of list %(n)s.",
                    n=self.list_id,
                )
            )
        return said


def codes_in(sheet: Sheet, matching: Matching) -> set[str]:
    """The codes that a list names."""
    if "code" not in matching.columns:
        return set()
    at = matching.columns.index("code")
    return {code_of(line.cells[at]) for line in sheet.lines if at < len(line.cells)}


def import_file(act: Act, path: Path, *, dry_run: bool) -> Report:
    """Take a list over. Raises Malformed, with a sentence, for a file that cannot be read as one."""
    data = content(path)
    sheet = read(data)
    matching = matched(sheet.headings)
    if matching.missing:
        raise lacking(LABELS[name] for name in matching.missing)
    plan = compared(sheet, matching, known(act.session, codes_in(sheet, matching), act.today))
    if dry_run:
        return Report(plan, dry_run=True)
    made = take_over(act, plan, file_sha256=sha256(data).hexdigest())
    return Report(plan, dry_run=False, list_id=made.id if made else None)
