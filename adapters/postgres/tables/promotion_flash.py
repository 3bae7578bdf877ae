"""Tables of flash sale: pools as promotion sees them, tickets of the queue, entries from WeChat groups."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

from adapters.postgres.tables.metadata import metadata

# One per item of a published flash campaign. `generation` is that of its copy in Valkey: what was queued under an
# older one is void. `server_id` names the run of the server that was loaded.
flash_pool = Table(
    "flash_pool",
    metadata,
    Column("campaign_id", Uuid, primary_key=True),
    Column("sku_id", Uuid, primary_key=True),
    Column("number", Integer, Identity(always=True), nullable=False),
    Column("state", Text, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("is_loaded", Boolean, nullable=False),
    Column("server_id", Text, nullable=False, server_default=""),
    Column("claimed_until", DateTime(timezone=True)),
    Column("problem", Text, nullable=False, server_default=""),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("number"),
    ForeignKeyConstraint(
        ["campaign_id", "sku_id"], ["promotion.campaign_item.campaign_id", "promotion.campaign_item.sku_id"]
    ),
    CheckConstraint("state in ('open', 'closed')", name="state"),
    CheckConstraint("generation > 0", name="generation"),
    Index("ix_flash_pool_open", "campaign_id", postgresql_where=text("state = 'open'")),
    schema="promotion",
)

# A row stands from the moment that a consumer has decided; who is still queued is in Valkey's stream alone.
# `is_told`: Valkey's copy knows that the units of this ticket count no longer (or it never has to be told).
flash_ticket = Table(
    "flash_ticket",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("campaign_id", Uuid, nullable=False),
    Column("sku_id", Uuid, nullable=False),
    Column("member_id", Uuid, nullable=False),
    Column("client_key", Text, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("order_id", Uuid),
    Column("reason", Text, nullable=False, server_default=""),
    Column("queued_at", DateTime(timezone=True), nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Column("is_told", Boolean, nullable=False),
    UniqueConstraint("campaign_id", "sku_id", "member_id", "client_key"),
    UniqueConstraint("order_id"),
    CheckConstraint("quantity > 0", name="quantity"),
    CheckConstraint("state in ('ordered', 'refused', 'released', 'interrupted')", name="state"),
    CheckConstraint("(state in ('ordered', 'released')) = (order_id is not null)", name="order"),
    Index("ix_flash_ticket_untold", "campaign_id", "sku_id", postgresql_where=text("not is_told")),
    schema="promotion",
)

group_entry = Table(
    "group_entry",
    metadata,
    Column("campaign_id", Uuid, primary_key=True),
    Column("member_id", Uuid, primary_key=True),
    Column("open_gid", Text, primary_key=True),
    Column("entered_at", DateTime(timezone=True), nullable=False),
    schema="promotion",
)
