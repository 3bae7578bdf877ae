"""Reviews, follow-ups and posts of shoppers, and the checks they pass."""

from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

_STATES = "'submitted', 'checking', 'in_review', 'visible', 'hidden', 'refused', 'deleted'"


def upgrade() -> None:
    op.execute(f"""
        create table community.ugc (
            id uuid not null,
            kind text not null,
            member_id uuid not null,
            order_id uuid,
            line_id uuid,
            product_id uuid,
            sku_id uuid,
            option_text text not null,
            parent_id uuid,
            stars smallint,
            body text not null,
            is_anonymous boolean not null,
            picture_count smallint not null,
            state text not null,
            doubt text,
            reason text not null,
            made_at timestamptz not null,
            check_by timestamptz not null,
            shown_at timestamptz,
            version integer not null,
            helpful integer default '0' not null,
            reply text default '' not null,
            replied_at timestamptz,
            replied_by text default '' not null,
            featured_at timestamptz,
            constraint pk_ugc primary key (id),
            constraint fk_ugc_parent_id foreign key (parent_id) references community.ugc (id),
            constraint ck_ugc_kind check (
                (kind = 'review' and line_id is not null and stars between 1 and 5 and parent_id is null)
                or (kind = 'follow_up' and parent_id is not null and stars is null)
                or (kind = 'post' and line_id is null and stars is null and parent_id is null)),
            constraint ck_ugc_state check (state in ({_STATES})),
            constraint ck_ugc_doubt check (
                (state = 'in_review') = (doubt is not null)
                and (doubt is null or doubt in ('verdict', 'no_verdict', 'check_failed'))),
            constraint ck_ugc_picture_count check (picture_count between 0 and 9),
            constraint ck_ugc_helpful check (helpful >= 0)
        )
    """)
    op.execute("""
        create unique index uq_ugc_line on community.ugc (line_id) where kind = 'review' and state <> 'refused'
    """)
    op.execute("""
        create unique index uq_ugc_parent on community.ugc (parent_id) where kind = 'follow_up' and state <> 'refused'
    """)
    op.execute("create index ix_ugc_member on community.ugc (member_id, id)")
    op.execute("create index ix_ugc_queue on community.ugc (state, made_at, id)")
    op.execute("""
        create index ix_ugc_overdue on community.ugc (check_by) where state in ('submitted', 'checking')
    """)
    op.execute("""
        create index ix_ugc_product on community.ugc (product_id, ((featured_at is not null)), shown_at, id)
        where kind = 'review' and state = 'visible'
    """)
    op.execute("""
        create index ix_ugc_posts on community.ugc (shown_at, id) where kind = 'post' and state = 'visible'
    """)
    op.execute("create index ix_ugc_featured on community.ugc (featured_at) where featured_at is not null")
    op.execute("""
        create table community.ugc_picture (
            ugc_id uuid not null,
            place smallint not null,
            media_id uuid not null,
            url text not null,
            small_url text not null,
            width integer not null,
            height integer not null,
            constraint pk_ugc_picture primary key (ugc_id, place),
            constraint fk_ugc_picture_ugc_id foreign key (ugc_id) references community.ugc (id)
        )
    """)
    op.execute("""
        create table community.ugc_product (
            ugc_id uuid not null,
            product_id uuid not null,
            place smallint not null,
            constraint pk_ugc_product primary key (ugc_id, product_id),
            constraint fk_ugc_product_ugc_id foreign key (ugc_id) references community.ugc (id)
        )
    """)
    op.execute("create index ix_ugc_product_product on community.ugc_product (product_id, ugc_id)")
    op.execute("""
        create table community.ugc_check (
            id uuid not null,
            ugc_id uuid not null,
            place smallint not null,
            state text not null,
            label integer,
            note text default '' not null,
            answered_at timestamptz,
            constraint pk_ugc_check primary key (id),
            constraint uq_ugc_check_ugc_id_place unique (ugc_id, place),
            constraint fk_ugc_check_ugc_id foreign key (ugc_id) references community.ugc (id),
            constraint ck_ugc_check_state check (state in ('open', 'asked', 'pass', 'review', 'risky', 'failed'))
        )
    """)
    op.execute("""
        create table community.ugc_trace (
            trace_id text not null,
            check_id uuid,
            suggest text,
            label integer,
            failure text default '' not null,
            noted_at timestamptz not null,
            constraint pk_ugc_trace primary key (trace_id),
            constraint fk_ugc_trace_check_id foreign key (check_id) references community.ugc_check (id),
            constraint ck_ugc_trace_suggest check (suggest in ('pass', 'review', 'risky'))
        )
    """)
    op.execute("create index ix_ugc_trace_check on community.ugc_trace (check_id)")
    op.execute("""
        create table community.ugc_history (
            id uuid not null,
            ugc_id uuid not null,
            at timestamptz not null,
            decider text not null,
            by text not null,
            from_state text not null,
            to_state text not null,
            reason text not null,
            constraint pk_ugc_history primary key (id),
            constraint fk_ugc_history_ugc_id foreign key (ugc_id) references community.ugc (id),
            constraint ck_ugc_history_decider check (decider in ('author', 'machine', 'clock', 'operator'))
        )
    """)
    op.execute("create index ix_ugc_history_ugc on community.ugc_history (ugc_id, at, id)")
    op.execute("""
        create table community.ugc_vote (
            ugc_id uuid not null,
            member_id uuid not null,
            at timestamptz not null,
            constraint pk_ugc_vote primary key (ugc_id, member_id),
            constraint fk_ugc_vote_ugc_id foreign key (ugc_id) references community.ugc (id)
        )
    """)
    op.execute("create index ix_ugc_vote_member on community.ugc_vote (member_id)")
    op.execute("""
        create table community.ugc_report (
            id uuid not null,
            ugc_id uuid not null,
            member_id uuid not null,
            cause text not null,
            words text not null,
            at timestamptz not null,
            settled_at timestamptz,
            constraint pk_ugc_report primary key (id),
            constraint uq_ugc_report_ugc_id_member_id unique (ugc_id, member_id),
            constraint fk_ugc_report_ugc_id foreign key (ugc_id) references community.ugc (id),
            constraint ck_ugc_report_cause check (cause in ('ad', 'abuse', 'false', 'privacy', 'other'))
        )
    """)
    op.execute("create index ix_ugc_report_open on community.ugc_report (ugc_id) where settled_at is null")
    op.execute("""
        create table community.ugc_summary (
            product_id uuid not null,
            star1 integer default '0' not null,
            star2 integer default '0' not null,
            star3 integer default '0' not null,
            star4 integer default '0' not null,
            star5 integer default '0' not null,
            with_pictures integer default '0' not null,
            constraint pk_ugc_summary primary key (product_id),
            constraint ck_ugc_summary_counts check (
                star1 >= 0 and star2 >= 0 and star3 >= 0 and star4 >= 0 and star5 >= 0
                and with_pictures between 0 and star1 + star2 + star3 + star4 + star5)
        )
    """)
    op.execute("""
        create table community.ugc_move (
            merge_id uuid not null,
            ugc_id uuid not null,
            constraint pk_ugc_move primary key (merge_id, ugc_id),
            constraint fk_ugc_move_ugc_id foreign key (ugc_id) references community.ugc (id)
        )
    """)


def downgrade() -> None:
    for name in (
        *("ugc_move", "ugc_summary", "ugc_report", "ugc_vote", "ugc_history"),
        *("ugc_trace", "ugc_check", "ugc_product", "ugc_picture", "ugc"),
    ):
        op.execute(f"drop table community.{name}")
