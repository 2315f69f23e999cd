"""Obstacles: what was raised, what the log says, and the search index."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005_obstacles"
down_revision = "0004_followups"
branch_labels = None
depends_on = None
BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

LISTED = (
    ("ix_obstacles_listed", ["id"], "bar <> ''"),
    ("ix_obstacles_listed_shown_site_id", ["shown_site_id", "id"], "bar <> ''"),
    ("ix_obstacles_listed_department_id", ["department_id", "id"], "bar <> ''"),
    ("ix_obstacles_listed_dimension", ["dimension", "id"], "bar <> ''"),
    ("ix_obstacles_fixed", ["fixed_on", "id"], "fixed_on IS NOT NULL"),
)


def upgrade() -> None:
    """Obstacles: what was raised, what the log says, and the search index."""
    op.create_table(
        "obstacles",
        sa.Column("id", BIGINT, autoincrement=False, nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("stage", sa.String(length=14), nullable=False),
        sa.Column("bar", sa.String(length=8), nullable=False),
        sa.Column("stage_before", sa.String(length=14), nullable=False),
        sa.Column("department_id", BIGINT, nullable=True),
        sa.Column("site_id", BIGINT, nullable=True),
        sa.Column("team_id", BIGINT, nullable=True),
        sa.Column("shown_site_id", BIGINT, nullable=True),
        sa.Column("shown_team_id", BIGINT, nullable=True),
        sa.Column("dimension", sa.String(length=24), nullable=True),
        sa.Column("programme_id", BIGINT, nullable=True),
        sa.Column("waiting_kind", sa.String(length=12), nullable=False),
        sa.Column("waiting_id", BIGINT, nullable=True),
        sa.Column("waiting_since_on", sa.Date(), nullable=True),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("answer_due_on", sa.Date(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answers_n", sa.Integer(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("withheld_because", sa.String(length=400), nullable=False),
        sa.Column("asked_round", sa.Integer(), nullable=False),
        sa.Column("fixed_on", sa.Date(), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("voices_n", sa.Integer(), nullable=False),
        sa.Column("merged_into_id", BIGINT, nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_obstacles_department_id_departments")
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["obstacles.id"], name=op.f("fk_obstacles_merged_into_id_obstacles")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_obstacles_programme_id_programmes")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_obstacles_site_id_sites")),
        sa.ForeignKeyConstraint(
            ["shown_site_id"], ["sites.id"], name=op.f("fk_obstacles_shown_site_id_sites")
        ),
        sa.ForeignKeyConstraint(
            ["shown_team_id"], ["teams.id"], name=op.f("fk_obstacles_shown_team_id_teams")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_obstacles_team_id_teams")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_obstacles")),
        sa.UniqueConstraint("code", name=op.f("uq_obstacles_code")),
    )
    op.create_index("ix_obstacles_due", "obstacles", ["answer_due_on"], unique=False)
    op.create_index("ix_obstacles_stage", "obstacles", ["stage", "id"], unique=False)
    op.create_index("ix_obstacles_bar", "obstacles", ["bar", "id"], unique=False)
    op.create_index("ix_obstacles_merged", "obstacles", ["merged_into_id"], unique=False)
    for name, columns, where in LISTED:
        op.create_index(
            name, "obstacles", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where)
        )
    op.create_table(
        "answers",
        sa.Column("obstacle_id", BIGINT, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("plain", sa.Text(), nullable=False),
        sa.Column("decider_id", BIGINT, nullable=True),
        sa.Column("by_id", BIGINT, nullable=True),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "kind <> 'no' OR (html <> '' AND decider_id IS NOT NULL AND review_on IS NOT NULL)",
            name=op.f("ck_answers_no_has_reason"),
        ),
        sa.ForeignKeyConstraint(["by_id"], ["persons.id"], name=op.f("fk_answers_by_id_persons")),
        sa.ForeignKeyConstraint(["decider_id"], ["persons.id"], name=op.f("fk_answers_decider_id_persons")),
        sa.ForeignKeyConstraint(
            ["obstacle_id"], ["obstacles.id"], name=op.f("fk_answers_obstacle_id_obstacles")
        ),
        sa.PrimaryKeyConstraint("obstacle_id", "n", name=op.f("pk_answers")),
    )
    op.create_table(
        "raisings",
        sa.Column("id", BIGINT, autoincrement=False, nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("sitdown_id", BIGINT, nullable=True),
        sa.Column("claim_hash", sa.String(length=64), nullable=True),
        sa.Column("named_id", BIGINT, nullable=True),
        sa.Column("obstacle_id", BIGINT, nullable=True),
        sa.Column("wording_says", sa.String(length=10), nullable=False),
        sa.Column("wording_note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["named_id"], ["persons.id"], name=op.f("fk_raisings_named_id_persons")),
        sa.ForeignKeyConstraint(
            ["obstacle_id"], ["obstacles.id"], name=op.f("fk_raisings_obstacle_id_obstacles")
        ),
        sa.ForeignKeyConstraint(
            ["sitdown_id"], ["sitdowns.id"], name=op.f("fk_raisings_sitdown_id_sitdowns")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_raisings")),
        sa.UniqueConstraint("claim_hash", name=op.f("uq_raisings_claim_hash")),
    )
    op.create_index("ix_raisings_obstacle", "raisings", ["obstacle_id"], unique=False)
    op.create_table(
        "rounds",
        sa.Column("obstacle_id", BIGINT, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["obstacle_id"], ["obstacles.id"], name=op.f("fk_rounds_obstacle_id_obstacles")
        ),
        sa.PrimaryKeyConstraint("obstacle_id", "n", name=op.f("pk_rounds")),
    )
    op.create_table(
        "voices",
        sa.Column("id", BIGINT, autoincrement=False, nullable=False),
        sa.Column("obstacle_id", BIGINT, nullable=False),
        sa.Column("person_id", BIGINT, nullable=True),
        sa.Column("device_hash", sa.String(length=64), nullable=True),
        sa.Column("claim_hash", sa.String(length=64), nullable=True),
        sa.Column("on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["obstacle_id"], ["obstacles.id"], name=op.f("fk_voices_obstacle_id_obstacles")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_voices_person_id_persons")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voices")),
        sa.UniqueConstraint("claim_hash", name=op.f("uq_voices_claim_hash")),
        sa.UniqueConstraint("obstacle_id", "device_hash", name=op.f("uq_voices_obstacle_id_device_hash")),
        sa.UniqueConstraint("obstacle_id", "person_id", name=op.f("uq_voices_obstacle_id_person_id")),
    )
    op.create_table(
        "wordings",
        sa.Column("obstacle_id", BIGINT, nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("title", sa.String(length=240), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["obstacle_id"], ["obstacles.id"], name=op.f("fk_wordings_obstacle_id_obstacles")
        ),
        sa.PrimaryKeyConstraint("obstacle_id", "language", name=op.f("pk_wordings")),
    )
    op.create_table(
        "obstacle_followups",
        sa.Column("followup_id", BIGINT, nullable=False),
        sa.Column("obstacle_id", BIGINT, nullable=False),
        sa.ForeignKeyConstraint(
            ["followup_id"], ["followups.id"], name=op.f("fk_obstacle_followups_followup_id_followups")
        ),
        sa.ForeignKeyConstraint(
            ["obstacle_id"], ["obstacles.id"], name=op.f("fk_obstacle_followups_obstacle_id_obstacles")
        ),
        sa.PrimaryKeyConstraint("followup_id", name=op.f("pk_obstacle_followups")),
    )
    op.create_index(
        op.f("ix_obstacle_followups_obstacle_id"), "obstacle_followups", ["obstacle_id"], unique=False
    )
    op.create_table(
        "verdicts",
        sa.Column("obstacle_id", BIGINT, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("voice_kind", sa.String(length=8), nullable=False),
        sa.Column("voice_key", sa.String(length=64), nullable=False),
        sa.Column("works", sa.Boolean(), nullable=False),
        sa.Column("because", sa.String(length=400), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["obstacle_id", "n"],
            ["rounds.obstacle_id", "rounds.n"],
            name=op.f("fk_verdicts_obstacle_id_n_rounds"),
        ),
        sa.PrimaryKeyConstraint("obstacle_id", "n", "voice_kind", "voice_key", name=op.f("pk_verdicts")),
        sqlite_with_rowid=False,
    )

    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE obstacle_search USING fts5("
            "words, tokenize='unicode61 remove_diacritics 0', prefix='2 3 4')"
        )
    else:
        op.create_table(
            "obstacle_search",
            sa.Column("id", sa.BigInteger(), primary_key=True, autoincrement=False),
            sa.Column("tsv", postgresql.TSVECTOR(), nullable=False),
        )
        op.create_index("ix_obstacle_search_tsv", "obstacle_search", ["tsv"], postgresql_using="gin")


def downgrade() -> None:
    """Drop them again."""
    op.execute("DROP TABLE obstacle_search")
    op.drop_table("verdicts")
    op.drop_index(op.f("ix_obstacle_followups_obstacle_id"), table_name="obstacle_followups")
    op.drop_table("obstacle_followups")
    op.drop_table("wordings")
    op.drop_table("voices")
    op.drop_table("rounds")
    op.drop_index("ix_raisings_obstacle", table_name="raisings")
    op.drop_table("raisings")
    op.drop_table("answers")
    op.drop_index("ix_obstacles_stage", table_name="obstacles")
    op.drop_index("ix_obstacles_due", table_name="obstacles")
    op.drop_table("obstacles")
