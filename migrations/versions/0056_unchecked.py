"""Found at once: numbers of what a fix brought that nobody has checked yet.

The morning board and the chief of staff's letter ask for them; most numbers have been checked long ago.
"""

from alembic import op

revision = "0056_unchecked"
down_revision = "0055_refusals"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Those alone, in the order in which they wait."""
    op.execute(
        "CREATE INDEX ix_impacts_unchecked ON impacts (stated_on, obstacle_id, kind) WHERE checked_on IS NULL"
    )


def downgrade() -> None:
    """Look through all of them."""
    op.drop_index("ix_impacts_unchecked", table_name="impacts")
