"""Behaviour events: one row for each thing a member did."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

from ports.kernel import ProductId, SkuId

EventKind = Literal[
    "page",
    "product_view",
    "product_leave",
    "search",
    "cart_add",
    "cart_remove",
    "checkout_begin",
    "ordered",
    "paid",
    "order_cancelled",
    "abandoned",
]
BATCH_MAX = 50
DWELL_MS_MAX = 3_600_000


class NewEvent(Struct, frozen=True):
    """`text`: the name of a page, or what was searched for. `view_id`: the view that a leave ends."""

    id: UUID
    kind: EventKind
    at: datetime
    product_id: ProductId | None = None
    sku_id: SkuId | None = None
    quantity: int | None = None
    text: str | None = None
    view_id: UUID | None = None
    dwell_ms: int | None = None
    order_id: UUID | None = None
    amount_fen: int | None = None


class Kept(Struct, frozen=True, rename="camel"):
    """How many were new. `is_on` False: the member does not want to be followed; nothing was kept."""

    is_on: bool
    kept: int
