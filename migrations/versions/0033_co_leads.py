"""Co-leads: who of the floor leads a fix together with its owner, for how many hours, agreed by whom."""

import sqlalchemy as sa
from alembic import op

revision = "0033_co_leads"
down_revision = "0032_headsups"
branch_labels = None
depends_on = None
BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """One row for each person and entry."""
    op.create_table(
        "co_leads",
        sa.Column("obstacle_id", BIGINT, nullable=False),
        sa.Column("person_id", BIGINT, nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("offered_on", sa.Date(), nullable=False),
        sa.Column("offers", sa.Integer(), nullable=False),
        sa.Column("answered_by_id", BIGINT, nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("credited", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["obstacle_id"], ["obstacles.id"], name=op.f("fk_co_leads_obstacle_id_obstacles")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_co_leads_person_id_persons")),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["persons.id"], name=op.f("fk_co_leads_answered_by_id_persons")
        ),
        sa.PrimaryKeyConstraint("obstacle_id", "person_id", name=op.f("pk_co_leads")),
    )
    op.create_index(op.f("ix_co_leads_person_id"), "co_leads", ["person_id"])


def downgrade() -> None:
    """Owners lead alone."""
    op.drop_table("co_leads")
