"""Tables of the community: customer groups, and the comparison of them."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

from adapters.postgres.tables.metadata import metadata

SCHEMA = "community"

# `ports.community.chats.Chat`. `read_at`: when what stands here was asked for. A dismissed group keeps its members.
chat = Table(
    "chat",
    metadata,
    Column("chat_id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("notice", Text, nullable=False),
    Column("admins", ARRAY(Text), nullable=False),
    Column("kind", Text, nullable=False, server_default="free"),
    Column("state", Text, nullable=False),
    Column("members", Integer, nullable=False),
    Column("version", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("read_at", DateTime(timezone=True), nullable=False),
    Column("seen_run", BigInteger, nullable=False, server_default="0"),
    Column("dismissed_at", DateTime(timezone=True)),
    CheckConstraint("kind in ('vip', 'ordinary', 'free')", name="kind"),
    CheckConstraint("state in ('normal', 'owner_left', 'transferring', 'dismissed')", name="state"),
    CheckConstraint("(state = 'dismissed') = (dismissed_at is not null)", name="dismissed"),
    Index("ix_chat_owner", "owner"),
    Index("ix_chat_made", text("made_at desc"), "chat_id"),
    schema=SCHEMA,
)

# A stay: whoever comes back has another one. `subject` is a user id of staff, else a contact id.
chat_member = Table(
    "chat_member",
    metadata,
    Column("chat_id", Text, ForeignKey("community.chat.chat_id"), primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("joined_at", DateTime(timezone=True), primary_key=True),
    Column("is_staff", Boolean, nullable=False),
    Column("name", Text, nullable=False),
    Column("unionid", Text),
    Column("join_scene", SmallInteger, nullable=False),
    Column("invited_by", Text),
    Column("state", Text, nullable=False),
    Column("left_at", DateTime(timezone=True)),
    Index("uq_chat_member_present", "chat_id", "subject", unique=True, postgresql_where=text("left_at is null")),
    Index("ix_chat_member_subject", "subject", postgresql_where=text("not is_staff")),
    Index("ix_chat_member_unionid", "unionid", postgresql_where=text("unionid is not null")),
    Index("ix_chat_member_joined", "joined_at"),
    Index("ix_chat_member_left", "left_at", postgresql_where=text("left_at is not null")),
    Index("ix_chat_member_state", "state", "joined_at", postgresql_where=text("state <> ''")),
    schema=SCHEMA,
)

# `ports.community.chat_comparison.ChatRun`. One is under way at most.
chat_comparison = Table(
    "chat_comparison",
    metadata,
    Column("number", BigInteger, Identity(always=True), primary_key=True),
    Column("state", Text, nullable=False),
    Column("step", Integer, nullable=False, server_default="0"),
    Column("started_at", DateTime(timezone=True), nullable=False),
    Column("owners", ARRAY(Text), nullable=False),
    Column("place", Integer, nullable=False),
    Column("cursor", Text),
    Column("is_listed", Boolean, nullable=False),
    Column("waiting", ARRAY(Text), nullable=False),
    Column("states", ARRAY(Text), nullable=False),
    Column("resume_at", DateTime(timezone=True)),
    Column("claimed_until", DateTime(timezone=True)),
    Column("calls", Integer, nullable=False),
    Column("groups", Integer, nullable=False),
    Column("missing", Integer, nullable=False),
    Column("extra", Integer, nullable=False),
    Column("different", Integer, nullable=False),
    Column("finished_at", DateTime(timezone=True)),
    Column("problem", Text),
    Column("by", Text, nullable=False, server_default="系统"),
    CheckConstraint("state in ('running', 'stopped', 'done')", name="state"),
    Index("uq_chat_comparison_running", text("(true)"), unique=True, postgresql_where=text("state = 'running'")),
    schema=SCHEMA,
)

# `ports.community.chat_comparison.ChatGap`, in the order in which they were found.
chat_comparison_gap = Table(
    "chat_comparison_gap",
    metadata,
    Column("place", BigInteger, Identity(always=True), primary_key=True),
    Column("run_number", BigInteger, ForeignKey("community.chat_comparison.number"), nullable=False),
    Column("chat_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("detail", Text, nullable=False),
    CheckConstraint("kind in ('missing', 'extra', 'different')", name="kind"),
    Index("ix_chat_comparison_gap_run", "run_number", "place"),
    schema=SCHEMA,
)
