"""Files kept as evidence, by the hash of their content."""

import sqlalchemy as sa
from alembic import op

revision = "0030_evidence"
down_revision = "0029_boards"
branch_labels = None
depends_on = None
BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add both tables."""
    op.create_table(
        "files",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_files")),
    )
    op.create_table(
        "evidence_files",
        sa.Column("followup_id", BIGINT, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("by_id", BIGINT, nullable=True),
        sa.Column("on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["persons.id"], name=op.f("fk_evidence_files_by_id_persons")),
        sa.ForeignKeyConstraint(
            ["followup_id"], ["followups.id"], name=op.f("fk_evidence_files_followup_id_followups")
        ),
        sa.ForeignKeyConstraint(["sha256"], ["files.sha256"], name=op.f("fk_evidence_files_sha256_files")),
        sa.PrimaryKeyConstraint("followup_id", "n", name=op.f("pk_evidence_files")),
    )
    op.create_index(op.f("ix_evidence_files_sha256"), "evidence_files", ["sha256"])


def downgrade() -> None:
    """Drop them; the files stay in their folder."""
    op.drop_table("evidence_files")
    op.drop_table("files")
