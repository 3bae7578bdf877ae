"""Tables of governance."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY

from adapters.postgres.tables.metadata import metadata

role = Table(
    "role",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("permissions", ARRAY(Text), nullable=False),
    Column("built_in", Boolean, nullable=False),
    UniqueConstraint("name"),
    schema="governance",
)

operator = Table(
    "operator",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("username", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("totp_sealed", LargeBinary),
    Column("totp_enabled", Boolean, nullable=False),
    Column("totp_step", BigInteger, nullable=False),
    Column("status", Text, nullable=False),
    Column("must_change_password", Boolean, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("last_login_at", DateTime(timezone=True)),
    UniqueConstraint("username"),
    CheckConstraint("status in ('active', 'disabled')", name="status"),
    schema="governance",
)

operator_role = Table(
    "operator_role",
    metadata,
    Column("operator_id", Uuid, ForeignKey("governance.operator.id"), primary_key=True),
    Column("role_id", Uuid, ForeignKey("governance.role.id"), primary_key=True),
    Index("ix_operator_role_role", "role_id"),
    schema="governance",
)

session = Table(
    "session",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("token_hash", LargeBinary, nullable=False),
    Column("operator_id", Uuid, ForeignKey("governance.operator.id"), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("last_seen_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("ip", Text, nullable=False),
    Column("user_agent", Text, nullable=False),
    UniqueConstraint("token_hash"),
    Index("ix_session_operator", "operator_id"),
    schema="governance",
)

login_failure = Table(
    "login_failure",
    metadata,
    Column("key", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Index("ix_login_failure_key", "key", "at"),
    schema="governance",
)

audit = Table(
    "audit",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("operator_id", Uuid, nullable=False),
    Column("operator_name", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("target_id", Uuid),
    Column("reason", Text),
    Column("ip", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("previous", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("place", BigInteger, nullable=False),
    UniqueConstraint("hash"),
    UniqueConstraint("place"),
    Index("ix_audit_operator", "operator_id", "id"),
    Index("ix_audit_action", "action", "id"),
    schema="governance",
)

audit_head = Table(
    "audit_head",
    metadata,
    Column("only_row", Boolean, primary_key=True),
    Column("hash", LargeBinary, nullable=False),
    Column("place", BigInteger, nullable=False),
    CheckConstraint("only_row", name="only_row"),
    schema="governance",
)
