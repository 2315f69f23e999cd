"""Hours of one site, in the place of the programme's."""

import sqlalchemy as sa
from alembic import op

revision = "0020_site_hours"
down_revision = "0019_chase_holds"
branch_labels = None
depends_on = None
BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """A row for each site that has its own."""
    op.create_table(
        "site_hours",
        sa.Column("site_id", BIGINT, autoincrement=False, nullable=False),
        sa.Column("opens_local", sa.Time(), nullable=True),
        sa.Column("shuts_local", sa.Time(), nullable=True),
        sa.Column("working_days_only", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_site_hours_site_id_sites")),
        sa.PrimaryKeyConstraint("site_id", name=op.f("pk_site_hours")),
    )


def downgrade() -> None:
    """The programme's everywhere."""
    op.drop_table("site_hours")
