"""Tables of touches: what was sent, who came through it, and what they bought."""

from sqlalchemy import (
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
)
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY

from adapters.postgres.tables.metadata import metadata

SCHEMA = "community"

touches = Table(
    "touches",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("code", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("guide", Text),
    Column("contact_id", Text),
    Column("chat_id", Text),
    Column("post_id", Uuid),
    Column("product_id", Uuid),
    Column("issued_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("code"),
    UniqueConstraint("cause"),
    CheckConstraint("kind in ('welcome', 'script', 'coupon', 'post', 'mass_message')", name="kind"),
    Index("ix_touches_guide", "guide", "issued_at", postgresql_where=sql("guide is not null")),
    Index("ix_touches_chat", "chat_id", postgresql_where=sql("chat_id is not null")),
    Index("ix_touches_post", "post_id", postgresql_where=sql("post_id is not null")),
    schema=SCHEMA,
)

# `origin_id` came through the link, `member_id` is who that is now: a merge may have joined them. `times`: visits;
# `opened_at`: when, the newest.
touch_openings = Table(
    "touch_openings",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("touch_id", Uuid, ForeignKey("community.touches.id"), nullable=False),
    Column("origin_id", Uuid, nullable=False),
    Column("member_id", Uuid, nullable=False),
    Column("first_at", DateTime(timezone=True), nullable=False),
    Column("last_at", DateTime(timezone=True), nullable=False),
    Column("times", Integer, nullable=False),
    Column("opened_at", ARRAY(DateTime(timezone=True)), nullable=False),
    UniqueConstraint("touch_id", "origin_id"),
    Index("ix_touch_openings_member", "member_id"),
    schema=SCHEMA,
)

# What a merge has moved, for when it is undone.
touch_moves = Table(
    "touch_moves",
    metadata,
    Column("merge_id", Uuid, primary_key=True),
    Column("opening_id", Uuid, ForeignKey("community.touch_openings.id", ondelete="cascade"), primary_key=True),
    Index("ix_touch_moves_opening", "opening_id"),
    schema=SCHEMA,
)
