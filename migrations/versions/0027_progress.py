"""How far a promise is, line by line, in its owner's words."""

import sqlalchemy as sa
from alembic import op

revision = "0027_progress"
down_revision = "0026_impacts"
branch_labels = None
depends_on = None
BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "followup_progress",
        sa.Column("followup_id", BIGINT, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("by_id", BIGINT, nullable=True),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("shown_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["persons.id"], name=op.f("fk_followup_progress_by_id_persons")),
        sa.ForeignKeyConstraint(
            ["followup_id"], ["followups.id"], name=op.f("fk_followup_progress_followup_id_followups")
        ),
        sa.PrimaryKeyConstraint("followup_id", "n", name=op.f("pk_followup_progress")),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("followup_progress")
