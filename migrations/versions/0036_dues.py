"""Dates of promises in their owner's calendar, and how each wants them."""

import sqlalchemy as sa
from alembic import op

revision = "0036_dues"
down_revision = "0035_hooks"
branch_labels = None
depends_on = None
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """One table, which the worker fills for what is open, and one column."""
    op.create_table(
        "cal_dues",
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("subject_id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("uid", sa.String(255), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.DateTime(timezone=True), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("event", sa.LargeBinary(), nullable=True),
        sa.Column("todo", sa.LargeBinary(), nullable=True),
        sa.Column("over_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name="fk_cal_dues_person_id_persons"),
        sa.PrimaryKeyConstraint("kind", "subject_id", "person_id", name="pk_cal_dues"),
    )
    op.create_index("ix_cal_dues_person", "cal_dues", ["person_id", "revision"])
    # Not as a batch: others point at the table, which would be made anew.
    op.add_column("persons", sa.Column("dues_as", sa.String(6), nullable=False, server_default="event"))


def downgrade() -> None:
    """Drop them again."""
    op.drop_column("persons", "dues_as")
    op.drop_index("ix_cal_dues_person", table_name="cal_dues")
    op.drop_table("cal_dues")
