"""Follow-ups, their moved dates and their chase."""

import sqlalchemy as sa
from alembic import op

revision = "0004_followups"
down_revision = "0003_sitdowns"
branch_labels = None
depends_on = None
BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Follow-ups, their moved dates and their chase."""
    op.create_table(
        "followups",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("sitdown_id", BIGINT, nullable=True),
        sa.Column("promised_by_id", BIGINT, nullable=True),
        sa.Column("owner_id", BIGINT, nullable=True),
        sa.Column("department_id", BIGINT, nullable=True),
        sa.Column("what", sa.String(length=400), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("voices", sa.Integer(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("first_due_on", sa.Date(), nullable=False),
        sa.Column("moves", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=12), nullable=False),
        sa.Column("claimed_on", sa.Date(), nullable=True),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("claim", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("chase_round", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_followups_department_id_departments")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["persons.id"], name=op.f("fk_followups_owner_id_persons")),
        sa.ForeignKeyConstraint(
            ["promised_by_id"], ["persons.id"], name=op.f("fk_followups_promised_by_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["sitdown_id"], ["sitdowns.id"], name=op.f("fk_followups_sitdown_id_sitdowns")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_followups")),
        sa.UniqueConstraint("code", name=op.f("uq_followups_code")),
    )
    op.create_index(
        "ix_followups_open",
        "followups",
        ["due_on", "id"],
        unique=False,
        sqlite_where=sa.text("stage IN ('open', 'in_progress')"),
        postgresql_where=sa.text("stage IN ('open', 'in_progress')"),
    )
    op.create_index("ix_followups_owner", "followups", ["owner_id"], unique=False)
    op.create_index(op.f("ix_followups_sitdown_id"), "followups", ["sitdown_id"], unique=False)
    op.create_table(
        "chase_steps",
        sa.Column("followup_id", BIGINT, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("letter_id", BIGINT, nullable=True),
        sa.ForeignKeyConstraint(
            ["followup_id"], ["followups.id"], name=op.f("fk_chase_steps_followup_id_followups")
        ),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_chase_steps_letter_id_letters")),
        sa.PrimaryKeyConstraint("followup_id", "round", "step", name=op.f("pk_chase_steps")),
    )
    op.create_table(
        "due_moves",
        sa.Column("followup_id", BIGINT, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("by_id", BIGINT, nullable=True),
        sa.Column("on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["persons.id"], name=op.f("fk_due_moves_by_id_persons")),
        sa.ForeignKeyConstraint(
            ["followup_id"], ["followups.id"], name=op.f("fk_due_moves_followup_id_followups")
        ),
        sa.PrimaryKeyConstraint("followup_id", "n", name=op.f("pk_due_moves")),
    )


def downgrade() -> None:
    """Drop them again."""
    op.drop_table("due_moves")
    op.drop_table("chase_steps")
    op.drop_index(op.f("ix_followups_sitdown_id"), table_name="followups")
    op.drop_index("ix_followups_owner", table_name="followups")
    op.drop_index(
        "ix_followups_open",
        table_name="followups",
        sqlite_where=sa.text("stage IN ('open', 'in_progress')"),
        postgresql_where=sa.text("stage IN ('open', 'in_progress')"),
    )
    op.drop_table("followups")
