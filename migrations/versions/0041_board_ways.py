"""Ways into the boards: promises that nobody owns, and by who promised them."""

from alembic import op

revision = "0041_board_ways"
down_revision = "0040_carried"
branch_labels = None
depends_on = None

OPEN = "stage IN ('open', 'in_progress')"


def upgrade() -> None:
    """Add them."""
    op.execute(
        f"CREATE INDEX ix_followups_nobody ON followups (due_on, id) WHERE {OPEN} AND owner_id IS NULL"
    )
    op.create_index("ix_followups_promised", "followups", ["promised_by_id"])


def downgrade() -> None:
    """Drop them."""
    for name in ("ix_followups_nobody", "ix_followups_promised"):
        op.drop_index(name, table_name="followups")
