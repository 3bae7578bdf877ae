"""Touches, and who came through them."""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _touches()


def downgrade() -> None:
    op.execute("drop table community.touch_moves")
    op.execute("drop table community.touch_openings")
    op.execute("drop table community.touches")


def _touches() -> None:
    op.execute("""
        create table community.touches (
            id uuid not null,
            code text not null,
            kind text not null,
            cause text not null,
            guide text,
            contact_id text,
            chat_id text,
            post_id uuid,
            product_id uuid,
            issued_at timestamptz not null,
            constraint pk_touches primary key (id),
            constraint uq_touches_code unique (code),
            constraint uq_touches_cause unique (cause),
            constraint ck_touches_kind check (kind in ('welcome', 'script', 'coupon', 'post', 'mass_message'))
        )
    """)
    op.execute("create index ix_touches_guide on community.touches (guide, issued_at) where guide is not null")
    op.execute("create index ix_touches_chat on community.touches (chat_id) where chat_id is not null")
    op.execute("create index ix_touches_post on community.touches (post_id) where post_id is not null")
    op.execute("""
        create table community.touch_openings (
            id uuid not null,
            touch_id uuid not null,
            origin_id uuid not null,
            member_id uuid not null,
            first_at timestamptz not null,
            last_at timestamptz not null,
            times integer not null,
            opened_at timestamptz[] not null,
            constraint pk_touch_openings primary key (id),
            constraint uq_touch_openings_touch_id_origin_id unique (touch_id, origin_id),
            constraint fk_touch_openings_touch_id foreign key (touch_id) references community.touches (id)
        )
    """)
    op.execute("create index ix_touch_openings_member on community.touch_openings (member_id)")
    op.execute("""
        create table community.touch_moves (
            merge_id uuid not null,
            opening_id uuid not null,
            constraint pk_touch_moves primary key (merge_id, opening_id),
            constraint fk_touch_moves_opening_id foreign key (opening_id)
                references community.touch_openings (id) on delete cascade
        )
    """)
    op.execute("create index ix_touch_moves_opening on community.touch_moves (opening_id)")
