"""Promises are found by each way to see them, in the order of their dates; the site of their sit-down stands beside them."""

from alembic import op

revision = "0047_ways"
down_revision = "0046_shut"
branch_labels = None
depends_on = None

OPEN = "stage IN ('open', 'in_progress')"
WAS = ["owner_id", "promised_by_id", "department_id", "site_id", "sitdown_id", "stage"]
# The sit-down itself is not asked any more.
IS = ["owner_id", "promised_by_id", "department_id", "site_id", "met_site_id", "stage"]
LED = {
    "owed": "owner_id",
    "given": "promised_by_id",
    "of": "department_id",
    "at": "site_id",
    "met": "met_site_id",
}

Indexes = dict[str, tuple[list[str], str]]
BEFORE: Indexes = {
    "ix_followups_open": (["due_on", "id", "moves", *WAS], OPEN),
    "ix_followups_twice": (["due_on", "id", "moves", *WAS], f"{OPEN} AND moves >= 2"),
    "ix_followups_nobody": (["due_on", "id"], f"{OPEN} AND owner_id IS NULL"),
    "ix_followups_owed": (["owner_id", "due_on", "id", "moves", *WAS[1:]], OPEN),
    "ix_followups_asked": (["due_on", "id", *WAS], "stage = 'claimed'"),
    "ix_followups_settled": (["settled_on", "id", *WAS], "stage IN ('confirmed', 'dropped')"),
    "ix_followups_owner": (["owner_id"], ""),
    "ix_followups_promised": (["promised_by_id"], ""),
}
AFTER: Indexes = {
    "ix_followups_open": (["due_on", "id", "moves", *IS], OPEN),
    "ix_followups_twice": (["due_on", "id", "moves", *IS], f"{OPEN} AND moves >= 2"),
    "ix_followups_nobody": (["due_on", "id", "moves", *IS], f"{OPEN} AND owner_id IS NULL"),
    "ix_followups_asked": (["due_on", "id", *IS], "stage = 'claimed'"),
    "ix_followups_settled": (["settled_on", "id", *IS], "stage IN ('confirmed', 'dropped')"),
    **{
        f"ix_followups_{name}": ([way, "due_on", "id", "moves", *(one for one in IS if one != way)], OPEN)
        for name, way in LED.items()
    },
    "ix_followups_owner": (["owner_id", "stage", "due_on", "settled_on", "id", *IS[1:-1]], ""),
    "ix_followups_promised": (
        ["promised_by_id", "stage", "due_on", "settled_on", "id", "owner_id", *IS[2:-1]],
        "",
    ),
}


def _instead(these: Indexes, those: Indexes) -> None:
    for name in these:
        op.drop_index(name, table_name="followups")
    for name, (columns, where) in those.items():
        only = f" WHERE {where}" if where else ""
        op.execute(f"CREATE INDEX {name} ON followups ({', '.join(columns)}){only}")


def upgrade() -> None:
    """Write the site beside each promise, then make the indexes."""
    # Said with the column: SQLite would make the whole table anew for a constraint of its own.
    kind = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    op.execute(
        f"ALTER TABLE followups ADD COLUMN met_site_id {kind} "
        "CONSTRAINT fk_followups_met_site_id_sites REFERENCES sites (id)"
    )
    op.execute(
        "UPDATE followups SET met_site_id = (SELECT site_id FROM sitdowns WHERE sitdowns.id = followups.sitdown_id) "
        "WHERE sitdown_id IS NOT NULL"
    )
    _instead(BEFORE, AFTER)


def downgrade() -> None:
    """Drop both."""
    for name in AFTER:
        op.drop_index(name, table_name="followups")
    op.drop_column("followups", "met_site_id")
    _instead({}, BEFORE)
