"""Answers, proposals and bookings that come from people's own calendars."""

import sqlalchemy as sa
from alembic import op

revision = "0008_answers"
down_revision = "0007_received"
branch_labels = None
depends_on = None
BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """What attendees say, and what leaders book."""
    op.create_table(
        "cal_answers",
        sa.Column("event_id", BIGINT, nullable=False),
        sa.Column("person_id", BIGINT, nullable=False),
        sa.Column("recurrence", sa.String(length=20), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("dtstamp", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(length=12), nullable=False),
        sa.Column("stale", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["cal_events.id"], name=op.f("fk_cal_answers_event_id_cal_events")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_cal_answers_person_id_persons")),
        sa.PrimaryKeyConstraint(
            "event_id", "person_id", "recurrence", "sequence", "dtstamp", name=op.f("pk_cal_answers")
        ),
    )
    op.create_table(
        "proposals",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("event_id", BIGINT, nullable=False),
        sa.Column("person_id", BIGINT, nullable=False),
        sa.Column("recurrence", sa.String(length=20), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("dtstamp", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sitdown_id", BIGINT, nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("words", sa.String(length=400), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["cal_events.id"], name=op.f("fk_proposals_event_id_cal_events")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_proposals_person_id_persons")),
        sa.ForeignKeyConstraint(
            ["sitdown_id"], ["sitdowns.id"], name=op.f("fk_proposals_sitdown_id_sitdowns")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
        sa.UniqueConstraint(
            "event_id",
            "person_id",
            "recurrence",
            "sequence",
            name=op.f("uq_proposals_event_id_person_id_recurrence_sequence"),
        ),
    )
    op.create_index(op.f("ix_proposals_sitdown_id"), "proposals", ["sitdown_id"], unique=False)
    op.create_table(
        "bookings",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("uid", sa.String(length=255), nullable=False),
        sa.Column("leader_id", BIGINT, nullable=False),
        sa.Column("organizer", sa.String(length=320), nullable=False),
        sa.Column("organizer_cn", sa.String(length=255), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.DateTime(timezone=True), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("recurring", sa.Boolean(), nullable=False),
        sa.Column("slots", sa.JSON(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("dates", sa.JSON(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(["leader_id"], ["persons.id"], name=op.f("fk_bookings_leader_id_persons")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bookings")),
        sa.UniqueConstraint("uid", name=op.f("uq_bookings_uid")),
    )
    op.create_index(op.f("ix_bookings_leader_id"), "bookings", ["leader_id"], unique=False)
    op.create_index("ix_sitdowns_booked", "sitdowns", ["booked_uid"], unique=False)


def downgrade() -> None:
    """Drop them again."""
    op.drop_index("ix_sitdowns_booked", table_name="sitdowns")
    op.drop_index(op.f("ix_bookings_leader_id"), table_name="bookings")
    op.drop_table("bookings")
    op.drop_index(op.f("ix_proposals_sitdown_id"), table_name="proposals")
    op.drop_table("proposals")
    op.drop_table("cal_answers")
