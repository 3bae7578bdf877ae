"""Tables of the community: contacts of members who have left, of whom WeCom still has a remark."""

from sqlalchemy import CheckConstraint, Column, DateTime, Index, Table, Text, text

from adapters.postgres.tables.metadata import metadata

# `ports.community.leavers.LeaverState`. `look_at`: not before then again.
leaver_contact = Table(
    "leaver_contact",
    metadata,
    Column("user_id", Text, primary_key=True),
    Column("contact_id", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("look_at", DateTime(timezone=True), nullable=False),
    Column("problem", Text),
    CheckConstraint("state in ('waiting', 'done', 'ended', 'refused')", name="state"),
    Index("ix_leaver_contact_waiting", "look_at", postgresql_where=text("state = 'waiting'")),
    schema="community",
)
