"""The tables of follow-ups; knows db and the tables of the rooms below."""

from datetime import date, datetime

from sqlalchemy import JSON, Boolean, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from floortime.db import Base, Id, UtcDateTime, Versioned, partial

OPEN = "stage IN ('open', 'in_progress')"
"""What partial indexes call open; a statement uses them only where it says the same, written out."""

BESIDE = ("owner_id", "promised_by_id", "department_id", "site_id", "met_site_id", "stage")
"""What boards are narrowed by stands in their indexes too, so that nothing is looked up to be counted.

The stage as well: SQLite does not take a partial index's own condition for granted."""


def _open_by(name: str, column: str) -> Index:
    """What is open by one way to see it, in the order of dates."""
    others = (one for one in BESIDE if one != column)
    return Index(f"ix_followups_{name}", column, "due_on", "id", "moves", *others, info=partial(OPEN))


class Followup(Versioned, Base):
    """One promise: owner, what, due date."""

    __tablename__ = "followups"
    __table_args__ = (
        UniqueConstraint("code"),
        Index(
            "ix_followups_open",
            "due_on",
            "id",
            "moves",
            *BESIDE,
            info=partial(OPEN),
        ),
        # What is settled, too: one's own is looked up whatever its stage.
        Index("ix_followups_owner", "owner_id", "stage", "due_on", "settled_on", "id", *BESIDE[1:-1]),
        Index("ix_followups_first_due", "first_due_on"),
        Index("ix_followups_again", "reopened_on", info=partial("reopened >= 2")),
        Index("ix_followups_twice", "due_on", "id", "moves", *BESIDE, info=partial(f"{OPEN} AND moves >= 2")),
        _open_by("owed", "owner_id"),
        _open_by("given", "promised_by_id"),
        _open_by("of", "department_id"),
        _open_by("at", "site_id"),
        _open_by("met", "met_site_id"),
        Index(
            "ix_followups_nobody",
            "due_on",
            "id",
            "moves",
            *BESIDE,
            info=partial(f"{OPEN} AND owner_id IS NULL"),
        ),
        Index(
            "ix_followups_promised",
            "promised_by_id",
            "stage",
            "due_on",
            "settled_on",
            "id",
            "owner_id",
            *BESIDE[2:-1],
        ),
        Index("ix_followups_asked", "due_on", "id", *BESIDE, info=partial("stage = 'claimed'")),
        Index(
            "ix_followups_settled",
            "settled_on",
            "id",
            *BESIDE,
            info=partial("stage IN ('confirmed', 'unconfirmed', 'dropped')"),
        ),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(String(12))
    sitdown_id: Mapped[int | None] = mapped_column(ForeignKey("sitdowns.id"), index=True)
    promised_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    what: Mapped[str] = mapped_column(String(400))
    language: Mapped[str] = mapped_column(String(8), default="en")
    about: Mapped[str] = mapped_column(Text, default="")
    """The obstacle's public wording, written downwards by obstacles for the owner's letters."""
    about_in: Mapped[str] = mapped_column(String(8), default="", server_default="")
    """The language of that wording, where it is not the promise's own."""
    voices: Mapped[int] = mapped_column(Integer, default=0)
    customers: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    made_on: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date] = mapped_column(Date)
    first_due_on: Mapped[date] = mapped_column(Date)
    moves: Mapped[int] = mapped_column(Integer, default=0)
    stage: Mapped[str] = mapped_column(String(12), default="open")
    claimed_on: Mapped[date | None] = mapped_column(Date)
    overdue_on: Mapped[date | None] = mapped_column(Date)
    """The first day past its date, while it is open; set by the worker alone."""
    settled_on: Mapped[date | None] = mapped_column(Date)
    """When it was confirmed or dropped."""
    claim: Mapped[str] = mapped_column(Text, default="")
    """What the owner says was done."""
    claimed_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    """Who said so: when the floor says not yet, somebody else may get it."""
    reason: Mapped[str] = mapped_column(String(400), default="")
    """Why it was dropped."""
    chase_round: Mapped[int] = mapped_column(Integer, default=1)
    """Rises with a moved date or a new owner: the chase starts anew."""
    round_on: Mapped[date | None] = mapped_column(Date)
    """When that was: grace is counted from there if the date was over. None in the first round: when it was made."""
    reopened: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    """How often the floor has said not yet."""
    reopened_on: Mapped[date | None] = mapped_column(Date)
    """When it said so last."""
    held_back: Mapped[str] = mapped_column(String(8), default="", server_default="")
    """It came with a list: nobody is written to while somebody is `asked` for a word; `tell`: its owner is told next."""
    site_id: Mapped[int | None] = mapped_column(ForeignKey("sites.id"))
    """Where what it is about was raised, told downwards by obstacles: whose working days count for a guest."""
    met_site_id: Mapped[int | None] = mapped_column(ForeignKey("sites.id"))
    """The site of the sit-down at which it was promised. A date never goes to another site."""
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programmes.id"))
    """Whose rules chase it, where no sit-down says so; also from above."""

    @property
    def since_on(self) -> date:
        """Since when its owner knows this date."""
        return self.round_on or self.made_on


class DueMove(Base):
    """One move of the due date, with its reason."""

    __tablename__ = "due_moves"
    followup_id: Mapped[int] = mapped_column(ForeignKey("followups.id"), primary_key=True)
    n: Mapped[int] = mapped_column(Integer, primary_key=True)
    from_on: Mapped[date] = mapped_column(Date)
    to_on: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(String(400))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    on: Mapped[date] = mapped_column(Date)


class Progress(Base):
    """How far it is, in the owner's words: shown to those who may see the promise, and in the log once somebody publishes it."""

    __tablename__ = "followup_progress"
    followup_id: Mapped[int] = mapped_column(ForeignKey("followups.id"), primary_key=True)
    n: Mapped[int] = mapped_column(Integer, primary_key=True)
    words: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    on: Mapped[date] = mapped_column(Date)
    shown_on: Mapped[date | None] = mapped_column(Date)
    """Since when the log shows it; None: it does not."""
    waits: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    """What its owner says was done, until there is something that shows it; gone when it is claimed."""


class Evidence(Base):
    """A file that shows what was done, or how far it is; only those who may see the promise get it."""

    __tablename__ = "evidence_files"
    followup_id: Mapped[int] = mapped_column(ForeignKey("followups.id"), primary_key=True)
    n: Mapped[int] = mapped_column(Integer, primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("files.sha256"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    on: Mapped[date] = mapped_column(Date)


class ProofRule(Base):
    """What a programme asks of "done" before the floor is asked; without a row nothing more."""

    __tablename__ = "proof_rules"
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    """evidence: something that shows it; eyes: another person looks first."""
    looker_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    """Who looks; None: the leader who promised, else a chief of staff."""


class Look(Base):
    """That somebody is to look at what was done before the floor is asked; gone when they have."""

    __tablename__ = "followup_looks"
    followup_id: Mapped[int] = mapped_column(ForeignKey("followups.id"), primary_key=True)
    looker_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    asked_on: Mapped[date] = mapped_column(Date)


class Back(Base):
    """What who looked found missing, when it went back to its owner; taken out again when that is taken back."""

    __tablename__ = "followup_backs"
    followup_id: Mapped[int] = mapped_column(ForeignKey("followups.id"), primary_key=True)
    n: Mapped[int] = mapped_column(Integer, primary_key=True)
    reason: Mapped[str] = mapped_column(String(400))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    on: Mapped[date] = mapped_column(Date)


class NotYet(Base):
    """Why the floor said not yet: all that was written by that day, by nobody known. Read from the day after."""

    __tablename__ = "followup_not_yets"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's own way; no order in which they said so
    followup_id: Mapped[int] = mapped_column(ForeignKey("followups.id"), primary_key=True)
    n: Mapped[int] = mapped_column(Integer, primary_key=True)
    """Which "not yet" of this promise."""
    on: Mapped[date] = mapped_column(Date, primary_key=True)
    because: Mapped[str] = mapped_column(Text)


class ChaseRule(Base):
    """One step of a programme's chase as somebody set it; a step without a row stands as `chase.Rules` has it."""

    __tablename__ = "chase_rules"
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    step: Mapped[str] = mapped_column(String(8), primary_key=True)
    """before, week, manager, sponsor."""
    days: Mapped[int | None] = mapped_column(Integer)
    """Working days before or past the date; weeks for the weekly one. None: this step is left out."""
    person_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    """The sponsor by name; None: the leader who promised."""


class ChaseStep(Base):
    """One step that was taken, once: the key is what makes it so."""

    __tablename__ = "chase_steps"
    followup_id: Mapped[int] = mapped_column(ForeignKey("followups.id"), primary_key=True)
    round: Mapped[int] = mapped_column(Integer, primary_key=True)
    step: Mapped[str] = mapped_column(String(20), primary_key=True)
    """before, due, week1, week2, … to the owner; manager, sponsor, again to those above; nobody to the chief of staff."""
    done_at: Mapped[datetime] = mapped_column(UtcDateTime)
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("letters.id"), index=True)
    to_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"), index=True)
    """Who was told: they may see the promise from then on."""


class ChasePlan(Base):
    """Whom the chase tells next of an open promise, and from which day on, as it was last worked out.

    Only where to look: before anybody is told, the chase itself is asked. A row that was worked out of something
    else than what is there now counts for nothing, and is worked out anew.
    """

    __tablename__ = "chase_plans"
    __table_args__ = (
        Index("ix_chase_plans_owner", "owner_id", "owner_on"),
        Index("ix_chase_plans_manager", "manager_id", "manager_on"),
        Index("ix_chase_plans_sponsor", "sponsor_id", "sponsor_on"),
    )
    followup_id: Mapped[int] = mapped_column(ForeignKey("followups.id"), primary_key=True)
    seen: Mapped[int] = mapped_column(Integer)
    """The promise's version then."""
    basis: Mapped[str] = mapped_column(String(24))
    """The day, and what else it was worked out of: people, sites, rules."""
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    owner_on: Mapped[date | None] = mapped_column(Date)
    """None: they are not told any more, unless something changes."""
    manager_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    manager_on: Mapped[date | None] = mapped_column(Date)
    sponsor_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    sponsor_on: Mapped[date | None] = mapped_column(Date)


class ChaseHold(Base):
    """A step of this round that somebody stopped or postponed, and why; gone when it is taken back."""

    __tablename__ = "chase_holds"
    followup_id: Mapped[int] = mapped_column(ForeignKey("followups.id"), primary_key=True)
    round: Mapped[int] = mapped_column(Integer, primary_key=True)
    step: Mapped[str] = mapped_column(String(8), primary_key=True)
    """before, due, manager, sponsor, again; week for all weekly ones; look for those to who is to look."""
    until_on: Mapped[date | None] = mapped_column(Date)
    """None: stopped for good."""
    reason: Mapped[str] = mapped_column(String(400))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    on: Mapped[date] = mapped_column(Date)


class Digest(Base):
    """That somebody has had their one letter of a day, in which all that was due stood: the key is what makes it one."""

    __tablename__ = "digests"
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    on_day: Mapped[date] = mapped_column(Date, primary_key=True)
    """The date where they are."""
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("letters.id"), index=True)


class DigestNews(Base):
    """Something that rooms above put into somebody's next letter: words and no promise."""

    __tablename__ = "digest_news"
    __table_args__ = (Index("ix_digest_news_unsaid", "until_on", info=partial("letter_id IS NULL")),)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    """headsup, which asks nothing of them; impact, headless: an entry at which a chief of staff is to look."""
    subject_id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    facts: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
    until_on: Mapped[date] = mapped_column(Date)
    """After this day it is no news."""
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("letters.id"), index=True)
    """None: not said yet."""
