"""Campaigns that open early for members of some levels."""

from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        alter table promotion.campaign
            add column opens_early boolean not null default false,
            add constraint ck_campaign_early check (not opens_early or kind not in ('group_buy', 'bargain', 'flash'))
    """)


def downgrade() -> None:
    op.execute("alter table promotion.campaign drop column opens_early")
