"""Thanks."""

import sqlalchemy as sa
from alembic import op

revision = "0006_recognition"
down_revision = "0005_obstacles"
branch_labels = None
depends_on = None
BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Thanks."""
    op.create_table(
        "thanks",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("sitdown_id", BIGINT, nullable=True),
        sa.Column("to_kind", sa.String(length=8), nullable=False),
        sa.Column("to_id", BIGINT, nullable=False),
        sa.Column("by_id", BIGINT, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("leader_agrees", sa.Boolean(), nullable=False),
        sa.Column("thanked_agrees", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["persons.id"], name=op.f("fk_thanks_by_id_persons")),
        sa.ForeignKeyConstraint(["sitdown_id"], ["sitdowns.id"], name=op.f("fk_thanks_sitdown_id_sitdowns")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thanks")),
    )
    op.create_index(op.f("ix_thanks_sitdown_id"), "thanks", ["sitdown_id"], unique=False)
    op.create_index("ix_thanks_to", "thanks", ["to_kind", "to_id"], unique=False)


def downgrade() -> None:
    """Drop them again."""
    op.drop_index("ix_thanks_to", table_name="thanks")
    op.drop_index(op.f("ix_thanks_sitdown_id"), table_name="thanks")
    op.drop_table("thanks")
