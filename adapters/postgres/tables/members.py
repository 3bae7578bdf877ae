"""Tables of members."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

from adapters.postgres.tables.metadata import metadata

level = Table(
    "level",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("discount_percent", Integer, nullable=False),
    Column("free_freight", Boolean, nullable=False, server_default="false"),
    Column("sort", Integer, nullable=False),
    CheckConstraint("discount_percent between 80 and 100", name="discount"),
    schema="members",
)

# `openid` is the mini-program's at the last login, which orders ask to pay; nobody's for a member that was merged into
# another one (always the last of a chain), that has left, or that is only known from another channel.
member = Table(
    "member",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("openid", Text),
    Column("unionid", Text),
    Column("nickname", Text, nullable=False),
    Column("avatar_url", Text),
    Column("phone_sealed", LargeBinary),
    Column("phone_index", LargeBinary),
    Column("session_key_sealed", LargeBinary),
    Column("level_code", Text, ForeignKey("members.level.code"), nullable=False),
    Column("privacy_version", Text),
    Column("joined_at", DateTime(timezone=True), nullable=False),
    Column("default_address_id", Uuid),
    Column("address_count", Integer, nullable=False, server_default="0"),
    Column("merged_into", Uuid, ForeignKey("members.member.id")),
    Column("left_at", DateTime(timezone=True)),
    Column("card_secret_sealed", LargeBinary),
    UniqueConstraint("openid"),
    CheckConstraint("merged_into <> id and (merged_into is null or openid is null)", name="merged"),
    Index("ix_member_merged_into", "merged_into", postgresql_where=text("merged_into is not null")),
    Index("uq_member_unionid", "unionid", unique=True, postgresql_where=text("unionid is not null")),
    Index("ix_member_phone_index", "phone_index", postgresql_where=text("phone_index is not null")),
    Index("ix_member_joined", "joined_at", "id"),
    schema="members",
)

session = Table(
    "session",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("member_id", Uuid, ForeignKey("members.member.id"), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("identity_id", Uuid),
    Index("ix_session_member", "member_id"),
    Index("ix_session_expires", "expires_at"),
    schema="members",
)

address = Table(
    "address",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("member_id", Uuid, ForeignKey("members.member.id"), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("tag", Text),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Index("ix_address_member", "member_id", "id"),
    schema="members",
)

message_grant = Table(
    "message_grant",
    metadata,
    Column("openid", Text, primary_key=True),
    Column("template_id", Text, primary_key=True),
    Column("remaining", Integer, nullable=False),
    CheckConstraint("remaining >= 0", name="remaining"),
    schema="members",
)

message = Table(
    "message",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("key", Text, nullable=False),
    Column("member_id", Uuid, nullable=False),
    Column("template_id", Text, nullable=False),
    Column("page", Text, nullable=False),
    Column("fields", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text),
    Column("created_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("key"),
    CheckConstraint("state in ('waiting', 'sending', 'sent', 'refused', 'no_grant', 'unknown')", name="state"),
    schema="members",
)
