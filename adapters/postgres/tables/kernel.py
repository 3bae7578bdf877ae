"""Tables of the kernel: deliveries, the callback inbox, idempotency keys."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from adapters.postgres.tables.metadata import metadata

delivery = Table(
    "delivery",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("subscriber", Text, nullable=False),
    Column("payload", JSONB, nullable=False),
    Column("request_id", Text, nullable=False),
    Column("status", Text, nullable=False, server_default="pending"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("due_at", DateTime(timezone=True), nullable=False),
    Column("claimed_until", DateTime(timezone=True)),
    Column("last_error", Text),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("done_at", DateTime(timezone=True)),
    CheckConstraint("kind in ('event', 'callback', 'job')", name="kind"),
    CheckConstraint("status in ('pending', 'done', 'parked')", name="status"),
    Index("ix_delivery_due", "due_at", postgresql_where=text("status = 'pending'")),
    Index("ix_delivery_parked", "created_at", postgresql_where=text("status = 'parked'")),
    Index("ix_delivery_done", "done_at", postgresql_where=text("status = 'done'")),
    schema="kernel",
)

inbox = Table(
    "inbox",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("source", Text, nullable=False),
    Column("dedup_key", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("headers", JSONB, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("received_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("source", "dedup_key"),
    Index("ix_inbox_received", "received_at"),
    schema="kernel",
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("scope", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("request_hash", LargeBinary, nullable=False),
    Column("status", Integer),
    Column("content_type", Text),
    Column("body", LargeBinary),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Index("ix_idempotency_created", "created_at"),
    schema="kernel",
)


# A shop that was being filled when its process died is filled anew; one that is filled is left alone.
seed_phase = Table(
    "seed_phase",
    metadata,
    Column("name", Text, primary_key=True),
    Column("reached_at", DateTime(timezone=True), nullable=False),
    schema="kernel",
)
