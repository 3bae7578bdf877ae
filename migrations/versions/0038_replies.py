"""What WeCom has counted of guides' chats; shoppers' pictures that nothing shows any more; leavers' remarks."""

from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        create table community.guide_day (
            user_id text not null,
            day date not null,
            chats integer not null,
            messages integer not null,
            reply_rate integer,
            reply_seconds integer,
            blocked integer not null,
            applied integer not null,
            gained integer not null,
            read_at timestamptz not null,
            constraint pk_guide_day primary key (user_id, day),
            constraint ck_guide_day_reply_rate check (reply_rate between 0 and 10000),
            constraint ck_guide_day_counts check (
                least(chats, messages, blocked, applied, gained) >= 0 and coalesce(reply_seconds, 0) >= 0
            )
        )
    """)
    op.execute("create index ix_guide_day_day on community.guide_day (day)")
    op.execute("""
        create table community.guide_reading (
            user_id text not null,
            through date,
            read_on date,
            held_until timestamptz,
            problem text,
            constraint pk_guide_reading primary key (user_id)
        )
    """)
    _shopper_pictures()
    _leavers()


def _leavers() -> None:
    op.execute("""
        create table community.leaver_contact (
            user_id text not null,
            contact_id text not null,
            state text not null,
            asked_at timestamptz not null,
            look_at timestamptz not null,
            problem text,
            constraint pk_leaver_contact primary key (user_id, contact_id),
            constraint ck_leaver_contact_state check (state in ('waiting', 'done', 'ended', 'refused'))
        )
    """)
    op.execute("""
        create index ix_leaver_contact_waiting on community.leaver_contact (look_at) where state = 'waiting'
    """)


def _shopper_pictures() -> None:
    """Whatever was uploaded before is taken for the shop's own: who did it was not written down."""
    op.execute("alter table commerce.media add column is_shoppers boolean not null default false")
    op.execute("alter table commerce.media add column look_at timestamptz")
    op.execute("""
        alter table commerce.media add constraint ck_media_look_at check (look_at is null or is_shoppers)
    """)
    op.execute("create index ix_media_look on commerce.media (look_at) where look_at is not null")
    op.execute("""
        create table commerce.file_erasure (
            media_id uuid not null,
            names text[] not null,
            noted_at timestamptz not null,
            constraint pk_file_erasure primary key (media_id)
        )
    """)
    op.execute("create index ix_file_erasure_noted on commerce.file_erasure (noted_at)")
    op.execute("create index ix_ugc_picture_media on community.ugc_picture (media_id)")


def downgrade() -> None:
    op.execute("drop table community.leaver_contact")
    op.execute("drop index community.ix_ugc_picture_media")
    op.execute("drop table commerce.file_erasure")
    op.execute("alter table commerce.media drop column look_at")
    op.execute("alter table commerce.media drop column is_shoppers")
    op.execute("drop table community.guide_reading")
    op.execute("drop table community.guide_day")
