"""Tables of check-in, tasks and the points shop.

`merges`: the merges of members that a row came with, the last one last, so that it can go back.
"""

from sqlalchemy import (
    Boolean,
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
from sqlalchemy.dialects.postgresql import ARRAY

from adapters.postgres.tables.metadata import metadata

check_in_reward = Table(
    "check_in_reward",
    metadata,
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("points", Integer, nullable=False),
    CheckConstraint("ordinal between 1 and 7", name="ordinal"),
    CheckConstraint("points >= 0", name="points"),
    schema="members",
)

check_in = Table(
    "check_in",
    metadata,
    Column("member_id", Uuid, ForeignKey("members.member.id"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("streak", Integer, nullable=False),
    Column("points", Integer, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("merges", ARRAY(Uuid), nullable=False, server_default="{}"),
    CheckConstraint("streak > 0 and points >= 0", name="amounts"),
    schema="members",
)

task = Table(
    "task",
    metadata,
    Column("code", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("points", Integer, nullable=False),
    Column("limit_kind", Text, nullable=False),
    Column("limit_count", Integer, nullable=False),
    Column("is_enabled", Boolean, nullable=False),
    Column("sort", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    CheckConstraint(
        "kind in ('share', 'review', 'profile_complete', 'first_order', 'browse', 'subscribe_message')", name="kind"
    ),
    CheckConstraint("limit_kind in ('once', 'day', 'total') and limit_count > 0", name="limit"),
    CheckConstraint("points > 0", name="points"),
    schema="members",
)

task_done = Table(
    "task_done",
    metadata,
    Column("member_id", Uuid, ForeignKey("members.member.id"), primary_key=True),
    Column("task_code", Text, ForeignKey("members.task.code"), primary_key=True),
    Column("cause", Text, primary_key=True),
    Column("points", Integer, nullable=False),
    Column("day", Date, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("merges", ARRAY(Uuid), nullable=False, server_default="{}"),
    Index("ix_task_done_task", "task_code", "member_id"),
    schema="members",
)

redeem_item = Table(
    "redeem_item",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("image_url", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("template_id", Uuid),
    Column("points", Integer, nullable=False),
    Column("stock", Integer, nullable=False),
    Column("taken", Integer, nullable=False, server_default="0"),
    Column("per_member_max", Integer),
    Column("is_enabled", Boolean, nullable=False),
    Column("sort", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    CheckConstraint("kind in ('coupon', 'goods')", name="kind"),
    CheckConstraint("(kind = 'coupon') = (template_id is not null)", name="gives"),
    CheckConstraint("taken between 0 and stock", name="stock"),
    CheckConstraint("points > 0 and (per_member_max is null or per_member_max > 0)", name="amounts"),
    schema="members",
)

# `origin_id` is who got it, `member_id` whoever that is now.
award = Table(
    "award",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("source", Text, nullable=False),
    Column("item_id", Uuid, ForeignKey("members.redeem_item.id")),
    Column("draw_id", Uuid, ForeignKey("members.lottery_draw.id")),
    Column("member_id", Uuid, ForeignKey("members.member.id"), nullable=False),
    Column("origin_id", Uuid, nullable=False),
    Column("client_key", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("template_id", Uuid),
    Column("points", Integer, nullable=False),
    Column("code", Text),
    Column("state", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("settled_at", DateTime(timezone=True)),
    Column("settled_by", Text, nullable=False),
    Column("merges", ARRAY(Uuid), nullable=False, server_default="{}"),
    UniqueConstraint("origin_id", "client_key"),
    UniqueConstraint("draw_id"),
    UniqueConstraint("code"),
    CheckConstraint(
        "(source = 'shop') = (item_id is not null) and (source = 'lottery') = (draw_id is not null)", name="cause"
    ),
    CheckConstraint(
        "(kind = 'goods' and code is not null and template_id is null)"
        " or (kind = 'coupon' and code is null and template_id is not null)",
        name="kind",
    ),
    CheckConstraint("state in ('waiting', 'done', 'failed', 'cancelled')", name="state"),
    CheckConstraint("points >= 0", name="points"),
    Index("ix_award_member", "member_id", "id"),
    Index("ix_award_item", "item_id", "member_id", postgresql_where=text("item_id is not null")),
    Index("ix_award_state", "state", "id"),
    schema="members",
)
