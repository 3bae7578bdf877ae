"""Tables of lotteries 抽奖."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
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
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from adapters.postgres.tables.metadata import metadata

lottery = Table(
    "lottery",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("starts_at", DateTime(timezone=True), nullable=False),
    Column("ends_at", DateTime(timezone=True), nullable=False),
    Column("cost_points", Integer, nullable=False),
    Column("free_per_day", Integer, nullable=False),
    Column("draws_per_day_max", Integer, nullable=False),
    Column("odds_version", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    CheckConstraint("state in ('draft', 'published', 'ended')", name="state"),
    CheckConstraint("state <> 'published' or odds_version > 0", name="published"),
    CheckConstraint("starts_at < ends_at", name="time"),
    CheckConstraint("cost_points >= 0 and free_per_day between 0 and draws_per_day_max", name="draws"),
    Index("ix_lottery_state", "state", "ends_at"),
    schema="members",
)

lottery_prize = Table(
    "lottery_prize",
    metadata,
    Column("lottery_id", Uuid, ForeignKey("members.lottery.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("points", Integer, nullable=False),
    Column("template_id", Uuid),
    Column("odds_ppm", Integer, nullable=False),
    Column("stock", Integer),
    Column("won", Integer, nullable=False, server_default="0"),
    CheckConstraint("kind in ('points', 'coupon', 'goods', 'thanks')", name="kind"),
    CheckConstraint("odds_ppm between 0 and 1000000", name="odds"),
    CheckConstraint("won >= 0 and (stock is null or won <= stock)", name="stock"),
    CheckConstraint("(kind = 'points') = (points > 0) and (kind = 'coupon') = (template_id is not null)", name="gives"),
    schema="members",
)

# Every table of odds that was published. Rows are added, never changed.
lottery_odds = Table(
    "lottery_odds",
    metadata,
    Column("lottery_id", Uuid, ForeignKey("members.lottery.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("shares", JSONB, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    schema="members",
)

# The unique index makes it one open round; its seed is readable in no column until it is closed.
lottery_round = Table(
    "lottery_round",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("lottery_id", Uuid, ForeignKey("members.lottery.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("day", Date, nullable=False),
    Column("odds_version", Integer, nullable=False),
    Column("commitment", Text, nullable=False),
    Column("seed_sealed", LargeBinary, nullable=False),
    Column("seed", Text),
    Column("draws", Integer, nullable=False),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    Column("closed_at", DateTime(timezone=True)),
    UniqueConstraint("lottery_id", "number"),
    CheckConstraint("(seed is null) = (closed_at is null)", name="told"),
    CheckConstraint("draws >= 0 and number > 0", name="draws"),
    Index("ix_lottery_round_open", "lottery_id", unique=True, postgresql_where=text("closed_at is null")),
    schema="members",
)

# `origin_id` is who drew, `member_id` whoever that is now.
lottery_draw = Table(
    "lottery_draw",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("lottery_id", Uuid, ForeignKey("members.lottery.id"), nullable=False),
    Column("round_id", Uuid, ForeignKey("members.lottery_round.id"), nullable=False),
    Column("n", Integer, nullable=False),
    Column("member_id", Uuid, ForeignKey("members.member.id"), nullable=False),
    Column("origin_id", Uuid, nullable=False),
    Column("client_key", Text, nullable=False),
    Column("nonce", Text, nullable=False),
    Column("pseudonym", Text, nullable=False),
    Column("roll", Integer, nullable=False),
    Column("rolled", Integer, nullable=False),
    Column("given", Integer, nullable=False),
    Column("cost_points", Integer, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("merges", ARRAY(Uuid), nullable=False, server_default="{}"),
    UniqueConstraint("round_id", "n"),
    UniqueConstraint("origin_id", "client_key"),
    CheckConstraint("roll between 0 and 999999 and n > 0", name="roll"),
    CheckConstraint("cost_points >= 0", name="cost"),
    Index("ix_lottery_draw_member", "member_id", "lottery_id", "id"),
    Index("ix_lottery_draw_lottery", "lottery_id", "round_id"),
    schema="members",
)
