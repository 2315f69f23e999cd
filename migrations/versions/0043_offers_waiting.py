"""Offers to lead that nobody has answered: the few that wait are found without looking at all that ever were."""

from alembic import op

revision = "0043_offers_waiting"
down_revision = "0042_named_thanks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index."""
    op.execute(
        "CREATE INDEX ix_co_leads_offered ON co_leads (offered_on, obstacle_id) WHERE state = 'offered'"
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_index("ix_co_leads_offered", table_name="co_leads")
