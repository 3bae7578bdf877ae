"""Tables of the community: transfers, customers without a guide, losses, tag links."""

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
from sqlalchemy.dialects.postgresql import ARRAY

from adapters.postgres.tables.metadata import metadata

SCHEMA = "community"
_STATES = "'planned', 'starting', 'unknown', 'waiting', 'done', 'refused', 'taker_full', 'failed', 'cancelled'"

transfer = Table(
    "transfer",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("handover", Text, nullable=False),
    Column("takeover", Text, nullable=False),
    Column("has_left", Boolean, nullable=False),
    Column("words", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("made_by", Text, nullable=False),
    Column("looked_at", DateTime(timezone=True), nullable=False),
    Index("ix_transfer_made", "made_at", "id"),
    schema=SCHEMA,
)

# A customer of a guide is under way once.
transfer_contact = Table(
    "transfer_contact",
    metadata,
    Column("transfer_id", Uuid, ForeignKey("community.transfer.id"), primary_key=True),
    Column("contact_id", Text, primary_key=True),
    Column("handover", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("errcode", Integer),
    Column("why", Text),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Column("taken_at", DateTime(timezone=True)),
    CheckConstraint(f"state in ({_STATES})", name="state"),
    Index(
        "uq_transfer_contact_open",
        "contact_id",
        "handover",
        unique=True,
        postgresql_where=text("state in ('planned', 'starting', 'unknown', 'waiting')"),
    ),
    Index("ix_transfer_contact_contact", "contact_id", "taken_at"),
    schema=SCHEMA,
)

unassigned = Table(
    "unassigned",
    metadata,
    Column("user_id", Text, primary_key=True),
    Column("contact_id", Text, primary_key=True),
    Column("left_at", DateTime(timezone=True), nullable=False),
    Column("read_at", DateTime(timezone=True), nullable=False),
    schema=SCHEMA,
)

# `at` is WeCom's; `told`: user ids whom the message has reached.
loss = Table(
    "loss",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("user_id", Text, nullable=False),
    Column("contact_id", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("by_contact", Boolean, nullable=False),
    Column("state", Text, nullable=False),
    Column("told", ARRAY(Text), nullable=False),
    UniqueConstraint("user_id", "contact_id", "at"),
    CheckConstraint("state in ('new', 'told', 'unreachable', 'refused', 'silent')", name="state"),
    Index("ix_loss_at", "at", "id"),
    schema=SCHEMA,
)

# A tag of the shop and one of WeCom that are kept alike: `ports.community.tag_links.TagLink`.
tag_link = Table(
    "tag_link",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("shop_tag_id", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("direction", Text, nullable=False),
    Column("group_name", Text, nullable=False),
    Column("wecom_tag_id", Text),
    Column("state", Text, nullable=False),
    Column("problem", Text),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("made_by", Text, nullable=False),
    UniqueConstraint("shop_tag_id"),
    UniqueConstraint("wecom_tag_id"),
    CheckConstraint("direction in ('to_wecom', 'from_wecom')", name="direction"),
    CheckConstraint("state in ('making', 'active', 'failed')", name="state"),
    CheckConstraint("state <> 'active' or wecom_tag_id is not null", name="active"),
    schema=SCHEMA,
)

# When WeCom was told last of a pair whose tags differed.
tag_push = Table(
    "tag_push",
    metadata,
    Column("user_id", Text, primary_key=True),
    Column("contact_id", Text, primary_key=True),
    Column("tried_at", DateTime(timezone=True), nullable=False),
    schema=SCHEMA,
)
