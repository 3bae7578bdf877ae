"""Tables of bargains 砍价."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
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

_RUNS = text("state in ('open', 'floor', 'ordered')")

# `price_fen` is `start_fen` less all cuts. The unique index is what makes it one running bargain per member and item.
bargain = Table(
    "bargain",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("campaign_id", Uuid, ForeignKey("promotion.campaign.id"), nullable=False),
    Column("sku_id", Uuid, nullable=False),
    Column("member_id", Uuid, nullable=False),
    Column("start_fen", BigInteger, nullable=False),
    Column("floor_fen", BigInteger, nullable=False),
    Column("seed", Text, nullable=False),
    Column("planned_cuts", Integer, nullable=False),
    Column("cut_count", Integer, nullable=False),
    Column("price_fen", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Column("order_id", Uuid),
    UniqueConstraint("order_id"),
    CheckConstraint("state in ('open', 'floor', 'ordered', 'bought', 'expired', 'closed')", name="state"),
    CheckConstraint("floor_fen >= 0 and floor_fen < start_fen", name="span"),
    CheckConstraint("price_fen between floor_fen and start_fen", name="price"),
    CheckConstraint("planned_cuts > 0 and cut_count between 1 and planned_cuts", name="cuts"),
    CheckConstraint("(price_fen = floor_fen) = (cut_count = planned_cuts)", name="floor"),
    CheckConstraint("(state in ('ordered', 'bought')) = (order_id is not null)", name="order"),
    CheckConstraint("opened_at < expires_at", name="time"),
    Index("ix_bargain_running", "campaign_id", "sku_id", "member_id", unique=True, postgresql_where=_RUNS),
    Index("ix_bargain_member", "member_id", "id"),
    Index("ix_bargain_campaign", "campaign_id", "id"),
    Index("ix_bargain_due", "expires_at", postgresql_where=text("state in ('open', 'floor')")),
    schema="promotion",
)

bargain_cut = Table(
    "bargain_cut",
    metadata,
    Column("bargain_id", Uuid, ForeignKey("promotion.bargain.id"), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("helper_id", Uuid, nullable=False),
    Column("fen", BigInteger, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("bargain_id", "helper_id"),
    CheckConstraint("ordinal > 0 and fen > 0", name="amounts"),
    schema="promotion",
)

# Helps of a person on a day in Shanghai, over all bargains of others. By day first, so that old days go in one range.
bargain_help_day = Table(
    "bargain_help_day",
    metadata,
    Column("day", Date, primary_key=True),
    Column("helper_id", Uuid, primary_key=True),
    Column("helps", Integer, nullable=False),
    CheckConstraint("helps > 0", name="helps"),
    schema="promotion",
)

# Helps that the risk check turned away; the latest reason stands.
bargain_refusal = Table(
    "bargain_refusal",
    metadata,
    Column("bargain_id", Uuid, ForeignKey("promotion.bargain.id"), primary_key=True),
    Column("helper_id", Uuid, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("times", Integer, nullable=False),
    Column("first_at", DateTime(timezone=True), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    CheckConstraint("times > 0", name="times"),
    schema="promotion",
)
