"""Tables of growth and levels."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
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

from adapters.postgres.tables.metadata import metadata

settings = Table(
    "growth_settings",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
    Column("per_yuan", Integer, nullable=False),
    Column("per_active_day", Integer, nullable=False),
    Column("per_review", Integer, nullable=False),
    Column("per_share", Integer, nullable=False),
    Column("per_check_in", Integer, nullable=False),
    Column("interaction_daily_max", Integer, nullable=False),
    Column("protection_percent", Integer, nullable=False),
    Column("concierge_spend_fen", BigInteger, nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("id = 1", name="one"),
    CheckConstraint(
        "per_yuan between 0 and 100 and per_active_day between 0 and 1000 and per_review between 0 and 1000"
        " and per_share between 0 and 1000 and per_check_in between 0 and 1000"
        " and interaction_daily_max between 0 and 10000",
        name="weights",
    ),
    CheckConstraint("protection_percent between 1 and 100", name="protection"),
    CheckConstraint("concierge_spend_fen > 0", name="concierge"),
    schema="members",
)

# What is known of an order: the least that it keeps, and whether it was completed. `per_yuan` is frozen with it.
order = Table(
    "growth_order",
    metadata,
    Column("order_id", Uuid, primary_key=True),
    Column("member_id", Uuid, ForeignKey("members.member.id"), nullable=False),
    Column("kept_fen", BigInteger, nullable=False),
    Column("completed_at", DateTime(timezone=True)),
    Column("per_yuan", Integer, nullable=False),
    Column("growth", BigInteger, nullable=False),
    CheckConstraint("kept_fen >= 0 and per_yuan >= 0 and growth >= 0", name="amounts"),
    CheckConstraint("completed_at is not null or growth = 0", name="completed"),
    Index("ix_growth_order_member", "member_id", postgresql_include=["kept_fen"]),
    schema="members",
)

# Append only; a merge of two members moves rows to the other one, remembered in `growth_moved`.
entry = Table(
    "growth_entry",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("key", Text, nullable=False),
    Column("member_id", Uuid, ForeignKey("members.member.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("value", BigInteger, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("counts_at", DateTime(timezone=True), nullable=False),
    Column("words", Text, nullable=False),
    Column("order_id", Uuid),
    UniqueConstraint("key"),
    CheckConstraint("kind in ('spend', 'active', 'interaction', 'adjustment')", name="kind"),
    CheckConstraint("value <> 0", name="value"),
    CheckConstraint("(kind = 'spend') = (order_id is not null)", name="order"),
    Index("ix_growth_entry_member", "member_id", "at", "id"),
    Index("ix_growth_entry_counts", "member_id", "counts_at", postgresql_include=["value"]),
    Index("ix_growth_entry_order", "order_id", postgresql_where=text("order_id is not null")),
    schema="members",
)

change = Table(
    "level_change",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("member_id", Uuid, ForeignKey("members.member.id"), nullable=False),
    Column("from_code", Text, ForeignKey("members.level.code"), nullable=False),
    Column("to_code", Text, ForeignKey("members.level.code"), nullable=False),
    Column("cause", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("growth", BigInteger, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    CheckConstraint("cause in ('growth', 'review', 'settings', 'operator', 'merge', 'part')", name="cause"),
    Index("ix_level_change_member", "member_id", "at", "id"),
    schema="members",
)

merge = Table(
    "growth_merge",
    metadata,
    Column("merge_id", Uuid, primary_key=True),
    Column("kept_level", Text, nullable=False),
    Column("kept_until", DateTime(timezone=True)),
    Column("kept_held", Boolean, nullable=False),
    Column("kept_concierge_at", DateTime(timezone=True)),
    Column("gone_level", Text, nullable=False),
    Column("gone_until", DateTime(timezone=True)),
    Column("gone_held", Boolean, nullable=False),
    Column("gone_birthday_month", Integer),
    Column("gone_birthday_day", Integer),
    Column("gone_birthday_year", Integer),
    Column("birthday_taken", Boolean, nullable=False),
    Column("parted_at", DateTime(timezone=True)),
    schema="members",
)

moved = Table(
    "growth_moved",
    metadata,
    Column("merge_id", Uuid, ForeignKey("members.growth_merge.merge_id"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("id", Uuid, primary_key=True),
    CheckConstraint("kind in ('entry', 'order')", name="kind"),
    schema="members",
)
