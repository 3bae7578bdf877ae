"""What a comparison of groups has found, one by one, and who began it."""

from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("alter table community.chat_comparison add column by text not null default '系统'")
    op.execute("""
        create table community.chat_comparison_gap (
            place bigint generated always as identity,
            run_number bigint not null,
            chat_id text not null,
            kind text not null,
            detail text not null,
            constraint pk_chat_comparison_gap primary key (place),
            constraint fk_chat_comparison_gap_run_number foreign key (run_number)
                references community.chat_comparison (number),
            constraint ck_chat_comparison_gap_kind check (kind in ('missing', 'extra', 'different'))
        )
    """)
    op.execute("create index ix_chat_comparison_gap_run on community.chat_comparison_gap (run_number, place)")


def downgrade() -> None:
    op.execute("drop table community.chat_comparison_gap")
    op.execute("alter table community.chat_comparison drop column by")
