"""Orders, their lines, parcels and timelines; after-sale requests."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _orders()
    _after_sales()


def _orders() -> None:
    op.execute("""
        create table commerce."order" (
            id uuid not null,
            number text not null,
            member_id uuid not null,
            openid text not null,
            client_key text not null,
            source text not null,
            status text not null,
            title text not null,
            quantity integer not null,
            goods_fen bigint not null,
            discount_fen bigint not null,
            freight_fen bigint not null,
            payable_fen bigint not null,
            saved_fen bigint not null,
            derivation jsonb not null,
            note text not null,
            address_sealed bytea,
            receiver_masked text,
            region text,
            phone_index bytea,
            virtual_notice_at timestamptz,
            paid_fen bigint default '0' not null,
            refunded_fen bigint default '0' not null,
            freight_refunded_fen bigint default '0' not null,
            paid_attempt_id uuid,
            placed_at timestamptz not null,
            pay_by timestamptz not null,
            paid_at timestamptz,
            delivered_at timestamptz,
            ended_at timestamptz,
            end_reason text,
            reminded_at timestamptz,
            constraint pk_order primary key (id),
            constraint uq_order_number unique (number),
            constraint uq_order_member_id_client_key unique (member_id, client_key),
            constraint ck_order_status check (status in ('pending_payment', 'paid', 'partly_shipped', 'shipped', 'delivered', 'completed', 'cancelled', 'closed')),
            constraint ck_order_source check (source in ('cart', 'direct')),
            constraint ck_order_payable check (payable_fen = goods_fen - discount_fen + freight_fen and payable_fen > 0),
            constraint ck_order_refunded check (refunded_fen between 0 and paid_fen),
            constraint ck_order_freight_refunded check (freight_refunded_fen between 0 and freight_fen),
            constraint ck_order_paid check ((paid_at is null) = (paid_attempt_id is null))
        )
    """)
    op.execute("""create index ix_order_delivered on commerce."order" (delivered_at) where status = 'delivered'""")
    op.execute("""create index ix_order_member on commerce."order" (member_id, placed_at, id)""")
    op.execute("""create index ix_order_paid on commerce."order" (paid_at) where paid_at is not null""")
    op.execute("""create index ix_order_phone on commerce."order" (phone_index) where phone_index is not null""")
    op.execute("""create index ix_order_placed on commerce."order" (placed_at, id)""")
    op.execute("""create index ix_order_status on commerce."order" (status, placed_at, id)""")
    op.execute("""create index ix_order_unpaid on commerce."order" (pay_by) where status = 'pending_payment'""")
    op.execute("""
        create table commerce.order_line (
            id uuid not null,
            order_id uuid not null,
            position integer not null,
            sku_id uuid not null,
            product_id uuid not null,
            kind text not null,
            title text not null,
            option_text text not null,
            image_url text not null,
            weight_g integer not null,
            unit_fen bigint not null,
            quantity integer not null,
            payable_fen bigint not null,
            no_reason_return boolean not null,
            withdrawn integer default '0' not null,
            shipped integer default '0' not null,
            refunded integer default '0' not null,
            refunded_fen bigint default '0' not null,
            constraint pk_order_line primary key (id),
            constraint ck_order_line_kind check (kind in ('physical', 'virtual', 'service')),
            constraint ck_order_line_amounts check (quantity > 0 and unit_fen >= 0 and payable_fen >= 0),
            constraint ck_order_line_shipped check (withdrawn >= 0 and shipped >= 0 and withdrawn + shipped <= quantity),
            constraint ck_order_line_refunded check (refunded between 0 and quantity and refunded_fen between 0 and payable_fen),
            constraint fk_order_line_order_id foreign key(order_id) references commerce."order" (id)
        )
    """)
    op.execute("create index ix_order_line_order on commerce.order_line (order_id, position)")
    op.execute("""
        create table commerce.order_parcel (
            parcel_id uuid not null,
            order_id uuid not null,
            lines jsonb not null,
            shipped_at timestamptz,
            signed_at timestamptz,
            confirmed_at timestamptz,
            is_withdrawn boolean not null,
            constraint pk_order_parcel primary key (parcel_id),
            constraint fk_order_parcel_order_id foreign key(order_id) references commerce."order" (id)
        )
    """)
    op.execute("create index ix_order_parcel_order on commerce.order_parcel (order_id)")
    op.execute("""
        create table commerce.order_timeline (
            id uuid not null,
            order_id uuid not null,
            at timestamptz not null,
            text text not null,
            by text not null,
            is_internal boolean not null,
            constraint pk_order_timeline primary key (id),
            constraint fk_order_timeline_order_id foreign key(order_id) references commerce."order" (id)
        )
    """)
    op.execute("create index ix_order_timeline_order on commerce.order_timeline (order_id, at, id)")


def _after_sales() -> None:
    op.execute("""
        create table commerce.after_sale (
            id uuid not null,
            number text not null,
            order_id uuid not null,
            member_id uuid not null,
            kind text not null,
            status text not null,
            before_shipping boolean not null,
            reason_code text not null,
            description text not null,
            image_urls text[] not null,
            freight_fen bigint not null,
            refund_fen bigint not null,
            applied_at timestamptz not null,
            deadline_at timestamptz not null,
            decided_at timestamptz,
            decided_by text not null,
            decision_note text not null,
            return_courier_code text,
            return_courier_name text,
            return_tracking_number text,
            returned_at timestamptz,
            received_at timestamptz,
            refund_requested_at timestamptz,
            refunded_at timestamptz,
            ended_at timestamptz,
            problem text,
            constraint pk_after_sale primary key (id),
            constraint uq_after_sale_number unique (number),
            constraint ck_after_sale_kind check (kind in ('refund_only', 'return_refund')),
            constraint ck_after_sale_status check (status in ('applied', 'approved', 'awaiting_return', 'returning', 'refunding', 'refunded', 'rejected', 'cancelled', 'escalated')),
            constraint ck_after_sale_amounts check (freight_fen >= 0 and refund_fen >= freight_fen),
            constraint ck_after_sale_refunded check ((status = 'refunded') = (refunded_at is not null)),
            constraint fk_after_sale_order_id foreign key(order_id) references commerce."order" (id)
        )
    """)
    op.execute("create index ix_after_sale_applied on commerce.after_sale (applied_at, id)")
    op.execute(
        "create index ix_after_sale_deadline on commerce.after_sale (deadline_at) where status in ('applied', 'escalated', 'awaiting_return', 'returning')"
    )
    op.execute("create index ix_after_sale_member on commerce.after_sale (member_id, applied_at, id)")
    op.execute("create index ix_after_sale_order on commerce.after_sale (order_id, applied_at)")
    op.execute("create index ix_after_sale_status on commerce.after_sale (status, applied_at, id)")
    op.execute("""
        create table commerce.after_sale_line (
            after_sale_id uuid not null,
            line_id uuid not null,
            position integer not null,
            quantity integer not null,
            refund_fen bigint not null,
            constraint pk_after_sale_line primary key (after_sale_id, line_id),
            constraint ck_after_sale_line_amounts check (quantity > 0 and refund_fen >= 0),
            constraint fk_after_sale_line_after_sale_id foreign key(after_sale_id) references commerce.after_sale (id),
            constraint fk_after_sale_line_line_id foreign key(line_id) references commerce.order_line (id)
        )
    """)
    op.execute("create index ix_after_sale_line_line on commerce.after_sale_line (line_id)")


def downgrade() -> None:
    op.execute("drop table commerce.after_sale_line, commerce.after_sale")
    op.execute('drop table commerce.order_timeline, commerce.order_parcel, commerce.order_line, commerce."order"')
