"""How many customers hit an entry, a number for each day; a promise carries it for its owner's letters."""

import sqlalchemy as sa
from alembic import op

revision = "0048_tallies"
down_revision = "0047_ways"
branch_labels = None
depends_on = None
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table and the column."""
    op.create_table(
        "tallies",
        sa.Column("obstacle_id", KEY, autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["obstacle_id"], ["obstacles.id"], name=op.f("fk_tallies_obstacle_id_obstacles")
        ),
        sa.PrimaryKeyConstraint("obstacle_id", "day", name=op.f("pk_tallies")),
        sqlite_with_rowid=False,  # a hidden counter would keep the order in which they came
    )
    op.add_column("followups", sa.Column("customers", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    """Drop both."""
    op.drop_column("followups", "customers")
    op.drop_table("tallies")
