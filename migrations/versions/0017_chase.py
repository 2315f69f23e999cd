"""The chase goes beyond the owner: a programme's rules, who was told, and from when grace is counted."""

import sqlalchemy as sa
from alembic import op

revision = "0017_chase"
down_revision = "0016_series_proposals"
branch_labels = None
depends_on = None
BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the rules, and what follow-ups and their steps must tell."""
    op.create_table(
        "chase_rules",
        sa.Column("programme_id", BIGINT, nullable=False),
        sa.Column("step", sa.String(length=8), nullable=False),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("person_id", BIGINT, nullable=True),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_chase_rules_programme_id_programmes")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_chase_rules_person_id_persons")),
        sa.PrimaryKeyConstraint("programme_id", "step", name=op.f("pk_chase_rules")),
    )
    op.add_column("followups", sa.Column("round_on", sa.Date(), nullable=True))
    _point("followups", "site_id", "sites")
    _point("followups", "programme_id", "programmes")
    _point("chase_steps", "to_id", "persons")
    op.create_index(op.f("ix_chase_steps_to_id"), "chase_steps", ["to_id"])


def _point(table: str, column: str, to: str) -> None:
    """A column that points at another table, in the words both databases share.

    Not as a batch: others point at these tables, which SQLite would make anew.
    """
    kind = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    op.execute(
        f"ALTER TABLE {table} ADD COLUMN {column} {kind} CONSTRAINT fk_{table}_{column}_{to} REFERENCES {to} (id)"
    )


def downgrade() -> None:
    """The owner alone again."""
    op.drop_index(op.f("ix_chase_steps_to_id"), "chase_steps")
    op.drop_column("chase_steps", "to_id")
    op.drop_column("followups", "programme_id")
    op.drop_column("followups", "site_id")
    op.drop_column("followups", "round_on")
    op.drop_table("chase_rules")
