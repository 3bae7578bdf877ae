"""Tables of the community: what WeCom has counted of guides' chats."""

from sqlalchemy import CheckConstraint, Column, Date, DateTime, Index, Integer, Table, Text

from adapters.postgres.tables.metadata import metadata

SCHEMA = "community"

# `ports.outside.wecom_behaviour.BehaviourDay`, as it was told at `read_at`. A day without a row was not read.
guide_day = Table(
    "guide_day",
    metadata,
    Column("user_id", Text, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("chats", Integer, nullable=False),
    Column("messages", Integer, nullable=False),
    Column("reply_rate", Integer),
    Column("reply_seconds", Integer),
    Column("blocked", Integer, nullable=False),
    Column("applied", Integer, nullable=False),
    Column("gained", Integer, nullable=False),
    Column("read_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("reply_rate between 0 and 10000", name="reply_rate"),
    CheckConstraint(
        "least(chats, messages, blocked, applied, gained) >= 0 and coalesce(reply_seconds, 0) >= 0", name="counts"
    ),
    Index("ix_guide_day_day", "day"),
    schema=SCHEMA,
)

# `through`: the last day that was asked for; `read_on`: the day when all of it was; `held_until`: in somebody's hands,
# or put off by WeCom.
guide_reading = Table(
    "guide_reading",
    metadata,
    Column("user_id", Text, primary_key=True),
    Column("through", Date),
    Column("read_on", Date),
    Column("held_until", DateTime(timezone=True)),
    Column("problem", Text),
    schema=SCHEMA,
)
