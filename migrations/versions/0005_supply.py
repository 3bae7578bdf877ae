"""Supply: warehouses, stock and its ledger, reservations, fulfilments, parcels, work orders."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("create schema supply")
    op.execute("""
        create table supply.warehouse (
            id uuid not null,
            code text not null,
            name text not null,
            kind text not null,
            contact_name text not null,
            contact_phone text not null,
            province text not null,
            city text not null,
            district text not null,
            detail text not null,
            sort integer default '0' not null,
            created_at timestamptz not null,
            constraint pk_warehouse primary key (id),
            constraint uq_warehouse_code unique (code),
            constraint ck_warehouse_kind check (kind in ('warehouse', 'store'))
        )
    """)
    op.execute("""
        create table supply.stock (
            sku_id uuid not null,
            warehouse_id uuid not null,
            on_hand integer default '0' not null,
            reserved integer default '0' not null,
            safety integer default '0' not null,
            constraint pk_stock primary key (sku_id, warehouse_id),
            constraint ck_stock_reserved_not_negative check (reserved >= 0),
            constraint ck_stock_not_oversold check (on_hand >= reserved),
            constraint ck_stock_safety_not_negative check (safety >= 0),
            constraint fk_stock_warehouse_id foreign key(warehouse_id) references supply.warehouse (id)
        )
         with (fillfactor = 70)
    """)
    op.execute("create index ix_stock_warehouse on supply.stock (warehouse_id, sku_id)")
    op.execute("""
        create table supply.stock_move (
            id bigint generated always as identity,
            sku_id uuid not null,
            warehouse_id uuid not null,
            kind text not null,
            cause text not null,
            on_hand_delta integer not null,
            reserved_delta integer not null,
            on_hand_after integer not null,
            reserved_after integer not null,
            order_id uuid,
            reference text default '' not null,
            by text default '' not null,
            at timestamptz not null,
            constraint pk_stock_move primary key (id),
            constraint uq_stock_move_cause_kind_sku_id_warehouse_id unique (cause, kind, sku_id, warehouse_id),
            constraint ck_stock_move_kind check (kind in ('receive', 'reserve', 'release', 'expire', 'ship', 'unship', 'return', 'scrap', 'adjust'))
        )
    """)
    op.execute("create index ix_stock_move_stock on supply.stock_move (sku_id, warehouse_id, id)")
    op.execute("""
        create table supply.reservation (
            order_id uuid not null,
            state text not null,
            until timestamptz not null,
            province text default '' not null,
            city text default '' not null,
            round integer default '1' not null,
            parcel_count integer default '0' not null,
            created_at timestamptz not null,
            constraint pk_reservation primary key (order_id),
            constraint ck_reservation_state check (state in ('held', 'expired', 'firm', 'released'))
        )
    """)
    op.execute("create index ix_reservation_until on supply.reservation (until) where state = 'held'")
    op.execute("""
        create table supply.reservation_line (
            order_id uuid not null,
            line_id uuid not null,
            warehouse_id uuid not null,
            sku_id uuid not null,
            quantity integer not null,
            constraint pk_reservation_line primary key (order_id, line_id, warehouse_id),
            constraint ck_reservation_line_quantity check (quantity > 0),
            constraint fk_reservation_line_order_id foreign key(order_id) references supply.reservation (order_id)
        )
    """)
    op.execute("""
        create table supply.fulfilment (
            id uuid not null,
            order_id uuid not null,
            order_number text not null,
            warehouse_id uuid not null,
            status text not null,
            receiver bytea not null,
            receiver_masked text not null,
            phone_masked text not null,
            province text not null,
            city text not null,
            region text not null,
            note text default '' not null,
            paid_at timestamptz not null,
            ship_by timestamptz not null,
            constraint pk_fulfilment primary key (id),
            constraint uq_fulfilment_order_id_warehouse_id unique (order_id, warehouse_id),
            constraint ck_fulfilment_status check (status in ('to_ship', 'partly_shipped', 'shipped', 'cancelled')),
            constraint fk_fulfilment_order_id foreign key(order_id) references supply.reservation (order_id)
        )
    """)
    op.execute("create index ix_fulfilment_number on supply.fulfilment (order_number)")
    op.execute(
        "create index ix_fulfilment_open on supply.fulfilment (ship_by, id) where status in ('to_ship', 'partly_shipped')"
    )
    op.execute("create index ix_fulfilment_shipped on supply.fulfilment (paid_at, id) where status = 'shipped'")
    op.execute("""
        create table supply.fulfilment_line (
            fulfilment_id uuid not null,
            line_id uuid not null,
            order_id uuid not null,
            sku_id uuid not null,
            warehouse_id uuid not null,
            title text not null,
            option_text text not null,
            image_url text not null,
            weight_g integer not null,
            price_fen bigint not null,
            quantity integer not null,
            withdrawn integer default '0' not null,
            claimed integer default '0' not null,
            shipped integer default '0' not null,
            returned integer default '0' not null,
            constraint pk_fulfilment_line primary key (fulfilment_id, line_id),
            constraint ck_fulfilment_line_claimed check (quantity > 0 and withdrawn >= 0 and claimed + withdrawn <= quantity),
            constraint ck_fulfilment_line_shipped check (shipped >= 0 and shipped <= claimed),
            constraint ck_fulfilment_line_returned check (returned >= 0 and returned <= shipped),
            constraint fk_fulfilment_line_fulfilment_id foreign key(fulfilment_id) references supply.fulfilment (id)
        )
    """)
    op.execute("create index ix_fulfilment_line_order on supply.fulfilment_line (order_id, line_id)")
    op.execute("""
        create table supply.parcel (
            id uuid not null,
            order_id uuid not null,
            fulfilment_id uuid not null,
            warehouse_id uuid not null,
            order_code text not null,
            courier_code text not null,
            courier_name text not null,
            tracking_number text,
            state text not null,
            problem text,
            mark text default '' not null,
            sorting text default '' not null,
            package text default '' not null,
            label_html text default '' not null,
            latest text,
            requested_at timestamptz not null,
            requested_by text not null,
            claimed_until timestamptz,
            cancelling boolean default false not null,
            shipped_at timestamptz,
            signed_at timestamptz,
            newest_trace_at timestamptz,
            subscribed_at timestamptz,
            checked_at timestamptz,
            constraint pk_parcel primary key (id),
            constraint uq_parcel_order_code unique (order_code),
            constraint ck_parcel_state check (state in ('requesting', 'labelled', 'collected', 'in_transit', 'delivering', 'signed', 'problem', 'returned', 'cancelled')),
            constraint ck_parcel_numbered check (state in ('requesting', 'cancelled') or tracking_number is not null),
            constraint fk_parcel_fulfilment_id foreign key(fulfilment_id) references supply.fulfilment (id),
            constraint fk_parcel_warehouse_id foreign key(warehouse_id) references supply.warehouse (id)
        )
    """)
    op.execute("create index ix_parcel_fulfilment on supply.parcel (fulfilment_id)")
    op.execute(
        "create index ix_parcel_open on supply.parcel (checked_at) where state in ('labelled', 'collected', 'in_transit', 'delivering', 'problem')"
    )
    op.execute("create index ix_parcel_order on supply.parcel (order_id)")
    op.execute(
        "create index ix_parcel_requesting on supply.parcel (requested_at) where state = 'requesting' or cancelling"
    )
    op.execute(
        "create unique index uq_parcel_tracking on supply.parcel (tracking_number, courier_code) where tracking_number is not null"
    )
    op.execute("""
        create table supply.parcel_line (
            parcel_id uuid not null,
            line_id uuid not null,
            sku_id uuid not null,
            quantity integer not null,
            constraint pk_parcel_line primary key (parcel_id, line_id),
            constraint ck_parcel_line_quantity check (quantity > 0),
            constraint fk_parcel_line_parcel_id foreign key(parcel_id) references supply.parcel (id)
        )
    """)
    op.execute("create index ix_parcel_line_line on supply.parcel_line (line_id)")
    op.execute("""
        create table supply.parcel_trace (
            parcel_id uuid not null,
            position integer not null,
            at timestamptz not null,
            text text not null,
            place text,
            constraint pk_parcel_trace primary key (parcel_id, position),
            constraint fk_parcel_trace_parcel_id foreign key(parcel_id) references supply.parcel (id)
        )
    """)
    op.execute("""
        create table supply.work_order (
            id uuid not null,
            cause text not null,
            kind text not null,
            title text not null,
            detail text not null,
            order_id uuid,
            order_number text,
            parcel_id uuid,
            status text default 'open' not null,
            due_at timestamptz not null,
            created_at timestamptz not null,
            resolved_at timestamptz,
            resolved_by text,
            resolution text,
            constraint pk_work_order primary key (id),
            constraint uq_work_order_cause unique (cause),
            constraint ck_work_order_status check (status in ('open', 'resolved')),
            constraint ck_work_order_kind check (kind in ('waybill_refused', 'problem', 'returned', 'stalled'))
        )
    """)
    op.execute("create index ix_work_order_open on supply.work_order (due_at, id) where status = 'open'")
    op.execute("create index ix_work_order_resolved on supply.work_order (resolved_at, id) where status = 'resolved'")


def downgrade() -> None:
    op.execute("drop schema supply cascade")
