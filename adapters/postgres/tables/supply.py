"""Tables of supply: warehouses, stock and its ledger, reservations, fulfilments, parcels, work orders."""

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
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

from adapters.postgres.tables.metadata import metadata

_OPEN_PARCEL = "state in ('labelled', 'collected', 'in_transit', 'delivering', 'problem')"

warehouse = Table(
    "warehouse",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("code", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("contact_name", Text, nullable=False),
    Column("contact_phone", Text, nullable=False),
    Column("province", Text, nullable=False),
    Column("city", Text, nullable=False),
    Column("district", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("sort", Integer, nullable=False, server_default="0"),
    Column("created_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("code"),
    CheckConstraint("kind in ('warehouse', 'store')", name="kind"),
    schema="supply",
)

# Catalogue lists sum `on_hand - reserved` over warehouses; the primary key serves them by SKU. No index may name
# `on_hand` or `reserved`, and pages keep room: so the busiest updates of the shop touch no index (HOT).
stock = Table(
    "stock",
    metadata,
    Column("sku_id", Uuid, primary_key=True),
    Column("warehouse_id", Uuid, ForeignKey("supply.warehouse.id"), primary_key=True),
    Column("on_hand", Integer, nullable=False, server_default="0"),
    Column("reserved", Integer, nullable=False, server_default="0"),
    Column("safety", Integer, nullable=False, server_default="0"),
    CheckConstraint("reserved >= 0", name="reserved_not_negative"),
    CheckConstraint("on_hand >= reserved", name="not_oversold"),
    CheckConstraint("safety >= 0", name="safety_not_negative"),
    Index("ix_stock_warehouse", "warehouse_id", "sku_id"),
    schema="supply",
    postgresql_with={"fillfactor": 70},
)

# `cause` is the natural key of the fact behind a move: told twice, it moves the stock once.
# No foreign key to the warehouse: `stock` has it, and each check would lock the one row that all orders share.
# `xid` is the transaction that wrote the move: identities are given before the commit, so that they are no order of
# commits; (xid, id) below the oldest running transaction is one, and without a gap. See ADR 0018.
stock_move = Table(
    "stock_move",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("sku_id", Uuid, nullable=False),
    Column("warehouse_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("on_hand_delta", Integer, nullable=False),
    Column("reserved_delta", Integer, nullable=False),
    Column("on_hand_after", Integer, nullable=False),
    Column("reserved_after", Integer, nullable=False),
    Column("order_id", Uuid),
    Column("reference", Text, nullable=False, server_default=""),
    Column("by", Text, nullable=False, server_default=""),
    Column("at", DateTime(timezone=True), nullable=False),
    Column(
        "xid", BigInteger, nullable=False, server_default=text("cast(cast(pg_current_xact_id() as text) as bigint)")
    ),
    UniqueConstraint("cause", "kind", "sku_id", "warehouse_id"),
    CheckConstraint(
        "kind in ('receive', 'reserve', 'release', 'expire', 'ship', 'unship', 'return', 'scrap', 'adjust',"
        " 'set_aside', 'dissolve')",
        name="kind",
    ),
    Index("ix_stock_move_stock", "sku_id", "warehouse_id", "id"),
    Index("ix_stock_move_feed", "xid", "id"),
    schema="supply",
)

# One per order. Its row lock is the first that every change to a sold order takes.
# With `campaign_id` its units came out of that campaign's pool, and go back there.
reservation = Table(
    "reservation",
    metadata,
    Column("order_id", Uuid, primary_key=True),
    Column("state", Text, nullable=False),
    Column("until", DateTime(timezone=True), nullable=False),
    Column("province", Text, nullable=False, server_default=""),
    Column("city", Text, nullable=False, server_default=""),
    Column("round", Integer, nullable=False, server_default="1"),
    Column("parcel_count", Integer, nullable=False, server_default="0"),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("campaign_id", Uuid),
    CheckConstraint("state in ('held', 'expired', 'firm', 'released')", name="state"),
    Index("ix_reservation_until", "until", postgresql_where=text("state = 'held'")),
    schema="supply",
)

reservation_line = Table(
    "reservation_line",
    metadata,
    Column("order_id", Uuid, ForeignKey("supply.reservation.order_id"), primary_key=True),
    Column("line_id", Uuid, primary_key=True),
    Column("warehouse_id", Uuid, primary_key=True),
    Column("sku_id", Uuid, nullable=False),
    Column("quantity", Integer, nullable=False),
    CheckConstraint("quantity > 0", name="quantity"),
    schema="supply",
)

# `receiver` is the sealed address; `receiver_masked` and `region` are what may be shown.
fulfilment = Table(
    "fulfilment",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("order_id", Uuid, ForeignKey("supply.reservation.order_id"), nullable=False),
    Column("order_number", Text, nullable=False),
    Column("warehouse_id", Uuid, nullable=False),
    Column("status", Text, nullable=False),
    Column("receiver", LargeBinary, nullable=False),
    Column("receiver_masked", Text, nullable=False),
    Column("phone_masked", Text, nullable=False),
    Column("province", Text, nullable=False),
    Column("city", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("note", Text, nullable=False, server_default=""),
    Column("paid_at", DateTime(timezone=True), nullable=False),
    Column("ship_by", DateTime(timezone=True), nullable=False),
    Column("on_hold", Boolean, nullable=False, server_default="false"),
    UniqueConstraint("order_id", "warehouse_id"),
    CheckConstraint("status in ('to_ship', 'partly_shipped', 'shipped', 'cancelled')", name="status"),
    Index("ix_fulfilment_open", "ship_by", "id", postgresql_where=text("status in ('to_ship', 'partly_shipped')")),
    Index("ix_fulfilment_shipped", "paid_at", "id", postgresql_where=text("status = 'shipped'")),
    Index("ix_fulfilment_number", "order_number"),
    schema="supply",
)

# `claimed`: in parcels that are not cancelled; of these `shipped` left the stock, and `returned` came back.
fulfilment_line = Table(
    "fulfilment_line",
    metadata,
    Column("fulfilment_id", Uuid, ForeignKey("supply.fulfilment.id"), primary_key=True),
    Column("line_id", Uuid, primary_key=True),
    Column("order_id", Uuid, nullable=False),
    Column("sku_id", Uuid, nullable=False),
    Column("warehouse_id", Uuid, nullable=False),
    Column("title", Text, nullable=False),
    Column("option_text", Text, nullable=False),
    Column("image_url", Text, nullable=False),
    Column("weight_g", Integer, nullable=False),
    Column("price_fen", BigInteger, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("withdrawn", Integer, nullable=False, server_default="0"),
    Column("claimed", Integer, nullable=False, server_default="0"),
    Column("shipped", Integer, nullable=False, server_default="0"),
    Column("returned", Integer, nullable=False, server_default="0"),
    CheckConstraint("quantity > 0 and withdrawn >= 0 and claimed + withdrawn <= quantity", name="claimed"),
    CheckConstraint("shipped >= 0 and shipped <= claimed", name="shipped"),
    CheckConstraint("returned >= 0 and returned <= shipped", name="returned"),
    Index("ix_fulfilment_line_order", "order_id", "line_id"),
    schema="supply",
)

# `order_code` is the courier's idempotency key: the order number and a running number.
parcel = Table(
    "parcel",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("order_id", Uuid, nullable=False),
    Column("fulfilment_id", Uuid, ForeignKey("supply.fulfilment.id"), nullable=False),
    Column("warehouse_id", Uuid, ForeignKey("supply.warehouse.id"), nullable=False),
    Column("order_code", Text, nullable=False),
    Column("courier_code", Text, nullable=False),
    Column("courier_name", Text, nullable=False),
    Column("tracking_number", Text),
    Column("state", Text, nullable=False),
    Column("problem", Text),
    Column("mark", Text, nullable=False, server_default=""),
    Column("sorting", Text, nullable=False, server_default=""),
    Column("package", Text, nullable=False, server_default=""),
    Column("label_html", Text, nullable=False, server_default=""),
    Column("latest", Text),
    Column("requested_at", DateTime(timezone=True), nullable=False),
    Column("requested_by", Text, nullable=False),
    Column("claimed_until", DateTime(timezone=True)),
    Column("cancelling", Boolean, nullable=False, server_default=text("false")),
    Column("shipped_at", DateTime(timezone=True)),
    Column("signed_at", DateTime(timezone=True)),
    Column("newest_trace_at", DateTime(timezone=True)),
    Column("subscribed_at", DateTime(timezone=True)),
    Column("checked_at", DateTime(timezone=True)),
    UniqueConstraint("order_code"),
    CheckConstraint(
        "state in ('requesting', 'labelled', 'collected', 'in_transit', 'delivering', 'signed', 'problem', 'returned',"
        " 'cancelled')",
        name="state",
    ),
    CheckConstraint("state in ('requesting', 'cancelled') or tracking_number is not null", name="numbered"),
    Index(
        "uq_parcel_tracking",
        "tracking_number",
        "courier_code",
        unique=True,
        postgresql_where=text("tracking_number is not null"),
    ),
    Index("ix_parcel_order", "order_id"),
    Index("ix_parcel_fulfilment", "fulfilment_id"),
    Index("ix_parcel_requesting", "requested_at", postgresql_where=text("state = 'requesting' or cancelling")),
    Index("ix_parcel_open", "checked_at", postgresql_where=text(_OPEN_PARCEL)),
    schema="supply",
)

parcel_line = Table(
    "parcel_line",
    metadata,
    Column("parcel_id", Uuid, ForeignKey("supply.parcel.id"), primary_key=True),
    Column("line_id", Uuid, primary_key=True),
    Column("sku_id", Uuid, nullable=False),
    Column("quantity", Integer, nullable=False),
    CheckConstraint("quantity > 0", name="quantity"),
    Index("ix_parcel_line_line", "line_id"),
    schema="supply",
)

parcel_trace = Table(
    "parcel_trace",
    metadata,
    Column("parcel_id", Uuid, ForeignKey("supply.parcel.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("text", Text, nullable=False),
    Column("place", Text),
    schema="supply",
)

# `cause` is the natural key: one row per trouble of a parcel, opened again when it comes back.
work_order = Table(
    "work_order",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("cause", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("order_id", Uuid),
    Column("order_number", Text),
    Column("parcel_id", Uuid),
    Column("status", Text, nullable=False, server_default="open"),
    Column("due_at", DateTime(timezone=True), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("resolved_at", DateTime(timezone=True)),
    Column("resolved_by", Text),
    Column("resolution", Text),
    UniqueConstraint("cause"),
    CheckConstraint("status in ('open', 'resolved')", name="status"),
    CheckConstraint("kind in ('waybill_refused', 'problem', 'returned', 'stalled')", name="kind"),
    Index("ix_work_order_open", "due_at", "id", postgresql_where=text("status = 'open'")),
    Index("ix_work_order_resolved", "resolved_at", "id", postgresql_where=text("status = 'resolved'")),
    schema="supply",
)
