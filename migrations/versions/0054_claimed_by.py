"""Who said that a promise is done stands beside what they said: its owner may be somebody else by the time it is read."""

from alembic import op

revision = "0054_claimed_by"
down_revision = "0053_declined"
branch_labels = None
depends_on = None

_SAID = """
SELECT COALESCE(e.for_id, e.actor_id) FROM journal e
WHERE e.kind = 'followup' AND e.subject_id = followups.id AND e.verb = 'followup.claimed'
AND COALESCE(e.for_id, e.actor_id) IN (SELECT id FROM persons)
AND NOT EXISTS (
  SELECT 1 FROM journal b
  WHERE b.kind = e.kind AND b.subject_id = e.subject_id AND b.verb = 'followup.sent_back' AND b.actor_id = e.actor_id
)
ORDER BY e.at DESC LIMIT 1
"""
"""The newest line, but for those of somebody who had sent it back: they only took that back."""


def upgrade() -> None:
    """The journal knows; where it does not, an owner cannot have changed while it stands as done."""
    # SQLite would make the table anew, at which others point.
    kind = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    op.execute(
        f"ALTER TABLE followups ADD COLUMN claimed_by_id {kind} "
        "CONSTRAINT fk_followups_claimed_by_id_persons REFERENCES persons (id)"
    )
    op.execute(f"UPDATE followups SET claimed_by_id = ({_SAID}) WHERE claim <> ''")  # noqa: S608 - words of our own
    op.execute(
        "UPDATE followups SET claimed_by_id = owner_id "
        "WHERE claimed_by_id IS NULL AND claim <> '' AND stage IN ('claimed', 'confirmed')"
    )


def downgrade() -> None:
    """It is signed by whoever owns it now."""
    op.drop_column("followups", "claimed_by_id")
