"""One letter a day for everything that is due: who has had theirs, and the hour people choose."""

import sqlalchemy as sa
from alembic import op

revision = "0023_digests"
down_revision = "0022_outbox_holds"
branch_labels = None
depends_on = None
BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add both tables."""
    op.create_table(
        "mail_wishes",
        sa.Column("person_id", BIGINT, nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("early", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_mail_wishes_person_id_persons")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_mail_wishes")),
    )
    op.create_table(
        "digests",
        sa.Column("person_id", BIGINT, nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("letter_id", BIGINT, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_digests_person_id_persons")),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_digests_letter_id_letters")),
        sa.PrimaryKeyConstraint("person_id", "on_day", name=op.f("pk_digests")),
    )
    op.create_index(op.f("ix_digests_letter_id"), "digests", ["letter_id"])
    op.create_index(op.f("ix_chase_steps_letter_id"), "chase_steps", ["letter_id"])


def downgrade() -> None:
    """A letter for each promise again."""
    op.drop_index(op.f("ix_chase_steps_letter_id"), "chase_steps")
    op.drop_index(op.f("ix_digests_letter_id"), "digests")
    op.drop_table("digests")
    op.drop_table("mail_wishes")
