"""Tables of the community: the mirror of WeCom's contacts, and comparisons."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from adapters.postgres.tables.metadata import metadata

SCHEMA = "community"

# `is_active`: works in the corporation; `has_contacts`: may have contacts. Ids are WeCom's throughout.
guide = Table(
    "guide",
    metadata,
    Column("user_id", Text, primary_key=True),
    Column("name", Text, nullable=False, server_default=""),
    Column("avatar_url", Text),
    Column("is_active", Boolean, nullable=False, server_default="true"),
    Column("has_contacts", Boolean, nullable=False, server_default="true"),
    Column("first_seen_at", DateTime(timezone=True), nullable=False),
    schema=SCHEMA,
)

# Which member a contact is stands in `members.identity`, which merges keep up.
contact = Table(
    "contact",
    metadata,
    Column("contact_id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("avatar_url", Text),
    Column("kind", SmallInteger, nullable=False),
    Column("gender", SmallInteger, nullable=False),
    Column("unionid", Text),
    Column("corp_name", Text),
    Column("first_seen_at", DateTime(timezone=True), nullable=False),
    Column("read_at", DateTime(timezone=True), nullable=False),
    Index("ix_contact_unionid", "unionid", postgresql_where=text("unionid is not null")),
    schema=SCHEMA,
)

# How a guide knows a contact. `read_at`: when what stands here was asked for; `digest` of it. `id` is for `siyu rekey`.
follow = Table(
    "follow",
    metadata,
    Column("id", Uuid, nullable=False, server_default=text("gen_random_uuid()")),
    Column("user_id", Text, primary_key=True),
    Column("contact_id", Text, ForeignKey("community.contact.contact_id"), primary_key=True),
    Column("remark", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("remark_company", Text, nullable=False),
    Column("sealed_phones", LargeBinary),
    Column("added_at", DateTime(timezone=True), nullable=False),
    Column("add_way", SmallInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("first_seen_at", DateTime(timezone=True), nullable=False),
    Column("read_at", DateTime(timezone=True), nullable=False),
    Column("seen_run", BigInteger, nullable=False, server_default="0"),
    Column("ended_at", DateTime(timezone=True)),
    Column("ended_by", Text),
    UniqueConstraint("id"),
    CheckConstraint("ended_by in ('contact', 'guide', 'transfer', 'comparison', 'unknown')", name="ended_by"),
    CheckConstraint("(ended_at is null) = (ended_by is null)", name="ended"),
    Index("ix_follow_contact", "contact_id"),
    Index("ix_follow_added", text("added_at desc"), "contact_id", "user_id"),
    Index("ix_follow_state", "state", "added_at", postgresql_where=text("state <> ''")),
    Index("ix_follow_ended", text("ended_at desc"), postgresql_where=text("ended_at is not null")),
    schema=SCHEMA,
)

corp_tag_group = Table(
    "corp_tag_group",
    metadata,
    Column("group_id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("sort", Integer, nullable=False),
    Column("is_gone", Boolean, nullable=False, server_default="false"),
    schema=SCHEMA,
)

corp_tag = Table(
    "corp_tag",
    metadata,
    Column("tag_id", Text, primary_key=True),
    Column("group_id", Text, ForeignKey("community.corp_tag_group.group_id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("sort", Integer, nullable=False),
    Column("is_gone", Boolean, nullable=False, server_default="false"),
    Index("ix_corp_tag_group", "group_id"),
    schema=SCHEMA,
)

# A tag may be told of before the list that has it, so that it need not be known.
follow_tag = Table(
    "follow_tag",
    metadata,
    Column("user_id", Text, primary_key=True),
    Column("contact_id", Text, primary_key=True),
    Column("tag_id", Text, primary_key=True),
    ForeignKeyConstraint(["user_id", "contact_id"], ["community.follow.user_id", "community.follow.contact_id"]),
    Index("ix_follow_tag_tag", "tag_id"),
    schema=SCHEMA,
)

tags_read = Table(
    "tags_read",
    metadata,
    Column("id", SmallInteger, primary_key=True, server_default="1", autoincrement=False),
    Column("read_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("id = 1", name="one"),
    schema=SCHEMA,
)

# A full comparison: `ports.community.store.Run`. One is under way at most.
comparison = Table(
    "comparison",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("number", BigInteger, Identity(always=True), nullable=False),
    Column("state", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("started_at", DateTime(timezone=True), nullable=False),
    Column("guides", ARRAY(Text), nullable=False),
    Column("place", Integer, nullable=False),
    Column("cursor", Text),
    Column("part_began_at", DateTime(timezone=True)),
    Column("resume_at", DateTime(timezone=True)),
    Column("claimed_until", DateTime(timezone=True)),
    Column("calls", Integer, nullable=False),
    Column("pairs", Integer, nullable=False),
    Column("missing", Integer, nullable=False),
    Column("extra", Integer, nullable=False),
    Column("different", Integer, nullable=False),
    Column("finished_at", DateTime(timezone=True)),
    Column("problem", Text),
    UniqueConstraint("number"),
    CheckConstraint("state in ('running', 'stopping', 'stopped', 'done')", name="state"),
    Index(
        "uq_comparison_running", text("(true)"), unique=True, postgresql_where=text("state in ('running', 'stopping')")
    ),
    schema=SCHEMA,
)

comparison_gap = Table(
    "comparison_gap",
    metadata,
    Column("number", BigInteger, Identity(always=True), primary_key=True),
    Column("run_id", Uuid, ForeignKey("community.comparison.id"), nullable=False),
    Column("user_id", Text, nullable=False),
    Column("contact_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("detail", Text, nullable=False),
    CheckConstraint("kind in ('missing', 'extra', 'different')", name="kind"),
    Index("ix_comparison_gap_run", "run_id", "number"),
    schema=SCHEMA,
)

# `rules` is a `ports.community.live_codes.LiveCodeRules`; `mark` is what WeCom calls state.
live_code = Table(
    "live_code",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("mark", Text, nullable=False),
    Column("rules", JSONB, nullable=False),
    Column("state", Text, nullable=False),
    Column("config_id", Text),
    Column("qr_url", Text),
    Column("told", ARRAY(Text), nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("version", Integer, nullable=False),
    Column("problem", Text),
    UniqueConstraint("mark"),
    CheckConstraint("state in ('making', 'active', 'stopping', 'stopped', 'failed')", name="state"),
    schema=SCHEMA,
)

greeting = Table(
    "greeting",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("user_id", Text, nullable=False),
    Column("contact_id", Text, nullable=False),
    Column("added_at", DateTime(timezone=True), nullable=False),
    Column("live_code_id", Uuid, ForeignKey("community.live_code.id"), nullable=False),
    Column("state", Text, nullable=False),
    Column("took_ms", Integer),
    UniqueConstraint("user_id", "contact_id", "added_at"),
    CheckConstraint("state in ('sending', 'sent', 'gone', 'unknown', 'refused', 'none')", name="state"),
    Index("ix_greeting_live_code", "live_code_id", "added_at"),
    schema=SCHEMA,
)
