"""Bargains: what is bargained for, every cut, helps of a day, and helps that were turned away."""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _bargains()
    op.execute("""
        create table promotion.bargain_cut (
            bargain_id uuid not null,
            ordinal integer not null,
            helper_id uuid not null,
            fen bigint not null,
            at timestamptz not null,
            constraint pk_bargain_cut primary key (bargain_id, ordinal),
            constraint uq_bargain_cut_bargain_id_helper_id unique (bargain_id, helper_id),
            constraint fk_bargain_cut_bargain_id foreign key (bargain_id) references promotion.bargain (id),
            constraint ck_bargain_cut_amounts check (ordinal > 0 and fen > 0)
        )
    """)
    op.execute("""
        create table promotion.bargain_help_day (
            day date not null,
            helper_id uuid not null,
            helps integer not null,
            constraint pk_bargain_help_day primary key (day, helper_id),
            constraint ck_bargain_help_day_helps check (helps > 0)
        )
    """)
    op.execute("""
        create table promotion.bargain_refusal (
            bargain_id uuid not null,
            helper_id uuid not null,
            reason text not null,
            times integer not null,
            first_at timestamptz not null,
            at timestamptz not null,
            constraint pk_bargain_refusal primary key (bargain_id, helper_id),
            constraint fk_bargain_refusal_bargain_id foreign key (bargain_id) references promotion.bargain (id),
            constraint ck_bargain_refusal_times check (times > 0)
        )
    """)


def _bargains() -> None:
    op.execute("""
        create table promotion.bargain (
            id uuid not null,
            campaign_id uuid not null,
            sku_id uuid not null,
            member_id uuid not null,
            start_fen bigint not null,
            floor_fen bigint not null,
            seed text not null,
            planned_cuts integer not null,
            cut_count integer not null,
            price_fen bigint not null,
            state text not null,
            opened_at timestamptz not null,
            expires_at timestamptz not null,
            changed_at timestamptz not null,
            order_id uuid,
            constraint pk_bargain primary key (id),
            constraint fk_bargain_campaign_id foreign key (campaign_id) references promotion.campaign (id),
            constraint uq_bargain_order_id unique (order_id),
            constraint ck_bargain_state check (state in ('open', 'floor', 'ordered', 'bought', 'expired', 'closed')),
            constraint ck_bargain_span check (floor_fen >= 0 and floor_fen < start_fen),
            constraint ck_bargain_price check (price_fen between floor_fen and start_fen),
            constraint ck_bargain_cuts check (planned_cuts > 0 and cut_count between 1 and planned_cuts),
            constraint ck_bargain_floor check ((price_fen = floor_fen) = (cut_count = planned_cuts)),
            constraint ck_bargain_order check ((state in ('ordered', 'bought')) = (order_id is not null)),
            constraint ck_bargain_time check (opened_at < expires_at)
        )
    """)
    op.execute(
        "create unique index ix_bargain_running on promotion.bargain (campaign_id, sku_id, member_id)"
        " where state in ('open', 'floor', 'ordered')"
    )
    op.execute("create index ix_bargain_member on promotion.bargain (member_id, id)")
    op.execute("create index ix_bargain_campaign on promotion.bargain (campaign_id, id)")
    op.execute("create index ix_bargain_due on promotion.bargain (expires_at) where state in ('open', 'floor')")


def downgrade() -> None:
    for table in ("bargain_refusal", "bargain_help_day", "bargain_cut", "bargain"):
        op.execute(f"drop table promotion.{table}")
