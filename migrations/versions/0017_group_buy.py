"""Teams of a group-buy and the seats that orders take in them."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        create table promotion.team (
            id uuid not null,
            campaign_id uuid not null,
            product_id uuid not null,
            title text not null,
            size integer not null,
            state text not null,
            leader_id uuid not null,
            opened_at timestamptz not null,
            expires_at timestamptz not null,
            ended_at timestamptz,
            constraint pk_team primary key (id),
            constraint fk_team_campaign_id foreign key (campaign_id) references promotion.campaign (id),
            constraint ck_team_size check (size >= 2),
            constraint ck_team_state check (state in ('open', 'succeeded', 'failed', 'closed')),
            constraint ck_team_ended check ((state = 'open') = (ended_at is null))
        )
    """)
    op.execute("create index ix_team_due on promotion.team (expires_at) where state = 'open'")
    op.execute(
        "create index ix_team_joinable on promotion.team (campaign_id, product_id, expires_at) where state = 'open'"
    )
    op.execute("create index ix_team_campaign on promotion.team (campaign_id, opened_at, id)")
    op.execute("""
        create table promotion.seat (
            id uuid not null,
            team_id uuid not null,
            campaign_id uuid not null,
            member_id uuid not null,
            order_id uuid not null,
            sku_id uuid not null,
            units integer not null,
            state text not null,
            taken_at timestamptz not null,
            held_until timestamptz not null,
            paid_at timestamptz,
            is_counted boolean not null,
            is_moved boolean not null,
            reason text,
            constraint pk_seat primary key (id),
            constraint fk_seat_team_id foreign key (team_id) references promotion.team (id),
            constraint uq_seat_order_id unique (order_id),
            constraint ck_seat_state check (state in ('held', 'paid', 'lapsed', 'left')),
            constraint ck_seat_units check (units > 0),
            constraint ck_seat_paid check ((state <> 'paid' and not is_counted) or paid_at is not null)
        )
    """)
    op.execute("create index ix_seat_team on promotion.seat (team_id, taken_at)")
    op.execute(
        "create unique index uq_seat_in_team on promotion.seat (team_id, member_id) where state in ('held', 'paid')"
    )
    op.execute("create unique index uq_seat_unpaid on promotion.seat (campaign_id, member_id) where state = 'held'")
    op.execute("create index ix_seat_people on promotion.seat (campaign_id, sku_id) where state = 'paid'")
    op.execute("create index ix_seat_overdue on promotion.seat (held_until) where state = 'held'")


def downgrade() -> None:
    op.execute("drop table promotion.seat")
    op.execute("drop table promotion.team")
