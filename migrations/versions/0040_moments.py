"""Moments of the corporation, and the guides who publish them."""

from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

_KINDS = "'welcome', 'script', 'coupon', 'post', 'mass_message'"


def upgrade() -> None:
    op.execute("""
        create table community.moment (
            id uuid not null,
            content jsonb not null,
            planned_at timestamptz not null,
            state text not null,
            version integer not null,
            made_at timestamptz not null,
            made_by text not null,
            code text,
            job_id text,
            wecom_id text,
            started_at timestamptz,
            looked_at timestamptz not null,
            problem text,
            constraint pk_moment primary key (id),
            constraint uq_moment_job_id unique (job_id),
            constraint uq_moment_wecom_id unique (wecom_id),
            constraint ck_moment_state
                check (state in ('draft', 'planned', 'queued', 'starting', 'making', 'running', 'stopping', 'stopped',
                                 'failed', 'unknown', 'cancelled')),
            constraint ck_moment_started
                check (state in ('draft', 'planned', 'queued', 'failed', 'cancelled') or started_at is not null),
            constraint ck_moment_made check (state <> 'making' or job_id is not null)
        )
    """)
    op.execute("create index ix_moment_planned on community.moment (planned_at, id)")
    op.execute("create index ix_moment_due on community.moment (planned_at) where state = 'planned'")
    op.execute("""
        create index ix_moment_open on community.moment (looked_at)
        where state in ('queued', 'starting', 'making', 'running', 'stopping', 'stopped', 'unknown')
    """)
    op.execute("""
        create table community.moment_guide (
            moment_id uuid not null,
            user_id text not null,
            state text not null,
            published_at timestamptz,
            reminded_at timestamptz,
            customers integer not null,
            counted_at timestamptz,
            constraint pk_moment_guide primary key (moment_id, user_id),
            constraint fk_moment_guide_moment_id foreign key (moment_id) references community.moment (id),
            constraint ck_moment_guide_state check (state in ('waiting', 'published', 'left_out')),
            constraint ck_moment_guide_published check ((state = 'published') = (published_at is not null)),
            constraint ck_moment_guide_customers check (customers >= 0)
        )
    """)
    op.execute("alter table community.touches drop constraint ck_touches_kind")
    op.execute(f"alter table community.touches add constraint ck_touches_kind check (kind in ({_KINDS}, 'moment'))")


def downgrade() -> None:
    op.execute("""
        update community.attributed_orders set touch_id = null
        where touch_id in (select id from community.touches where kind = 'moment')
    """)
    op.execute("""
        delete from community.touch_openings
        where touch_id in (select id from community.touches where kind = 'moment')
    """)
    op.execute("delete from community.touches where kind = 'moment'")
    op.execute("alter table community.touches drop constraint ck_touches_kind")
    op.execute(f"alter table community.touches add constraint ck_touches_kind check (kind in ({_KINDS}))")
    op.execute("drop table community.moment_guide")
    op.execute("drop table community.moment")
