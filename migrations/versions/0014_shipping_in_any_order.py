"""Whether an order is shipped whole is what the latest tidings say, not those that came last."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("alter table payments.shipping_upload add column done_as_of timestamptz")
    op.execute("""
        update payments.shipping_upload u set done_as_of = coalesce(
            (select max(p.shipped_at) from payments.shipping_parcel p where p.order_id = u.order_id), now())
    """)
    op.execute("alter table payments.shipping_upload alter column done_as_of set not null")


def downgrade() -> None:
    op.execute("alter table payments.shipping_upload drop column done_as_of")
