"""Letters held back until somebody releases them."""

import sqlalchemy as sa
from alembic import op

revision = "0018_holds"
down_revision = "0017_chase"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One row while mail is held, none otherwise."""
    op.create_table(
        "holds",
        sa.Column("what", sa.String(length=20), primary_key=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("what", name="pk_holds"),
    )


def downgrade() -> None:
    """No hold: what is frozen stays frozen."""
    op.drop_table("holds")
