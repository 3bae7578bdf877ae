"""Tables of payments: attempts, refunds, the money ledger, shipping uploads."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
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

_OPEN = "state in ('created', 'prepaid', 'closing')"

# A contract to collect later. `code` is our number at WeChat Pay, `ref` WeChat's; `serial` grows with each signing.
contract = Table(
    "contract",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("member_id", Uuid, nullable=False),
    Column("openid", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("serial", BigInteger, Identity(always=True), nullable=False),
    Column("state", Text, nullable=False),
    Column("ref", Text),
    Column("is_ending", Boolean, nullable=False, server_default="false"),
    Column("signed_at", DateTime(timezone=True)),
    Column("ended_at", DateTime(timezone=True)),
    Column("check_at", DateTime(timezone=True)),
    Column("checks", Integer, nullable=False, server_default="0"),
    Column("created_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("code"),
    CheckConstraint("state in ('signing', 'active', 'ended')", name="state"),
    CheckConstraint("state <> 'active' or ref is not null", name="signed"),
    Index("ix_contract_check", "check_at", postgresql_where=text("state <> 'ended'")),
    schema="payments",
)

announcement = Table(
    "announcement",
    metadata,
    Column("key", Text, primary_key=True),
    Column("contract_id", Uuid, ForeignKey("payments.contract.id"), nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("problem", Text),
    Column("created_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("state in ('waiting', 'told', 'refused')", name="state"),
    schema="payments",
)

# What is owed stands with the order; an attempt is one try to collect it. `booked_fen` is what refunds have claimed of
# `paid_fen`, `refunded_fen` what has really gone back. `check_at` is when WeChat Pay is asked next.
attempt = Table(
    "attempt",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("order_id", Uuid, nullable=False),
    Column("member_id", Uuid, nullable=False),
    Column("openid", Text, nullable=False),
    Column("out_trade_no", Text, nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
    Column("description", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("prepay_id", Text),
    Column("prepay_until", DateTime(timezone=True)),
    Column("check_at", DateTime(timezone=True)),
    Column("checks", Integer, nullable=False, server_default="0"),
    Column("transaction_id", Text),
    Column("paid_fen", BigInteger, nullable=False, server_default="0"),
    Column("paid_at", DateTime(timezone=True)),
    Column("fee_fen", BigInteger, nullable=False, server_default="0"),
    Column("booked_fen", BigInteger, nullable=False, server_default="0"),
    Column("refunded_fen", BigInteger, nullable=False, server_default="0"),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("purpose", Text, nullable=False, server_default="order"),
    Column("contract_id", Uuid, ForeignKey("payments.contract.id")),
    UniqueConstraint("out_trade_no"),
    CheckConstraint("purpose in ('order', 'subscription')", name="purpose"),
    CheckConstraint("state in ('created', 'prepaid', 'closing', 'closed', 'paid')", name="state"),
    CheckConstraint("amount_fen > 0", name="amount"),
    CheckConstraint("(state = 'paid') = (transaction_id is not null)", name="paid"),
    CheckConstraint("0 <= refunded_fen and refunded_fen <= booked_fen and booked_fen <= paid_fen", name="never_over"),
    Index("uq_attempt_transaction", "transaction_id", unique=True, postgresql_where=text("transaction_id is not null")),
    Index(
        "uq_attempt_open",
        "order_id",
        "amount_fen",
        "expires_at",
        unique=True,
        postgresql_where=text("state in ('created', 'prepaid')"),
    ),
    Index("ix_attempt_order", "order_id"),
    Index("ix_attempt_check", "check_at", postgresql_where=text(_OPEN)),
    schema="payments",
)

# `key` is the natural key of the cause; `out_refund_no` never changes, however often the refund is sent.
refund = Table(
    "refund",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("key", Text, nullable=False),
    Column("attempt_id", Uuid, ForeignKey("payments.attempt.id"), nullable=False),
    Column("order_id", Uuid, nullable=False),
    Column("out_refund_no", Text, nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("problem", Text),
    Column("wechat_refund_id", Text),
    Column("check_at", DateTime(timezone=True)),
    Column("checks", Integer, nullable=False, server_default="0"),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("finished_at", DateTime(timezone=True)),
    UniqueConstraint("key"),
    UniqueConstraint("out_refund_no"),
    CheckConstraint("state in ('requested', 'sent', 'succeeded', 'stuck')", name="state"),
    CheckConstraint("amount_fen > 0", name="amount"),
    Index("ix_refund_attempt", "attempt_id"),
    Index("ix_refund_order", "order_id"),
    Index("ix_refund_check", "check_at", postgresql_where=text("check_at is not null")),
    Index("ix_refund_stuck", "id", postgresql_where=text("state = 'stuck'")),
    schema="payments",
)

# Append only: triggers refuse changes, and refuse entries whose lines do not add up to zero.
ledger_entry = Table(
    "ledger_entry",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("key", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("order_id", Uuid, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("key"),
    CheckConstraint("kind in ('payment', 'refund_booked', 'refund_paid')", name="kind"),
    Index("ix_ledger_entry_order", "order_id"),
    schema="payments",
)

# Debit is positive, credit negative.
ledger_line = Table(
    "ledger_line",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("entry_id", Uuid, ForeignKey("payments.ledger_entry.id"), nullable=False),
    Column("account", Text, nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
    Column("order_id", Uuid, nullable=False),
    CheckConstraint("amount_fen <> 0", name="amount"),
    Index("ix_ledger_line_entry", "entry_id"),
    Index("ix_ledger_line_account", "account", "entry_id"),
    schema="payments",
)

# One per order that ships. `wanted` counts what is to be told, `told` what WeChat has been told of it; `calling_since`
# is set while an answer is outstanding, so that a lost one is queried and not repeated.
shipping_upload = Table(
    "shipping_upload",
    metadata,
    Column("order_id", Uuid, primary_key=True),
    Column("state", Text, nullable=False),
    Column("order_done", Boolean, nullable=False),
    Column("done_as_of", DateTime(timezone=True), nullable=False),
    Column("split", Boolean),
    Column("wanted", Integer, nullable=False),
    Column("told", Integer, nullable=False, server_default="0"),
    Column("completions", Integer, nullable=False, server_default="0"),
    Column("not_ready", Integer, nullable=False, server_default="0"),
    Column("calling_since", DateTime(timezone=True)),
    Column("uploaded_at", DateTime(timezone=True)),
    Column("problem", Text),
    Column("settle_expected_at", DateTime(timezone=True)),
    Column("receipt_confirmed_at", DateTime(timezone=True)),
    Column("settled_at", DateTime(timezone=True)),
    CheckConstraint("state in ('waiting', 'partly', 'done', 'refused')", name="state"),
    Index("ix_shipping_upload_refused", "order_id", postgresql_where=text("state = 'refused'")),
    schema="payments",
)

shipping_parcel = Table(
    "shipping_parcel",
    metadata,
    Column("parcel_id", Uuid, primary_key=True),
    Column("order_id", Uuid, ForeignKey("payments.shipping_upload.order_id"), nullable=False),
    Column("tracking_number", Text, nullable=False),
    Column("courier_id", Text, nullable=False),
    Column("goods", Text, nullable=False),
    Column("receiver_contact", Text, nullable=False),
    Column("shipped_at", DateTime(timezone=True), nullable=False),
    Column("is_told", Boolean, nullable=False, server_default=text("false")),
    Column("is_withdrawn", Boolean, nullable=False, server_default=text("false")),
    Index("ix_shipping_parcel_order", "order_id"),
    schema="payments",
)

# A job may run twice, and a grant must count once.
