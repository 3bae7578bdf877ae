"""How far the seed has come."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        create table kernel.seed_phase (
            name text not null constraint pk_seed_phase primary key,
            reached_at timestamptz not null
        )
    """)


def downgrade() -> None:
    op.execute("drop table kernel.seed_phase")
