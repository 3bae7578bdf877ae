"""Tables of the community for the guide's sidebar."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
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
from sqlalchemy.dialects.postgresql import JSONB

from adapters.postgres.tables.metadata import metadata

SCHEMA = "community"

guide_session = Table(
    "guide_session",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("user_id", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Index("ix_guide_session_user", "user_id"),
    Index("ix_guide_session_expires", "expires_at"),
    schema=SCHEMA,
)

# A login that was begun: gone once it was used, or when its time is over.
guide_login = Table(
    "guide_login",
    metadata,
    Column("state_hash", LargeBinary, primary_key=True),
    Column("secret_hash", LargeBinary, nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Index("ix_guide_login_expires", "expires_at"),
    schema=SCHEMA,
)

# `ports.community.guide_tasks.GuideTask`.
guide_task = Table(
    "guide_task",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("cause", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("guide", Text, nullable=False),
    Column("contact_id", Text),
    Column("chat_id", Text),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("link", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("due_at", DateTime(timezone=True), nullable=False),
    Column("ended_at", DateTime(timezone=True)),
    Column("result", Text, nullable=False),
    Column("told_at", DateTime(timezone=True)),
    UniqueConstraint("cause"),
    CheckConstraint(
        "kind in ('follow_up', 'invite_to_group', 'confirm_post', 'welcome_back', 'hand_over', 'free')", name="kind"
    ),
    CheckConstraint("state in ('open', 'done', 'cancelled')", name="state"),
    CheckConstraint("(state = 'open') = (ended_at is null)", name="ended"),
    Index("ix_guide_task_open", "guide", "due_at", "id", postgresql_where=text("state = 'open'")),
    Index("ix_guide_task_done", "guide", text("ended_at desc"), "id", postgresql_where=text("state = 'done'")),
    Index("ix_guide_task_due", "due_at", postgresql_where=text("state = 'open' and told_at is null")),
    Index("ix_guide_task_contact", "contact_id", postgresql_where=text("contact_id is not null")),
    schema=SCHEMA,
)

guide_note = Table(
    "guide_note",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("guide", Text, nullable=False),
    Column("contact_id", Text, nullable=False),
    Column("order_id", Uuid),
    Column("sealed", LargeBinary, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Index("ix_guide_note_pair", "guide", "contact_id", text("id desc")),
    schema=SCHEMA,
)

# `rules` is a `ports.community.scripts.ScriptRules`.
script = Table(
    "script",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("rules", JSONB, nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Index("ix_script_active", "id", postgresql_where=text("is_active")),
    schema=SCHEMA,
)

# Its touch has the cause `draft:<id>`. `card` is a `ports.community.guide_sales.MiniCard`; `text`, once sent, as sent.
draft = Table(
    "draft",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("guide", Text, nullable=False),
    Column("contact_id", Text, nullable=False),
    Column("script_id", Uuid, ForeignKey("community.script.id")),
    Column("name", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("card", JSONB),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("sent_at", DateTime(timezone=True)),
    Column("with_card", Boolean, nullable=False, server_default="false"),
    Column("is_edited", Boolean, nullable=False, server_default="false"),
    CheckConstraint("kind in ('script', 'coupon', 'payment_reminder')", name="kind"),
    Index("ix_draft_sent", "guide", "contact_id", text("sent_at desc"), postgresql_where=text("sent_at is not null")),
    schema=SCHEMA,
)

# An empty `guide`: of everybody without a rule of their own. No bound: null.
allowance_rule = Table(
    "allowance_rule",
    metadata,
    Column("guide", Text, primary_key=True),
    Column("coupons_max", Integer),
    Column("value_max_fen", BigInteger),
    Column("version", Integer, nullable=False),
    Column("refund_max_fen", BigInteger, nullable=False, server_default="0"),
    CheckConstraint("coupons_max >= 0 and value_max_fen >= 0", name="bounds"),
    CheckConstraint("refund_max_fen >= 0", name="refund"),
    schema=SCHEMA,
)

allowance_use = Table(
    "allowance_use",
    metadata,
    Column("guide", Text, primary_key=True),
    Column("month", Text, primary_key=True),
    Column("coupons", Integer, nullable=False),
    Column("value_fen", BigInteger, nullable=False),
    CheckConstraint("coupons >= 0 and value_fen >= 0", name="counts"),
    schema=SCHEMA,
)

# Coupons that guides may grant.
guide_template = Table(
    "guide_template",
    metadata,
    Column("template_id", Uuid, primary_key=True),
    schema=SCHEMA,
)

coupon_gift = Table(
    "coupon_gift",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("guide", Text, nullable=False),
    Column("contact_id", Text, nullable=False),
    Column("member_id", Uuid, nullable=False),
    Column("template_id", Uuid, nullable=False),
    Column("coupon_id", Uuid, nullable=False),
    Column("name", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("worth_fen", BigInteger, nullable=False),
    Column("granted_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("coupon_id"),
    Index("ix_coupon_gift_pair", "guide", "contact_id", text("granted_at desc")),
    schema=SCHEMA,
)
