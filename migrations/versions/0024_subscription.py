"""Paid membership 付费会员: plans, subscriptions, periods, charges; money and contracts behind payments."""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _contracts()
    _plans()
    _subscriptions()
    _charges()
    _periods()
    _merges()


def _contracts() -> None:
    op.execute("""
        create table payments.contract (
            id uuid not null constraint pk_contract primary key,
            member_id uuid not null,
            openid text not null,
            code text not null constraint uq_contract_code unique,
            serial bigint generated always as identity,
            state text not null constraint ck_contract_state check (state in ('signing', 'active', 'ended')),
            ref text,
            is_ending boolean not null default false,
            signed_at timestamptz,
            ended_at timestamptz,
            check_at timestamptz,
            checks integer not null default 0,
            created_at timestamptz not null,
            constraint ck_contract_signed check (state <> 'active' or ref is not null)
        )
    """)
    op.execute("create index ix_contract_check on payments.contract (check_at) where state <> 'ended'")
    op.execute("""
        create table payments.announcement (
            key text not null constraint pk_announcement primary key,
            contract_id uuid not null constraint fk_announcement_contract_id references payments.contract (id),
            amount_fen bigint not null,
            state text not null constraint ck_announcement_state check (state in ('waiting', 'told', 'refused')),
            problem text,
            created_at timestamptz not null
        )
    """)
    op.execute("""
        alter table payments.attempt
            add column purpose text not null default 'order'
                constraint ck_attempt_purpose check (purpose in ('order', 'subscription')),
            add column contract_id uuid constraint fk_attempt_contract_id references payments.contract (id)
    """)


def _plans() -> None:
    op.execute("""
        create table members.subscription_plan (
            code text not null constraint pk_subscription_plan primary key
                constraint ck_subscription_plan_code check (code in ('monthly', 'yearly')),
            name text not null,
            price_fen bigint not null constraint ck_subscription_plan_price check (price_fen > 1),
            months integer not null constraint ck_subscription_plan_months check (months > 0),
            trial_days integer not null constraint ck_subscription_plan_trial check (trial_days between 0 and 31),
            price_percent integer not null constraint ck_subscription_plan_percent
                check (price_percent between 50 and 100),
            free_freight boolean not null,
            points_percent integer not null constraint ck_subscription_plan_points
                check (points_percent between 100 and 1000),
            on_sale boolean not null,
            sort integer not null
        )
    """)
    op.execute("""
        insert into members.subscription_plan
            (code, name, price_fen, months, trial_days, price_percent, free_freight, points_percent, on_sale, sort)
        values ('monthly', '月度会员', 990, 1, 3, 95, true, 150, true, 1),
               ('yearly', '年度会员', 19900, 12, 3, 92, true, 200, true, 2)
    """)
    op.execute("""
        create table members.subscription_rules (
            one boolean not null default true constraint pk_subscription_rules primary key
                constraint ck_subscription_rules_one check (one),
            grace_days integer not null constraint ck_subscription_rules_grace check (grace_days between 0 and 6),
            retry_days integer[] not null,
            remind_days integer not null constraint ck_subscription_rules_remind check (remind_days between 1 and 15)
        )
    """)
    op.execute("""
        insert into members.subscription_rules (grace_days, retry_days, remind_days) values (3, array[0, 1, 3], 3)
    """)


def _subscriptions() -> None:
    op.execute("""
        create table members.subscription (
            id uuid not null constraint pk_subscription primary key,
            member_id uuid not null constraint fk_subscription_member_id references members.member (id),
            state text not null constraint ck_subscription_state
                check (state in ('trialing', 'active', 'grace', 'cancelled', 'ended')),
            plan_code text not null constraint fk_subscription_plan_code references members.subscription_plan (code),
            period_no integer not null,
            anchor_day integer not null constraint ck_subscription_anchor check (anchor_day between 1 and 31),
            period_starts_at timestamptz not null,
            ends_at timestamptz not null,
            benefits_until timestamptz not null,
            contract_id uuid,
            charge_at timestamptz,
            due_at timestamptz,
            grace_until timestamptz,
            tries integer not null default 0,
            announced_no integer not null default 0,
            reminded_no integer not null default 0,
            next_at timestamptz,
            created_at timestamptz not null,
            ended_at timestamptz,
            constraint ck_subscription_ended check ((state = 'ended') = (ended_at is not null)),
            constraint ck_subscription_grace check (state <> 'grace' or grace_until is not null)
        )
    """)
    op.execute("create unique index uq_subscription_running on members.subscription (member_id) where state <> 'ended'")
    op.execute("create index ix_subscription_member on members.subscription (member_id, id)")
    op.execute("create index ix_subscription_next on members.subscription (next_at) where next_at is not null")
    op.execute("""
        create unique index uq_subscription_contract on members.subscription (contract_id)
            where contract_id is not null
    """)
    op.execute("""
        create table members.subscription_contract (
            contract_id uuid not null constraint pk_subscription_contract primary key,
            subscription_id uuid not null constraint fk_subscription_contract_subscription_id
                references members.subscription (id)
        )
    """)
    op.execute("create index ix_subscription_contract_subscription on members.subscription_contract (subscription_id)")
    op.execute("""
        create table members.subscription_trial (
            member_id uuid not null constraint pk_subscription_trial primary key,
            subscription_id uuid not null,
            at timestamptz not null
        )
    """)


def _charges() -> None:
    op.execute("""
        create table members.subscription_charge (
            id uuid not null constraint pk_subscription_charge primary key,
            key text not null constraint uq_subscription_charge_key unique,
            number text not null constraint uq_subscription_charge_number unique,
            member_id uuid not null constraint fk_subscription_charge_member_id references members.member (id),
            subscription_id uuid constraint fk_subscription_charge_subscription_id
                references members.subscription (id),
            kind text not null constraint ck_subscription_charge_kind check (kind in ('first', 'renewal', 'upgrade')),
            plan_code text not null constraint fk_subscription_charge_plan_code
                references members.subscription_plan (code),
            base_no integer not null,
            amount_fen bigint not null constraint ck_subscription_charge_amount check (amount_fen > 0),
            credit_fen bigint not null constraint ck_subscription_charge_credit check (credit_fen >= 0),
            state text not null constraint ck_subscription_charge_state
                check (state in ('open', 'paid', 'closed', 'failed')),
            by_contract boolean not null,
            pay_by timestamptz not null,
            created_at timestamptz not null,
            attempt_id uuid,
            problem text,
            constraint ck_subscription_charge_paid check ((state = 'paid') = (attempt_id is not null))
        )
    """)
    op.execute("""
        create unique index uq_subscription_charge_open on members.subscription_charge (member_id)
            where state = 'open' and not by_contract
    """)
    op.execute("create index ix_subscription_charge_member on members.subscription_charge (member_id, id)")
    op.execute("create index ix_subscription_charge_subscription on members.subscription_charge (subscription_id, id)")
    op.execute("""
        create index ix_subscription_charge_overdue on members.subscription_charge (pay_by)
            where state = 'open' and not by_contract
    """)


def _periods() -> None:
    op.execute("""
        create table members.subscription_period (
            subscription_id uuid not null constraint fk_subscription_period_subscription_id
                references members.subscription (id),
            no integer not null,
            kind text not null constraint ck_subscription_period_kind
                check (kind in ('trial', 'first', 'renewal', 'upgrade', 'merged')),
            plan_code text not null,
            starts_at timestamptz not null,
            ends_at timestamptz not null,
            paid_fen bigint not null,
            credit_fen bigint not null,
            charge_id uuid constraint uq_subscription_period_charge_id unique,
            constraint pk_subscription_period primary key (subscription_id, no),
            constraint ck_subscription_period_span check (starts_at < ends_at)
        )
    """)
    op.execute("""
        create function members.refuse_period_change() returns trigger language plpgsql as $$
        begin
            raise exception 'what was paid for a span is never changed' using errcode = 'restrict_violation';
        end $$
    """)
    op.execute("""
        create trigger tr_subscription_period_append_only before update or delete on members.subscription_period
            for each row execute function members.refuse_period_change()
    """)


def _merges() -> None:
    op.execute("""
        create table members.subscription_merge (
            merge_id uuid not null constraint pk_subscription_merge primary key,
            kind text not null constraint ck_subscription_merge_kind check (kind in ('moved', 'joined')),
            gone_id uuid not null,
            kept_id uuid not null,
            seconds bigint not null,
            period_no integer not null,
            before jsonb not null
        )
    """)


def downgrade() -> None:
    tables = ("merge", "period", "charge", "trial", "contract")
    for table in tables:
        op.execute(f"drop table members.subscription_{table}")
    op.execute("drop function members.refuse_period_change()")
    op.execute("drop table members.subscription")
    op.execute("drop table members.subscription_rules")
    op.execute("drop table members.subscription_plan")
    op.execute("alter table payments.attempt drop column contract_id, drop column purpose")
    op.execute("drop table payments.announcement")
    op.execute("drop table payments.contract")
