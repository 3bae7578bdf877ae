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
    # The owner's row decides which address is the default: no two changes can both believe that they are the first.
    op.execute("alter table members.member add column default_address_id uuid")
    op.execute("alter table members.member add column address_count integer not null default 0")
    op.execute("""
        update members.member m set address_count = b.size, default_address_id = b.standard
        from (select member_id, count(*) as size, (array_agg(id) filter (where is_default))[1] as standard
              from members.address group by member_id) b
        where m.id = b.member_id
    """)
    op.execute("alter table members.address drop column is_default")
    # Sold counts are added up for many orders at once: every purchase of a popular product rewrote its row.
    op.execute("""
        create table commerce.uncounted_sale (
            order_id uuid not null constraint pk_uncounted_sale primary key
                constraint fk_uncounted_sale_order_id references commerce."order" (id)
        )
    """)
    op.execute("""
        insert into commerce.uncounted_sale (order_id)
        select cast(payload ->> 'order_id' as uuid) from kernel.delivery
        where subscriber = 'commerce.sold_counts' and status <> 'done' on conflict do nothing
    """)
    op.execute("delete from kernel.delivery where subscriber = 'commerce.sold_counts'")


def downgrade() -> None:
    op.execute("drop table commerce.uncounted_sale")
    op.execute("alter table members.address add column is_default boolean")
    op.execute("""
        update members.address a set is_default = a.id is not distinct from m.default_address_id
        from members.member m where m.id = a.member_id
    """)
    op.execute("alter table members.address alter column is_default set not null")
    op.execute("create unique index uq_address_default on members.address (member_id) where is_default")
    op.execute("alter table members.member drop column address_count, drop column default_address_id")
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
