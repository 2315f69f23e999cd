"""People's tables; knows db."""

from datetime import date, datetime

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from floortime.db import Base, Id, UtcDateTime, Versioned, partial
from floortime.people.naming import GUEST
from floortime.words import Kept

NAMES = "names"
"""The revision that rises when a person's name changes or goes: pages that are kept print names."""


USUAL_HOUR = 8
"""When the one letter of the day comes to whoever has not chosen."""


class House(Versioned, Base):
    """The one row of what an admin may change while Floortime runs. Closed weeks and promises are the programme's."""

    __tablename__ = "house"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    company: Mapped[str] = mapped_column(String(120), default="")
    language: Mapped[str] = mapped_column(String(8), default="en")
    zone: Mapped[str] = mapped_column(String(64), default="UTC")
    k: Mapped[int] = mapped_column(Integer, default=5)
    """The k rule: a group of fewer employed people is never shown."""
    demo_made_on: Mapped[date | None] = mapped_column(Date)
    """Set by `floortime demo` alone; one-click sign-in and the outbox page exist only where it is set."""


class Site(Base):
    """A place where people work."""

    __tablename__ = "sites"
    __table_args__ = (UniqueConstraint("name"),)
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    zone: Mapped[str] = mapped_column(String(64))
    country: Mapped[str | None] = mapped_column(String(2))
    """ISO 3166 alpha-2: whose public holidays are kept here. None: still asked for; weekends only."""
    metro: Mapped[str | None] = mapped_column(String(120))


class ClosedDay(Base):
    """A day on which a site does not work, beside its country's public holidays."""

    __tablename__ = "closed_days"
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    name: Mapped[str] = mapped_column(String(120), default="")


class Department(Base):
    """Who can clear the way. Never who raised something."""

    __tablename__ = "departments"
    __table_args__ = (UniqueConstraint("name"),)
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(120))


class Person(Versioned, Base):
    """Somebody we know: staff from the import, a guest by address, or a blank one whose data was erased."""

    __tablename__ = "persons"
    __table_args__ = (
        UniqueConstraint("employee_no"),
        UniqueConstraint("email_norm"),
        Index("ix_persons_sort", "sort_key", "id"),
        Index("ix_persons_left", "left_on", info=partial("left_on IS NOT NULL")),
        Index("ix_persons_others", "kind", "mail_ok", info=partial("kind <> 'staff'")),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), default="staff")
    employee_no: Mapped[str | None] = mapped_column(String(40))
    email: Mapped[str | None] = mapped_column(String(320))
    email_norm: Mapped[str | None] = mapped_column(String(320))
    first_name: Mapped[str] = mapped_column(String(120), default="")
    last_name: Mapped[str] = mapped_column(String(120), default="")
    phone: Mapped[str | None] = mapped_column(String(40))
    job_title: Mapped[str | None] = mapped_column(String(120))
    language: Mapped[str] = mapped_column(String(8), default="en")
    zone: Mapped[str] = mapped_column(String(64), default="UTC")
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    manager_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    shift_pattern: Mapped[str | None] = mapped_column(String(40))
    hired_on: Mapped[date | None] = mapped_column(Date)
    left_on: Mapped[date | None] = mapped_column(Date)
    mail_ok: Mapped[bool] = mapped_column(Boolean, default=True)
    brief_in_calendar: Mapped[bool] = mapped_column(Boolean, default=False)
    """Whether the invitation of a date they lead is brought up to date with its brief."""
    dues_as: Mapped[str] = mapped_column(String(6), default="event", server_default="event")
    """How the dates of their promises stand in their feed: event (a day), todo (a task), none."""
    erased_on: Mapped[date | None] = mapped_column(Date)
    sort_key: Mapped[str] = mapped_column(String(260), default="")
    """Last and first name folded as search compares them: order and search of the list of people."""
    own_choice: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Columns that this person set themselves: an import leaves them alone."""

    @property
    def name(self) -> str:
        """First and last name as one would say it; empty for a blank person."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def public_name(self) -> str:
        """The name as a public query gives it; `naming` puts it into words."""
        return GUEST if self.kind == "guest" else self.name

    @property
    def wants_no_letters(self) -> bool:
        """Whether a guest said so; what is asked of them is asked by phone."""
        return self.kind == "guest" and not self.mail_ok

    def reachable_on(self, day: date) -> bool:
        """Whether a link sent to this person still opens something: staff or guest, not gone, not erased."""
        return self.kind != "blank" and (self.left_on is None or self.left_on > day)

    def employed_on(self, day: date) -> bool:
        """Whether this person works here on that day: staff, hired, not yet gone; an erased leaver did, back then."""
        return (
            (self.kind == "staff" or (self.kind == "blank" and self.left_on is not None))
            and (self.hired_on is None or self.hired_on <= day)
            and (self.left_on is None or self.left_on > day)
        )


class MailWish(Base):
    """When somebody wants the one letter of the day, and whether what is not due yet may stand in it."""

    __tablename__ = "mail_wishes"
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    hour: Mapped[int] = mapped_column(Integer, default=USUAL_HOUR)
    """On their own clock."""
    early: Mapped[bool] = mapped_column(Boolean, default=True)
    """Whether they are reminded before a date, and not on it alone."""
    news: Mapped[bool] = mapped_column(Boolean, default=True, server_default=true())
    """Whether heads-ups stand in it."""


class BoardFilter(Base):
    """What somebody narrows a board to, under a name of their own: typed values, never an address."""

    __tablename__ = "board_filters"
    __table_args__ = (
        UniqueConstraint("person_id", "board", "name"),
        CheckConstraint("board IN ('morning', 'followups')", name="board"),
        CheckConstraint("name <> ''", name="name"),
        Index("ix_board_filters_first", "person_id", "board", unique=True, info=partial("is_first")),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    board: Mapped[str] = mapped_column(String(10))
    """morning or followups."""
    name: Mapped[str] = mapped_column(String(60))
    shown: Mapped[str] = mapped_column(String(12), default="")
    site_id: Mapped[int | None] = mapped_column(ForeignKey("sites.id"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    is_first: Mapped[bool] = mapped_column(Boolean, default=False)
    """Whether the board opens with it."""
    removed_on: Mapped[date | None] = mapped_column(Date)
    """Taken away, and still to be brought back until its owner's next change."""


class DepartmentHead(Base):
    """Who answers for a department: its manager, and the sponsor above."""

    __tablename__ = "department_heads"
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"), primary_key=True)
    part: Mapped[str] = mapped_column(String(8), primary_key=True)
    """manager or sponsor."""
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))


class Team(Base):
    """A team at a site."""

    __tablename__ = "teams"
    __table_args__ = (UniqueConstraint("site_id", "name"),)
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    name: Mapped[str] = mapped_column(String(120))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    language: Mapped[str | None] = mapped_column(String(8))


class Posting(Base):
    """Where a person worked from one day until another (exclusive; open when None)."""

    __tablename__ = "postings"
    __table_args__ = (Index("ix_postings_team", "team_id"), Index("ix_postings_site", "site_id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    from_on: Mapped[date] = mapped_column(Date, primary_key=True)
    to_on: Mapped[date | None] = mapped_column(Date)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))
    site_id: Mapped[int | None] = mapped_column(ForeignKey("sites.id"))


class Role(Base):
    """What a person may do, everywhere (scope '') or at one site or department."""

    __tablename__ = "roles"
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(16), primary_key=True)
    """agent, leader, owner, chief_of_staff, admin."""
    scope_kind: Mapped[str] = mapped_column(String(12), primary_key=True, default="")
    """'' everywhere, site, department."""
    scope_id: Mapped[int] = mapped_column(Id, primary_key=True, default=0)


class Delegate(Base):
    """Who acts for a leader."""

    __tablename__ = "delegates"
    leader_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    delegate_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True)


class Password(Base):
    """A person's password as argon2 keeps it."""

    __tablename__ = "passwords"
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    hash: Mapped[str] = mapped_column(String(255))


class WebSession(Base):
    """One signed-in browser; revoking the row signs it out."""

    __tablename__ = "web_sessions"
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    device: Mapped[str] = mapped_column(String(120), default="")
    way: Mapped[str] = mapped_column(String(8), default="")
    """How it was opened: link or password."""
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SignInTry(Base):
    """How often somebody tried to sign in within a quarter of an hour, by address and by source; both only as keyed hashes."""

    __tablename__ = "sign_in_tries"
    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    slot: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True, index=True)
    n: Mapped[int] = mapped_column(Integer, default=0)


class ImportRun(Base):
    """One import that was carried out."""

    __tablename__ = "import_runs"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    file_sha256: Mapped[str] = mapped_column(String(64))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    counts: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)


class ImportRow(Base):
    """A row of an import that was refused, and why."""

    __tablename__ = "import_rows"
    run_id: Mapped[int] = mapped_column(ForeignKey("import_runs.id"), primary_key=True)
    line: Mapped[int] = mapped_column(Integer, primary_key=True)
    verdict: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why, in the importer's language: of imports from before `faults` were kept."""
    faults: Mapped[list[Kept]] = mapped_column(JSON, default=list, server_default="[]")
    """Why, to be said in any language."""
