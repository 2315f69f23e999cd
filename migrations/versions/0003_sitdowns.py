"""Sit-downs: programmes, series, dates, seats and their calendar events."""

import sqlalchemy as sa
from alembic import op

revision = "0003_sitdowns"
down_revision = "0002_people"
branch_labels = None
depends_on = None
BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Sit-downs: programmes, series, dates, seats and their calendar events."""
    op.create_table(
        "programmes",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("answer_days", sa.Integer(), nullable=False),
        sa.Column("silence_days", sa.Integer(), nullable=False),
        sa.Column("quorum", sa.Integer(), nullable=False),
        sa.Column("skip_holidays", sa.Boolean(), nullable=False),
        sa.Column("closed_weeks", sa.JSON(), nullable=False),
        sa.Column("questions", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programmes")),
        sa.UniqueConstraint("name", name=op.f("uq_programmes_name")),
    )
    op.create_table(
        "feeds",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("owner_id", BIGINT, nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("with_invited", sa.Boolean(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["owner_id"], ["persons.id"], name=op.f("fk_feeds_owner_id_persons")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_feeds")),
    )
    op.create_index(op.f("ix_feeds_owner_id"), "feeds", ["owner_id"], unique=False)
    op.create_table(
        "series",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("programme_id", BIGINT, nullable=False),
        sa.Column("leader_id", BIGINT, nullable=False),
        sa.Column("site_id", BIGINT, nullable=True),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("cadence", sa.String(length=80), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("time_local", sa.Time(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("link", sa.String(length=400), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("notice_days", sa.Integer(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("ends_after", sa.Integer(), nullable=True),
        sa.Column("skipped", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("split_of_id", BIGINT, nullable=True),
        sa.Column("horizon_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.String(length=400), nullable=False),
        sa.Column("end_side", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["leader_id"], ["persons.id"], name=op.f("fk_series_leader_id_persons")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_series_programme_id_programmes")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_series_site_id_sites")),
        sa.ForeignKeyConstraint(["split_of_id"], ["series.id"], name=op.f("fk_series_split_of_id_series")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
    )
    op.create_index(op.f("ix_series_leader_id"), "series", ["leader_id"], unique=False)
    op.create_table(
        "sitdowns",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("programme_id", BIGINT, nullable=False),
        sa.Column("series_id", BIGINT, nullable=True),
        sa.Column("original_start", sa.DateTime(timezone=True), nullable=True),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("site_id", BIGINT, nullable=True),
        sa.Column("start_local", sa.DateTime(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("leader_id", BIGINT, nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("link", sa.String(length=400), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("side", sa.String(length=8), nullable=False),
        sa.Column("moved_from_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("brief", sa.Text(), nullable=False),
        sa.Column("booked_uid", sa.String(length=255), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["leader_id"], ["persons.id"], name=op.f("fk_sitdowns_leader_id_persons")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_sitdowns_programme_id_programmes")
        ),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_sitdowns_series_id_series")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_sitdowns_site_id_sites")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sitdowns")),
        sa.UniqueConstraint("series_id", "original_start", name=op.f("uq_sitdowns_series_id_original_start")),
    )
    op.create_index("ix_sitdowns_leader", "sitdowns", ["leader_id", "starts_at"], unique=False)
    op.create_index("ix_sitdowns_starts", "sitdowns", ["starts_at"], unique=False)
    op.create_table(
        "cal_events",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("uid", sa.String(length=255), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("series_id", BIGINT, nullable=True),
        sa.Column("sitdown_id", BIGINT, nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("time_sequence", sa.Integer(), nullable=False),
        sa.Column("last_stamp", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_cal_events_series_id_series")),
        sa.ForeignKeyConstraint(
            ["sitdown_id"], ["sitdowns.id"], name=op.f("fk_cal_events_sitdown_id_sitdowns")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cal_events")),
        sa.UniqueConstraint("sitdown_id", "role", name=op.f("uq_cal_events_sitdown_id_role")),
        sa.UniqueConstraint("uid", name=op.f("uq_cal_events_uid")),
    )
    op.create_index(
        "uq_cal_events_series",
        "cal_events",
        ["series_id"],
        unique=True,
        sqlite_where=sa.text("role = 'series'"),
        postgresql_where=sa.text("role = 'series'"),
    )
    op.create_table(
        "notes",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("sitdown_id", BIGINT, nullable=False),
        sa.Column("by_id", BIGINT, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["persons.id"], name=op.f("fk_notes_by_id_persons")),
        sa.ForeignKeyConstraint(["sitdown_id"], ["sitdowns.id"], name=op.f("fk_notes_sitdown_id_sitdowns")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
    )
    op.create_index(op.f("ix_notes_sitdown_id"), "notes", ["sitdown_id"], unique=False)
    op.create_table(
        "seats",
        sa.Column("sitdown_id", BIGINT, nullable=False),
        sa.Column("person_id", BIGINT, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("answer", sa.String(length=12), nullable=False),
        sa.Column("attended", sa.Boolean(), nullable=True),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_seats_person_id_persons")),
        sa.ForeignKeyConstraint(["sitdown_id"], ["sitdowns.id"], name=op.f("fk_seats_sitdown_id_sitdowns")),
        sa.PrimaryKeyConstraint("sitdown_id", "person_id", name=op.f("pk_seats")),
    )
    op.create_index("ix_seats_person", "seats", ["person_id"], unique=False)
    op.create_table(
        "cal_bytes",
        sa.Column("event_id", BIGINT, nullable=False),
        sa.Column("recurrence", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("first_year", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("cancelled_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["cal_events.id"], name=op.f("fk_cal_bytes_event_id_cal_events")
        ),
        sa.PrimaryKeyConstraint("event_id", "recurrence", name=op.f("pk_cal_bytes")),
    )
    op.create_table(
        "cal_guests",
        sa.Column("event_id", BIGINT, nullable=False),
        sa.Column("person_id", BIGINT, nullable=False),
        sa.Column("invited_sequence", sa.Integer(), nullable=False),
        sa.Column("withdrawn_sequence", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(length=12), nullable=False),
        sa.Column("mailed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["cal_events.id"], name=op.f("fk_cal_guests_event_id_cal_events")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_cal_guests_person_id_persons")),
        sa.PrimaryKeyConstraint("event_id", "person_id", name=op.f("pk_cal_guests")),
    )


def downgrade() -> None:
    """Drop them again."""
    op.drop_table("cal_guests")
    op.drop_table("cal_bytes")
    op.drop_index("ix_seats_person", table_name="seats")
    op.drop_table("seats")
    op.drop_index(op.f("ix_notes_sitdown_id"), table_name="notes")
    op.drop_table("notes")
    op.drop_index(
        "uq_cal_events_series",
        table_name="cal_events",
        sqlite_where=sa.text("role = 'series'"),
        postgresql_where=sa.text("role = 'series'"),
    )
    op.drop_table("cal_events")
    op.drop_index("ix_sitdowns_starts", table_name="sitdowns")
    op.drop_index("ix_sitdowns_leader", table_name="sitdowns")
    op.drop_table("sitdowns")
    op.drop_index(op.f("ix_series_leader_id"), table_name="series")
    op.drop_table("series")
    op.drop_index(op.f("ix_feeds_owner_id"), table_name="feeds")
    op.drop_table("feeds")
    op.drop_table("programmes")
