"""Tables of group-buys: teams, and the seats that orders take in them."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

from adapters.postgres.tables.metadata import metadata

# A team sells one product in one size; each member chooses the SKU. `title` is the product's when the team opened.
team = Table(
    "team",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("campaign_id", Uuid, ForeignKey("promotion.campaign.id"), nullable=False),
    Column("product_id", Uuid, nullable=False),
    Column("title", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("leader_id", Uuid, nullable=False),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("ended_at", DateTime(timezone=True)),
    CheckConstraint("size >= 2", name="size"),
    CheckConstraint("state in ('open', 'succeeded', 'failed', 'closed')", name="state"),
    CheckConstraint("(state = 'open') = (ended_at is null)", name="ended"),
    Index("ix_team_due", "expires_at", postgresql_where=text("state = 'open'")),
    Index("ix_team_joinable", "campaign_id", "product_id", "expires_at", postgresql_where=text("state = 'open'")),
    Index("ix_team_campaign", "campaign_id", "opened_at", "id"),
    schema="promotion",
)

# `is_counted`: among those whose payments made the team succeed; it stays when such a member is refunded later.
# `is_moved`: paid too late for the first team, and leads a team of its own now.
seat = Table(
    "seat",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("team_id", Uuid, ForeignKey("promotion.team.id"), nullable=False),
    Column("campaign_id", Uuid, nullable=False),
    Column("member_id", Uuid, nullable=False),
    Column("order_id", Uuid, nullable=False),
    Column("sku_id", Uuid, nullable=False),
    Column("units", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("taken_at", DateTime(timezone=True), nullable=False),
    Column("held_until", DateTime(timezone=True), nullable=False),
    Column("paid_at", DateTime(timezone=True)),
    Column("is_counted", Boolean, nullable=False),
    Column("is_moved", Boolean, nullable=False),
    Column("reason", Text),
    UniqueConstraint("order_id"),
    CheckConstraint("state in ('held', 'paid', 'lapsed', 'left')", name="state"),
    CheckConstraint("units > 0", name="units"),
    CheckConstraint("(state <> 'paid' and not is_counted) or paid_at is not null", name="paid"),
    Index("ix_seat_team", "team_id", "taken_at"),
    Index("uq_seat_in_team", "team_id", "member_id", unique=True, postgresql_where=text("state in ('held', 'paid')")),
    Index("uq_seat_unpaid", "campaign_id", "member_id", unique=True, postgresql_where=text("state = 'held'")),
    Index("ix_seat_people", "campaign_id", "sku_id", postgresql_where=text("state = 'paid'")),
    Index("ix_seat_overdue", "held_until", postgresql_where=text("state = 'held'")),
    schema="promotion",
)
