"""Tables of paid memberships."""

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
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from adapters.postgres.tables.metadata import metadata

_OPEN = text("state = 'open' and not by_contract")

subscription_plan = Table(
    "subscription_plan",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("price_fen", BigInteger, nullable=False),
    Column("months", Integer, nullable=False),
    Column("trial_days", Integer, nullable=False),
    Column("price_percent", Integer, nullable=False),
    Column("free_freight", Boolean, nullable=False),
    Column("points_percent", Integer, nullable=False),
    Column("on_sale", Boolean, nullable=False),
    Column("sort", Integer, nullable=False),
    CheckConstraint("code in ('monthly', 'yearly')", name="code"),
    CheckConstraint("price_fen > 1", name="price"),
    CheckConstraint("months > 0", name="months"),
    CheckConstraint("trial_days between 0 and 31", name="trial"),
    CheckConstraint("price_percent between 50 and 100", name="percent"),
    CheckConstraint("points_percent between 100 and 1000", name="points"),
    schema="members",
)

subscription_rules = Table(
    "subscription_rules",
    metadata,
    Column("one", Boolean, primary_key=True, server_default="true"),
    Column("grace_days", Integer, nullable=False),
    Column("retry_days", ARRAY(Integer), nullable=False),
    Column("remind_days", Integer, nullable=False),
    CheckConstraint("one", name="one"),
    CheckConstraint("grace_days between 0 and 6", name="grace"),
    CheckConstraint("remind_days between 1 and 15", name="remind"),
    schema="members",
)

# The unique index makes it one running membership per member; `next_at` is what the sweep goes by.
subscription = Table(
    "subscription",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("member_id", Uuid, ForeignKey("members.member.id"), nullable=False),
    Column("state", Text, nullable=False),
    Column("plan_code", Text, ForeignKey("members.subscription_plan.code"), nullable=False),
    Column("period_no", Integer, nullable=False),
    Column("anchor_day", Integer, nullable=False),
    Column("period_starts_at", DateTime(timezone=True), nullable=False),
    Column("ends_at", DateTime(timezone=True), nullable=False),
    Column("benefits_until", DateTime(timezone=True), nullable=False),
    Column("contract_id", Uuid),
    Column("charge_at", DateTime(timezone=True)),
    Column("due_at", DateTime(timezone=True)),
    Column("grace_until", DateTime(timezone=True)),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("announced_no", Integer, nullable=False, server_default="0"),
    Column("reminded_no", Integer, nullable=False, server_default="0"),
    Column("next_at", DateTime(timezone=True)),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("ended_at", DateTime(timezone=True)),
    CheckConstraint("state in ('trialing', 'active', 'grace', 'cancelled', 'ended')", name="state"),
    CheckConstraint("anchor_day between 1 and 31", name="anchor"),
    CheckConstraint("(state = 'ended') = (ended_at is not null)", name="ended"),
    CheckConstraint("state <> 'grace' or grace_until is not null", name="grace"),
    Index("uq_subscription_running", "member_id", unique=True, postgresql_where=text("state <> 'ended'")),
    Index("ix_subscription_member", "member_id", "id"),
    Index("ix_subscription_next", "next_at", postgresql_where=text("next_at is not null")),
    Index("uq_subscription_contract", "contract_id", unique=True, postgresql_where=text("contract_id is not null")),
    schema="members",
)

subscription_contract = Table(
    "subscription_contract",
    metadata,
    Column("contract_id", Uuid, primary_key=True),
    Column("subscription_id", Uuid, ForeignKey("members.subscription.id"), nullable=False),
    Index("ix_subscription_contract_subscription", "subscription_id"),
    schema="members",
)

# Once per person, ever; a merge makes two persons one.
subscription_trial = Table(
    "subscription_trial",
    metadata,
    Column("member_id", Uuid, primary_key=True),
    Column("subscription_id", Uuid, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    schema="members",
)

subscription_charge = Table(
    "subscription_charge",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("key", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("member_id", Uuid, ForeignKey("members.member.id"), nullable=False),
    Column("subscription_id", Uuid, ForeignKey("members.subscription.id")),
    Column("kind", Text, nullable=False),
    Column("plan_code", Text, ForeignKey("members.subscription_plan.code"), nullable=False),
    Column("base_no", Integer, nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
    Column("credit_fen", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("by_contract", Boolean, nullable=False),
    Column("pay_by", DateTime(timezone=True), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("attempt_id", Uuid),
    Column("problem", Text),
    UniqueConstraint("key"),
    UniqueConstraint("number"),
    CheckConstraint("kind in ('first', 'renewal', 'upgrade')", name="kind"),
    CheckConstraint("amount_fen > 0", name="amount"),
    CheckConstraint("credit_fen >= 0", name="credit"),
    CheckConstraint("state in ('open', 'paid', 'closed', 'failed')", name="state"),
    CheckConstraint("(state = 'paid') = (attempt_id is not null)", name="paid"),
    Index("uq_subscription_charge_open", "member_id", unique=True, postgresql_where=_OPEN),
    Index("ix_subscription_charge_member", "member_id", "id"),
    Index("ix_subscription_charge_subscription", "subscription_id", "id"),
    Index("ix_subscription_charge_overdue", "pay_by", postgresql_where=_OPEN),
    schema="members",
)

# Append only: a trigger refuses changes.
subscription_period = Table(
    "subscription_period",
    metadata,
    Column("subscription_id", Uuid, ForeignKey("members.subscription.id"), primary_key=True),
    Column("no", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("plan_code", Text, nullable=False),
    Column("starts_at", DateTime(timezone=True), nullable=False),
    Column("ends_at", DateTime(timezone=True), nullable=False),
    Column("paid_fen", BigInteger, nullable=False),
    Column("credit_fen", BigInteger, nullable=False),
    Column("charge_id", Uuid),
    UniqueConstraint("charge_id"),
    CheckConstraint("kind in ('trial', 'first', 'renewal', 'upgrade', 'merged')", name="kind"),
    CheckConstraint("starts_at < ends_at", name="span"),
    schema="members",
)

subscription_merge = Table(
    "subscription_merge",
    metadata,
    Column("merge_id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("gone_id", Uuid, nullable=False),
    Column("kept_id", Uuid, nullable=False),
    Column("seconds", BigInteger, nullable=False),
    Column("period_no", Integer, nullable=False),
    Column("before", JSONB, nullable=False),
    CheckConstraint("kind in ('moved', 'joined')", name="kind"),
    schema="members",
)
