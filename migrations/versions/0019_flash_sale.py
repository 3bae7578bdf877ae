"""Flash sale: pools set aside from the stock, what a pool sells through, tickets of the queue, entries from groups."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_KINDS = "'receive', 'reserve', 'release', 'expire', 'ship', 'unship', 'return', 'scrap', 'adjust'"


def upgrade() -> None:
    op.execute("alter table supply.stock_move drop constraint ck_stock_move_kind")
    op.execute(
        "alter table supply.stock_move add constraint ck_stock_move_kind"
        f" check (kind in ({_KINDS}, 'set_aside', 'dissolve'))"
    )
    op.execute("alter table supply.reservation add column campaign_id uuid")
    op.execute("""
        create table supply.pool (
            campaign_id uuid not null,
            sku_id uuid not null,
            warehouse_id uuid not null,
            set_aside integer not null,
            taken integer default 0 not null,
            opened_at timestamptz not null,
            dissolved_at timestamptz,
            constraint pk_pool primary key (campaign_id, sku_id, warehouse_id),
            constraint ck_pool_taken check (taken between 0 and set_aside),
            constraint ck_pool_dissolved check (dissolved_at is null or taken = set_aside)
        ) with (fillfactor = 70)
    """)
    _queue()


def _queue() -> None:
    op.execute("""
        create table promotion.flash_pool (
            campaign_id uuid not null,
            sku_id uuid not null,
            number integer generated always as identity not null,
            state text not null,
            generation integer not null,
            is_loaded boolean not null,
            server_id text default '' not null,
            claimed_until timestamptz,
            problem text default '' not null,
            changed_at timestamptz not null,
            constraint pk_flash_pool primary key (campaign_id, sku_id),
            constraint uq_flash_pool_number unique (number),
            constraint fk_flash_pool_campaign_id_sku_id foreign key (campaign_id, sku_id)
                references promotion.campaign_item (campaign_id, sku_id),
            constraint ck_flash_pool_state check (state in ('open', 'closed')),
            constraint ck_flash_pool_generation check (generation > 0)
        )
    """)
    op.execute("create index ix_flash_pool_open on promotion.flash_pool (campaign_id) where state = 'open'")
    op.execute("""
        create table promotion.flash_ticket (
            id uuid not null,
            campaign_id uuid not null,
            sku_id uuid not null,
            member_id uuid not null,
            client_key text not null,
            quantity integer not null,
            generation integer not null,
            seq integer not null,
            state text not null,
            order_id uuid,
            reason text default '' not null,
            queued_at timestamptz not null,
            changed_at timestamptz not null,
            is_told boolean not null,
            constraint pk_flash_ticket primary key (id),
            constraint uq_flash_ticket_campaign_id_sku_id_member_id_client_key
                unique (campaign_id, sku_id, member_id, client_key),
            constraint uq_flash_ticket_order_id unique (order_id),
            constraint ck_flash_ticket_quantity check (quantity > 0),
            constraint ck_flash_ticket_state check (state in ('ordered', 'refused', 'released', 'interrupted')),
            constraint ck_flash_ticket_order check ((state in ('ordered', 'released')) = (order_id is not null))
        )
    """)
    op.execute("create index ix_flash_ticket_untold on promotion.flash_ticket (campaign_id, sku_id) where not is_told")
    op.execute("""
        create table promotion.group_entry (
            campaign_id uuid not null,
            member_id uuid not null,
            open_gid text not null,
            entered_at timestamptz not null,
            constraint pk_group_entry primary key (campaign_id, member_id, open_gid)
        )
    """)


def downgrade() -> None:
    for table in ("promotion.group_entry", "promotion.flash_ticket", "promotion.flash_pool", "supply.pool"):
        op.execute(f"drop table {table}")
    op.execute("alter table supply.reservation drop column campaign_id")
    op.execute("alter table supply.stock_move drop constraint ck_stock_move_kind")
    op.execute(f"alter table supply.stock_move add constraint ck_stock_move_kind check (kind in ({_KINDS}))")
