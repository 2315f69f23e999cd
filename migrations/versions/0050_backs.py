"""What somebody found missing who looked at what was done, and sent it back to its owner."""

import sqlalchemy as sa
from alembic import op

revision = "0050_backs"
down_revision = "0049_ready_to_close"
branch_labels = None
depends_on = None
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "followup_backs",
        sa.Column("followup_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("by_id", KEY, nullable=True),
        sa.Column("on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["followup_id"], ["followups.id"], name=op.f("fk_followup_backs_followup_id_followups")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["persons.id"], name=op.f("fk_followup_backs_by_id_persons")),
        sa.PrimaryKeyConstraint("followup_id", "n", name=op.f("pk_followup_backs")),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("followup_backs")
