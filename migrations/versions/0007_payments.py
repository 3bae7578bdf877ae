"""Payment attempts, refunds, the double-entry money ledger, shipping uploads."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("create schema payments")
    _attempts()
    _refunds()
    _ledger()
    _shipping()


def _attempts() -> None:
    op.execute("""
        create table payments.attempt (
            id uuid not null constraint pk_attempt primary key,
            order_id uuid not null,
            member_id uuid not null,
            openid text not null,
            out_trade_no text not null constraint uq_attempt_out_trade_no unique,
            amount_fen bigint not null constraint ck_attempt_amount check (amount_fen > 0),
            description text not null,
            state text not null constraint ck_attempt_state
                check (state in ('created', 'prepaid', 'closing', 'closed', 'paid')),
            expires_at timestamptz not null,
            prepay_id text,
            prepay_until timestamptz,
            check_at timestamptz,
            checks integer not null default 0,
            transaction_id text,
            paid_fen bigint not null default 0,
            paid_at timestamptz,
            fee_fen bigint not null default 0,
            booked_fen bigint not null default 0,
            refunded_fen bigint not null default 0,
            created_at timestamptz not null,
            constraint ck_attempt_paid check ((state = 'paid') = (transaction_id is not null)),
            constraint ck_attempt_never_over
                check (0 <= refunded_fen and refunded_fen <= booked_fen and booked_fen <= paid_fen)
        )
    """)
    op.execute("""
        create unique index uq_attempt_transaction on payments.attempt (transaction_id) where transaction_id is not null
    """)
    op.execute("""
        create unique index uq_attempt_open on payments.attempt (order_id, amount_fen, expires_at)
            where state in ('created', 'prepaid')
    """)
    op.execute("create index ix_attempt_order on payments.attempt (order_id)")
    op.execute("""
        create index ix_attempt_check on payments.attempt (check_at) where state in ('created', 'prepaid', 'closing')
    """)


def _refunds() -> None:
    op.execute("""
        create table payments.refund (
            id uuid not null constraint pk_refund primary key,
            key text not null constraint uq_refund_key unique,
            attempt_id uuid not null constraint fk_refund_attempt_id references payments.attempt (id),
            order_id uuid not null,
            out_refund_no text not null constraint uq_refund_out_refund_no unique,
            amount_fen bigint not null constraint ck_refund_amount check (amount_fen > 0),
            reason text not null,
            state text not null constraint ck_refund_state
                check (state in ('requested', 'sent', 'succeeded', 'stuck')),
            problem text,
            wechat_refund_id text,
            check_at timestamptz,
            checks integer not null default 0,
            created_at timestamptz not null,
            finished_at timestamptz
        )
    """)
    op.execute("create index ix_refund_attempt on payments.refund (attempt_id)")
    op.execute("create index ix_refund_order on payments.refund (order_id)")
    op.execute("create index ix_refund_check on payments.refund (check_at) where check_at is not null")


def _ledger() -> None:
    op.execute("""
        create table payments.ledger_entry (
            id uuid not null constraint pk_ledger_entry primary key,
            key text not null constraint uq_ledger_entry_key unique,
            kind text not null constraint ck_ledger_entry_kind
                check (kind in ('payment', 'refund_booked', 'refund_paid')),
            reference text not null,
            order_id uuid not null,
            at timestamptz not null
        )
    """)
    op.execute("create index ix_ledger_entry_order on payments.ledger_entry (order_id)")
    op.execute("""
        create table payments.ledger_line (
            id bigint generated always as identity constraint pk_ledger_line primary key,
            entry_id uuid not null constraint fk_ledger_line_entry_id references payments.ledger_entry (id),
            account text not null,
            amount_fen bigint not null constraint ck_ledger_line_amount check (amount_fen <> 0),
            order_id uuid not null
        )
    """)
    op.execute("create index ix_ledger_line_entry on payments.ledger_line (entry_id)")
    op.execute("create index ix_ledger_line_account on payments.ledger_line (account, entry_id)")
    op.execute("""
        create function payments.refuse_unbalanced() returns trigger language plpgsql as $$
        begin
            if exists (select 1 from added group by entry_id having sum(amount_fen) <> 0) then
                raise exception 'a ledger entry does not add up to zero' using errcode = 'check_violation';
            end if;
            return null;
        end $$
    """)
    op.execute("""
        create trigger tr_ledger_line_balanced after insert on payments.ledger_line
            referencing new table as added for each statement execute function payments.refuse_unbalanced()
    """)
    op.execute("""
        create function payments.refuse_change() returns trigger language plpgsql as $$
        begin
            raise exception 'the money ledger is append only' using errcode = 'restrict_violation';
        end $$
    """)
    for table in ("ledger_entry", "ledger_line"):
        op.execute(f"""
            create trigger tr_{table}_append_only before update or delete on payments.{table}
                for each row execute function payments.refuse_change()
        """)


def _shipping() -> None:
    op.execute("""
        create table payments.shipping_upload (
            order_id uuid not null constraint pk_shipping_upload primary key,
            state text not null constraint ck_shipping_upload_state
                check (state in ('waiting', 'partly', 'done', 'refused')),
            order_done boolean not null,
            split boolean,
            wanted integer not null,
            told integer not null default 0,
            completions integer not null default 0,
            not_ready integer not null default 0,
            calling_since timestamptz,
            uploaded_at timestamptz,
            problem text,
            settle_expected_at timestamptz,
            receipt_confirmed_at timestamptz,
            settled_at timestamptz
        )
    """)
    op.execute("create index ix_shipping_upload_refused on payments.shipping_upload (order_id) where state = 'refused'")
    op.execute("""
        create table payments.shipping_parcel (
            parcel_id uuid not null constraint pk_shipping_parcel primary key,
            order_id uuid not null constraint fk_shipping_parcel_order_id
                references payments.shipping_upload (order_id),
            tracking_number text not null,
            courier_id text not null,
            goods text not null,
            receiver_contact text not null,
            shipped_at timestamptz not null,
            is_told boolean not null default false,
            is_withdrawn boolean not null default false
        )
    """)
    op.execute("create index ix_shipping_parcel_order on payments.shipping_parcel (order_id)")
    op.execute("""
        create table payments.handled_push (
            inbox_id uuid not null constraint pk_handled_push primary key
        )
    """)


def downgrade() -> None:
    op.execute("drop schema payments cascade")
