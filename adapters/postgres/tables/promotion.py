"""Tables of promotion: campaigns and their limited items, what orders took, coupons and their ledger."""

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

# `rule` is a `ports.promotion.rules.Rule`; `stacks` are the steps of pricing that may still lower the same goods.
campaign = Table(
    "campaign",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("stacks", ARRAY(Text), nullable=False),
    Column("rule", JSONB, nullable=False),
    Column("starts_at", DateTime(timezone=True), nullable=False),
    Column("ends_at", DateTime(timezone=True), nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    Column("published_at", DateTime(timezone=True)),
    Column("stopped_at", DateTime(timezone=True)),
    Column("opens_early", Boolean, nullable=False, server_default="false"),
    CheckConstraint(
        "kind in ('timed_price', 'spend_save', 'n_for_price', 'gift', 'add_on', 'bundle', 'group_buy', 'bargain',"
        " 'flash')",
        name="kind",
    ),
    CheckConstraint("state in ('draft', 'published', 'stopped')", name="state"),
    CheckConstraint("starts_at < ends_at", name="span"),
    CheckConstraint("not opens_early or kind not in ('group_buy', 'bargain', 'flash')", name="early"),
    Index("ix_campaign_live", "ends_at", postgresql_where=text("state = 'published'")),
    Index("ix_campaign_made", "created_at", "id"),
    schema="promotion",
)

# `taken` are the units that orders hold or bought: what is shown as remaining is what decides.
campaign_item = Table(
    "campaign_item",
    metadata,
    Column("campaign_id", Uuid, ForeignKey("promotion.campaign.id"), primary_key=True),
    Column("sku_id", Uuid, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("price_fen", BigInteger, nullable=False),
    Column("quota", Integer),
    Column("taken", Integer, nullable=False, server_default="0"),
    Column("per_member_max", Integer),
    CheckConstraint("price_fen >= 0", name="price"),
    CheckConstraint("taken >= 0 and (quota is null or taken <= quota)", name="taken"),
    CheckConstraint("quota > 0 and per_member_max > 0", name="limits"),
    Index("ix_campaign_item_sku", "sku_id"),
    schema="promotion",
)

member_taking = Table(
    "member_taking",
    metadata,
    Column("campaign_id", Uuid, primary_key=True),
    Column("sku_id", Uuid, primary_key=True),
    Column("member_id", Uuid, primary_key=True),
    Column("taken", Integer, nullable=False),
    CheckConstraint("taken >= 0", name="taken"),
    schema="promotion",
)

# `sku_id` null: the order used the rule as such, which has no units.
order_use = Table(
    "order_use",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("order_id", Uuid, nullable=False),
    Column("campaign_id", Uuid, nullable=False),
    Column("sku_id", Uuid),
    Column("member_id", Uuid, nullable=False),
    Column("units", Integer, nullable=False),
    Column("off_fen", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("taken_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("order_id", "campaign_id", "sku_id", postgresql_nulls_not_distinct=True),
    CheckConstraint("state in ('held', 'used', 'released')", name="state"),
    CheckConstraint("units >= 0 and off_fen >= 0", name="amounts"),
    Index("ix_order_use_campaign", "campaign_id", "taken_at"),
    schema="promotion",
)

# `rule` is a `ports.promotion.rules.CouponRule`. Valid between two times, or for `valid_days` from the claim on.
coupon_template = Table(
    "coupon_template",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("rule", JSONB, nullable=False),
    Column("state", Text, nullable=False),
    Column("total", Integer, nullable=False),
    Column("claimed", Integer, nullable=False, server_default="0"),
    Column("per_member_max", Integer, nullable=False),
    Column("claim_from", DateTime(timezone=True), nullable=False),
    Column("claim_until", DateTime(timezone=True), nullable=False),
    Column("valid_from", DateTime(timezone=True)),
    Column("valid_until", DateTime(timezone=True)),
    Column("valid_days", Integer),
    Column("returns_on_refund", Boolean, nullable=False),
    Column("is_listed", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    Column("revoked_at", DateTime(timezone=True)),
    CheckConstraint("state in ('draft', 'published', 'stopped')", name="state"),
    CheckConstraint("claimed between 0 and total", name="claimed"),
    CheckConstraint("total > 0 and per_member_max > 0", name="limits"),
    CheckConstraint(
        "valid_days > 0 and valid_from is null and valid_until is null"
        " or valid_days is null and valid_from < valid_until",
        name="validity",
    ),
    schema="promotion",
)

coupon_channel = Table(
    "coupon_channel",
    metadata,
    Column("code", Text, primary_key=True),
    Column("template_id", Uuid, ForeignKey("promotion.coupon_template.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("quota", Integer),
    Column("claimed", Integer, nullable=False, server_default="0"),
    Column("created_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("claimed >= 0 and (quota is null or claimed <= quota)", name="claimed"),
    Index("ix_coupon_channel_template", "template_id"),
    schema="promotion",
)

coupon_count = Table(
    "coupon_count",
    metadata,
    Column("template_id", Uuid, primary_key=True),
    Column("member_id", Uuid, primary_key=True),
    Column("claimed", Integer, nullable=False),
    CheckConstraint("claimed >= 0", name="claimed"),
    schema="promotion",
)

# `claim_key` is the natural key of the claim: whoever claims twice for one cause holds one coupon.
coupon = Table(
    "coupon",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("template_id", Uuid, ForeignKey("promotion.coupon_template.id"), nullable=False),
    Column("member_id", Uuid, nullable=False),
    Column("claim_key", Text, nullable=False),
    Column("channel_code", Text),
    Column("state", Text, nullable=False),
    Column("claimed_at", DateTime(timezone=True), nullable=False),
    Column("valid_from", DateTime(timezone=True), nullable=False),
    Column("valid_until", DateTime(timezone=True), nullable=False),
    Column("order_id", Uuid),
    Column("off_fen", BigInteger, nullable=False, server_default="0"),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Column("reminded_at", DateTime(timezone=True)),
    UniqueConstraint("template_id", "claim_key"),
    CheckConstraint("state in ('held', 'locked', 'used', 'expired', 'revoked')", name="state"),
    CheckConstraint("(state in ('locked', 'used')) = (order_id is not null)", name="order"),
    Index("ix_coupon_member", "member_id", "state", "valid_until"),
    Index("ix_coupon_order", "order_id", postgresql_where=text("order_id is not null")),
    Index("ix_coupon_expiry", "valid_until", postgresql_where=text("state = 'held'")),
    Index("ix_coupon_held", "template_id", postgresql_where=text("state = 'held'")),
    schema="promotion",
)

coupon_entry = Table(
    "coupon_entry",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("coupon_id", Uuid, ForeignKey("promotion.coupon.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("order_id", Uuid),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("by", Text, nullable=False),
    CheckConstraint("kind in ('claim', 'lock', 'release', 'redeem', 'return', 'expire', 'revoke')", name="kind"),
    Index("ix_coupon_entry_coupon", "coupon_id", "at"),
    schema="promotion",
)

# Coupons for many members: goes on after `after_member_id` when it was interrupted.
coupon_grant = Table(
    "coupon_grant",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("template_id", Uuid, ForeignKey("promotion.coupon_template.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("level_codes", ARRAY(Text), nullable=False),
    Column("member_ids", ARRAY(Uuid), nullable=False),
    Column("state", Text, nullable=False),
    Column("total", Integer, nullable=False),
    Column("granted", Integer, nullable=False, server_default="0"),
    Column("passed_over", Integer, nullable=False, server_default="0"),
    Column("after_member_id", Uuid),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("ended_at", DateTime(timezone=True)),
    Column("created_by", Text, nullable=False),
    CheckConstraint("state in ('running', 'done', 'stopped')", name="state"),
    schema="promotion",
)

# What a merge of two members brought to the one that was kept, so that undoing it gives back exactly that.
member_move = Table(
    "member_move",
    metadata,
    Column("merge_id", Uuid, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("row_id", Uuid, primary_key=True),
    Column("amount", Integer, nullable=False),
    schema="promotion",
)
