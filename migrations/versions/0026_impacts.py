"""What a fix brought: time, money, customers, as its owner says and somebody else checked."""

import sqlalchemy as sa
from alembic import op

revision = "0026_impacts"
down_revision = "0025_closing"
branch_labels = None
depends_on = None
BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """One row for each of the three."""
    op.create_table(
        "impacts",
        sa.Column("obstacle_id", BIGINT, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("words", sa.String(length=240), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("stated_by_id", BIGINT, nullable=True),
        sa.Column("stated_on", sa.Date(), nullable=False),
        sa.Column("checked_by_id", BIGINT, nullable=True),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["obstacle_id"], ["obstacles.id"], name=op.f("fk_impacts_obstacle_id_obstacles")
        ),
        sa.ForeignKeyConstraint(
            ["stated_by_id"], ["persons.id"], name=op.f("fk_impacts_stated_by_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["checked_by_id"], ["persons.id"], name=op.f("fk_impacts_checked_by_id_persons")
        ),
        sa.PrimaryKeyConstraint("obstacle_id", "kind", name=op.f("pk_impacts")),
    )


def downgrade() -> None:
    """Nobody says what it brought."""
    op.drop_table("impacts")
