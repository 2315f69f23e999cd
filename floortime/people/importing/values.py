"""What an import speaks of: a person wanted, a row refused, what is known already, what would change. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import sha256

from msgspec import Struct, field
from msgspec.structs import force_setattr

from floortime.words import Kept, lazy


class Wanted(Struct, frozen=True):
    """One good row, typed. None where the cell is empty."""

    line: int
    first_name: str
    last_name: str
    employee_no: str | None = None
    email: str | None = None
    phone: str | None = None
    role: str = "agent"
    job_title: str | None = None
    department: str | None = None
    team: str | None = None
    site: str | None = None
    country: str | None = None
    zone: str | None = None
    language: str | None = None
    manager: str | None = None
    """The manager's address (normalised) or employee number."""
    shift_pattern: str | None = None
    hired_on: date | None = None
    left_on: date | None = None
    remarks: tuple[str, ...] = ()
    """What was understood rather than read, for the preview."""

    @property
    def name(self) -> str:
        """As one says it."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def email_norm(self) -> str | None:
        """As addresses are compared."""
        return self.email.lower() if self.email else None

    @property
    def keys(self) -> tuple[str, ...]:
        """By what another row may name this person as manager."""
        return tuple(key for key in (self.email_norm, self.employee_no) if key)


class Refusal(Struct, frozen=True):
    """One row that is left out, and what to do about it."""

    line: int
    who: str
    faults: tuple[tuple[str, str], ...]
    """(field, sentence); field is '' for the row as a whole."""

    @property
    def reason(self) -> str:
        """All sentences in one, in the language that is spoken."""
        return " ".join(str(sentence) for _field, sentence in self.faults)

    @property
    def kept(self) -> list[Kept]:
        """The same for whoever reads it later, in their language: each sentence and its values."""
        return [said.kept if isinstance(said, lazy) else (said, {}) for _field, said in self.faults]


def why(faults: Iterable[Kept]) -> str:
    """What was kept of a row that was left out, in its reader's language."""
    return " ".join(str(lazy.again(one)) for one in faults)


class KnownPerson(Struct, frozen=True):
    """A person as they stand in the database, in the same terms as a row."""

    id: int
    kind: str
    first_name: str
    last_name: str
    employee_no: str | None = None
    email: str | None = None
    phone: str | None = None
    job_title: str | None = None
    department: str | None = None
    team: str | None = None
    site: str | None = None
    zone: str | None = None
    language: str | None = None
    manager_keys: frozenset[str] = frozenset()
    """The manager's address and number, either of which a row may use."""
    manager_id: int | None = None
    shift_pattern: str | None = None
    hired_on: date | None = None
    left_on: date | None = None
    roles: frozenset[str] = frozenset()
    """Roles held everywhere; those limited to a site or department are no import's business."""
    own_choice: frozenset[str] = frozenset()

    @property
    def email_norm(self) -> str | None:
        """As addresses are compared."""
        return self.email.lower() if self.email else None


class Known(Struct, frozen=True):
    """What is there before the import."""

    persons: tuple[KnownPerson, ...] = ()
    sites: Mapping[str, str] = field(default_factory=dict)
    """Name to zone."""
    departments: frozenset[str] = frozenset()
    language: str = "en"
    zone: str = "UTC"
    withheld: frozenset[str] = frozenset()
    """Roles that whoever imports may not give, nor change the address of who has them."""
    by_number: Mapping[str, KnownPerson] = field(default_factory=dict)
    by_address: Mapping[str, KnownPerson] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Two ways to find a person, looked up once a row."""
        numbers = {p.employee_no: p for p in self.persons if p.employee_no}
        force_setattr(self, "by_number", numbers)
        addresses = {p.email_norm: p for p in self.persons if p.email_norm}
        force_setattr(self, "by_address", addresses)


class NewSite(Struct, frozen=True):
    """A site that the file brings, with what its rows say of it."""

    name: str
    zone: str
    country: str | None


class Change(Struct, frozen=True):
    """A person who is there and would be different afterwards."""

    wanted: Wanted
    known: KnownPerson
    fields: tuple[tuple[str, str, str], ...]
    """(field, before, after), as words."""
    joins: bool = False
    """A guest who turns out to be staff."""


class Plan(Struct, frozen=True):
    """What an import would do, whole; carrying it out changes exactly this."""

    new: tuple[Wanted, ...] = ()
    changed: tuple[Change, ...] = ()
    leaving: tuple[Change, ...] = ()
    unchanged: tuple[Wanted, ...] = ()
    refused: tuple[Refusal, ...] = ()
    sites: tuple[NewSite, ...] = ()
    absent: int = 0
    """Staff who are not in the file: nothing happens to them."""

    @property
    def kept(self) -> int:
        """Rows that are taken."""
        return len(self.new) + len(self.changed) + len(self.leaving) + len(self.unchanged)

    @property
    def fingerprint(self) -> str:
        """What a preview showed, in short: an import that would do anything else is not what was asked for."""
        shown = (
            [wanted.line for wanted in self.new],
            [(c.known.id, c.fields) for c in (*self.changed, *self.leaving)],
            [(refusal.line, refusal.reason) for refusal in self.refused],
            [(site.name, site.zone, site.country) for site in self.sites],
        )
        return sha256(repr(shown).encode()).hexdigest()

    @property
    def counts(self) -> dict[str, int]:
        """How many of each, as an import's row keeps them."""
        return {
            "new": len(self.new),
            "changed": len(self.changed),
            "leaving": len(self.leaving),
            "unchanged": len(self.unchanged),
            "refused": len(self.refused),
        }
