"""Heads-ups: what a department tells the floor before it hits, how often it was late, and which obstacle had one."""

import sqlalchemy as sa
from alembic import op

revision = "0032_headsups"
down_revision = "0031_lists"
branch_labels = None
depends_on = None
BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Its own tables, the news of a day's letter, and two columns for what people and programmes choose."""
    op.create_table(
        "headsups",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("department_id", BIGINT, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("tell", sa.Text(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shown_until_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", BIGINT, nullable=True),
        sa.Column("late", sa.String(length=8), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_headsups_department_id_departments")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["persons.id"], name=op.f("fk_headsups_by_id_persons")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_headsups")),
        sa.UniqueConstraint("code", name=op.f("uq_headsups_code")),
    )
    op.create_index("ix_headsups_shown", "headsups", ["shown_until_on"])
    for table, other in (("headsup_sites", "site"), ("headsup_departments", "department")):
        op.create_table(
            table,
            sa.Column("headsup_id", BIGINT, nullable=False),
            sa.Column(f"{other}_id", BIGINT, nullable=False),
            sa.ForeignKeyConstraint(
                ["headsup_id"], ["headsups.id"], name=op.f(f"fk_{table}_headsup_id_headsups")
            ),
            sa.ForeignKeyConstraint(
                [f"{other}_id"], [f"{other}s.id"], name=op.f(f"fk_{table}_{other}_id_{other}s")
            ),
            sa.PrimaryKeyConstraint("headsup_id", f"{other}_id", name=op.f(f"pk_{table}")),
        )
    op.create_table(
        "headsup_versions",
        sa.Column("headsup_id", BIGINT, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("tell", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", BIGINT, nullable=True),
        sa.ForeignKeyConstraint(
            ["headsup_id"], ["headsups.id"], name=op.f("fk_headsup_versions_headsup_id_headsups")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["persons.id"], name=op.f("fk_headsup_versions_by_id_persons")),
        sa.PrimaryKeyConstraint("headsup_id", "n", name=op.f("pk_headsup_versions")),
    )
    op.create_table(
        "obstacle_headsups",
        sa.Column("obstacle_id", BIGINT, nullable=False),
        sa.Column("headsup_id", BIGINT, nullable=True),
        sa.Column("on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["obstacle_id"], ["obstacles.id"], name=op.f("fk_obstacle_headsups_obstacle_id_obstacles")
        ),
        sa.ForeignKeyConstraint(
            ["headsup_id"], ["headsups.id"], name=op.f("fk_obstacle_headsups_headsup_id_headsups")
        ),
        sa.PrimaryKeyConstraint("obstacle_id", name=op.f("pk_obstacle_headsups")),
    )
    op.create_index(op.f("ix_obstacle_headsups_headsup_id"), "obstacle_headsups", ["headsup_id"])
    op.create_table(
        "digest_news",
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("subject_id", BIGINT, nullable=False),
        sa.Column("person_id", BIGINT, nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("letter_id", BIGINT, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_digest_news_person_id_persons")),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_digest_news_letter_id_letters")),
        sa.PrimaryKeyConstraint("kind", "subject_id", "person_id", name=op.f("pk_digest_news")),
    )
    op.create_index(op.f("ix_digest_news_letter_id"), "digest_news", ["letter_id"])
    unsaid = sa.text("letter_id IS NULL")
    op.create_index(
        "ix_digest_news_unsaid", "digest_news", ["until_on"], sqlite_where=unsaid, postgresql_where=unsaid
    )
    op.add_column("mail_wishes", sa.Column("news", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("programmes", sa.Column("notice_days", sa.Integer(), nullable=False, server_default="5"))


def downgrade() -> None:
    """Nobody is told beforehand."""
    op.drop_column("programmes", "notice_days")
    op.drop_column("mail_wishes", "news")
    for table in (
        "digest_news",
        "obstacle_headsups",
        "headsup_versions",
        "headsup_departments",
        "headsup_sites",
        "headsups",
    ):
        op.drop_table(table)
