"""Letters held back until somebody releases them."""

import sqlalchemy as sa
from alembic import op

revision = "0022_outbox_holds"
down_revision = "0021_overdue"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One row while mail is held, none otherwise."""
    op.create_table(
        "outbox_holds",
        sa.Column("what", sa.String(length=20), primary_key=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("what", name="pk_outbox_holds"),
    )


def downgrade() -> None:
    """No hold: what is frozen stays frozen."""
    op.drop_table("outbox_holds")
