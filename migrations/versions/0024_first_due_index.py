"""The promise clock looks for promises by the date that was said first."""

from alembic import op

revision = "0024_first_due_index"
down_revision = "0023_digests"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One index."""
    op.create_index("ix_followups_first_due", "followups", ["first_due_on"])


def downgrade() -> None:
    """Drop it again."""
    op.drop_index("ix_followups_first_due", table_name="followups")
