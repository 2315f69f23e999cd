"""Why a row of people was refused is kept as what is said and of what, and read in whatever language its reader speaks."""

import sqlalchemy as sa
from alembic import op

revision = "0055_refusals"
down_revision = "0054_claimed_by"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; what is there keeps its sentence."""
    op.add_column("import_rows", sa.Column("faults", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    """What was refused since then says no more why."""
    op.drop_column("import_rows", "faults")
