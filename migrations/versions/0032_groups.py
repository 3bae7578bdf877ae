"""The mirror of WeCom's customer groups, and how far a comparison of it has come."""

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _chats()
    _comparison()


def _chats() -> None:
    op.execute("""
        create table community.chat (
            chat_id text not null,
            name text not null,
            owner text not null,
            notice text not null,
            admins text[] not null,
            kind text not null default 'free',
            state text not null,
            members integer not null,
            version text not null,
            made_at timestamptz not null,
            read_at timestamptz not null,
            seen_run bigint not null default 0,
            dismissed_at timestamptz,
            constraint pk_chat primary key (chat_id),
            constraint ck_chat_kind check (kind in ('vip', 'ordinary', 'free')),
            constraint ck_chat_state check (state in ('normal', 'owner_left', 'transferring', 'dismissed')),
            constraint ck_chat_dismissed check ((state = 'dismissed') = (dismissed_at is not null))
        )
    """)
    op.execute("create index ix_chat_owner on community.chat (owner)")
    op.execute("create index ix_chat_made on community.chat (made_at desc, chat_id)")
    op.execute("""
        create table community.chat_member (
            chat_id text not null,
            subject text not null,
            joined_at timestamptz not null,
            is_staff boolean not null,
            name text not null,
            unionid text,
            join_scene smallint not null,
            invited_by text,
            state text not null,
            left_at timestamptz,
            constraint pk_chat_member primary key (chat_id, subject, joined_at),
            constraint fk_chat_member_chat_id foreign key (chat_id) references community.chat (chat_id)
        )
    """)
    op.execute("""
        create unique index uq_chat_member_present on community.chat_member (chat_id, subject) where left_at is null
    """)
    op.execute("create index ix_chat_member_subject on community.chat_member (subject) where not is_staff")
    op.execute("""
        create index ix_chat_member_unionid on community.chat_member (unionid) where unionid is not null
    """)
    op.execute("create index ix_chat_member_joined on community.chat_member (joined_at)")
    op.execute("create index ix_chat_member_left on community.chat_member (left_at) where left_at is not null")
    op.execute("create index ix_chat_member_state on community.chat_member (state, joined_at) where state <> ''")


def _comparison() -> None:
    op.execute("""
        create table community.chat_comparison (
            number bigint generated always as identity,
            state text not null,
            step integer not null default 0,
            started_at timestamptz not null,
            owners text[] not null,
            place integer not null,
            cursor text,
            is_listed boolean not null,
            waiting text[] not null,
            states text[] not null,
            resume_at timestamptz,
            claimed_until timestamptz,
            calls integer not null,
            groups integer not null,
            missing integer not null,
            extra integer not null,
            different integer not null,
            finished_at timestamptz,
            problem text,
            constraint pk_chat_comparison primary key (number),
            constraint ck_chat_comparison_state check (state in ('running', 'stopped', 'done'))
        )
    """)
    op.execute("""
        create unique index uq_chat_comparison_running on community.chat_comparison ((true)) where state = 'running'
    """)


def downgrade() -> None:
    op.execute("drop table community.chat_comparison")
    op.execute("drop table community.chat_member")
    op.execute("drop table community.chat")
