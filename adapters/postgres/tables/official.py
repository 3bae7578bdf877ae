"""Tables of the official account's followers."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

from adapters.postgres.tables.metadata import metadata

# A `ports.members.official.FollowerRow`. Whose it is stands in `members.identity` alone, so that merges carry it.
official_follower = Table(
    "official_follower",
    metadata,
    Column("appid", Text, primary_key=True),
    Column("openid", Text, primary_key=True),
    Column("unionid", Text),
    Column("is_following", Boolean, nullable=False, server_default="false"),
    Column("followed_at", DateTime(timezone=True)),
    Column("unfollowed_at", DateTime(timezone=True)),
    Column("is_end_found", Boolean, nullable=False, server_default="false"),
    Column("scene", Text, nullable=False, server_default=""),
    Column("as_of", DateTime(timezone=True)),
    Column("read_at", DateTime(timezone=True)),
    Column("forgotten_at", DateTime(timezone=True)),
    Column("seen_run", BigInteger, nullable=False, server_default="0"),
    Column("first_seen_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("not is_following or followed_at is not null", name="since"),
    CheckConstraint("forgotten_at is null or (unionid is null and not is_following)", name="forgotten"),
    Index("ix_official_follower_following", "appid", "seen_run", postgresql_where=text("is_following")),
    schema="members",
)

# Append only, but that an event takes the place of what was found before it came.
official_change = Table(
    "official_change",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("appid", Text, nullable=False),
    Column("openid", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("is_found", Boolean, nullable=False),
    UniqueConstraint("appid", "openid", "what", "at"),
    ForeignKeyConstraint(["appid", "openid"], ["members.official_follower.appid", "members.official_follower.openid"]),
    CheckConstraint("what in ('followed', 'unfollowed')", name="what"),
    schema="members",
)

official_comparison = Table(
    "official_comparison",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("number", BigInteger, Identity(always=True), nullable=False),
    Column("state", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("started_at", DateTime(timezone=True), nullable=False),
    Column("finished_at", DateTime(timezone=True)),
    Column("phase", Text, nullable=False),
    Column("cursor", Text),
    Column("claimed_until", DateTime(timezone=True)),
    Column("listed", Integer, nullable=False),
    Column("missing", Integer, nullable=False),
    Column("extra", Integer, nullable=False),
    Column("joined", Integer, nullable=False),
    Column("problem", Text),
    UniqueConstraint("number"),
    CheckConstraint("state in ('running', 'done', 'stopped')", name="state"),
    CheckConstraint("phase in ('list', 'absent')", name="phase"),
    CheckConstraint("(state = 'running') = (finished_at is null)", name="finished"),
    Index("uq_official_comparison_running", text("(true)"), unique=True, postgresql_where=text("state = 'running'")),
    schema="members",
)
