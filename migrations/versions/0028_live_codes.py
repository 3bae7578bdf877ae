"""Live codes, and what new contacts were greeted with."""

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        create table community.live_code (
            id uuid not null,
            mark text not null,
            rules jsonb not null,
            state text not null,
            config_id text,
            qr_url text,
            told text[] not null,
            made_at timestamptz not null,
            version integer not null,
            problem text,
            constraint pk_live_code primary key (id),
            constraint uq_live_code_mark unique (mark),
            constraint ck_live_code_state check (state in ('making', 'active', 'stopping', 'stopped', 'failed'))
        )
    """)
    op.execute("""
        create table community.greeting (
            id uuid not null,
            user_id text not null,
            contact_id text not null,
            added_at timestamptz not null,
            live_code_id uuid not null,
            state text not null,
            took_ms integer,
            constraint pk_greeting primary key (id),
            constraint uq_greeting_user_id_contact_id_added_at unique (user_id, contact_id, added_at),
            constraint fk_greeting_live_code_id foreign key (live_code_id) references community.live_code (id),
            constraint ck_greeting_state check (state in ('sending', 'sent', 'gone', 'unknown', 'refused', 'none'))
        )
    """)
    op.execute("create index ix_greeting_live_code on community.greeting (live_code_id, added_at)")
    op.execute("create index ix_follow_state on community.follow (state, added_at) where state <> ''")


def downgrade() -> None:
    op.execute("drop index community.ix_follow_state")
    op.execute("drop table community.greeting")
    op.execute("drop table community.live_code")
