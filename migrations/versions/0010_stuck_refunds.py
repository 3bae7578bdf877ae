"""Stuck refunds are counted on every page of the admin: by an index that holds them alone."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("create index ix_refund_stuck on payments.refund (id) where state = 'stuck'")


def downgrade() -> None:
    op.execute("drop index payments.ix_refund_stuck")
