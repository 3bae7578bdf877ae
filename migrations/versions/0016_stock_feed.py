"""The ledger of stock says which transaction wrote a move, so that it can be read in the order of commits."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The default is the same for all rows of a statement: PostgreSQL notes it once and does not rewrite the ledger.
    op.execute("""
        alter table supply.stock_move
            add column xid bigint not null default cast(cast(pg_current_xact_id() as text) as bigint)
    """)
    op.execute("create index ix_stock_move_feed on supply.stock_move (xid, id)")


def downgrade() -> None:
    op.execute("alter table supply.stock_move drop column xid")
