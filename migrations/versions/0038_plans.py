"""Whom the chase tells next, and when, so that a look need not read every promise."""

import sqlalchemy as sa
from alembic import op

revision = "0038_plans"
down_revision = "0037_board_filters"
branch_labels = None
depends_on = None
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
READERS = ("owner", "manager", "sponsor")


def upgrade() -> None:
    """One table, which the worker fills."""
    told = [
        column
        for to in READERS
        for column in (
            sa.Column(f"{to}_id", KEY, nullable=True),
            sa.Column(f"{to}_on", sa.Date(), nullable=True),
            sa.ForeignKeyConstraint([f"{to}_id"], ["persons.id"], name=f"fk_chase_plans_{to}_id_persons"),
        )
    ]
    op.create_table(
        "chase_plans",
        sa.Column("followup_id", KEY, nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(24), nullable=False),
        *told,
        sa.ForeignKeyConstraint(
            ["followup_id"], ["followups.id"], name="fk_chase_plans_followup_id_followups"
        ),
        sa.PrimaryKeyConstraint("followup_id", name="pk_chase_plans"),
    )
    for to in READERS:
        op.create_index(f"ix_chase_plans_{to}", "chase_plans", [f"{to}_id", f"{to}_on"])


def downgrade() -> None:
    """Drop it again."""
    for to in READERS:
        op.drop_index(f"ix_chase_plans_{to}", table_name="chase_plans")
    op.drop_table("chase_plans")
