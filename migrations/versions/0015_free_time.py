"""When leaders are busy, by the calendar they publish."""

import sqlalchemy as sa
from alembic import op

revision = "0015_free_time"
down_revision = "0014_briefs"
branch_labels = None
depends_on = None
BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """An address a leader, and busy times without a word about them."""
    op.create_table(
        "busy_sources",
        sa.Column("person_id", BIGINT, autoincrement=False, nullable=False),
        sa.Column("url", sa.String(length=1000), nullable=False),
        sa.Column("etag", sa.String(length=200), nullable=False),
        sa.Column("modified", sa.String(length=200), nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("read_at", INSTANT, nullable=True),
        sa.Column("whole_at", INSTANT, nullable=True),
        sa.Column("trouble", sa.String(length=12), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_busy_sources_person_id_persons")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_busy_sources")),
    )
    op.create_index(op.f("ix_busy_sources_due_at"), "busy_sources", ["due_at"], unique=False)
    op.create_table(
        "busy_blocks",
        sa.Column("person_id", BIGINT, nullable=False),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_busy_blocks_person_id_persons")),
        sa.PrimaryKeyConstraint("person_id", "starts_at", "ends_at", name=op.f("pk_busy_blocks")),
    )


def downgrade() -> None:
    """Drop both again."""
    op.drop_table("busy_blocks")
    op.drop_index(op.f("ix_busy_sources_due_at"), table_name="busy_sources")
    op.drop_table("busy_sources")
