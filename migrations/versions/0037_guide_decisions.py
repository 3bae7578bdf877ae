"""What guides may refund by themselves, and logins of the sidebar that were begun."""

from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("alter table community.allowance_rule add column refund_max_fen bigint not null default 0")
    op.execute("""
        alter table community.allowance_rule
        add constraint ck_allowance_rule_refund check (refund_max_fen >= 0)
    """)
    op.execute("""
        create table community.guide_login (
            state_hash bytea not null,
            secret_hash bytea not null,
            expires_at timestamptz not null,
            constraint pk_guide_login primary key (state_hash)
        )
    """)
    op.execute("create index ix_guide_login_expires on community.guide_login (expires_at)")


def downgrade() -> None:
    op.execute("drop table community.guide_login")
    op.execute("alter table community.allowance_rule drop constraint ck_allowance_rule_refund")
    op.execute("alter table community.allowance_rule drop column refund_max_fen")
