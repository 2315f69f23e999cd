"""What boards count is counted in an index alone: the places and people of promises and unanswered entries stand beside their dates."""

from alembic import op

revision = "0045_counting"
down_revision = "0044_drafts"
branch_labels = None
depends_on = None

OPEN = "stage IN ('open', 'in_progress')"
# The columns of the condition, too: without them SQLite looks at each row to be sure of it.
BESIDE = ["owner_id", "promised_by_id", "department_id", "site_id", "sitdown_id", "stage"]
WIDENED = (
    ("ix_followups_open", "followups", ["due_on", "id"], ["moves", *BESIDE], OPEN),
    ("ix_followups_twice", "followups", ["due_on", "id"], ["moves", *BESIDE], f"{OPEN} AND moves >= 2"),
    ("ix_followups_owed", "followups", ["owner_id", "due_on", "id"], ["moves", *BESIDE[1:]], OPEN),
    ("ix_followups_asked", "followups", ["due_on", "id"], BESIDE, "stage = 'claimed'"),
    ("ix_followups_settled", "followups", ["settled_on", "id"], BESIDE, "stage IN ('confirmed', 'dropped')"),
    ("ix_obstacles_unanswered", "obstacles", ["answer_due_on", "id"], ["site_id", "department_id", "answered_on", "stage"],
     "answered_on IS NULL AND COALESCE(stage, '') = 'published'"),
)  # fmt: skip


def upgrade() -> None:
    """Make them anew, wider."""
    for name, table, first, beside, where in WIDENED:
        op.drop_index(name, table_name=table)
        op.execute(f"CREATE INDEX {name} ON {table} ({', '.join([*first, *beside])}) WHERE {where}")


def downgrade() -> None:
    """Make them narrow again."""
    for name, table, first, _beside, where in WIDENED:
        op.drop_index(name, table_name=table)
        op.execute(f"CREATE INDEX {name} ON {table} ({', '.join(first)}) WHERE {where}")
