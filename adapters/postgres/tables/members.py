"""Tables of members."""

from sqlalchemy import (
    BigInteger,
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
from sqlalchemy.dialects.postgresql import ARRAY

from adapters.postgres.tables.metadata import metadata

level = Table(
    "level",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("discount_percent", Integer, nullable=False),
    Column("free_freight", Boolean, nullable=False, server_default="false"),
    Column("sort", Integer, nullable=False),
    Column("growth_from", BigInteger, nullable=False, server_default="0"),
    Column("points_multiplier_percent", Integer, nullable=False, server_default="100"),
    Column("birthday_points", Integer, nullable=False, server_default="0"),
    Column("free_returns", Boolean, nullable=False, server_default="false"),
    Column("early_access_minutes", Integer, nullable=False, server_default="0"),
    Column("has_concierge", Boolean, nullable=False, server_default="false"),
    Column("benefits", ARRAY(Text), nullable=False, server_default="{}"),
    CheckConstraint("discount_percent between 80 and 100", name="discount"),
    CheckConstraint(
        "growth_from >= 0 and points_multiplier_percent between 100 and 1000 and birthday_points >= 0"
        " and early_access_minutes >= 0",
        name="benefits",
    ),
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
    Column("growth", BigInteger, nullable=False, server_default="0"),
    Column("level_since", DateTime(timezone=True)),
    Column("level_until", DateTime(timezone=True)),
    Column("level_held", Boolean, nullable=False, server_default="false"),
    Column("level_protected", Boolean, nullable=False, server_default="false"),
    Column("rules_version", Integer, nullable=False, server_default="0"),
    Column("has_concierge_at", DateTime(timezone=True)),
    Column("birthday_month", Integer),
    Column("birthday_day", Integer),
    Column("birthday_year", Integer),
    Column("birthday_set_at", DateTime(timezone=True)),
    Column("birthday_gift_year", Integer),
    Column("device_system", Text),
    Column("device_client", Text),
    Column("device_seen_at", DateTime(timezone=True)),
    CheckConstraint(
        "(device_system is null) = (device_client is null) and (device_system is null) = (device_seen_at is null)"
        " and (device_system is null or device_system in ('ios', 'android', 'harmony', 'windows', 'mac', 'other'))"
        " and (device_client is null or device_client in ('mini_program', 'wechat', 'browser', 'other'))",
        name="device",
    ),
    UniqueConstraint("openid"),
    CheckConstraint(
        "(birthday_month is null) = (birthday_day is null) and (birthday_month is not null or birthday_year is null)"
        " and (birthday_month is null or birthday_month between 1 and 12 and birthday_day between 1 and 31)"
        " and (birthday_year is null or birthday_year between 1900 and 2200)",
        name="birthday",
    ),
    Index("ix_member_level", "level_code"),
    Index("ix_member_level_until", "level_until", "id", postgresql_where=text("level_until is not null")),
    Index("ix_member_rules_version", "rules_version", "id", postgresql_where=text("growth > 0")),
    Index(
        "ix_member_birthday",
        "birthday_month",
        "birthday_day",
        "id",
        postgresql_where=text("birthday_month is not null"),
    ),
    Column("merged_into", Uuid, ForeignKey("members.member.id")),
    Column("left_at", DateTime(timezone=True)),
    Column("card_secret_sealed", LargeBinary),
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
