"""What the morning board looks for among many obstacles: days to look at again, and wordings that are not so."""

import sqlalchemy as sa
from alembic import op

revision = "0009_board_indexes"
down_revision = "0008_answers"
branch_labels = None
depends_on = None
DATED, NOT_SO = sa.text("review_on IS NOT NULL"), sa.text("wording_says = 'not_so'")


def upgrade() -> None:
    """Two partial indexes: each holds only the few rows that the board asks for."""
    op.create_index(
        "ix_obstacles_review",
        "obstacles",
        ["review_on", "id"],
        sqlite_where=DATED,
        postgresql_where=DATED,
    )
    op.create_index(
        "ix_raisings_not_so",
        "raisings",
        ["obstacle_id"],
        sqlite_where=NOT_SO,
        postgresql_where=NOT_SO,
    )


def downgrade() -> None:
    """Drop them again."""
    op.drop_index("ix_raisings_not_so", table_name="raisings")
    op.drop_index("ix_obstacles_review", table_name="obstacles")
