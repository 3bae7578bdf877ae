"""The content calendar of groups, and rotating join codes."""

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        create table community.group_post (
            id uuid not null,
            content jsonb not null,
            planned_at timestamptz not null,
            state text not null,
            version integer not null,
            made_at timestamptz not null,
            made_by text not null,
            problem text,
            constraint pk_group_post primary key (id),
            constraint ck_group_post_state
                check (state in ('draft', 'planned', 'sending', 'sent', 'failed', 'unknown', 'cancelled'))
        )
    """)
    op.execute("create index ix_group_post_planned on community.group_post (planned_at)")
    op.execute("create index ix_group_post_due on community.group_post (planned_at) where state = 'planned'")
    op.execute("""
        create table community.group_post_send (
            post_id uuid not null,
            owner text not null,
            state text not null,
            code text not null,
            message_id text,
            started_at timestamptz,
            confirmed_at timestamptz,
            reminded_at timestamptz,
            looked_at timestamptz not null,
            problem text,
            constraint pk_group_post_send primary key (post_id, owner),
            constraint fk_group_post_send_post_id foreign key (post_id) references community.group_post (id),
            constraint uq_group_post_send_message_id unique (message_id),
            constraint ck_group_post_send_state
                check (state in ('planned', 'starting', 'made', 'failed', 'unknown')),
            constraint ck_group_post_send_started check (state in ('planned', 'failed') or started_at is not null)
        )
    """)
    op.execute("""
        create index ix_group_post_send_open on community.group_post_send (looked_at)
        where state in ('planned', 'starting', 'unknown') or confirmed_at is null
    """)
    op.execute("""
        create table community.group_post_chat (
            post_id uuid not null,
            chat_id text not null,
            owner text not null,
            day date not null,
            state text not null,
            sent_at timestamptz,
            constraint pk_group_post_chat primary key (post_id, chat_id),
            constraint fk_group_post_chat_post_id foreign key (post_id) references community.group_post (id),
            constraint ck_group_post_chat_state check (state in ('waiting', 'sent', 'failed'))
        )
    """)
    op.execute("""
        create unique index uq_group_post_chat_day on community.group_post_chat (chat_id, day) where state <> 'failed'
    """)
    op.execute("""
        create index ix_group_post_chat_waiting on community.group_post_chat (post_id, owner) where state = 'waiting'
    """)

    op.execute("""
        create table community.join_code (
            id uuid not null,
            mark text not null,
            rules jsonb not null,
            state text not null,
            config_id text,
            qr_url text,
            told text[] not null,
            made_at timestamptz not null,
            changed_at timestamptz not null,
            version integer not null,
            problem text,
            constraint pk_join_code primary key (id),
            constraint uq_join_code_mark unique (mark),
            constraint ck_join_code_state
                check (state in ('making', 'starting', 'active', 'unknown', 'stopping', 'stopped', 'failed')),
            constraint ck_join_code_active check (state <> 'active' or config_id is not null)
        )
    """)


def downgrade() -> None:
    op.execute("drop table community.join_code")
    op.execute("drop table community.group_post_chat")
    op.execute("drop table community.group_post_send")
    op.execute("drop table community.group_post")
