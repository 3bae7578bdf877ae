"""Tables of insight: behaviour events by month, and who is in the shop."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    Uuid,
    text,
)

from adapters.postgres.tables.metadata import metadata

SCHEMA = "insight"

# One partition for each month in UTC, made by `insight.make_month`. (xid, id) below the oldest running transaction is
# the order of commits (ADR 0018). `moved_by`: the merge that brought the row to its member.
event = Table(
    "event",
    metadata,
    Column("member_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("at", DateTime(timezone=True), primary_key=True),
    Column(
        "xid", BigInteger, nullable=False, server_default=text("cast(cast(pg_current_xact_id() as text) as bigint)")
    ),
    Column("kind", Text, nullable=False),
    Column("product_id", Uuid),
    Column("sku_id", Uuid),
    Column("quantity", Integer),
    Column("words", Text),
    Column("view_id", Uuid),
    Column("dwell_ms", Integer),
    Column("order_id", Uuid),
    Column("amount_fen", BigInteger),
    Column("moved_by", Uuid),
    CheckConstraint(
        "kind in ('page', 'product_view', 'product_leave', 'search', 'cart_add', 'cart_remove', 'checkout_begin',"
        " 'ordered', 'paid', 'order_cancelled', 'abandoned')",
        name="kind",
    ),
    Index("ix_event_member", "member_id", text("at desc"), text("id desc")),
    Index("ix_event_feed", "xid", "id"),
    Index("ix_event_view", "member_id", "view_id", postgresql_where=text("view_id is not null")),
    schema=SCHEMA,
    postgresql_partition_by="range (at)",
)

# Which events were told before: a repetition may come with another time, and so for another partition.
seen = Table(
    "seen",
    metadata,
    Column("member_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Index("ix_seen_at", "at"),
    schema=SCHEMA,
)

# `checked_at`: the `last_at` for which the cart was looked at; `abandoned_at`: when a cart was last found left alone.
presence = Table(
    "presence",
    metadata,
    Column("member_id", Uuid, primary_key=True),
    Column("last_at", DateTime(timezone=True), nullable=False),
    Column("checked_at", DateTime(timezone=True)),
    Column("abandoned_at", DateTime(timezone=True)),
    Index("ix_presence_last", text("last_at desc"), "member_id"),
    Index("ix_presence_unchecked", "last_at", postgresql_where=text("checked_at is distinct from last_at")),
    schema=SCHEMA,
)

setting = Table(
    "setting",
    metadata,
    Column("id", SmallInteger, primary_key=True, server_default="1", autoincrement=False),
    Column("kept_days", Integer, nullable=False),
    CheckConstraint("id = 1", name="one"),
    CheckConstraint("kept_days between 7 and 1095", name="kept"),
    schema=SCHEMA,
)
