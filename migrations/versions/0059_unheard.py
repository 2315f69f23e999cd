"""A promise that nobody of the floor heard is looked at, and closed without a green light; found among what is settled.

Such a promise that is said to be done, and of which the floor's word was awaited in vain, waits for a look from now on:
of whoever promised it, else of a chief of staff. Nobody looks at what they owe themselves.
"""

from alembic import op

revision = "0059_unheard"
down_revision = "0058_not_yets"
branch_labels = None
depends_on = None

COLUMNS = "settled_on, id, owner_id, promised_by_id, department_id, site_id, met_site_id, stage"
CHIEF = """(SELECT min(roles.person_id) FROM roles
    JOIN persons ON persons.id = roles.person_id AND persons.kind <> 'blank' AND persons.left_on IS NULL
    WHERE roles.role = 'chief_of_staff' AND (followups.owner_id IS NULL OR roles.person_id <> followups.owner_id))"""


def upgrade() -> None:
    """The index of what is settled anew, with the stage in which these end; and who looks at those that wait."""
    op.drop_index("ix_followups_settled", table_name="followups")
    op.execute(
        f"CREATE INDEX ix_followups_settled ON followups ({COLUMNS})"
        " WHERE stage IN ('confirmed', 'unconfirmed', 'dropped')"
    )
    op.execute(f"""
        INSERT INTO followup_looks (followup_id, looker_id, asked_on)
        SELECT id, looker_id, claimed_on FROM (
            SELECT id, claimed_on, CASE
                WHEN promised_by_id IS NOT NULL AND (owner_id IS NULL OR promised_by_id <> owner_id)
                THEN promised_by_id ELSE {CHIEF} END AS looker_id
            FROM followups
            WHERE stage = 'claimed' AND claimed_on IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM obstacle_followups o WHERE o.followup_id = followups.id)
            AND NOT EXISTS (SELECT 1 FROM followup_looks l WHERE l.followup_id = followups.id)
            AND NOT EXISTS (
                SELECT 1 FROM seats s WHERE s.sitdown_id = followups.sitdown_id AND s.state = 'invited'
                AND (s.attended OR (s.attended IS NULL AND s.answer <> 'declined'))
                AND (followups.owner_id IS NULL OR s.person_id <> followups.owner_id))
        ) AS waiting WHERE looker_id IS NOT NULL""")  # noqa: S608 - our own words alone


def downgrade() -> None:
    """Back to what the board knew; who looks goes on."""
    op.execute("UPDATE followups SET stage = 'claimed', settled_on = NULL WHERE stage = 'unconfirmed'")
    op.drop_index("ix_followups_settled", table_name="followups")
    op.execute(
        f"CREATE INDEX ix_followups_settled ON followups ({COLUMNS}) WHERE stage IN ('confirmed', 'dropped')"
    )
