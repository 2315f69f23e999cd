"""People: sites, departments, teams, persons, roles, sign-in, imports."""

import sqlalchemy as sa
from alembic import op

revision = "0002_people"
down_revision = "0001_ground"
branch_labels = None
depends_on = None
BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """People: sites, departments, teams, persons, roles, sign-in, imports."""
    op.create_table(
        "departments",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_departments")),
        sa.UniqueConstraint("name", name=op.f("uq_departments_name")),
    )
    op.create_table(
        "house",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("company", sa.String(length=120), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("k", sa.Integer(), nullable=False),
        sa.Column("demo_made_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_house")),
    )
    op.create_table(
        "sites",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("metro", sa.String(length=120), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sites")),
        sa.UniqueConstraint("name", name=op.f("uq_sites_name")),
    )
    op.create_table(
        "closed_days",
        sa.Column("site_id", BIGINT, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_closed_days_site_id_sites")),
        sa.PrimaryKeyConstraint("site_id", "day", name=op.f("pk_closed_days")),
    )
    op.create_table(
        "persons",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("employee_no", sa.String(length=40), nullable=True),
        sa.Column("email", sa.String(length=320), nullable=True),
        sa.Column("email_norm", sa.String(length=320), nullable=True),
        sa.Column("first_name", sa.String(length=120), nullable=False),
        sa.Column("last_name", sa.String(length=120), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("job_title", sa.String(length=120), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("department_id", BIGINT, nullable=True),
        sa.Column("manager_id", BIGINT, nullable=True),
        sa.Column("shift_pattern", sa.String(length=40), nullable=True),
        sa.Column("hired_on", sa.Date(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("mail_ok", sa.Boolean(), nullable=False),
        sa.Column("erased_on", sa.Date(), nullable=True),
        sa.Column("sort_key", sa.String(length=260), nullable=False),
        sa.Column("own_choice", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_persons_department_id_departments")
        ),
        sa.ForeignKeyConstraint(["manager_id"], ["persons.id"], name=op.f("fk_persons_manager_id_persons")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_persons")),
        sa.UniqueConstraint("email_norm", name=op.f("uq_persons_email_norm")),
        sa.UniqueConstraint("employee_no", name=op.f("uq_persons_employee_no")),
    )
    op.create_index("ix_persons_sort", "persons", ["sort_key", "id"], unique=False)
    op.create_table(
        "sign_in_tries",
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("slot", sa.DateTime(timezone=True), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key_hash", "slot", name=op.f("pk_sign_in_tries")),
    )
    op.create_index(op.f("ix_sign_in_tries_slot"), "sign_in_tries", ["slot"], unique=False)
    op.create_table(
        "delegates",
        sa.Column("leader_id", BIGINT, nullable=False),
        sa.Column("delegate_id", BIGINT, nullable=False),
        sa.ForeignKeyConstraint(
            ["delegate_id"], ["persons.id"], name=op.f("fk_delegates_delegate_id_persons")
        ),
        sa.ForeignKeyConstraint(["leader_id"], ["persons.id"], name=op.f("fk_delegates_leader_id_persons")),
        sa.PrimaryKeyConstraint("leader_id", "delegate_id", name=op.f("pk_delegates")),
    )
    op.create_table(
        "department_heads",
        sa.Column("department_id", BIGINT, nullable=False),
        sa.Column("part", sa.String(length=8), nullable=False),
        sa.Column("person_id", BIGINT, nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_department_heads_department_id_departments")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_department_heads_person_id_persons")
        ),
        sa.PrimaryKeyConstraint("department_id", "part", name=op.f("pk_department_heads")),
    )
    op.create_table(
        "import_runs",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("by_id", BIGINT, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["persons.id"], name=op.f("fk_import_runs_by_id_persons")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_runs")),
    )
    op.create_table(
        "passwords",
        sa.Column("person_id", BIGINT, nullable=False),
        sa.Column("hash", sa.String(length=255), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_passwords_person_id_persons")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_passwords")),
    )
    op.create_table(
        "roles",
        sa.Column("person_id", BIGINT, nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("scope_kind", sa.String(length=12), nullable=False),
        sa.Column("scope_id", BIGINT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_roles_person_id_persons")),
        sa.PrimaryKeyConstraint("person_id", "role", "scope_kind", "scope_id", name=op.f("pk_roles")),
    )
    op.create_table(
        "teams",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("site_id", BIGINT, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("department_id", BIGINT, nullable=True),
        sa.Column("lead_id", BIGINT, nullable=True),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_teams_department_id_departments")
        ),
        sa.ForeignKeyConstraint(["lead_id"], ["persons.id"], name=op.f("fk_teams_lead_id_persons")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_teams_site_id_sites")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teams")),
        sa.UniqueConstraint("site_id", "name", name=op.f("uq_teams_site_id_name")),
    )
    op.create_table(
        "web_sessions",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", BIGINT, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("device", sa.String(length=120), nullable=False),
        sa.Column("way", sa.String(length=8), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_web_sessions_person_id_persons")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_web_sessions")),
    )
    op.create_index(op.f("ix_web_sessions_person_id"), "web_sessions", ["person_id"], unique=False)
    op.create_table(
        "import_rows",
        sa.Column("run_id", BIGINT, nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["import_runs.id"], name=op.f("fk_import_rows_run_id_import_runs")
        ),
        sa.PrimaryKeyConstraint("run_id", "line", name=op.f("pk_import_rows")),
    )
    op.create_table(
        "postings",
        sa.Column("person_id", BIGINT, nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("team_id", BIGINT, nullable=True),
        sa.Column("site_id", BIGINT, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_postings_person_id_persons")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_postings_site_id_sites")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_postings_team_id_teams")),
        sa.PrimaryKeyConstraint("person_id", "from_on", name=op.f("pk_postings")),
    )
    op.create_index("ix_postings_site", "postings", ["site_id"], unique=False)
    op.create_index("ix_postings_team", "postings", ["team_id"], unique=False)


def downgrade() -> None:
    """Drop them again."""
    op.drop_index("ix_postings_team", table_name="postings")
    op.drop_index("ix_postings_site", table_name="postings")
    op.drop_table("postings")
    op.drop_table("import_rows")
    op.drop_index(op.f("ix_web_sessions_person_id"), table_name="web_sessions")
    op.drop_table("web_sessions")
    op.drop_table("teams")
    op.drop_table("roles")
    op.drop_table("passwords")
    op.drop_table("import_runs")
    op.drop_table("department_heads")
    op.drop_table("delegates")
    op.drop_index(op.f("ix_sign_in_tries_slot"), table_name="sign_in_tries")
    op.drop_table("sign_in_tries")
    op.drop_index("ix_persons_sort", table_name="persons")
    op.drop_table("persons")
    op.drop_table("closed_days")
    op.drop_table("sites")
    op.drop_table("house")
    op.drop_table("departments")
