"""From lines to typed rows: each cell on its own, and every fault of a row with what to do; pure."""

from collections.abc import Callable
from datetime import date

from msgspec import Struct, field

from floortime.people import addresses
from floortime.people.importing import cells
from floortime.people.importing.headings import LABELS, Matching
from floortime.people.importing.values import Refusal, Wanted
from floortime.people.importing.zones import zone_named
from floortime.sheets.reading import Line, Sheet
from floortime.text import one_line
from floortime.words import _, lazy

LONGEST = {
    "employee_no": 40, "first_name": 120, "last_name": 120, "name": 240, "email": 320, "phone": 40, "job_title": 120,
    "department": 120, "team": 120, "site": 120, "shift_pattern": 40, "manager": 320,
}  # fmt: skip


class Row(Struct):
    """One line being understood: its cells by field, and what is wrong so far."""

    line: int
    cells: dict[str, str]
    faults: list[tuple[str, str]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def text(self, name: str) -> str:
        """A cell tidied; '' when empty or not in the file."""
        cell = one_line(self.cells.get(name, ""))
        return "" if cell in cells.EMPTY else cell

    def fault(self, name: str, sentence: str) -> None:
        """Note what is wrong with a field."""
        self.faults.append((name, sentence))

    @property
    def who(self) -> str:
        """How the preview names a row that could not be taken."""
        shown = " ".join(
            self.text(n)[:60]
            for n in ("name", "first_name", "last_name")
            if not cells.is_formula(self.text(n))
        )
        return " ".join(shown.split()) or self.text("employee_no")[:40] or self.text("email")[:60]


def understood(sheet: Sheet, matching: Matching) -> tuple[list[tuple[Row, Wanted]], list[Refusal]]:
    """Every line as a typed row, or as a refusal; what rows say about each other is checked in `checks`."""
    american = {
        name: cells.month_first(cell for cell in _column(sheet, matching, name))
        for name in ("hired_on", "left_on")
    }
    good: list[tuple[Row, Wanted]] = []
    refused = [Refusal(number, "", (("", sentence),)) for number, sentence in sheet.broken]
    for line in sheet.lines:
        row = _row(line, matching)
        wanted = _wanted(row, matching, american) if not row.faults else None
        if wanted is None or row.faults:
            refused.append(Refusal(row.line, row.who, tuple(row.faults)))
        else:
            good.append((row, wanted))
    return good, refused


def _column(sheet: Sheet, matching: Matching, name: str) -> list[str]:
    if name not in matching.given:
        return []
    i = matching.columns.index(name)
    return [line.cells[i] for line in sheet.lines if i < len(line.cells)]


def _row(line: Line, matching: Matching) -> Row:
    columns = matching.columns
    row = Row(line.number, {name: cell for name, cell in zip(columns, line.cells, strict=False) if name})
    if len(line.cells) < len(columns):
        row.fault(
            "",
            lazy(
                "This row has %(n)s cells where the headings have %(all)s. Something is cut off: complete it.",
                n=len(line.cells),
                all=len(columns),
            ),
        )
    elif any(cell.strip() for cell in line.cells[len(columns) :]):
        row.fault(
            "", lazy("This row has more cells than headings. Put a cell with a separator in it in quotes.")
        )
    for name, cell in row.cells.items():
        if cells.is_formula(cell) and not (name == "phone" and cells.is_phone(cell)):
            row.fault(
                name,
                lazy("%(field)s holds a formula. Write the plain words instead.", field=LABELS[name]),
            )
        elif len(row.text(name)) > LONGEST.get(name, 320):
            row.fault(
                name,
                lazy(
                    "%(field)s has %(n)s characters. %(most)s fit.",
                    field=LABELS[name],
                    n=len(row.text(name)),
                    most=LONGEST.get(name, 320),
                ),
            )
    return row


def _wanted(row: Row, matching: Matching, american: dict[str, bool]) -> Wanted:
    first, last = _names(row)
    hired, left = _days(row, american)
    if "site" in matching.given and not row.text("site"):
        row.fault("site", lazy("No site is given. Write where this person works."))
    if not row.text("employee_no") and not row.text("email"):
        row.fault("employee_no", lazy("Neither number nor address is given. Write one of them."))
    return Wanted(
        line=row.line,
        first_name=first,
        last_name=last,
        employee_no=row.text("employee_no") or None,
        email=_email(row),
        phone=row.text("phone") or None,
        role=_role(row),
        job_title=row.text("job_title") or None,
        department=row.text("department") or None,
        team=row.text("team") or None,
        site=row.text("site") or None,
        country=_country(row),
        zone=_zone(row),
        language=_language(row),
        manager=row.text("manager") or None,
        shift_pattern=row.text("shift_pattern") or None,
        hired_on=hired,
        left_on=left,
        remarks=tuple(row.remarks),
    )


def _names(row: Row) -> tuple[str, str]:
    first, last = row.text("first_name"), row.text("last_name")
    if not first and not last:
        first, last = cells.names(row.text("name"))
    if not first and not last:
        row.fault("first_name", lazy("There is no name. Write what colleagues call this person."))
    return (first, last) if first else (last, "")


def _email(row: Row) -> str | None:
    given = row.text("email")
    if not given:
        return None
    if addresses.trouble(given):
        row.fault(
            "email",
            lazy(
                "“%(given)s” is not an e-mail address. Correct it, or leave the cell empty for somebody without one.",
                given=given[:60],
            ),
        )
        return None
    return addresses.norm(given)


def _role(row: Row) -> str:
    found = cells.role(row.text("role"))
    if found is None:
        row.fault(
            "role",
            lazy(
                "“%(given)s” is not a role. Write agent, leader, owner, chief of staff or admin.",
                given=row.text("role")[:40],
            ),
        )
    return found or "agent"


def _zone(row: Row) -> str | None:
    given = row.text("zone")
    if not given:
        return None
    zone = zone_named(given)
    if zone is None:
        row.fault(
            "zone",
            lazy("“%(given)s” is not a time zone. Write it like Europe/Amsterdam.", given=given[:40]),
        )
    return zone


def _language(row: Row) -> str | None:
    given = row.text("language")
    found = cells.language(given) if given else None
    if given and found is None:
        row.remarks.append(_("Floortime does not speak “%(given)s” yet.", given=given[:40]))
    return found


def _country(row: Row) -> str | None:
    given = row.text("country").upper()
    return {"UK": "GB"}.get(given, given) if len(given) == 2 and given.isalpha() else None


def _days(row: Row, american: dict[str, bool]) -> tuple[date | None, date | None]:
    def one(name: str, parse: Callable[..., date | str]) -> date | None:
        given = row.text(name)
        found = parse(given, american=american[name]) if given else None
        if isinstance(found, str):
            row.fault(name, lazy("%(field)s: %(wrong)s", field=LABELS[name], wrong=found))
            return None
        return found

    hired, left = one("hired_on", cells.day), one("left_on", cells.day)
    if hired and left and left < hired:
        row.fault("left_on", lazy("The last day lies before the first. Correct one of the two."))
    return hired, left
