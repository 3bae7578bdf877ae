"""The mirror of WeCom's contacts: guides, contacts, who follows whom, tags; comparisons and their gaps."""

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("create schema community")
    _people()
    _tags()
    _comparisons()


def _people() -> None:
    op.execute("""
        create table community.guide (
            user_id text not null,
            name text not null default '',
            avatar_url text,
            is_active boolean not null default true,
            has_contacts boolean not null default true,
            first_seen_at timestamptz not null,
            constraint pk_guide primary key (user_id)
        )
    """)
    op.execute("""
        create table community.contact (
            contact_id text not null,
            name text not null,
            avatar_url text,
            kind smallint not null,
            gender smallint not null,
            unionid text,
            corp_name text,
            first_seen_at timestamptz not null,
            read_at timestamptz not null,
            constraint pk_contact primary key (contact_id)
        )
    """)
    op.execute("create index ix_contact_unionid on community.contact (unionid) where unionid is not null")
    op.execute("""
        create table community.follow (
            id uuid not null default gen_random_uuid(),
            user_id text not null,
            contact_id text not null,
            remark text not null,
            description text not null,
            remark_company text not null,
            sealed_phones bytea,
            added_at timestamptz not null,
            add_way smallint not null,
            state text not null,
            digest bytea not null,
            first_seen_at timestamptz not null,
            read_at timestamptz not null,
            seen_run bigint not null default 0,
            ended_at timestamptz,
            ended_by text,
            constraint pk_follow primary key (user_id, contact_id),
            constraint uq_follow_id unique (id),
            constraint fk_follow_contact_id foreign key (contact_id) references community.contact (contact_id),
            constraint ck_follow_ended_by
                check (ended_by in ('contact', 'guide', 'transfer', 'comparison', 'unknown')),
            constraint ck_follow_ended check ((ended_at is null) = (ended_by is null))
        )
    """)
    op.execute("create index ix_follow_contact on community.follow (contact_id)")
    op.execute("create index ix_follow_added on community.follow (added_at desc, contact_id, user_id)")
    op.execute("create index ix_follow_ended on community.follow (ended_at desc) where ended_at is not null")


def _tags() -> None:
    op.execute("""
        create table community.corp_tag_group (
            group_id text not null,
            name text not null,
            sort integer not null,
            is_gone boolean not null default false,
            constraint pk_corp_tag_group primary key (group_id)
        )
    """)
    op.execute("""
        create table community.corp_tag (
            tag_id text not null,
            group_id text not null,
            name text not null,
            sort integer not null,
            is_gone boolean not null default false,
            constraint pk_corp_tag primary key (tag_id),
            constraint fk_corp_tag_group_id foreign key (group_id)
                references community.corp_tag_group (group_id)
        )
    """)
    op.execute("create index ix_corp_tag_group on community.corp_tag (group_id)")
    op.execute("""
        create table community.follow_tag (
            user_id text not null,
            contact_id text not null,
            tag_id text not null,
            constraint pk_follow_tag primary key (user_id, contact_id, tag_id),
            constraint fk_follow_tag_user_id_contact_id foreign key (user_id, contact_id)
                references community.follow (user_id, contact_id)
        )
    """)
    op.execute("create index ix_follow_tag_tag on community.follow_tag (tag_id)")
    # One row: when the tags were last read, so that an older reading does not undo it.
    op.execute("""
        create table community.tags_read (
            id smallint not null default 1,
            read_at timestamptz not null,
            constraint pk_tags_read primary key (id),
            constraint ck_tags_read_one check (id = 1)
        )
    """)


def _comparisons() -> None:
    op.execute("""
        create table community.comparison (
            id uuid not null,
            number bigint generated always as identity,
            state text not null,
            by text not null,
            started_at timestamptz not null,
            guides text[] not null,
            place integer not null,
            cursor text,
            part_began_at timestamptz,
            resume_at timestamptz,
            claimed_until timestamptz,
            calls integer not null,
            pairs integer not null,
            missing integer not null,
            extra integer not null,
            different integer not null,
            finished_at timestamptz,
            problem text,
            constraint pk_comparison primary key (id),
            constraint uq_comparison_number unique (number),
            constraint ck_comparison_state check (state in ('running', 'stopping', 'stopped', 'done'))
        )
    """)
    op.execute("""
        create unique index uq_comparison_running on community.comparison ((true))
        where state in ('running', 'stopping')
    """)
    op.execute("""
        create table community.comparison_gap (
            number bigint generated always as identity,
            run_id uuid not null,
            user_id text not null,
            contact_id text not null,
            kind text not null,
            detail text not null,
            constraint pk_comparison_gap primary key (number),
            constraint fk_comparison_gap_run_id foreign key (run_id) references community.comparison (id),
            constraint ck_comparison_gap_kind check (kind in ('missing', 'extra', 'different'))
        )
    """)
    op.execute("create index ix_comparison_gap_run on community.comparison_gap (run_id, number)")


def downgrade() -> None:
    op.execute("drop schema community cascade")
