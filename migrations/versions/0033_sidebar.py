"""Behaviour events of members, and what guides do in the sidebar."""

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _insight()
    _people()
    _scripts()
    _coupons()


def _insight() -> None:
    op.execute("create schema insight")
    op.execute("""
        create table insight.event (
            member_id uuid not null,
            id uuid not null,
            at timestamptz not null,
            xid bigint not null default cast(cast(pg_current_xact_id() as text) as bigint),
            kind text not null,
            product_id uuid,
            sku_id uuid,
            quantity integer,
            words text,
            view_id uuid,
            dwell_ms integer,
            order_id uuid,
            amount_fen bigint,
            moved_by uuid,
            constraint pk_event primary key (member_id, id, at),
            constraint ck_event_kind check (kind in ('page', 'product_view', 'product_leave', 'search', 'cart_add',
                'cart_remove', 'checkout_begin', 'ordered', 'paid', 'order_cancelled', 'abandoned'))
        ) partition by range (at)
    """)
    op.execute("create index ix_event_member on insight.event (member_id, at desc, id desc)")
    op.execute("create index ix_event_feed on insight.event (xid, id)")
    op.execute("create index ix_event_view on insight.event (member_id, view_id) where view_id is not null")
    op.execute("""
        create table insight.seen (
            member_id uuid not null,
            id uuid not null,
            at timestamptz not null,
            constraint pk_seen primary key (member_id, id)
        )
    """)
    op.execute("create index ix_seen_at on insight.seen (at)")
    op.execute("""
        create table insight.presence (
            member_id uuid not null,
            last_at timestamptz not null,
            checked_at timestamptz,
            abandoned_at timestamptz,
            constraint pk_presence primary key (member_id)
        )
    """)
    op.execute("create index ix_presence_last on insight.presence (last_at desc, member_id)")
    op.execute("""
        create index ix_presence_unchecked on insight.presence (last_at) where checked_at is distinct from last_at
    """)
    op.execute("""
        create table insight.setting (
            id smallint not null default 1,
            kept_days integer not null,
            constraint pk_setting primary key (id),
            constraint ck_setting_one check (id = 1),
            constraint ck_setting_kept check (kept_days between 7 and 1095)
        )
    """)
    op.execute("insert into insight.setting (id, kept_days) values (1, 180)")
    # Partitions are of months in UTC. Asked for twice at once, one waits for the other.
    op.execute("""
        create function insight.make_month(moment timestamptz) returns void language plpgsql as $$
        declare
            begins date := date_trunc('month', moment at time zone 'UTC');
            name text := 'event_' || to_char(begins, 'YYYY_MM');
        begin
            if to_regclass('insight.' || name) is not null then
                return;
            end if;
            perform pg_advisory_xact_lock(hashtext('insight.make_month'));
            execute format(
                'create table if not exists insight.%I partition of insight.event for values from (%L) to (%L)',
                name, begins::text || ' 00:00:00+00', (begins + interval '1 month')::date::text || ' 00:00:00+00'
            );
        end $$
    """)


def _people() -> None:
    op.execute("""
        create table community.guide_session (
            token_hash bytea not null,
            user_id text not null,
            created_at timestamptz not null,
            expires_at timestamptz not null,
            constraint pk_guide_session primary key (token_hash)
        )
    """)
    op.execute("create index ix_guide_session_user on community.guide_session (user_id)")
    op.execute("create index ix_guide_session_expires on community.guide_session (expires_at)")
    op.execute("""
        create table community.guide_task (
            id uuid not null,
            cause text not null,
            kind text not null,
            guide text not null,
            contact_id text,
            chat_id text,
            title text not null,
            text text not null,
            link text not null,
            state text not null,
            made_at timestamptz not null,
            due_at timestamptz not null,
            ended_at timestamptz,
            result text not null,
            told_at timestamptz,
            constraint pk_guide_task primary key (id),
            constraint uq_guide_task_cause unique (cause),
            constraint ck_guide_task_kind check (kind in ('follow_up', 'invite_to_group', 'confirm_post',
                'welcome_back', 'hand_over', 'free')),
            constraint ck_guide_task_state check (state in ('open', 'done', 'cancelled')),
            constraint ck_guide_task_ended check ((state = 'open') = (ended_at is null))
        )
    """)
    op.execute("create index ix_guide_task_open on community.guide_task (guide, due_at, id) where state = 'open'")
    op.execute(
        "create index ix_guide_task_done on community.guide_task (guide, ended_at desc, id) where state = 'done'"
    )
    op.execute("""
        create index ix_guide_task_due on community.guide_task (due_at) where state = 'open' and told_at is null
    """)
    op.execute("""
        create index ix_guide_task_contact on community.guide_task (contact_id) where contact_id is not null
    """)
    op.execute("""
        create table community.guide_note (
            id uuid not null,
            guide text not null,
            contact_id text not null,
            order_id uuid,
            sealed bytea not null,
            made_at timestamptz not null,
            constraint pk_guide_note primary key (id)
        )
    """)
    op.execute("create index ix_guide_note_pair on community.guide_note (guide, contact_id, id desc)")


def _scripts() -> None:
    op.execute("""
        create table community.script (
            id uuid not null,
            rules jsonb not null,
            is_active boolean not null,
            version integer not null,
            made_at timestamptz not null,
            constraint pk_script primary key (id)
        )
    """)
    op.execute("create index ix_script_active on community.script (id) where is_active")
    op.execute("""
        create table community.draft (
            id uuid not null,
            kind text not null,
            guide text not null,
            contact_id text not null,
            script_id uuid,
            name text not null,
            text text not null,
            card jsonb,
            made_at timestamptz not null,
            sent_at timestamptz,
            with_card boolean not null default false,
            is_edited boolean not null default false,
            constraint pk_draft primary key (id),
            constraint fk_draft_script_id foreign key (script_id) references community.script (id),
            constraint ck_draft_kind check (kind in ('script', 'coupon', 'payment_reminder'))
        )
    """)
    op.execute("""
        create index ix_draft_sent on community.draft (guide, contact_id, sent_at desc) where sent_at is not null
    """)


def _coupons() -> None:
    op.execute("""
        create table community.allowance_rule (
            guide text not null,
            coupons_max integer,
            value_max_fen bigint,
            version integer not null,
            constraint pk_allowance_rule primary key (guide),
            constraint ck_allowance_rule_bounds check (coupons_max >= 0 and value_max_fen >= 0)
        )
    """)
    op.execute("""
        create table community.allowance_use (
            guide text not null,
            month text not null,
            coupons integer not null,
            value_fen bigint not null,
            constraint pk_allowance_use primary key (guide, month),
            constraint ck_allowance_use_counts check (coupons >= 0 and value_fen >= 0)
        )
    """)
    op.execute("""
        create table community.guide_template (
            template_id uuid not null,
            constraint pk_guide_template primary key (template_id)
        )
    """)
    op.execute("""
        create table community.coupon_gift (
            id uuid not null,
            guide text not null,
            contact_id text not null,
            member_id uuid not null,
            template_id uuid not null,
            coupon_id uuid not null,
            name text not null,
            summary text not null,
            worth_fen bigint not null,
            granted_at timestamptz not null,
            constraint pk_coupon_gift primary key (id),
            constraint uq_coupon_gift_coupon_id unique (coupon_id)
        )
    """)
    op.execute("create index ix_coupon_gift_pair on community.coupon_gift (guide, contact_id, granted_at desc)")


def downgrade() -> None:
    for name in ("coupon_gift", "guide_template", "allowance_use", "allowance_rule", "draft", "script"):
        op.execute(f"drop table community.{name}")
    for name in ("guide_note", "guide_task", "guide_session"):
        op.execute(f"drop table community.{name}")
    op.execute("drop schema insight cascade")
