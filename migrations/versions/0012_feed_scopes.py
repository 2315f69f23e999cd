"""Feeds of a whole site, or of the programme, beside one's own."""

import sqlalchemy as sa
from alembic import op

revision = "0012_feed_scopes"
down_revision = "0011_told_clocks"
branch_labels = None
depends_on = None
BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Say which site a feed shows, and make room for the word programme."""
    with op.batch_alter_table("feeds") as table:
        table.add_column(sa.Column("site_id", BIGINT, nullable=True))
        table.alter_column("kind", existing_type=sa.String(length=8), type_=sa.String(length=12))
        table.create_foreign_key(op.f("fk_feeds_site_id_sites"), "sites", ["site_id"], ["id"])


def downgrade() -> None:
    """Only one's own again; the others are closed with it."""
    op.execute("delete from feeds where kind in ('site', 'programme')")
    with op.batch_alter_table("feeds") as table:
        table.drop_constraint(op.f("fk_feeds_site_id_sites"), type_="foreignkey")
        table.alter_column("kind", existing_type=sa.String(length=12), type_=sa.String(length=8))
        table.drop_column("site_id")
