"""Followers of the official account, what happened to them, and comparisons with WeChat's list."""

from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        create table members.official_follower (
            appid text not null,
            openid text not null,
            unionid text,
            is_following boolean not null default false,
            followed_at timestamptz,
            unfollowed_at timestamptz,
            is_end_found boolean not null default false,
            scene text not null default '',
            as_of timestamptz,
            read_at timestamptz,
            forgotten_at timestamptz,
            seen_run bigint not null default 0,
            first_seen_at timestamptz not null,
            constraint pk_official_follower primary key (appid, openid),
            constraint ck_official_follower_since check (not is_following or followed_at is not null),
            constraint ck_official_follower_forgotten
                check (forgotten_at is null or (unionid is null and not is_following))
        )
    """)
    op.execute("""
        create index ix_official_follower_following on members.official_follower (appid, seen_run) where is_following
    """)
    op.execute("""
        create table members.official_change (
            id uuid not null,
            appid text not null,
            openid text not null,
            what text not null,
            at timestamptz not null,
            is_found boolean not null,
            constraint pk_official_change primary key (id),
            constraint uq_official_change_appid_openid_what_at unique (appid, openid, what, at),
            constraint fk_official_change_appid_openid foreign key (appid, openid)
                references members.official_follower (appid, openid),
            constraint ck_official_change_what check (what in ('followed', 'unfollowed'))
        )
    """)
    op.execute("""
        create table members.official_comparison (
            id uuid not null,
            number bigint not null generated always as identity,
            state text not null,
            by text not null,
            started_at timestamptz not null,
            finished_at timestamptz,
            phase text not null,
            cursor text,
            claimed_until timestamptz,
            listed integer not null,
            missing integer not null,
            extra integer not null,
            joined integer not null,
            problem text,
            constraint pk_official_comparison primary key (id),
            constraint uq_official_comparison_number unique (number),
            constraint ck_official_comparison_state check (state in ('running', 'done', 'stopped')),
            constraint ck_official_comparison_phase check (phase in ('list', 'absent')),
            constraint ck_official_comparison_finished check ((state = 'running') = (finished_at is null))
        )
    """)
    op.execute("""
        create unique index uq_official_comparison_running on members.official_comparison ((true))
        where state = 'running'
    """)


def downgrade() -> None:
    # A member whom nothing but the account knew stays, as one who has not logged in.
    for name in ("official_comparison", "official_change", "official_follower"):
        op.execute(f"drop table members.{name}")
