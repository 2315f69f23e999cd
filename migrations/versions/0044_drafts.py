"""The public words of an entry that was taken out of the log again at once: publishing begins with them."""

import sqlalchemy as sa
from alembic import op

revision = "0044_drafts"
down_revision = "0043_offers_waiting"
branch_labels = None
depends_on = None
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """A row an entry; it goes with its publication."""
    op.create_table(
        "drafts",
        sa.Column("obstacle_id", KEY, autoincrement=False, nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("title", sa.String(240), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("department_id", KEY, nullable=True),
        sa.Column("dimension", sa.String(24), nullable=False),
        sa.Column("show_site", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["obstacle_id"], ["obstacles.id"], name="fk_drafts_obstacle_id_obstacles"),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name="fk_drafts_department_id_departments"
        ),
        sa.PrimaryKeyConstraint("obstacle_id", name="pk_drafts"),
    )


def downgrade() -> None:
    """Drop it again."""
    op.drop_table("drafts")
