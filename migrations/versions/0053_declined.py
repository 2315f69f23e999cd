"""Found at once: events in leaders' calendars that somebody declined, people who left, and those who are no staff.

Boards went through all answers and all people for them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0053_declined"
down_revision = "0052_left_out"
branch_labels = None
depends_on = None

_SAID = "EXISTS (SELECT 1 FROM cal_answers WHERE event_id = cal_events.id AND answer = 'declined')"


def upgrade() -> None:
    """Look through the answers once more, and never again."""
    op.add_column(
        "cal_events", sa.Column("declined", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.execute(f"UPDATE cal_events SET declined = (1 = 1) WHERE {_SAID}")  # noqa: S608 - words of our own
    op.execute(
        "CREATE INDEX ix_cal_events_declined ON cal_events (sitdown_id, series_id) WHERE declined AND role <> 'seat'"
    )
    op.execute("CREATE INDEX ix_persons_left ON persons (left_on) WHERE left_on IS NOT NULL")
    op.execute("CREATE INDEX ix_persons_others ON persons (kind, mail_ok) WHERE kind <> 'staff'")


def downgrade() -> None:
    """Forget it."""
    op.drop_index("ix_persons_others", table_name="persons")
    op.drop_index("ix_persons_left", table_name="persons")
    op.drop_index("ix_cal_events_declined", table_name="cal_events")
    op.drop_column("cal_events", "declined")
