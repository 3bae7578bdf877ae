"""Tags that are kept alike in the shop and in WeCom."""

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        create table community.tag_link (
            id uuid not null,
            shop_tag_id integer not null,
            name text not null,
            direction text not null,
            group_name text not null,
            wecom_tag_id text,
            state text not null,
            problem text,
            made_at timestamptz not null,
            made_by text not null,
            constraint pk_tag_link primary key (id),
            constraint uq_tag_link_shop_tag_id unique (shop_tag_id),
            constraint uq_tag_link_wecom_tag_id unique (wecom_tag_id),
            constraint ck_tag_link_direction check (direction in ('to_wecom', 'from_wecom')),
            constraint ck_tag_link_state check (state in ('making', 'active', 'failed')),
            constraint ck_tag_link_active check (state <> 'active' or wecom_tag_id is not null)
        )
    """)
    op.execute("""
        create table community.tag_push (
            user_id text not null,
            contact_id text not null,
            tried_at timestamptz not null,
            constraint pk_tag_push primary key (user_id, contact_id)
        )
    """)


def downgrade() -> None:
    op.execute("drop table community.tag_push")
    op.execute("drop table community.tag_link")
