"""The order of journal lines within one second, for acts that have an hour at all."""

import sqlalchemy as sa
from alembic import op

revision = "0039_journal_turns"
down_revision = "0038_plans"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Lines that stand keep none: within a second their order was never known."""
    op.add_column("journal", sa.Column("turn", sa.BigInteger(), nullable=True))
    op.create_index("ix_journal_turn", "journal", ["turn"])


def downgrade() -> None:
    """Drop it again."""
    op.drop_index("ix_journal_turn", table_name="journal")
    op.drop_column("journal", "turn")
