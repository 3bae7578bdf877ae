"""Tables of touches and what came of them, and of personal guides."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

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
    CheckConstraint("kind in ('welcome', 'script', 'coupon', 'post', 'mass_message', 'moment')", name="kind"),
    Index("ix_touches_guide", "guide", "issued_at", postgresql_where=sql("guide is not null")),
    Index("ix_touches_issued", "issued_at"),
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

# What an order keeps by the last that was told, attributed or not: a refund may be told before the payment.
order_kept = Table(
    "order_kept",
    metadata,
    Column("order_id", Uuid, primary_key=True),
    Column("kept_fen", BigInteger, nullable=False),
    CheckConstraint("kept_fen >= 0", name="kept"),
    schema=SCHEMA,
)

# Every paid order, once; `rule` none: nobody's. `rate`: commission, parts in ten thousand.
attributed_orders = Table(
    "attributed_orders",
    metadata,
    Column("order_id", Uuid, primary_key=True),
    Column("member_id", Uuid, nullable=False),
    Column("touch_id", Uuid, ForeignKey("community.touches.id")),
    Column("guide", Text),
    Column("paid_at", DateTime(timezone=True), nullable=False),
    Column("paid_fen", BigInteger, nullable=False),
    Column("kept_fen", BigInteger, nullable=False),
    Column("rule", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("rate", Integer, nullable=False),
    Column("rules_version", Integer, nullable=False),
    CheckConstraint("rule in ('personal', 'touch', 'coupon', 'follow', 'none')", name="rule"),
    CheckConstraint("kept_fen between 0 and paid_fen", name="kept"),
    Index("ix_attributed_orders_guide", "guide", "paid_at", postgresql_where=sql("guide is not null")),
    Index("ix_attributed_orders_touch", "touch_id", postgresql_where=sql("touch_id is not null")),
    Index("ix_attributed_orders_paid", "paid_at"),
    schema=SCHEMA,
)

# `rules` is an `AttributionRules` or a `HandoverRules`; versions are never changed.
rule_books = Table(
    "rule_books",
    metadata,
    Column("name", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("rules", JSONB, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("by", Text, nullable=False),
    CheckConstraint("name in ('attribution', 'group_posts', 'groups', 'handover', 'losses', 'transfers')", name="name"),
    schema=SCHEMA,
)

# Who looks after whom, and who did. A member has one at a time. `told`: whether the guide has heard of it.
personal_guides = Table(
    "personal_guides",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("member_id", Uuid, nullable=False),
    Column("guide", Text, nullable=False),
    Column("how", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("since", DateTime(timezone=True), nullable=False),
    Column("ended_at", DateTime(timezone=True)),
    Column("ended_why", Text),
    Column("told", Text, nullable=False, server_default="waiting"),
    CheckConstraint("how in ('rule', 'operator', 'replacement')", name="how"),
    CheckConstraint("told in ('waiting', 'told', 'unreachable', 'refused')", name="told"),
    CheckConstraint("(ended_at is null) = (ended_why is null)", name="ended"),
    Index("uq_personal_guides_member", "member_id", unique=True, postgresql_where=sql("ended_at is null")),
    Index("ix_personal_guides_member", "member_id", "since"),
    Index("ix_personal_guides_guide", "guide", "since"),
    schema=SCHEMA,
)

# Whose turn it was; its row is the lock of everything that assigns.
handover_turn = Table(
    "handover_turn",
    metadata,
    Column("id", SmallInteger, primary_key=True, server_default="1", autoincrement=False),
    Column("last_guide", Text, nullable=False, server_default=""),
    CheckConstraint("id = 1", name="one"),
    schema=SCHEMA,
)

# A live code of each guide who looks after members.
personal_codes = Table(
    "personal_codes",
    metadata,
    Column("guide", Text, primary_key=True),
    Column("live_code_id", Uuid, ForeignKey("community.live_code.id"), nullable=False),
    schema=SCHEMA,
)

# What a merge has moved, for when it is undone.
personal_guide_moves = Table(
    "personal_guide_moves",
    metadata,
    Column("merge_id", Uuid, primary_key=True),
    Column("personal_guide_id", Uuid, ForeignKey("community.personal_guides.id"), primary_key=True),
    schema=SCHEMA,
)
