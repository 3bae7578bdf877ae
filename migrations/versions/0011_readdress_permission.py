"""The built-in roles of a shop that is open already get the permission to change an order's address."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        update governance.role set permissions = array_append(permissions, 'orders.readdress')
        where built_in and name in ('店主', '客服') and not 'orders.readdress' = any(permissions)
    """)


def downgrade() -> None:
    op.execute("update governance.role set permissions = array_remove(permissions, 'orders.readdress')")
