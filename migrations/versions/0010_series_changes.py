"""Standing members of a series, and what a changed series still owes to those seated."""

import sqlalchemy as sa
from alembic import op

revision = "0010_series_changes"
down_revision = "0009_board_indexes"
branch_labels = None
depends_on = None
BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add both."""
    op.create_table(
        "series_members",
        sa.Column("series_id", BIGINT, nullable=False),
        sa.Column("person_id", BIGINT, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_series_members_person_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["series_id"], ["series.id"], name=op.f("fk_series_members_series_id_series")
        ),
        sa.PrimaryKeyConstraint("series_id", "person_id", name=op.f("pk_series_members")),
    )
    op.create_index(op.f("ix_series_members_person_id"), "series_members", ["person_id"], unique=False)
    with op.batch_alter_table("cal_events") as table:
        table.add_column(sa.Column("owes", sa.String(length=8), nullable=False, server_default=""))


def downgrade() -> None:
    """Drop both again."""
    # Not as a batch: others point at the table, which would be made anew.
    op.drop_column("cal_events", "owes")
    op.drop_index(op.f("ix_series_members_person_id"), table_name="series_members")
    op.drop_table("series_members")
