"""Campaigns with their limited items, what orders took of them, coupon templates, coupons and the ledger of coupons."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("create schema promotion")
    _campaigns()
    _coupons()
    op.execute(
        'alter table commerce."order" add column activity text, add column held_for text,'
        " add column has_offers boolean not null default false"
    )
    op.execute(
        'alter table commerce."order" add constraint ck_order_activity'
        " check (activity in ('group_buy', 'bargain', 'flash') and (held_for is null or held_for = 'team'))"
    )
    op.execute("alter table supply.fulfilment add column on_hold boolean not null default false")


def _campaigns() -> None:
    op.execute("""
        create table promotion.campaign (
            id uuid not null,
            kind text not null,
            name text not null,
            label text not null,
            state text not null,
            priority integer not null,
            stacks text[] not null,
            rule jsonb not null,
            starts_at timestamptz not null,
            ends_at timestamptz not null,
            version integer not null,
            created_at timestamptz not null,
            updated_at timestamptz not null,
            published_at timestamptz,
            stopped_at timestamptz,
            constraint pk_campaign primary key (id),
            constraint ck_campaign_kind check (kind in ('timed_price', 'spend_save', 'n_for_price', 'gift', 'add_on',
                'bundle', 'group_buy', 'bargain', 'flash')),
            constraint ck_campaign_state check (state in ('draft', 'published', 'stopped')),
            constraint ck_campaign_span check (starts_at < ends_at)
        )
    """)
    op.execute("create index ix_campaign_live on promotion.campaign (ends_at) where state = 'published'")
    op.execute("create index ix_campaign_made on promotion.campaign (created_at, id)")
    op.execute("""
        create table promotion.campaign_item (
            campaign_id uuid not null,
            sku_id uuid not null,
            position integer not null,
            price_fen bigint not null,
            quota integer,
            taken integer default 0 not null,
            per_member_max integer,
            constraint pk_campaign_item primary key (campaign_id, sku_id),
            constraint fk_campaign_item_campaign_id foreign key (campaign_id)
                references promotion.campaign (id),
            constraint ck_campaign_item_price check (price_fen >= 0),
            constraint ck_campaign_item_taken check (taken >= 0 and (quota is null or taken <= quota)),
            constraint ck_campaign_item_limits check (quota > 0 and per_member_max > 0)
        )
    """)
    op.execute("create index ix_campaign_item_sku on promotion.campaign_item (sku_id)")
    op.execute("""
        create table promotion.member_taking (
            campaign_id uuid not null,
            sku_id uuid not null,
            member_id uuid not null,
            taken integer not null,
            constraint pk_member_taking primary key (campaign_id, sku_id, member_id),
            constraint ck_member_taking_taken check (taken >= 0)
        )
    """)
    op.execute("""
        create table promotion.order_use (
            id uuid not null,
            order_id uuid not null,
            campaign_id uuid not null,
            sku_id uuid,
            member_id uuid not null,
            units integer not null,
            off_fen bigint not null,
            state text not null,
            taken_at timestamptz not null,
            constraint pk_order_use primary key (id),
            constraint uq_order_use_order_id_campaign_id_sku_id unique nulls not distinct (order_id, campaign_id, sku_id),
            constraint ck_order_use_state check (state in ('held', 'used', 'released')),
            constraint ck_order_use_amounts check (units >= 0 and off_fen >= 0)
        )
    """)
    op.execute("create index ix_order_use_campaign on promotion.order_use (campaign_id, taken_at)")


def _coupons() -> None:
    op.execute("""
        create table promotion.coupon_template (
            id uuid not null,
            name text not null,
            rule jsonb not null,
            state text not null,
            total integer not null,
            claimed integer default 0 not null,
            per_member_max integer not null,
            claim_from timestamptz not null,
            claim_until timestamptz not null,
            valid_from timestamptz,
            valid_until timestamptz,
            valid_days integer,
            returns_on_refund boolean not null,
            is_listed boolean not null,
            version integer not null,
            created_at timestamptz not null,
            updated_at timestamptz not null,
            constraint pk_coupon_template primary key (id),
            constraint ck_coupon_template_state check (state in ('draft', 'published', 'stopped')),
            constraint ck_coupon_template_claimed check (claimed between 0 and total),
            constraint ck_coupon_template_limits check (total > 0 and per_member_max > 0),
            constraint ck_coupon_template_validity check (
                valid_days > 0 and valid_from is null and valid_until is null
                or valid_days is null and valid_from < valid_until)
        )
    """)
    op.execute("""
        create table promotion.coupon_channel (
            code text not null,
            template_id uuid not null,
            name text not null,
            quota integer,
            claimed integer default 0 not null,
            created_at timestamptz not null,
            constraint pk_coupon_channel primary key (code),
            constraint fk_coupon_channel_template_id foreign key (template_id)
                references promotion.coupon_template (id),
            constraint ck_coupon_channel_claimed check (claimed >= 0 and (quota is null or claimed <= quota))
        )
    """)
    op.execute("create index ix_coupon_channel_template on promotion.coupon_channel (template_id)")
    op.execute("""
        create table promotion.coupon_count (
            template_id uuid not null,
            member_id uuid not null,
            claimed integer not null,
            constraint pk_coupon_count primary key (template_id, member_id),
            constraint ck_coupon_count_claimed check (claimed >= 0)
        )
    """)
    op.execute("""
        create table promotion.coupon (
            id uuid not null,
            template_id uuid not null,
            member_id uuid not null,
            claim_key text not null,
            channel_code text,
            state text not null,
            claimed_at timestamptz not null,
            valid_from timestamptz not null,
            valid_until timestamptz not null,
            order_id uuid,
            off_fen bigint default 0 not null,
            changed_at timestamptz not null,
            reminded_at timestamptz,
            constraint pk_coupon primary key (id),
            constraint fk_coupon_template_id foreign key (template_id)
                references promotion.coupon_template (id),
            constraint uq_coupon_template_id_claim_key unique (template_id, claim_key),
            constraint ck_coupon_state check (state in ('held', 'locked', 'used', 'expired', 'revoked')),
            constraint ck_coupon_order check ((state in ('locked', 'used')) = (order_id is not null))
        )
    """)
    op.execute("create index ix_coupon_member on promotion.coupon (member_id, state, valid_until)")
    op.execute("create index ix_coupon_order on promotion.coupon (order_id) where order_id is not null")
    op.execute("create index ix_coupon_expiry on promotion.coupon (valid_until) where state = 'held'")
    op.execute("""
        create table promotion.coupon_entry (
            id uuid not null,
            coupon_id uuid not null,
            kind text not null,
            order_id uuid,
            at timestamptz not null,
            by text not null,
            constraint pk_coupon_entry primary key (id),
            constraint fk_coupon_entry_coupon_id foreign key (coupon_id) references promotion.coupon (id),
            constraint ck_coupon_entry_kind check (kind in ('claim', 'lock', 'release', 'redeem', 'return', 'expire',
                'revoke'))
        )
    """)
    op.execute("create index ix_coupon_entry_coupon on promotion.coupon_entry (coupon_id, at)")
    op.execute("""
        create table promotion.coupon_grant (
            id uuid not null,
            template_id uuid not null,
            name text not null,
            level_codes text[] not null,
            member_ids uuid[] not null,
            state text not null,
            total integer not null,
            granted integer default 0 not null,
            passed_over integer default 0 not null,
            after_member_id uuid,
            created_at timestamptz not null,
            ended_at timestamptz,
            created_by text not null,
            constraint pk_coupon_grant primary key (id),
            constraint fk_coupon_grant_template_id foreign key (template_id)
                references promotion.coupon_template (id),
            constraint ck_coupon_grant_state check (state in ('running', 'done', 'stopped'))
        )
    """)


def downgrade() -> None:
    op.execute("alter table supply.fulfilment drop column on_hold")
    op.execute('alter table commerce."order" drop constraint ck_order_activity')
    op.execute('alter table commerce."order" drop column activity, drop column held_for, drop column has_offers')
    for table in ("coupon_grant", "coupon_entry", "coupon", "coupon_count", "coupon_channel", "coupon_template"):
        op.execute(f"drop table promotion.{table}")
    for table in ("order_use", "member_taking", "campaign_item", "campaign"):
        op.execute(f"drop table promotion.{table}")
    op.execute("drop schema promotion")
