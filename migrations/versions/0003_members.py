"""Members, sessions, levels, addresses, message grants."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("create schema members")
    op.execute("""
        create table members.level (
            code text not null constraint pk_level primary key,
            name text not null,
            discount_percent integer not null constraint ck_level_discount check (discount_percent between 80 and 100),
            free_freight boolean not null default false,
            sort integer not null
        )
    """)
    op.execute("""
        insert into members.level (code, name, discount_percent, free_freight, sort) values
            ('bronze', '青铜会员', 100, false, 1), ('silver', '白银会员', 98, false, 2),
            ('gold', '黄金会员', 95, false, 3), ('diamond', '钻石会员', 90, true, 4)
    """)
    op.execute("""
        create table members.member (
            id uuid not null constraint pk_member primary key,
            openid text not null constraint uq_member_openid unique,
            unionid text,
            nickname text not null,
            avatar_url text,
            phone_sealed bytea,
            phone_index bytea,
            session_key_sealed bytea,
            level_code text not null constraint fk_member_level_code references members.level (code),
            privacy_version text,
            joined_at timestamptz not null
        )
    """)
    op.execute("create index ix_member_unionid on members.member (unionid) where unionid is not null")
    op.execute("create index ix_member_phone_index on members.member (phone_index) where phone_index is not null")
    op.execute("create index ix_member_joined on members.member (joined_at, id)")
    op.execute("""
        create table members.session (
            token_hash bytea not null constraint pk_session primary key,
            member_id uuid not null constraint fk_session_member_id references members.member (id),
            created_at timestamptz not null,
            expires_at timestamptz not null
        )
    """)
    op.execute("create index ix_session_member on members.session (member_id)")
    op.execute("create index ix_session_expires on members.session (expires_at)")
    op.execute("""
        create table members.address (
            id uuid not null constraint pk_address primary key,
            member_id uuid not null constraint fk_address_member_id references members.member (id),
            sealed bytea not null,
            tag text,
            is_default boolean not null,
            created_at timestamptz not null
        )
    """)
    op.execute("create index ix_address_member on members.address (member_id, id)")
    op.execute("create unique index uq_address_default on members.address (member_id) where is_default")
    op.execute("""
        create table members.message_grant (
            openid text not null,
            template_id text not null,
            remaining integer not null constraint ck_message_grant_remaining check (remaining >= 0),
            constraint pk_message_grant primary key (openid, template_id)
        )
    """)
    op.execute("""
        create table members.message (
            id uuid not null constraint pk_message primary key,
            key text not null constraint uq_message_key unique,
            member_id uuid not null,
            template_id text not null,
            page text not null,
            fields text not null,
            state text not null constraint ck_message_state
                check (state in ('waiting', 'sending', 'sent', 'refused', 'no_grant', 'unknown')),
            reason text,
            created_at timestamptz not null
        )
    """)


def downgrade() -> None:
    op.execute("drop schema members cascade")
