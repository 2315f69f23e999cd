"""What comes in by mail, and addresses that letters came back from."""

import sqlalchemy as sa
from alembic import op

revision = "0007_received"
down_revision = "0006_recognition"
branch_labels = None
depends_on = None
BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """The raw mails and their verdicts."""
    op.create_table(
        "received",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("door", sa.String(length=8), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=True),
        sa.Column("mailbox", sa.String(length=255), nullable=True),
        sa.Column("uidvalidity", BIGINT, nullable=True),
        sa.Column("uid", BIGINT, nullable=True),
        sa.Column("brought_by_id", BIGINT, nullable=True),
        sa.Column("message_id", sa.String(length=255), nullable=False),
        sa.Column("sender", sa.String(length=320), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("method", sa.String(length=16), nullable=False),
        sa.Column("verdict", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received")),
        sa.UniqueConstraint(
            "mailbox", "uidvalidity", "uid", name=op.f("uq_received_mailbox_uidvalidity_uid")
        ),
        sa.UniqueConstraint("sha256", name=op.f("uq_received_sha256")),
    )
    op.create_index("ix_received_message_id", "received", ["message_id"], unique=False)
    op.create_index("ix_received_verdict", "received", ["verdict", "id"], unique=False)
    op.create_table(
        "bounces",
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.PrimaryKeyConstraint("address", "on", name=op.f("pk_bounces")),
    )


def downgrade() -> None:
    """Drop them again."""
    op.drop_table("bounces")
    op.drop_index("ix_received_verdict", table_name="received")
    op.drop_index("ix_received_message_id", table_name="received")
    op.drop_table("received")
