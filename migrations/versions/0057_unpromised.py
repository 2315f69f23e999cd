"""Found at once: what is in hand and waits on a department, because nobody has promised anything about it.

The morning board asks for it; nearly all that is in hand waits on somebody.
"""

from alembic import op

revision = "0057_unpromised"
down_revision = "0056_unchecked"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Those alone, in the order in which they wait."""
    op.execute(
        "CREATE INDEX ix_obstacles_unpromised ON obstacles (waiting_since_on, id)"
        " WHERE COALESCE(stage, '') = 'in_hand' AND waiting_kind IN ('department', 'house')"
    )


def downgrade() -> None:
    """Look through all that is in hand."""
    op.drop_index("ix_obstacles_unpromised", table_name="obstacles")
