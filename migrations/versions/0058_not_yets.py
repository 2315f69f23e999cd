"""Why the floor said not yet of a promise, so that its owner reads it on their page as well as in the letter."""

import sqlalchemy as sa
from alembic import op

revision = "0058_not_yets"
down_revision = "0057_unpromised"
branch_labels = None
depends_on = None
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table, without a hidden counter that would keep the order in which they came."""
    op.create_table(
        "followup_not_yets",
        sa.Column("followup_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["followup_id"], ["followups.id"], name=op.f("fk_followup_not_yets_followup_id_followups")
        ),
        sa.PrimaryKeyConstraint("followup_id", "n", "on", name=op.f("pk_followup_not_yets")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("followup_not_yets")
