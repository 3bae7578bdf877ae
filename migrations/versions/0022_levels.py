"""Growth of members, what earns it, what each level gives, how levels change, birthdays."""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _levels()
    _settings()
    _members()
    _ledger()
    _changes()
    _merges()
    _past()
    op.execute("alter table commerce.after_sale add column shop_pays_return boolean not null default false")


def _levels() -> None:
    op.execute("""
        alter table members.level
            add column growth_from bigint not null default 0,
            add column points_multiplier_percent integer not null default 100,
            add column birthday_points integer not null default 0,
            add column free_returns boolean not null default false,
            add column early_access_minutes integer not null default 0,
            add column has_concierge boolean not null default false,
            add column benefits text[] not null default '{}',
            add constraint ck_level_benefits check (
                growth_from >= 0 and points_multiplier_percent between 100 and 1000 and birthday_points >= 0
                and early_access_minutes >= 0)
    """)
    # Only what code gives: what a shop does by hand is not promised before the shop says so.
    op.execute("""
        update members.level l set growth_from = v.growth_from, points_multiplier_percent = v.multiplier,
            birthday_points = v.birthday_points, free_returns = v.free_returns
        from (values ('bronze', 0, 100, 50, false), ('silver', 1000, 120, 100, false), ('gold', 5000, 150, 200, false),
                     ('diamond', 15000, 200, 500, true))
             as v (code, growth_from, multiplier, birthday_points, free_returns)
        where l.code = v.code
    """)
    # Whoever sells already keeps the prices that members know; a new shop starts with up to 20 % off.
    op.execute("""
        update members.level l set discount_percent = v.percent
        from (values ('silver', 95), ('gold', 90), ('diamond', 80)) as v (code, percent)
        where l.code = v.code and not exists (select from members.member)
    """)


def _settings() -> None:
    op.execute("""
        create table members.growth_settings (
            id integer not null,
            version integer not null,
            per_yuan integer not null,
            per_active_day integer not null,
            per_review integer not null,
            per_share integer not null,
            per_check_in integer not null,
            interaction_daily_max integer not null,
            protection_percent integer not null,
            concierge_spend_fen bigint not null,
            changed_at timestamptz not null,
            constraint pk_growth_settings primary key (id),
            constraint ck_growth_settings_one check (id = 1),
            constraint ck_growth_settings_weights check (
                per_yuan between 0 and 100 and per_active_day between 0 and 1000 and per_review between 0 and 1000
                and per_share between 0 and 1000 and per_check_in between 0 and 1000
                and interaction_daily_max between 0 and 10000),
            constraint ck_growth_settings_protection check (protection_percent between 1 and 100),
            constraint ck_growth_settings_concierge check (concierge_spend_fen > 0)
        )
    """)
    op.execute("insert into members.growth_settings values (1, 1, 1, 5, 20, 5, 2, 30, 80, 2000000, now())")


def _members() -> None:
    op.execute("""
        alter table members.member
            add column growth bigint not null default 0,
            add column level_since timestamptz,
            add column level_until timestamptz,
            add column level_held boolean not null default false,
            add column level_protected boolean not null default false,
            add column rules_version integer not null default 0,
            add column has_concierge_at timestamptz,
            add column birthday_month integer,
            add column birthday_day integer,
            add column birthday_year integer,
            add column birthday_set_at timestamptz,
            add column birthday_gift_year integer,
            add constraint ck_member_birthday check (
                (birthday_month is null) = (birthday_day is null)
                and (birthday_month is not null or birthday_year is null)
                and (birthday_month is null or birthday_month between 1 and 12 and birthday_day between 1 and 31)
                and (birthday_year is null or birthday_year between 1900 and 2200))
    """)
    op.execute("create index ix_member_level_until on members.member (level_until, id) where level_until is not null")
    op.execute("create index ix_member_rules_version on members.member (rules_version, id) where growth > 0")
    op.execute(
        "create index ix_member_birthday on members.member (birthday_month, birthday_day, id)"
        " where birthday_month is not null"
    )
    op.execute("create index ix_member_level on members.member (level_code)")


def _ledger() -> None:
    op.execute("""
        create table members.growth_order (
            order_id uuid not null,
            member_id uuid not null,
            kept_fen bigint not null,
            completed_at timestamptz,
            per_yuan integer not null,
            growth bigint not null,
            constraint pk_growth_order primary key (order_id),
            constraint fk_growth_order_member_id foreign key (member_id) references members.member (id),
            constraint ck_growth_order_amounts check (kept_fen >= 0 and per_yuan >= 0 and growth >= 0),
            constraint ck_growth_order_completed check (completed_at is not null or growth = 0)
        )
    """)
    op.execute("create index ix_growth_order_member on members.growth_order (member_id) include (kept_fen)")
    op.execute("""
        create table members.growth_entry (
            id uuid not null,
            key text not null,
            member_id uuid not null,
            kind text not null,
            value bigint not null,
            at timestamptz not null,
            counts_at timestamptz not null,
            words text not null,
            order_id uuid,
            constraint pk_growth_entry primary key (id),
            constraint uq_growth_entry_key unique (key),
            constraint fk_growth_entry_member_id foreign key (member_id) references members.member (id),
            constraint ck_growth_entry_kind check (kind in ('spend', 'active', 'interaction', 'adjustment')),
            constraint ck_growth_entry_value check (value <> 0),
            constraint ck_growth_entry_order check ((kind = 'spend') = (order_id is not null))
        )
    """)
    op.execute("create index ix_growth_entry_member on members.growth_entry (member_id, at, id)")
    op.execute("create index ix_growth_entry_counts on members.growth_entry (member_id, counts_at) include (value)")
    op.execute("create index ix_growth_entry_order on members.growth_entry (order_id) where order_id is not null")


def _changes() -> None:
    op.execute("""
        create table members.level_change (
            id uuid not null,
            member_id uuid not null,
            from_code text not null,
            to_code text not null,
            cause text not null,
            words text not null,
            growth bigint not null,
            at timestamptz not null,
            constraint pk_level_change primary key (id),
            constraint fk_level_change_member_id foreign key (member_id) references members.member (id),
            constraint fk_level_change_from_code foreign key (from_code) references members.level (code),
            constraint fk_level_change_to_code foreign key (to_code) references members.level (code),
            constraint ck_level_change_cause check (
                cause in ('growth', 'review', 'settings', 'operator', 'merge', 'part'))
        )
    """)
    op.execute("create index ix_level_change_member on members.level_change (member_id, at, id)")


def _merges() -> None:
    op.execute("""
        create table members.growth_merge (
            merge_id uuid not null,
            kept_level text not null,
            kept_until timestamptz,
            kept_held boolean not null,
            kept_concierge_at timestamptz,
            gone_level text not null,
            gone_until timestamptz,
            gone_held boolean not null,
            gone_birthday_month integer,
            gone_birthday_day integer,
            gone_birthday_year integer,
            birthday_taken boolean not null,
            parted_at timestamptz,
            constraint pk_growth_merge primary key (merge_id)
        )
    """)
    op.execute("""
        create table members.growth_moved (
            merge_id uuid not null,
            kind text not null,
            id uuid not null,
            constraint pk_growth_moved primary key (merge_id, kind, id),
            constraint fk_growth_moved_merge_id foreign key (merge_id) references members.growth_merge (merge_id),
            constraint ck_growth_moved_kind check (kind in ('entry', 'order'))
        )
    """)


def _past() -> None:
    """What members bought before there was growth counts too; their levels hold for a year from now."""
    op.execute("""
        insert into members.growth_order (order_id, member_id, kept_fen, completed_at, per_yuan, growth)
        select o.id, o.member_id, o.paid_fen - o.refunded_fen, coalesce(o.ended_at, o.paid_at), 1,
               (o.paid_fen - o.refunded_fen) / 100
        from commerce."order" o join members.member m on m.id = o.member_id
        where o.status = 'completed' and o.paid_at is not null
    """)
    op.execute("""
        insert into members.growth_entry (id, key, member_id, kind, value, at, counts_at, words, order_id)
        select gen_random_uuid(), 'order:' || order_id || ':' || kept_fen, member_id, 'spend', growth, completed_at,
               completed_at, '订单完成', order_id
        from members.growth_order where growth > 0
    """)
    op.execute("""
        update members.member m set growth = s.growth from (
            select member_id, sum(value) as growth from members.growth_entry
            where counts_at > now() - interval '365 days' group by member_id
        ) s where s.member_id = m.id
    """)
    op.execute("""
        update members.member set level_since = now(),
            level_until = (date_trunc('day', now() at time zone 'Asia/Shanghai') + interval '1 year')
                at time zone 'Asia/Shanghai'
        where level_code <> 'bronze'
    """)


def downgrade() -> None:
    op.execute("alter table commerce.after_sale drop column shop_pays_return")
    for table in ("growth_moved", "growth_merge", "level_change", "growth_entry", "growth_order", "growth_settings"):
        op.execute(f"drop table members.{table}")
    for index in ("level_until", "rules_version", "birthday", "level"):
        op.execute(f"drop index members.ix_member_{index}")
    op.execute("alter table members.member drop constraint ck_member_birthday")
    for column in (
        "growth", "level_since", "level_until", "level_held", "level_protected", "rules_version", "has_concierge_at",
        "birthday_month", "birthday_day", "birthday_year", "birthday_set_at", "birthday_gift_year",
    ):  # fmt: skip
        op.execute(f"alter table members.member drop column {column}")
    op.execute("alter table members.level drop constraint ck_level_benefits")
    for column in (
        "growth_from", "points_multiplier_percent", "birthday_points", "free_returns", "early_access_minutes",
        "has_concierge", "benefits",
    ):  # fmt: skip
        op.execute(f"alter table members.level drop column {column}")
