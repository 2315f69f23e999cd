"""When the floor's word closes: shares beside numbers, how many were asked, and how often a promise came back."""

import sqlalchemy as sa
from alembic import op

revision = "0025_closing"
down_revision = "0024_first_due_index"
branch_labels = None
depends_on = None
AGAIN = sa.text("reopened >= 2")


def upgrade() -> None:
    """As it was: one word closes, any not yet reopens. Rounds of before asked nobody knows how many: one at least."""
    op.add_column("programmes", sa.Column("works_share", sa.Integer(), nullable=True))
    op.add_column("programmes", sa.Column("not_yet_share", sa.Integer(), nullable=True))
    op.add_column("rounds", sa.Column("asked_n", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("followups", sa.Column("reopened", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("followups", sa.Column("reopened_on", sa.Date(), nullable=True))
    op.create_index(
        "ix_followups_again", "followups", ["reopened_on"], sqlite_where=AGAIN, postgresql_where=AGAIN
    )


def downgrade() -> None:
    """Numbers alone."""
    op.drop_index("ix_followups_again", "followups")
    op.drop_column("followups", "reopened_on")
    op.drop_column("followups", "reopened")
    op.drop_column("rounds", "asked_n")
    op.drop_column("programmes", "not_yet_share")
    op.drop_column("programmes", "works_share")
