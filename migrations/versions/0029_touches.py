"""Touches and who came through them, attributed orders, personal guides."""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _touches()
    _attribution()
    _personal_guides()


def downgrade() -> None:
    for table in ("personal_guide_moves", "personal_codes", "handover_turn", "personal_guides", "rule_books"):
        op.execute(f"drop table community.{table}")
    for table in ("attributed_orders", "order_kept"):
        op.execute(f"drop table community.{table}")
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
    op.execute("create index ix_touches_issued on community.touches (issued_at)")
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


def _attribution() -> None:
    op.execute("""
        create table community.order_kept (
            order_id uuid not null,
            kept_fen bigint not null,
            constraint pk_order_kept primary key (order_id),
            constraint ck_order_kept_kept check (kept_fen >= 0)
        )
    """)
    op.execute("""
        create table community.attributed_orders (
            order_id uuid not null,
            member_id uuid not null,
            touch_id uuid,
            guide text,
            paid_at timestamptz not null,
            paid_fen bigint not null,
            kept_fen bigint not null,
            rule text not null,
            why text not null,
            rate integer not null,
            rules_version integer not null,
            constraint pk_attributed_orders primary key (order_id),
            constraint fk_attributed_orders_touch_id foreign key (touch_id) references community.touches (id),
            constraint ck_attributed_orders_rule check (rule in ('personal', 'touch', 'coupon', 'follow', 'none')),
            constraint ck_attributed_orders_kept check (kept_fen between 0 and paid_fen)
        )
    """)
    op.execute(
        "create index ix_attributed_orders_guide on community.attributed_orders (guide, paid_at)"
        " where guide is not null"
    )
    op.execute(
        "create index ix_attributed_orders_touch on community.attributed_orders (touch_id) where touch_id is not null"
    )
    op.execute("create index ix_attributed_orders_paid on community.attributed_orders (paid_at)")
    op.execute("""
        create table community.rule_books (
            name text not null,
            version integer not null,
            rules jsonb not null,
            at timestamptz not null,
            by text not null,
            constraint pk_rule_books primary key (name, version),
            constraint ck_rule_books_name check (name in ('attribution', 'groups', 'handover', 'losses', 'transfers'))
        )
    """)


def _personal_guides() -> None:
    op.execute("""
        create table community.personal_guides (
            id uuid not null,
            member_id uuid not null,
            guide text not null,
            how text not null,
            reason text not null,
            since timestamptz not null,
            ended_at timestamptz,
            ended_why text,
            told text not null default 'waiting',
            constraint pk_personal_guides primary key (id),
            constraint ck_personal_guides_how check (how in ('rule', 'operator', 'replacement')),
            constraint ck_personal_guides_told check (told in ('waiting', 'told', 'unreachable', 'refused')),
            constraint ck_personal_guides_ended check ((ended_at is null) = (ended_why is null))
        )
    """)
    op.execute(
        "create unique index uq_personal_guides_member on community.personal_guides (member_id) where ended_at is null"
    )
    op.execute("create index ix_personal_guides_member on community.personal_guides (member_id, since)")
    op.execute("create index ix_personal_guides_guide on community.personal_guides (guide, since)")
    op.execute("""
        create table community.handover_turn (
            id smallint not null default 1,
            last_guide text not null default '',
            constraint pk_handover_turn primary key (id),
            constraint ck_handover_turn_one check (id = 1)
        )
    """)
    op.execute("""
        create table community.personal_codes (
            guide text not null,
            live_code_id uuid not null,
            constraint pk_personal_codes primary key (guide),
            constraint fk_personal_codes_live_code_id foreign key (live_code_id) references community.live_code (id)
        )
    """)
    op.execute("""
        create table community.personal_guide_moves (
            merge_id uuid not null,
            personal_guide_id uuid not null,
            constraint pk_personal_guide_moves primary key (merge_id, personal_guide_id),
            constraint fk_personal_guide_moves_personal_guide_id foreign key (personal_guide_id)
                references community.personal_guides (id)
        )
    """)
