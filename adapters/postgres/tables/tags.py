"""Tables of tags 标签."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY

from adapters.postgres.tables.metadata import metadata

# A child that is expected, or one that was born: `born_month` is the first day of the month.
# `merges`: it came from a member who was merged into this one, by the last of these merges.
child = Table(
    "child",
    metadata,
    Column("member_id", Uuid, ForeignKey("members.member.id"), primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("due_on", Date),
    Column("born_month", Date),
    Column("merges", ARRAY(Uuid), nullable=False, server_default="{}"),
    Column("created_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("(due_on is null) <> (born_month is null)", name="one_day"),
    CheckConstraint("extract(day from born_month) = 1", name="born_month"),
    schema="members",
)

# The shop's own levels and top categories, numbered for their tags (`ports.members.tag_rules`). A slot stays for ever.
tag_slot = Table(
    "tag_slot",
    metadata,
    Column("slot", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("is_gone", Boolean, nullable=False, server_default="false"),
    UniqueConstraint("kind", "key"),
    CheckConstraint("kind in ('level', 'category')", name="kind"),
    CheckConstraint("slot between 1 and 4999", name="slot"),
    schema="members",
)

# One row a member: a million members with fifty tags each are a million rows. `manual` copies `member_manual_tag`.
# `computed_at` is when, by the clock of the database, the figures began to be read: the latest reading stands.
member_tag_set = Table(
    "member_tag_set",
    metadata,
    Column("member_id", Uuid, primary_key=True),
    Column("tags", ARRAY(Integer), nullable=False),
    Column("manual", ARRAY(Integer), nullable=False, server_default="{}"),
    Column("computed_at", DateTime(timezone=True)),
    Index("ix_member_tag_set_tags", "tags", postgresql_using="gin"),
    Index("ix_member_tag_set_manual", "manual", postgresql_using="gin"),
    schema="members",
    postgresql_with={"fillfactor": 80},
)

# Whoever touches a member appends: nobody waits for anybody, and a touch that comes while the member is just being
# computed stays for the next time.
tag_due = Table(
    "tag_due",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("member_id", Uuid, nullable=False),
    Column("since", DateTime(timezone=True), nullable=False),
    Index("ix_tag_due_member", "member_id"),
    schema="members",
)

# What the running night has read. Unlogged: after a crash of the database it is empty, and the night reads again.
tag_fresh = Table(
    "tag_fresh",
    metadata,
    Column("member_id", Uuid, primary_key=True),
    Column("tags", ARRAY(Integer), nullable=False),
    schema="members",
    prefixes=["UNLOGGED"],
)

# One night. `off` counts members whose tags an event should have brought up to date, and had not.
tag_run = Table(
    "tag_run",
    metadata,
    Column("day", Date, primary_key=True),
    Column("state", Text, nullable=False),
    Column("started_at", DateTime(timezone=True), nullable=False),
    Column("read_at", DateTime(timezone=True)),
    Column("gathered", Integer, nullable=False, server_default="0"),
    Column("written", Integer, nullable=False, server_default="0"),
    Column("changed", Integer, nullable=False, server_default="0"),
    Column("off", Integer, nullable=False, server_default="0"),
    Column("after_member_id", Uuid),
    Column("members", Integer, nullable=False, server_default="0"),
    Column("finished_at", DateTime(timezone=True)),
    CheckConstraint("state in ('gathering', 'writing', 'done')", name="state"),
    CheckConstraint("(state = 'done') = (finished_at is not null)", name="finished"),
    schema="members",
)

tag_size = Table(
    "tag_size",
    metadata,
    Column("tag_id", Integer, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("members", Integer, nullable=False),
    schema="members",
)

manual_tag = Table(
    "manual_tag",
    metadata,
    Column("id", Integer, Identity(start=40001), primary_key=True),
    Column("name", Text, nullable=False),
    Column("definition", Text, nullable=False),
    Column("is_retired", Boolean, nullable=False, server_default="false"),
    Column("created_by", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("name"),
    schema="members",
)

# `merges`: it came from a member who was merged into this one, by the last of these merges.
member_manual_tag = Table(
    "member_manual_tag",
    metadata,
    Column("member_id", Uuid, primary_key=True),
    Column("tag_id", Integer, ForeignKey("members.manual_tag.id"), primary_key=True),
    Column("added_by", Text, nullable=False),
    Column("added_at", DateTime(timezone=True), nullable=False),
    Column("merges", ARRAY(Uuid), nullable=False, server_default="{}"),
    schema="members",
)
