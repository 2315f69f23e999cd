"""The tables of raisings (private) and obstacles (public); knows db and the tables of the rooms below.

No column leads from a raising, a voice or an obstacle to a person unless that person chose to be named.
Keys are `tokens.day_key`: they tell the day and nothing finer.
"""

from datetime import date

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from floortime.db import Base, Id, Versioned, partial


def _listed(column: str) -> Index:
    """The keyset index behind one filter of the log: only what the log shows."""
    return Index(
        f"ix_obstacles_listed_{column}",
        column,
        "id",
        info=partial("bar <> ''"),
    )


class Obstacle(Versioned, Base):
    """What the log shows: made from one raising or more."""

    __tablename__ = "obstacles"
    __table_args__ = (
        UniqueConstraint("code"),
        Index("ix_obstacles_stage", "stage", "id"),
        # What is not in the log yet stands in none of these: a raising writes to few of them.
        Index("ix_obstacles_due", "answer_due_on", info=partial("answer_due_on IS NOT NULL")),
        Index("ix_obstacles_bar", "bar", "id", info=partial("bar <> ''")),
        *(_listed(name) for name in ("shown_site_id", "department_id", "dimension")),
        Index("ix_obstacles_listed", "id", info=partial("bar <> ''")),
        Index(
            "ix_obstacles_fixed",
            "fixed_on",
            "id",
            info=partial("fixed_on IS NOT NULL"),
        ),
        Index("ix_obstacles_merged", "merged_into_id", info=partial("merged_into_id IS NOT NULL")),
        Index(
            "ix_obstacles_unanswered",
            "answer_due_on",
            "id",
            "site_id",  # narrowed by these, it is counted without a look at the rows
            "department_id",
            "answered_on",
            "stage",
            info=partial("answered_on IS NULL AND COALESCE(stage, '') = 'published'"),
        ),
        Index(
            "ix_obstacles_unpromised",
            "waiting_since_on",
            "id",
            info=partial("COALESCE(stage, '') = 'in_hand' AND waiting_kind IN ('department', 'house')"),
        ),
        Index(
            "ix_obstacles_review",
            "review_on",
            "id",
            info=partial("review_on IS NOT NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(String(12))
    stage: Mapped[str] = mapped_column(String(14), default="sorting")
    bar: Mapped[str] = mapped_column(String(8), default="")
    """The part of the light bar it is counted in (new, doing, fixed, cannot); '' while the log does not show it."""
    stage_before: Mapped[str] = mapped_column(String(14), default="")
    """Where it stood before it was merged or withheld, for the way back."""
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    site_id: Mapped[int | None] = mapped_column(ForeignKey("sites.id"))
    """Where it was raised. Never shown: the two below are, as far as the k rule lets them."""
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))
    shown_site_id: Mapped[int | None] = mapped_column(ForeignKey("sites.id"))
    shown_team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))
    dimension: Mapped[str | None] = mapped_column(String(24))
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programmes.id"))
    waiting_kind: Mapped[str] = mapped_column(String(12), default="house")
    """house (to sort), department, person, floor, nobody."""
    waiting_id: Mapped[int | None] = mapped_column(Id)
    waiting_since_on: Mapped[date | None] = mapped_column(Date)
    raised_on: Mapped[date] = mapped_column(Date)
    published_on: Mapped[date | None] = mapped_column(Date)
    answer_due_on: Mapped[date | None] = mapped_column(Date)
    answered_on: Mapped[date | None] = mapped_column(Date)
    answers_n: Mapped[int] = mapped_column(Integer, default=0)
    """The number of the last answer, so that a list finds it by key."""
    review_on: Mapped[date | None] = mapped_column(Date)
    """When a no is looked at again."""
    withheld_because: Mapped[str] = mapped_column(String(400), default="")
    """Why the log does not show it: for its raiser, with the claim code."""
    asked_round: Mapped[int] = mapped_column(Integer, default=0)
    fixed_on: Mapped[date | None] = mapped_column(Date)
    language: Mapped[str] = mapped_column(String(8), default="en")
    voices_n: Mapped[int] = mapped_column(Integer, default=0)
    """Me toos, kept beside them so that a list needs no count."""
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("obstacles.id"))
    revision: Mapped[int] = mapped_column(Integer, default=1)
    """Rises with everything the public can see: the detail page's ETag."""


class Raising(Base):
    """What a person said, in their words. Private to the chief of staff."""

    __tablename__ = "raisings"
    __table_args__ = (
        UniqueConstraint("claim_hash"),
        Index("ix_raisings_obstacle", "obstacle_id"),
        Index(
            "ix_raisings_not_so",
            "obstacle_id",
            info=partial("wording_says = 'not_so'"),
        ),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    raised_on: Mapped[date] = mapped_column(Date)
    language: Mapped[str] = mapped_column(String(8))
    words: Mapped[str] = mapped_column(Text)
    channel: Mapped[str] = mapped_column(String(8))
    """web, room."""
    sitdown_id: Mapped[int | None] = mapped_column(ForeignKey("sitdowns.id"))
    claim_hash: Mapped[str | None] = mapped_column(String(64))
    named_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    """Only when the person chose to be named."""
    obstacle_id: Mapped[int | None] = mapped_column(ForeignKey("obstacles.id"))
    wording_says: Mapped[str] = mapped_column(String(10), default="")
    """What its owner says of the public wording: '' not yet, right, not_so."""
    wording_note: Mapped[str] = mapped_column(Text, default="")


class Wording(Base):
    """The public words of an obstacle in one language."""

    __tablename__ = "wordings"
    obstacle_id: Mapped[int] = mapped_column(ForeignKey("obstacles.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    title: Mapped[str] = mapped_column(String(240))
    html: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(Text, default="")
    approved_on: Mapped[date | None] = mapped_column(Date)


class Draft(Base):
    """The public words of an entry that came out of the log again at once: no page but the sorting shows them."""

    __tablename__ = "drafts"
    obstacle_id: Mapped[int] = mapped_column(
        ForeignKey("obstacles.id"), primary_key=True, autoincrement=False
    )
    language: Mapped[str] = mapped_column(String(8))
    title: Mapped[str] = mapped_column(String(240))
    source: Mapped[str] = mapped_column(Text)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    dimension: Mapped[str] = mapped_column(String(24))
    show_site: Mapped[bool] = mapped_column(Boolean)


class Answer(Base):
    """What somebody with a name says to the floor."""

    __tablename__ = "answers"
    __table_args__ = (
        CheckConstraint(
            "kind <> 'no' OR (html <> '' AND decider_id IS NOT NULL AND review_on IS NOT NULL)",
            name="no_has_reason",
        ),
    )
    obstacle_id: Mapped[int] = mapped_column(ForeignKey("obstacles.id"), primary_key=True)
    n: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    """answer, no, closing."""
    language: Mapped[str] = mapped_column(String(8), default="en")
    html: Mapped[str] = mapped_column(Text)
    plain: Mapped[str] = mapped_column(Text, default="")
    """The same words without marks, for lists and letters."""
    decider_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    """Who wrote it down, when that is not the decider."""
    on: Mapped[date] = mapped_column(Date)
    review_on: Mapped[date | None] = mapped_column(Date)


class Voice(Base):
    """One me too: a person who signed in, or a device that nobody can name."""

    __tablename__ = "voices"
    __table_args__ = (
        UniqueConstraint("obstacle_id", "person_id"),
        UniqueConstraint("obstacle_id", "device_hash"),
        UniqueConstraint("claim_hash"),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    obstacle_id: Mapped[int] = mapped_column(ForeignKey("obstacles.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    device_hash: Mapped[str | None] = mapped_column(String(64))
    claim_hash: Mapped[str | None] = mapped_column(String(64))
    on: Mapped[date] = mapped_column(Date)


class Tally(Base):
    """How often that day somebody said that a customer hit it again: a number, and nothing of who said so."""

    __tablename__ = "tallies"
    __table_args__ = (
        {"sqlite_with_rowid": False},
    )  # a hidden counter would keep the order in which they came
    obstacle_id: Mapped[int] = mapped_column(ForeignKey("obstacles.id"), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    n: Mapped[int] = mapped_column(Integer)


class ObstacleFollowup(Base):
    """The link from a promise to the one obstacle it is about."""

    __tablename__ = "obstacle_followups"
    followup_id: Mapped[int] = mapped_column(ForeignKey("followups.id"), primary_key=True)
    obstacle_id: Mapped[int] = mapped_column(ForeignKey("obstacles.id"), index=True)


UNDONE = "undone"
"""How a round ended that was taken back before anybody was asked: nothing counts it or shows it."""


class Round(Base):
    """One asking of the floor: works now, or not yet?"""

    __tablename__ = "rounds"
    obstacle_id: Mapped[int] = mapped_column(ForeignKey("obstacles.id"), primary_key=True)
    n: Mapped[int] = mapped_column(Integer, primary_key=True)
    sentence: Mapped[str] = mapped_column(Text)
    """What the owner says was done."""
    asked_on: Mapped[date] = mapped_column(Date)
    until_on: Mapped[date] = mapped_column(Date)
    asked_n: Mapped[int] = mapped_column(Integer, default=1, server_default="1")
    """How many voices there were when it began: shares are of these."""
    outcome: Mapped[str] = mapped_column(String(12), default="")
    """'' while it runs, fixed, not_yet, unconfirmed, taken_back by a promise made meanwhile, undone."""
    ended_on: Mapped[date | None] = mapped_column(Date)


class Verdict(Base):
    """One answer in a round. The voice is a kind and a key that names nobody who did not sign in."""

    __tablename__ = "verdicts"
    __table_args__ = (
        ForeignKeyConstraint(["obstacle_id", "n"], ["rounds.obstacle_id", "rounds.n"]),
        {"sqlite_with_rowid": False},  # a hidden counter would keep the order in which they came
    )
    obstacle_id: Mapped[int] = mapped_column(Id, primary_key=True)
    n: Mapped[int] = mapped_column(Integer, primary_key=True)
    voice_kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    voice_key: Mapped[str] = mapped_column(String(64), primary_key=True)
    works: Mapped[bool] = mapped_column(Boolean)
    because: Mapped[str] = mapped_column(String(400), default="")
    on: Mapped[date] = mapped_column(Date)


class Impact(Base):
    """What a fix brought, as somebody says; counted by nobody before another has checked it."""

    __tablename__ = "impacts"
    __table_args__ = (
        Index(
            "ix_impacts_unchecked",
            "stated_on",
            "obstacle_id",
            "kind",
            info=partial("checked_on IS NULL"),
        ),
    )
    obstacle_id: Mapped[int] = mapped_column(ForeignKey("obstacles.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    """time, money, customers."""
    amount: Mapped[int] = mapped_column(Integer)
    unit: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(String(240), default="")
    """The owner's own words beside the number."""
    language: Mapped[str] = mapped_column(String(8), default="en")
    stated_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    stated_on: Mapped[date] = mapped_column(Date)
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    checked_on: Mapped[date | None] = mapped_column(Date)
    came_from_id: Mapped[int | None] = mapped_column(BigInteger)
    """The entry with which it was merged into this one; None: it is this one's own."""


class ObstacleHeadsup(Base):
    """Which heads-up was given about it; without one: none was, although it was due. No row: nobody has said."""

    __tablename__ = "obstacle_headsups"
    obstacle_id: Mapped[int] = mapped_column(ForeignKey("obstacles.id"), primary_key=True)
    headsup_id: Mapped[int | None] = mapped_column(ForeignKey("headsups.id"), index=True)
    on: Mapped[date] = mapped_column(Date)
    came_from_id: Mapped[int | None] = mapped_column(BigInteger)
    """The entry with which it was merged into this one; None: it is this one's own."""


class CoLead(Base):
    """Somebody of the floor who leads a fix together with its owner. It says nothing about who raised it."""

    __tablename__ = "co_leads"
    __table_args__ = (
        Index("ix_co_leads_offered", "offered_on", "obstacle_id", info=partial("state = 'offered'")),
    )
    obstacle_id: Mapped[int] = mapped_column(ForeignKey("obstacles.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True, index=True)
    hours: Mapped[int] = mapped_column(Integer)
    """A week."""
    until_on: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(10), default="offered")
    """offered, agreed, declined, left."""
    offered_on: Mapped[date] = mapped_column(Date)
    offers: Mapped[int] = mapped_column(Integer, default=1)
    """How often they offered: each is told of once."""
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    answered_on: Mapped[date | None] = mapped_column(Date)
    credited: Mapped[bool] = mapped_column(Boolean, default=False)
    """Whether the entry names them: they say so, and take it back, at any time."""
    came_from_id: Mapped[int | None] = mapped_column(BigInteger)
    """The entry with which it was merged into this one; None: it is this one's own."""


class NamedThanks(Base):
    """Somebody who raised it, or said me too, and wants the log to thank them by name once it is fixed."""

    __tablename__ = "named_thanks"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's own way; no order in which they said so
    obstacle_id: Mapped[int] = mapped_column(ForeignKey("obstacles.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True, index=True)
    came_from_id: Mapped[int | None] = mapped_column(BigInteger)
    """The entry with which it was merged into this one; None: it is this one's own."""
