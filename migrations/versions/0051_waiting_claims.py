"""What an owner says is done, while it waits for something that shows it, is told from how far it is."""

import sqlalchemy as sa
from alembic import op

revision = "0051_waiting_claims"
down_revision = "0050_backs"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the mark."""
    op.add_column(
        "followup_progress", sa.Column("waits", sa.Boolean(), nullable=False, server_default=sa.false())
    )


def downgrade() -> None:
    """All of it is how far it is again."""
    op.drop_column("followup_progress", "waits")
