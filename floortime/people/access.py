"""What a reader may be asked about people: records answer about themselves, never act; knows people's tables."""

from typing import Literal

from msgspec import Struct, field

RoleName = Literal["agent", "leader", "owner", "chief_of_staff", "admin"]
ROLES: tuple[RoleName, ...] = ("agent", "leader", "owner", "chief_of_staff", "admin")


class Scope(Struct, frozen=True):
    """A role, everywhere or at one site or department."""

    role: str
    kind: str = ""
    id: int = 0


class Reader(Struct, frozen=True):
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
    def is_admin(self) -> bool:
        """Whether the reader is an admin; an admin is one everywhere, or could become so by giving roles."""
        return Scope("admin") in self.roles

    @property
    def is_chief(self) -> bool:
        """Whether the reader is a chief of staff somewhere, or an admin."""
        return self.is_admin or self.has("chief_of_staff")

    @property
    def is_chief_everywhere(self) -> bool:
        """Whether the reader is a chief of staff of the whole house, or an admin."""
        return self.is_admin or Scope("chief_of_staff") in self.roles

    def is_chief_at(self, *, site_id: int | None = None, department_id: int | None = None) -> bool:
        """Whether the reader is a chief of staff for a thing at that site or of that department."""
        return self.is_admin or self.has_at("chief_of_staff", site_id=site_id, department_id=department_id)

    def chief_of(self, kind: Literal["site", "department"]) -> frozenset[int]:
        """The sites, or the departments, that the reader's role as chief of staff is limited to."""
        return frozenset(s.id for s in self.roles if s.role == "chief_of_staff" and s.kind == kind)


def may_act_for(reader: Reader, leader_id: int) -> bool:
    """The leader, a delegate of theirs, or a chief of staff of the whole house."""
    return reader.id == leader_id or leader_id in reader.acts_for or reader.is_chief_everywhere


def may_manage_people(reader: Reader) -> bool:
    """Importing, erasing, giving roles."""
    return reader.is_admin


def may_import(reader: Reader) -> bool:
    """An admin, or a chief of staff of the whole house: a file brings people of every site."""
    return reader.is_chief_everywhere


def not_to_give(reader: Reader) -> frozenset[str]:
    """Roles that this reader's import may not give: nobody raises others above themselves."""
    return frozenset() if reader.is_admin else frozenset({"chief_of_staff", "admin"})
