"""What a programme asks of done: something that shows it, or a second pair of eyes."""

import sqlalchemy as sa
from alembic import op

revision = "0034_looks"
down_revision = "0033_co_leads"
branch_labels = None
depends_on = None
BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add both tables."""
    op.create_table(
        "proof_rules",
        sa.Column("programme_id", BIGINT, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("looker_id", BIGINT, nullable=True),
        sa.ForeignKeyConstraint(["looker_id"], ["persons.id"], name=op.f("fk_proof_rules_looker_id_persons")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_proof_rules_programme_id_programmes")
        ),
        sa.PrimaryKeyConstraint("programme_id", name=op.f("pk_proof_rules")),
    )
    op.create_table(
        "followup_looks",
        sa.Column("followup_id", BIGINT, nullable=False),
        sa.Column("looker_id", BIGINT, nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["followup_id"], ["followups.id"], name=op.f("fk_followup_looks_followup_id_followups")
        ),
        sa.ForeignKeyConstraint(
            ["looker_id"], ["persons.id"], name=op.f("fk_followup_looks_looker_id_persons")
        ),
        sa.PrimaryKeyConstraint("followup_id", name=op.f("pk_followup_looks")),
    )
    op.create_index(op.f("ix_followup_looks_looker_id"), "followup_looks", ["looker_id"])


def downgrade() -> None:
    """Whoever was to look need not any more."""
    op.drop_table("followup_looks")
    op.drop_table("proof_rules")
