"""Action lists that were taken over, their rows, and promises that are held back until somebody says so."""

import sqlalchemy as sa
from alembic import op

revision = "0031_lists"
down_revision = "0030_evidence"
branch_labels = None
depends_on = None
BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Two tables and a column; what is there is held back by nobody."""
    op.add_column("followups", sa.Column("held_back", sa.String(length=8), nullable=False, server_default=""))
    op.create_table(
        "lists",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("by_id", BIGINT, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["persons.id"], name=op.f("fk_lists_by_id_persons")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lists")),
    )
    op.create_table(
        "list_rows",
        sa.Column("list_id", BIGINT, nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("followup_id", BIGINT, nullable=True),
        sa.ForeignKeyConstraint(["list_id"], ["lists.id"], name=op.f("fk_list_rows_list_id_lists")),
        sa.ForeignKeyConstraint(
            ["followup_id"], ["followups.id"], name=op.f("fk_list_rows_followup_id_followups")
        ),
        sa.PrimaryKeyConstraint("list_id", "line", name=op.f("pk_list_rows")),
    )
    op.create_index(op.f("ix_list_rows_key_hash"), "list_rows", ["key_hash"])
    op.create_index(op.f("ix_list_rows_followup_id"), "list_rows", ["followup_id"])


def downgrade() -> None:
    """Which promises came with a list is forgotten; the promises stay."""
    op.drop_table("list_rows")
    op.drop_table("lists")
    op.drop_column("followups", "held_back")
