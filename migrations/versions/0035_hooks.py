"""Webhooks: addresses that are told, and which line of the journal each has heard of."""

import sqlalchemy as sa
from alembic import op

revision = "0035_hooks"
down_revision = "0034_looks"
branch_labels = None
depends_on = None
BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add both tables."""
    op.create_table(
        "hook_endpoints",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("url", sa.String(length=1000), nullable=False),
        sa.Column("events", sa.String(length=200), nullable=False),
        sa.Column("salt", sa.String(length=40), nullable=False),
        sa.Column("old_salt", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trouble", sa.String(length=400), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hook_endpoints")),
        sa.UniqueConstraint("url", name=op.f("uq_hook_endpoints_url")),
    )
    op.create_table(
        "hook_told",
        sa.Column("endpoint_id", BIGINT, nullable=False),
        sa.Column("entry_id", BIGINT, nullable=False),
        sa.ForeignKeyConstraint(
            ["endpoint_id"], ["hook_endpoints.id"], name=op.f("fk_hook_told_endpoint_id_hook_endpoints")
        ),
        sa.PrimaryKeyConstraint("endpoint_id", "entry_id", name=op.f("pk_hook_told")),
    )


def downgrade() -> None:
    """Nobody is told any more; what still waits for them goes with them."""
    op.execute("delete from letters where channel = 'hook'")
    op.drop_table("hook_told")
    op.drop_table("hook_endpoints")
