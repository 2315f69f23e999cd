"""Filters of the boards that somebody keeps under a name, as typed values."""

import sqlalchemy as sa
from alembic import op

revision = "0037_board_filters"
down_revision = "0036_dues"
branch_labels = None
depends_on = None
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """One table: a name once for a person and a board, and one of them to begin with."""
    op.create_table(
        "board_filters",
        sa.Column("id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("board", sa.String(10), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("shown", sa.String(12), nullable=False),
        sa.Column("site_id", KEY, nullable=True),
        sa.Column("department_id", KEY, nullable=True),
        sa.Column("is_first", sa.Boolean(), nullable=False),
        sa.Column("removed_on", sa.Date(), nullable=True),
        sa.CheckConstraint("board IN ('morning', 'followups')", name="ck_board_filters_board"),
        sa.CheckConstraint("name <> ''", name="ck_board_filters_name"),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name="fk_board_filters_person_id_persons"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_board_filters_site_id_sites"),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name="fk_board_filters_department_id_departments"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_board_filters"),
        sa.UniqueConstraint("person_id", "board", "name", name="uq_board_filters_person_id_board_name"),
    )
    first = sa.text("is_first")
    op.create_index(
        "ix_board_filters_first",
        "board_filters",
        ["person_id", "board"],
        unique=True,
        postgresql_where=first,
        sqlite_where=first,
    )


def downgrade() -> None:
    """Drop it again."""
    op.drop_index("ix_board_filters_first", table_name="board_filters")
    op.drop_table("board_filters")
