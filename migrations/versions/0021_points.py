"""Points: the double-entry ledger, what orders earned, holds of unpaid orders, the rule, adjustments, bonuses."""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _ledger()
    _orders()
    _settings()
    op.execute("alter table commerce.order_line add column points integer not null default 0")
    op.execute('alter table commerce."order" add column points integer not null default 0')


def _ledger() -> None:
    op.execute("""
        create table members.points_account (
            member_id uuid not null,
            available integer default 0 not null,
            held integer default 0 not null,
            owed integer default 0 not null,
            lots jsonb default '[]' not null,
            next_expiry_at timestamptz,
            moved_to uuid,
            constraint pk_points_account primary key (member_id),
            constraint ck_points_account_balances check (available >= 0 and held >= 0 and owed >= 0)
        )
    """)
    op.execute("""
        create index ix_points_account_expiry on members.points_account (next_expiry_at)
            where next_expiry_at is not null
    """)
    op.execute("""
        create table members.points_booking (
            id uuid not null,
            key text not null,
            member_id uuid not null,
            source text not null,
            words text not null,
            at timestamptz not null,
            by text default '' not null,
            undoes text,
            constraint pk_points_booking primary key (id),
            constraint uq_points_booking_key unique (key)
        )
    """)
    op.execute("create index ix_points_booking_member on members.points_booking (member_id, at, id)")
    op.execute("create index ix_points_booking_undoes on members.points_booking (undoes) where undoes is not null")
    op.execute("create index ix_points_booking_at on members.points_booking (at)")
    op.execute("""
        create table members.points_entry (
            booking_id uuid not null,
            position integer not null,
            account text not null,
            member_id uuid,
            points integer not null,
            until timestamptz,
            origin uuid,
            constraint pk_points_entry primary key (booking_id, position),
            constraint fk_points_entry_booking_id foreign key (booking_id) references members.points_booking (id),
            constraint ck_points_entry_account check (account in ('available', 'held', 'owed', 'granted', 'redeemed',
                'expired')),
            constraint ck_points_entry_points check (points <> 0),
            constraint ck_points_entry_owner check ((member_id is null) = (account in ('granted', 'redeemed',
                'expired'))),
            constraint ck_points_entry_lot check ((until is not null) = (account in ('available', 'held')))
        )
    """)
    op.execute("create index ix_points_entry_member on members.points_entry (member_id) where member_id is not null")


def _orders() -> None:
    op.execute("""
        create table members.points_hold (
            order_id uuid not null,
            member_id uuid not null,
            owner_id uuid not null,
            points integer not null,
            lots jsonb not null,
            state text not null,
            constraint pk_points_hold primary key (order_id),
            constraint ck_points_hold_state check (state in ('held', 'used', 'released')),
            constraint ck_points_hold_points check (points > 0)
        )
    """)
    op.execute("create index ix_points_hold_open on members.points_hold (member_id) where state = 'held'")
    op.execute("""
        create table members.points_order (
            order_id uuid not null,
            member_id uuid not null,
            kept_fen bigint not null,
            is_completed boolean not null,
            rate_percent integer,
            earned integer default 0 not null,
            until timestamptz,
            constraint pk_points_order primary key (order_id),
            constraint ck_points_order_amounts check (kept_fen >= 0 and earned >= 0)
        )
    """)
    op.execute("""
        create table members.points_bonus (
            key text not null,
            member_id uuid not null,
            owner_id uuid not null,
            factor_percent integer not null,
            words text not null,
            valid_until timestamptz not null,
            order_id uuid,
            constraint pk_points_bonus primary key (key),
            constraint ck_points_bonus_factor check (factor_percent > 100)
        )
    """)
    op.execute("create index ix_points_bonus_open on members.points_bonus (member_id) where order_id is null")
    op.execute("create index ix_points_bonus_owner on members.points_bonus (owner_id) where order_id is null")


def _settings() -> None:
    op.execute("""
        create table members.points_rule (
            id integer default 1 not null,
            version integer not null,
            rule jsonb not null,
            constraint pk_points_rule primary key (id),
            constraint ck_points_rule_single check (id = 1)
        )
    """)
    op.execute("""
        insert into members.points_rule (version, rule) values (1, '{
            "earnPerYuan": 1, "expireMonths": 12, "redeemPerYuan": 100, "redeemMaxPercent": 50, "redeemMin": 100,
            "redeemStep": 100, "returnDays": 30, "approvalAbove": 1000}')
    """)
    op.execute("""
        create table members.points_adjustment (
            id uuid not null,
            member_id uuid not null,
            points integer not null,
            reason text not null,
            state text not null,
            asked_by uuid not null,
            asked_name text not null,
            asked_at timestamptz not null,
            decided_by uuid,
            decided_name text,
            decided_at timestamptz,
            constraint pk_points_adjustment primary key (id),
            constraint ck_points_adjustment_state check (state in ('waiting', 'done', 'rejected')),
            constraint ck_points_adjustment_points check (points <> 0)
        )
    """)
    op.execute("create index ix_points_adjustment_made on members.points_adjustment (asked_at, id)")


def downgrade() -> None:
    op.execute('alter table commerce."order" drop column points')
    op.execute("alter table commerce.order_line drop column points")
    for table in ("adjustment", "rule", "bonus", "order", "hold", "entry", "booking", "account"):
        op.execute(f"drop table members.points_{table}")
