"""Why a row of a list was left out is kept as what is said and of what, and read in whatever language its reader speaks."""

import sqlalchemy as sa
from alembic import op

revision = "0052_left_out"
down_revision = "0051_waiting_claims"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; what is there keeps its sentence."""
    op.add_column("list_rows", sa.Column("faults", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    """What was left out since then says no more why."""
    op.drop_column("list_rows", "faults")
