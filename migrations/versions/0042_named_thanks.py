"""Who of those who raised something, or said me too, wants the log to thank them by name."""

import sqlalchemy as sa
from alembic import op

revision = "0042_named_thanks"
down_revision = "0041_board_ways"
branch_labels = None
depends_on = None
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """A row for each who said so; taken back, it is gone."""
    op.create_table(
        "named_thanks",
        sa.Column("obstacle_id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("came_from_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["obstacle_id"], ["obstacles.id"], name="fk_named_thanks_obstacle_id_obstacles"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name="fk_named_thanks_person_id_persons"),
        sa.PrimaryKeyConstraint("obstacle_id", "person_id", name="pk_named_thanks"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_named_thanks_person_id", "named_thanks", ["person_id"])


def downgrade() -> None:
    """Drop it again."""
    op.drop_index("ix_named_thanks_person_id", table_name="named_thanks")
    op.drop_table("named_thanks")
