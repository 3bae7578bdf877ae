"""Tables of points: accounts, bookings and their entries, holds, what orders earned, the rule, adjustments."""

from sqlalchemy import (
    BigInteger,
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
from sqlalchemy.dialects.postgresql import JSONB

from adapters.postgres.tables.metadata import metadata

# `moved_to`: the account of the member whom this one became.
points_account = Table(
    "points_account",
    metadata,
    Column("member_id", Uuid, primary_key=True),
    Column("available", Integer, nullable=False, server_default="0"),
    Column("held", Integer, nullable=False, server_default="0"),
    Column("owed", Integer, nullable=False, server_default="0"),
    Column("lots", JSONB, nullable=False, server_default="[]"),
    Column("next_expiry_at", DateTime(timezone=True)),
    Column("moved_to", Uuid),
    CheckConstraint("available >= 0 and held >= 0 and owed >= 0", name="balances"),
    Index("ix_points_account_expiry", "next_expiry_at", postgresql_where=text("next_expiry_at is not null")),
    schema="members",
)

points_booking = Table(
    "points_booking",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("key", Text, nullable=False),
    Column("member_id", Uuid, nullable=False),
    Column("source", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("by", Text, nullable=False, server_default=""),
    Column("undoes", Text),
    UniqueConstraint("key"),
    Index("ix_points_booking_member", "member_id", "at", "id"),
    Index("ix_points_booking_undoes", "undoes", postgresql_where=text("undoes is not null")),
    Index("ix_points_booking_at", "at"),
    schema="members",
)

points_entry = Table(
    "points_entry",
    metadata,
    Column("booking_id", Uuid, ForeignKey("members.points_booking.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("account", Text, nullable=False),
    Column("member_id", Uuid),
    Column("points", Integer, nullable=False),
    Column("until", DateTime(timezone=True)),
    Column("origin", Uuid),
    CheckConstraint("account in ('available', 'held', 'owed', 'granted', 'redeemed', 'expired')", name="account"),
    CheckConstraint("points <> 0", name="points"),
    CheckConstraint("(member_id is null) = (account in ('granted', 'redeemed', 'expired'))", name="owner"),
    CheckConstraint("(until is not null) = (account in ('available', 'held'))", name="lot"),
    Index("ix_points_entry_member", "member_id", postgresql_where=text("member_id is not null")),
    schema="members",
)

points_hold = Table(
    "points_hold",
    metadata,
    Column("order_id", Uuid, primary_key=True),
    Column("member_id", Uuid, nullable=False),
    Column("owner_id", Uuid, nullable=False),
    Column("points", Integer, nullable=False),
    Column("lots", JSONB, nullable=False),
    Column("state", Text, nullable=False),
    CheckConstraint("state in ('held', 'used', 'released')", name="state"),
    CheckConstraint("points > 0", name="points"),
    Index("ix_points_hold_open", "member_id", postgresql_where=text("state = 'held'")),
    schema="members",
)

points_order = Table(
    "points_order",
    metadata,
    Column("order_id", Uuid, primary_key=True),
    Column("member_id", Uuid, nullable=False),
    Column("kept_fen", BigInteger, nullable=False),
    Column("is_completed", Boolean, nullable=False),
    Column("rate_percent", Integer),
    Column("earned", Integer, nullable=False, server_default="0"),
    Column("until", DateTime(timezone=True)),
    CheckConstraint("kept_fen >= 0 and earned >= 0", name="amounts"),
    schema="members",
)

points_bonus = Table(
    "points_bonus",
    metadata,
    Column("key", Text, primary_key=True),
    Column("member_id", Uuid, nullable=False),
    Column("owner_id", Uuid, nullable=False),
    Column("factor_percent", Integer, nullable=False),
    Column("words", Text, nullable=False),
    Column("valid_until", DateTime(timezone=True), nullable=False),
    Column("order_id", Uuid),
    CheckConstraint("factor_percent > 100", name="factor"),
    Index("ix_points_bonus_open", "member_id", postgresql_where=text("order_id is null")),
    Index("ix_points_bonus_owner", "owner_id", postgresql_where=text("order_id is null")),
    schema="members",
)

points_rule = Table(
    "points_rule",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False, server_default="1"),
    Column("version", Integer, nullable=False),
    Column("rule", JSONB, nullable=False),
    CheckConstraint("id = 1", name="single"),
    schema="members",
)

points_adjustment = Table(
    "points_adjustment",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("member_id", Uuid, nullable=False),
    Column("points", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("asked_by", Uuid, nullable=False),
    Column("asked_name", Text, nullable=False),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("decided_by", Uuid),
    Column("decided_name", Text),
    Column("decided_at", DateTime(timezone=True)),
    CheckConstraint("state in ('waiting', 'done', 'rejected')", name="state"),
    CheckConstraint("points <> 0", name="points"),
    Index("ix_points_adjustment_made", "asked_at", "id"),
    schema="members",
)
