"""Revoked coupons stay revoked: those that an order holds are taken back when they come home."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("alter table promotion.coupon_template add column revoked_at timestamptz")
    op.execute("create index ix_coupon_held on promotion.coupon (template_id) where state = 'held'")


def downgrade() -> None:
    op.execute("drop index promotion.ix_coupon_held")
    op.execute("alter table promotion.coupon_template drop column revoked_at")
