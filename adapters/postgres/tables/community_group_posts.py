"""Tables of the community: the content calendar of groups, and join codes."""

from sqlalchemy import (
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
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from adapters.postgres.tables.metadata import metadata

SCHEMA = "community"

# `content` is a `ports.community.group_posts.PostContent`.
group_post = Table(
    "group_post",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("content", JSONB, nullable=False),
    Column("planned_at", DateTime(timezone=True), nullable=False),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("made_by", Text, nullable=False),
    Column("problem", Text),
    CheckConstraint(
        "state in ('draft', 'planned', 'sending', 'sent', 'failed', 'unknown', 'cancelled', 'withdrawn')", name="state"
    ),
    Index("ix_group_post_planned", "planned_at"),
    Index("ix_group_post_due", "planned_at", postgresql_where=text("state = 'planned'")),
    schema=SCHEMA,
)

# A message of WeCom: to all groups of an owner, or, with `chat_id`, to one of them. `code` of its touch. `looked_at`:
# when WeCom was asked about it last.
group_post_send = Table(
    "group_post_send",
    metadata,
    Column("post_id", Uuid, ForeignKey("community.group_post.id"), primary_key=True),
    Column("owner", Text, primary_key=True),
    Column("chat_id", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("message_id", Text),
    Column("started_at", DateTime(timezone=True)),
    Column("confirmed_at", DateTime(timezone=True)),
    Column("reminded_at", DateTime(timezone=True)),
    Column("looked_at", DateTime(timezone=True), nullable=False),
    Column("problem", Text),
    UniqueConstraint("message_id"),
    CheckConstraint(
        "state in ('planned', 'starting', 'made', 'failed', 'unknown', 'withdrawing', 'withdrawn')", name="state"
    ),
    CheckConstraint("state in ('planned', 'failed') or started_at is not null", name="started"),
    Index(
        "ix_group_post_send_open",
        "looked_at",
        postgresql_where=text("state in ('planned', 'starting', 'unknown') or confirmed_at is null"),
    ),
    schema=SCHEMA,
)

# `day` in Shanghai, for which it was planned: how much a group may get is counted by it.
group_post_chat = Table(
    "group_post_chat",
    metadata,
    Column("post_id", Uuid, ForeignKey("community.group_post.id"), primary_key=True),
    Column("chat_id", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("state", Text, nullable=False),
    Column("sent_at", DateTime(timezone=True)),
    CheckConstraint("state in ('waiting', 'sent', 'failed', 'withdrawn')", name="state"),
    Index("ix_group_post_chat_day", "chat_id", "day", postgresql_where=text("state in ('waiting', 'sent')")),
    Index("ix_group_post_chat_waiting", "post_id", "owner", postgresql_where=text("state = 'waiting'")),
    schema=SCHEMA,
)

# `rules` is a `ports.community.join_codes.JoinCodeRules`; `mark` is what WeCom calls state.
join_code = Table(
    "join_code",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("mark", Text, nullable=False),
    Column("rules", JSONB, nullable=False),
    Column("state", Text, nullable=False),
    Column("config_id", Text),
    Column("qr_url", Text),
    Column("told", ARRAY(Text), nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Column("version", Integer, nullable=False),
    Column("problem", Text),
    UniqueConstraint("mark"),
    CheckConstraint(
        "state in ('making', 'starting', 'active', 'unknown', 'stopping', 'stopped', 'failed')", name="state"
    ),
    CheckConstraint("state <> 'active' or config_id is not null", name="active"),
    schema=SCHEMA,
)
