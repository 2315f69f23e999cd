"""What the mail server says while it takes no letter at all, and since when: for the house's page and the doctor."""

import sqlalchemy as sa
from alembic import op

import floortime.db

revision = "0046_shut"
down_revision = "0045_counting"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table: a row while it is so."""
    op.create_table(
        "outbox_shut",
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("since", floortime.db.UtcDateTime(), nullable=False),
        sa.Column("said", sa.String(length=400), nullable=False),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_outbox_shut")),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("outbox_shut")
