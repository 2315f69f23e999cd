"""Ground: tokens, receipts, revisions, duties, the journal and the outbox."""

import sqlalchemy as sa
from alembic import op

revision = "0001_ground"
down_revision = None
branch_labels = None
depends_on = None
BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Ground: tokens, receipts, revisions, duties, the journal and the outbox."""
    op.create_table(
        "duty_runs",
        sa.Column("duty", sa.String(length=60), nullable=False),
        sa.Column("slot", sa.String(length=40), nullable=False),
        sa.Column("ran_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("duty", "slot", name=op.f("pk_duty_runs")),
    )
    op.create_table(
        "journal",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("actor_kind", sa.String(length=16), nullable=False),
        sa.Column("actor_id", BIGINT, nullable=True),
        sa.Column("for_id", BIGINT, nullable=True),
        sa.Column("verb", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject_id", BIGINT, nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
    )
    op.create_index("ix_journal_subject", "journal", ["kind", "subject_id"], unique=False)
    op.create_table(
        "letters",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("event", sa.String(length=48), nullable=False),
        sa.Column("dedupe_key", sa.String(length=160), nullable=False),
        sa.Column("to_id", BIGINT, nullable=True),
        sa.Column("to_address", sa.String(length=320), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject_id", BIGINT, nullable=False),
        sa.Column("uid", sa.String(length=255), nullable=True),
        sa.Column("recurrence", sa.String(length=20), nullable=False),
        sa.Column("method", sa.String(length=16), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("message_id", sa.String(length=255), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_by", sa.String(length=64), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trouble", sa.String(length=400), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_letters_dedupe_key")),
        sa.UniqueConstraint("message_id", name=op.f("uq_letters_message_id")),
        sa.UniqueConstraint("to_address", "uid", "recurrence", "method", "sequence", name="uq_letters_itip"),
    )
    op.create_index(
        "ix_letters_due",
        "letters",
        ["not_before", "id"],
        unique=False,
        sqlite_where=sa.text("state IN ('queued', 'leased')"),
        postgresql_where=sa.text("state IN ('queued', 'leased')"),
    )
    op.create_index("ix_letters_subject", "letters", ["kind", "subject_id"], unique=False)
    op.create_index("ix_letters_to", "letters", ["to_id"], unique=False)
    op.create_table(
        "receipts",
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("purpose", "key_hash", name=op.f("pk_receipts")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_receipts_made_on"), "receipts", ["made_on"], unique=False)
    op.create_table(
        "revisions",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("n", BIGINT, nullable=False),
        sa.PrimaryKeyConstraint("name", "key", name=op.f("pk_revisions")),
    )
    op.create_table(
        "tokens",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject_id", BIGINT, nullable=False),
        sa.Column("person_id", BIGINT, nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_tokens")),
    )


def downgrade() -> None:
    """Drop them again."""
    op.drop_table("tokens")
    op.drop_table("revisions")
    op.drop_index(op.f("ix_receipts_made_on"), table_name="receipts")
    op.drop_table("receipts")
    op.drop_index("ix_letters_to", table_name="letters")
    op.drop_index("ix_letters_subject", table_name="letters")
    op.drop_index(
        "ix_letters_due",
        table_name="letters",
        sqlite_where=sa.text("state IN ('queued', 'leased')"),
        postgresql_where=sa.text("state IN ('queued', 'leased')"),
    )
    op.drop_table("letters")
    op.drop_index("ix_journal_subject", table_name="journal")
    op.drop_table("journal")
    op.drop_table("duty_runs")
