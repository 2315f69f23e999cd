"""The language of what a promise is about, beside its own."""

import sqlalchemy as sa
from alembic import op

revision = "0018_promise_words"
down_revision = "0017_chase"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Empty where both are in one language, as all of them were."""
    op.add_column("followups", sa.Column("about_in", sa.String(length=8), nullable=False, server_default=""))


def downgrade() -> None:
    """One language for both."""
    op.drop_column("followups", "about_in")
