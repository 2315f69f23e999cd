"""What is ready to close waits on the chief of staff, who is asked for the closing sentence; not on its department."""

import sqlalchemy as sa
from alembic import op

revision = "0049_ready_to_close"
down_revision = "0048_tallies"
branch_labels = None
depends_on = None

_READY = "stage = 'ready_to_close'"


def upgrade() -> None:
    """Say so of those that stand there; pages that somebody keeps of them are old."""
    _stands_with("'house'", "NULL", f"{_READY} AND waiting_kind <> 'house'")


def downgrade() -> None:
    """Back to the department, where there is one."""
    _stands_with("'department'", "department_id", f"{_READY} AND department_id IS NOT NULL")


def _stands_with(kind: str, key: str, which: str) -> None:
    changed = op.get_bind().execute(
        sa.text(
            f"UPDATE obstacles SET waiting_kind = {kind}, waiting_id = {key}, revision = revision + 1 WHERE {which}"  # noqa: S608 - words of our own
        )
    )
    if changed.rowcount:
        op.execute("UPDATE revisions SET n = n + 1 WHERE name = 'log' AND key = ''")
