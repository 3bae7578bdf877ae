"""Callbacks are deliveries of their own kind, under the id of their inbox row."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("alter table kernel.delivery drop constraint ck_delivery_kind")
    op.execute("""
        alter table kernel.delivery add constraint ck_delivery_kind check (kind in ('event', 'callback', 'job'))
    """)
    # What was stored before and is not yet handled keeps its place in the queue.
    op.execute("""
        insert into kernel.delivery (id, kind, name, subscriber, payload, request_id, status, due_at, created_at)
        select i.id, 'callback', i.kind, 'inbox.' || i.source, '{}', d.request_id, d.status, d.due_at, d.created_at
        from kernel.inbox i join kernel.delivery d on d.id = i.delivery_id where d.status <> 'done'
    """)
    op.execute("delete from kernel.delivery where id in (select delivery_id from kernel.inbox)")
    op.execute("alter table kernel.inbox drop column delivery_id")
    op.execute("drop table payments.handled_push")


def downgrade() -> None:
    op.execute("""
        create table payments.handled_push (
            inbox_id uuid not null constraint pk_handled_push primary key
        )
    """)
    op.execute("alter table kernel.inbox add column delivery_id uuid")
    op.execute("update kernel.inbox set delivery_id = id")
    op.execute("alter table kernel.inbox alter column delivery_id set not null")
    op.execute("update kernel.delivery set kind = 'job' where kind = 'callback'")
    op.execute("alter table kernel.delivery drop constraint ck_delivery_kind")
    op.execute("alter table kernel.delivery add constraint ck_delivery_kind check (kind in ('event', 'job'))")
