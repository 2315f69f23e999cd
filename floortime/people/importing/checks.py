"""What rows say about each other and about what is known: doubles, near misses, managers; pure."""

from collections import Counter
from collections.abc import Iterable

from msgspec.structs import replace

from floortime.people import addresses
from floortime.people.importing.rows import Row
from floortime.people.importing.values import Known, KnownPerson, Refusal, Wanted
from floortime.people.importing.zones import is_windows
from floortime.text import folded
from floortime.words import _, lazy

Good = list[tuple[Row, Wanted]]


def checked(good: Good, refused: list[Refusal], known: Known, raw: Iterable[Row]) -> list[Wanted]:
    """The rows that stand beside each other; those that cannot are added to `refused`.

    `raw` are all rows of the file, refused ones too: a manager whose own row is refused is still somebody.
    """
    sites = _canonical((w.site for _r, w in good), known.sites)
    departments = _canonical((w.department for _r, w in good), known.departments)
    managers = _Managers(raw, known, Counter((w.manager or "").lower() for _r, w in good))
    moves = {w.employee_no: w.email_norm for _r, w in good if w.employee_no}
    taken: dict[tuple[str, str], int] = {}
    kept: list[Wanted] = []
    for row, was in good:
        wanted = replace(
            was,
            site=sites.spelling(was.site),
            department=departments.spelling(was.department),
            manager=managers.key(was, row),
        )
        for name, sentence in (
            ("site", sites.trouble(wanted.site, lazy("site"))),
            ("department", departments.trouble(wanted.department, lazy("department"))),
            ("manager", managers.trouble(was)),
        ):
            if sentence:
                row.fault(name, sentence)
        _doubles(row, wanted, taken, known, moves)
        if row.faults:
            refused.append(Refusal(row.line, row.who, tuple(row.faults)))
        else:
            kept.append(replace(wanted, remarks=tuple(row.remarks)))
    written = {row.line: row.text("zone") for row, _w in good}
    return [_placed(w, written, known, kept) if is_windows(written[w.line]) else w for w in kept]


def _placed(wanted: Wanted, written: dict[int, str], known: Known, kept: list[Wanted]) -> Wanted:
    """A Windows zone names clocks, not a place: the site's own zone is better where it is known."""
    plain = Counter(
        w.zone for w in kept if w.site == wanted.site and w.zone and not is_windows(written[w.line])
    )
    most = plain.most_common(1)[0][0] if plain and wanted.site else None
    zone = known.sites.get(wanted.site or "") or most or wanted.zone
    remark = _("“%(given)s” is read as %(zone)s.", given=written[wanted.line], zone=zone)
    return replace(wanted, zone=zone, remarks=(*wanted.remarks, remark))


def _doubles(
    row: Row,
    wanted: Wanted,
    taken: dict[tuple[str, str], int],
    known: Known,
    moves: dict[str, str | None],
) -> None:
    number, address = wanted.employee_no, wanted.email_norm
    for name, value, sentence in (
        ("employee_no", number, lazy("Employee number %(value)s stands on line %(line)s already. Each has one of their own.")),
        ("email", address, lazy("The address %(value)s stands on line %(line)s already. Correct it, or leave it empty.")),
    ):  # fmt: skip
        if value and (name, value) in taken:
            row.fault(name, lazy(sentence.kept[0], value=value, line=taken[name, value]))
        elif value:
            taken[name, value] = row.line
    owner = known.by_address.get(address or "")
    if owner is not None and not _same_person(wanted, owner, known, moves):
        row.fault(
            "email",
            lazy(
                "The address %(value)s belongs to %(name)s, number %(number)s. Correct it, or change that person first.",
                value=address,
                name=f"{owner.first_name} {owner.last_name}".strip(),
                number=owner.employee_no or "–",
            ),
        )


def _same_person(wanted: Wanted, owner: KnownPerson, known: Known, moves: dict[str, str | None]) -> bool:
    """Whether whoever has this address already is the one meant, or gives the address away in the same file.

    Address and name together make a person whose number changed; an address alone does not.
    """
    numbered = known.by_number.get(wanted.employee_no or "")
    if numbered is not None and numbered.id != owner.id:
        return moves.get(owner.employee_no or "", wanted.email_norm) != wanted.email_norm
    if owner.employee_no is None or wanted.employee_no in {None, owner.employee_no}:
        return True
    same_name = folded(wanted.name) == folded(f"{owner.first_name} {owner.last_name}".strip())
    return same_name or moves.get(owner.employee_no, wanted.email_norm) != wanted.email_norm


class _canonical:  # noqa: N801 - one shape of a name for sites and departments
    """One spelling for each place, and near misses of it."""

    def __init__(self, given: Iterable[str | None], known: Iterable[str]) -> None:
        self.count = Counter(folded(name) for name in given if name)
        self.known = {folded(name): name for name in known}
        self.spellings = dict(self.known)

    def spelling(self, name: str | None) -> str | None:
        """The name as it is written already, or as the file wrote it first."""
        return self.spellings.setdefault(folded(name), name) if name else None

    def trouble(self, name: str | None, kind: lazy) -> lazy | None:
        """A sentence when this is one letter away from a place that is known, or that far more rows name."""
        here = folded(name or "")
        if not name or here in self.known:
            return None
        for other in (*self.known, *self.count):
            often = other in self.known or self.count[other] >= max(3, 3 * self.count[here])
            if often and _one_letter_off(here, other):
                return lazy(
                    "The %(kind)s “%(given)s” is not known. Did you mean %(near)s?",
                    kind=kind,
                    given=name,
                    near=self.spellings.get(other, other.title()),
                )
        return None


def _one_letter_off(a: str, b: str) -> bool:
    """Whether one letter is missing, added, wrong or swapped; digits count as meant."""
    if a == b or abs(len(a) - len(b)) > 1 or min(len(a), len(b)) < 4:
        return False
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    rest_a, rest_b = a[start:], b[start:]
    if any(c.isdigit() for c in rest_a[:1] + rest_b[:1]):
        return False
    swapped = rest_a[:2] == rest_b[1::-1] and rest_a[2:] == rest_b[2:]
    return rest_a[1:] == rest_b[1:] or rest_a[1:] == rest_b or rest_a == rest_b[1:] or swapped


class _Managers:
    """Who can be named as a manager: by address, number, or a name that only one person has."""

    def __init__(self, raw: Iterable[Row], known: Known, named: Counter[str]) -> None:
        self.keys: set[str] = set()
        self.named = named
        names: dict[str, set[str]] = {}
        for row in raw:
            keys = [k for k in (row.text("email").lower(), row.text("employee_no")) if k]
            self.keys.update(keys)
            name = row.text("name") or f"{row.text('first_name')} {row.text('last_name')}"
            names.setdefault(folded(name.strip()), set()).update(keys[:1])
        for person in known.persons:
            keys = [k for k in (person.email_norm, person.employee_no) if k]
            self.keys.update(keys)
            names.setdefault(folded(f"{person.first_name} {person.last_name}"), set()).update(keys[:1])
        self.names = {name: next(iter(keys)) for name, keys in names.items() if len(keys) == 1}

    def _found(self, wanted: Wanted) -> str | None:
        given = (wanted.manager or "").lower()
        return given if given in self.keys else self.names.get(folded(given))

    def key(self, wanted: Wanted, row: Row) -> str | None:
        """The manager's key; nobody is their own manager."""
        found = self._found(wanted) if wanted.manager else None
        if found in wanted.keys and found is not None:
            row.remarks.append(_("Named as their own manager: nobody is put there."))
            return None
        if found is None and self._outside(wanted):
            row.remarks.append(
                _("Their manager %(who)s is not here yet: the place stays open.", who=wanted.manager)
            )
        return found

    def _outside(self, wanted: Wanted) -> bool:
        """An address that several rows name is somebody who is not in this file, rather than a slip."""
        given = (wanted.manager or "").lower()
        return self.named[given] > 1 and addresses.trouble(given) is None

    def trouble(self, wanted: Wanted) -> lazy | None:
        """A sentence when nobody is that manager."""
        if not wanted.manager or self._found(wanted) or self._outside(wanted):
            return None
        return lazy(
            "Nobody here or in the file is “%(given)s”. Correct the manager, or leave the cell empty.",
            given=wanted.manager[:60],
        )
