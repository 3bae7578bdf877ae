"""Transfers of customers to another guide, customers without a guide, and losses that staff are told of."""

from alembic import op

revision = "0033"
down_revision = "0029"
branch_labels = None
depends_on = None

_STATES = "'planned', 'starting', 'unknown', 'waiting', 'done', 'refused', 'taker_full', 'failed', 'cancelled'"
_OPEN = "'planned', 'starting', 'unknown', 'waiting'"


def upgrade() -> None:
    op.execute("""
        create table community.transfer (
            id uuid not null,
            handover text not null,
            takeover text not null,
            has_left boolean not null,
            words text not null,
            reason text not null,
            made_at timestamptz not null,
            made_by text not null,
            looked_at timestamptz not null,
            constraint pk_transfer primary key (id)
        )
    """)
    op.execute("create index ix_transfer_made on community.transfer (made_at, id)")
    op.execute(f"""
        create table community.transfer_contact (
            transfer_id uuid not null,
            contact_id text not null,
            handover text not null,
            state text not null,
            errcode integer,
            why text,
            changed_at timestamptz not null,
            taken_at timestamptz,
            constraint pk_transfer_contact primary key (transfer_id, contact_id),
            constraint fk_transfer_contact_transfer_id foreign key (transfer_id) references community.transfer (id),
            constraint ck_transfer_contact_state check (state in ({_STATES}))
        )
    """)
    op.execute(f"""
        create unique index uq_transfer_contact_open on community.transfer_contact (contact_id, handover)
        where state in ({_OPEN})
    """)
    op.execute("create index ix_transfer_contact_contact on community.transfer_contact (contact_id, taken_at)")
    op.execute("""
        create table community.unassigned (
            user_id text not null,
            contact_id text not null,
            left_at timestamptz not null,
            read_at timestamptz not null,
            constraint pk_unassigned primary key (user_id, contact_id)
        )
    """)
    op.execute("""
        create table community.loss (
            id uuid not null,
            user_id text not null,
            contact_id text not null,
            at timestamptz not null,
            by_contact boolean not null,
            state text not null,
            told text[] not null,
            constraint pk_loss primary key (id),
            constraint uq_loss_user_id_contact_id_at unique (user_id, contact_id, at),
            constraint ck_loss_state check (state in ('new', 'told', 'unreachable', 'refused', 'silent'))
        )
    """)
    op.execute("create index ix_loss_at on community.loss (at, id)")


def downgrade() -> None:
    for table in ("loss", "unassigned", "transfer_contact", "transfer"):
        op.execute(f"drop table community.{table}")
