"""Check-in, tasks, lotteries with committed rounds, the points shop, and what was handed out."""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _check_in()
    _tasks()
    _lotteries()
    _rounds()
    _draws()
    _shop()


def _check_in() -> None:
    op.execute("""
        create table members.check_in_reward (
            ordinal integer not null,
            points integer not null,
            constraint pk_check_in_reward primary key (ordinal),
            constraint ck_check_in_reward_ordinal check (ordinal between 1 and 7),
            constraint ck_check_in_reward_points check (points >= 0)
        )
    """)
    op.execute("""
        insert into members.check_in_reward (ordinal, points)
        values (1, 5), (2, 5), (3, 10), (4, 10), (5, 15), (6, 15), (7, 50)
    """)
    op.execute("""
        create table members.check_in (
            member_id uuid not null,
            day date not null,
            streak integer not null,
            points integer not null,
            at timestamptz not null,
            merges uuid[] not null default '{}',
            constraint pk_check_in primary key (member_id, day),
            constraint fk_check_in_member_id foreign key (member_id) references members.member (id),
            constraint ck_check_in_amounts check (streak > 0 and points >= 0)
        )
    """)


def _tasks() -> None:
    op.execute("""
        create table members.task (
            code text not null,
            title text not null,
            words text not null,
            kind text not null,
            points integer not null,
            limit_kind text not null,
            limit_count integer not null,
            is_enabled boolean not null,
            sort integer not null,
            version integer not null,
            constraint pk_task primary key (code),
            constraint ck_task_kind check (kind in ('share', 'review', 'profile_complete', 'first_order', 'browse',
                'subscribe_message')),
            constraint ck_task_limit check (limit_kind in ('once', 'day', 'total') and limit_count > 0),
            constraint ck_task_points check (points > 0)
        )
    """)
    op.execute("""
        create table members.task_done (
            member_id uuid not null,
            task_code text not null,
            cause text not null,
            points integer not null,
            day date not null,
            at timestamptz not null,
            merges uuid[] not null default '{}',
            constraint pk_task_done primary key (member_id, task_code, cause),
            constraint fk_task_done_member_id foreign key (member_id) references members.member (id),
            constraint fk_task_done_task_code foreign key (task_code) references members.task (code)
        )
    """)
    op.execute("create index ix_task_done_task on members.task_done (task_code, member_id)")


def _lotteries() -> None:
    op.execute("""
        create table members.lottery (
            id uuid not null,
            name text not null,
            words text not null,
            state text not null,
            starts_at timestamptz not null,
            ends_at timestamptz not null,
            cost_points integer not null,
            free_per_day integer not null,
            draws_per_day_max integer not null,
            odds_version integer not null,
            version integer not null,
            constraint pk_lottery primary key (id),
            constraint ck_lottery_state check (state in ('draft', 'published', 'ended')),
            constraint ck_lottery_published check (state <> 'published' or odds_version > 0),
            constraint ck_lottery_time check (starts_at < ends_at),
            constraint ck_lottery_draws check (cost_points >= 0 and free_per_day between 0 and draws_per_day_max)
        )
    """)
    op.execute("create index ix_lottery_state on members.lottery (state, ends_at)")
    op.execute("""
        create table members.lottery_prize (
            lottery_id uuid not null,
            position integer not null,
            kind text not null,
            name text not null,
            points integer not null,
            template_id uuid,
            odds_ppm integer not null,
            stock integer,
            won integer not null default 0,
            constraint pk_lottery_prize primary key (lottery_id, position),
            constraint fk_lottery_prize_lottery_id foreign key (lottery_id) references members.lottery (id),
            constraint ck_lottery_prize_kind check (kind in ('points', 'coupon', 'goods', 'thanks')),
            constraint ck_lottery_prize_odds check (odds_ppm between 0 and 1000000),
            constraint ck_lottery_prize_stock check (won >= 0 and (stock is null or won <= stock)),
            constraint ck_lottery_prize_gives check ((kind = 'points') = (points > 0)
                and (kind = 'coupon') = (template_id is not null))
        )
    """)
    op.execute("""
        create table members.lottery_odds (
            lottery_id uuid not null,
            version integer not null,
            shares jsonb not null,
            at timestamptz not null,
            constraint pk_lottery_odds primary key (lottery_id, version),
            constraint fk_lottery_odds_lottery_id foreign key (lottery_id) references members.lottery (id)
        )
    """)


def _rounds() -> None:
    op.execute("""
        create table members.lottery_round (
            id uuid not null,
            lottery_id uuid not null,
            number integer not null,
            day date not null,
            odds_version integer not null,
            commitment text not null,
            seed_sealed bytea not null,
            seed text,
            draws integer not null,
            opened_at timestamptz not null,
            closed_at timestamptz,
            constraint pk_lottery_round primary key (id),
            constraint uq_lottery_round_lottery_id_number unique (lottery_id, number),
            constraint fk_lottery_round_lottery_id foreign key (lottery_id) references members.lottery (id),
            constraint ck_lottery_round_told check ((seed is null) = (closed_at is null)),
            constraint ck_lottery_round_draws check (draws >= 0 and number > 0)
        )
    """)
    op.execute(
        "create unique index ix_lottery_round_open on members.lottery_round (lottery_id) where closed_at is null"
    )


def _draws() -> None:
    op.execute("""
        create table members.lottery_draw (
            id uuid not null,
            lottery_id uuid not null,
            round_id uuid not null,
            n integer not null,
            member_id uuid not null,
            origin_id uuid not null,
            client_key text not null,
            nonce text not null,
            pseudonym text not null,
            roll integer not null,
            rolled integer not null,
            given integer not null,
            cost_points integer not null,
            at timestamptz not null,
            merges uuid[] not null default '{}',
            constraint pk_lottery_draw primary key (id),
            constraint uq_lottery_draw_round_id_n unique (round_id, n),
            constraint uq_lottery_draw_origin_id_client_key unique (origin_id, client_key),
            constraint fk_lottery_draw_lottery_id foreign key (lottery_id) references members.lottery (id),
            constraint fk_lottery_draw_round_id foreign key (round_id) references members.lottery_round (id),
            constraint fk_lottery_draw_member_id foreign key (member_id) references members.member (id),
            constraint ck_lottery_draw_roll check (roll between 0 and 999999 and n > 0),
            constraint ck_lottery_draw_cost check (cost_points >= 0)
        )
    """)
    op.execute("create index ix_lottery_draw_member on members.lottery_draw (member_id, lottery_id, id)")
    op.execute("create index ix_lottery_draw_lottery on members.lottery_draw (lottery_id, round_id)")


def _shop() -> None:
    op.execute("""
        create table members.redeem_item (
            id uuid not null,
            name text not null,
            words text not null,
            image_url text not null,
            kind text not null,
            template_id uuid,
            points integer not null,
            stock integer not null,
            taken integer not null default 0,
            per_member_max integer,
            is_enabled boolean not null,
            sort integer not null,
            version integer not null,
            constraint pk_redeem_item primary key (id),
            constraint ck_redeem_item_kind check (kind in ('coupon', 'goods')),
            constraint ck_redeem_item_gives check ((kind = 'coupon') = (template_id is not null)),
            constraint ck_redeem_item_stock check (taken between 0 and stock),
            constraint ck_redeem_item_amounts check (points > 0 and (per_member_max is null or per_member_max > 0))
        )
    """)
    op.execute("""
        create table members.award (
            id uuid not null,
            source text not null,
            item_id uuid,
            draw_id uuid,
            member_id uuid not null,
            origin_id uuid not null,
            client_key text not null,
            kind text not null,
            name text not null,
            template_id uuid,
            points integer not null,
            code text,
            state text not null,
            note text not null,
            at timestamptz not null,
            settled_at timestamptz,
            settled_by text not null,
            merges uuid[] not null default '{}',
            constraint pk_award primary key (id),
            constraint uq_award_origin_id_client_key unique (origin_id, client_key),
            constraint uq_award_draw_id unique (draw_id),
            constraint uq_award_code unique (code),
            constraint fk_award_item_id foreign key (item_id) references members.redeem_item (id),
            constraint fk_award_draw_id foreign key (draw_id) references members.lottery_draw (id),
            constraint fk_award_member_id foreign key (member_id) references members.member (id),
            constraint ck_award_cause check ((source = 'shop') = (item_id is not null)
                and (source = 'lottery') = (draw_id is not null)),
            constraint ck_award_kind check ((kind = 'goods' and code is not null and template_id is null)
                or (kind = 'coupon' and code is null and template_id is not null)),
            constraint ck_award_state check (state in ('waiting', 'done', 'failed', 'cancelled')),
            constraint ck_award_points check (points >= 0)
        )
    """)
    op.execute("create index ix_award_member on members.award (member_id, id)")
    op.execute("create index ix_award_item on members.award (item_id, member_id) where item_id is not null")
    op.execute("create index ix_award_state on members.award (state, id)")


def downgrade() -> None:
    tables = "award redeem_item lottery_draw lottery_round lottery_odds lottery_prize lottery"
    for table in (*tables.split(), "task_done", "task", "check_in", "check_in_reward"):
        op.execute(f"drop table members.{table}")
