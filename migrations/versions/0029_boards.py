"""What boards ask for has an index: promises moved twice, owed, asked and settled; unanswered entries; dates without notes."""

from alembic import op

revision = "0029_boards"
down_revision = "0028_narrow_indexes"
branch_labels = None
depends_on = None

OPEN = "stage IN ('open', 'in_progress')"
INDEXES = (
    ("ix_followups_twice", "followups", ["due_on", "id"], f"{OPEN} AND moves >= 2"),
    ("ix_followups_owed", "followups", ["owner_id", "due_on", "id"], OPEN),
    ("ix_followups_asked", "followups", ["due_on", "id"], "stage = 'claimed'"),
    ("ix_followups_settled", "followups", ["settled_on", "id"], "stage IN ('confirmed', 'dropped')"),
    ("ix_obstacles_unanswered", "obstacles", ["answer_due_on", "id"], "answered_on IS NULL AND COALESCE(stage, '') = 'published'"),
    ("ix_cal_events_own", "cal_events", ["sitdown_id"], "role <> 'seat'"),
    ("ix_sitdowns_unclosed", "sitdowns", ["starts_at", "id"], "closed_at IS NULL AND state IN ('planned', 'held')"),
)  # fmt: skip


def upgrade() -> None:
    """Add them."""
    for name, table, columns, where in INDEXES:
        on = ", ".join(columns)
        op.execute(f"CREATE INDEX {name} ON {table} ({on}) WHERE {where}")


def downgrade() -> None:
    """Drop them."""
    for name, _table, _columns, _where in INDEXES:
        op.execute(f"DROP INDEX {name}")
