"""Steps of the chase that somebody stopped or postponed, with the reason."""

import sqlalchemy as sa
from alembic import op

revision = "0019_chase_holds"
down_revision = "0018_promise_words"
branch_labels = None
depends_on = None
BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "chase_holds",
        sa.Column("followup_id", BIGINT, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=8), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("by_id", BIGINT, nullable=True),
        sa.Column("on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["followup_id"], ["followups.id"], name=op.f("fk_chase_holds_followup_id_followups")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["persons.id"], name=op.f("fk_chase_holds_by_id_persons")),
        sa.PrimaryKeyConstraint("followup_id", "round", "step", name=op.f("pk_chase_holds")),
    )


def downgrade() -> None:
    """Every step takes its course."""
    op.drop_table("chase_holds")
