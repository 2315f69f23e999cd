"""What a reader may be asked about people: records answer about themselves, never act; knows people's tables."""

from dataclasses import dataclass, field
from typing import Literal

RoleName = Literal["agent", "leader", "owner", "chief_of_staff", "admin"]
ROLES: tuple[RoleName, ...] = ("agent", "leader", "owner", "chief_of_staff", "admin")


@dataclass(frozen=True, slots=True)
class Scope:
    """A role, everywhere or at one site or department."""

    role: str
    kind: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class Reader:
    """Who is signed in, as far as a page needs to know."""

    id: int
    name: str
    first_name: str
    language: str
    zone: str
    roles: frozenset[Scope] = field(default_factory=frozenset)
    acts_for: frozenset[int] = field(default_factory=frozenset)
    """Leaders whose delegate this person is."""
    session_hash: str = ""

    def has(self, *roles: RoleName) -> bool:
        """Whether the reader has one of these roles anywhere at all."""
        return any(scope.role in roles for scope in self.roles)

    def has_at(self, role: RoleName, *, site_id: int | None = None, department_id: int | None = None) -> bool:
        """Whether the reader has the role for a thing at that site or of that department."""
        wanted = {("", 0), ("site", site_id), ("department", department_id)}
        return any(scope.role == role and (scope.kind, scope.id) in wanted for scope in self.roles)

    @property
    def is_chief(self) -> bool:
        """Whether the reader is a chief of staff somewhere, or an admin."""
        return self.has("chief_of_staff", "admin")


def may_act_for(reader: Reader, leader_id: int) -> bool:
    """The leader, a delegate of theirs, or a chief of staff."""
    return reader.id == leader_id or leader_id in reader.acts_for or reader.is_chief


def may_manage_people(reader: Reader) -> bool:
    """Importing, erasing, giving roles."""
    return reader.has("admin")


def may_import(reader: Reader) -> bool:
    """An admin, or a chief of staff of the whole house: a file brings people of every site."""
    return reader.has("admin") or reader.has_at("chief_of_staff")


def not_to_give(reader: Reader) -> frozenset[str]:
    """Roles that this reader's import may not give: nobody raises others above themselves."""
    return frozenset() if reader.has("admin") else frozenset({"chief_of_staff", "admin"})


def may_see_people(reader: Reader) -> bool:
    """The list of people, and each person's page."""
    return reader.is_chief
