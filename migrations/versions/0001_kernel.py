"""Deliveries, inbox, idempotency keys."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("create schema kernel")
    op.execute("""
        create table kernel.delivery (
            id uuid not null constraint pk_delivery primary key,
            kind text not null constraint ck_delivery_kind check (kind in ('event', 'job')),
            name text not null,
            subscriber text not null,
            payload jsonb not null,
            request_id text not null,
            status text not null default 'pending' constraint ck_delivery_status check (status in ('pending', 'done', 'parked')),
            attempts integer not null default 0,
            due_at timestamptz not null,
            claimed_until timestamptz,
            last_error text,
            created_at timestamptz not null,
            done_at timestamptz
        )
    """)
    op.execute("create index ix_delivery_due on kernel.delivery (due_at) where status = 'pending'")
    op.execute("create index ix_delivery_parked on kernel.delivery (created_at) where status = 'parked'")
    op.execute("create index ix_delivery_done on kernel.delivery (done_at) where status = 'done'")
    op.execute("""
        create table kernel.inbox (
            id uuid not null constraint pk_inbox primary key,
            source text not null,
            dedup_key text not null,
            kind text not null,
            headers jsonb not null,
            body bytea not null,
            delivery_id uuid not null,
            received_at timestamptz not null,
            constraint uq_inbox_source_dedup_key unique (source, dedup_key)
        )
    """)
    op.execute("create index ix_inbox_received on kernel.inbox (received_at)")
    op.execute("""
        create table kernel.idempotency (
            scope text not null,
            key text not null,
            request_hash bytea not null,
            status integer,
            content_type text,
            body bytea,
            created_at timestamptz not null,
            constraint pk_idempotency primary key (scope, key)
        )
    """)
    op.execute("create index ix_idempotency_created on kernel.idempotency (created_at)")


def downgrade() -> None:
    op.execute("drop schema kernel cascade")
