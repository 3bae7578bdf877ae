"""What the faces see of after-sale requests."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from ports.commerce.after_sale_store import AfterSale, AfterSaleStatus, Kind, ShopperAction
from ports.commerce.order_views import Slice
from ports.kernel import Fen, LineId, MemberId, OrderId, Tx


class Breakdown(Struct, frozen=True, rename="camel"):
    label: str
    amount_fen: Fen


class ReasonView(Struct, frozen=True):
    code: str
    label: str
    kinds: tuple[Kind, ...]


class LineOption(Struct, frozen=True, rename="camel"):
    line_id: LineId
    title: str
    option_text: str
    image_url: str
    refundable_quantity: int
    max_refund_fen: Fen
    kinds: tuple[Kind, ...]
    refusal: str | None


class AfterSaleOptions(Struct, frozen=True):
    reasons: tuple[ReasonView, ...]
    lines: tuple[LineOption, ...]
    policy: str


class AfterSalePreview(Struct, frozen=True, rename="camel"):
    """`points` that paid for what comes back return besides the money."""

    refund_fen: Fen
    breakdown: tuple[Breakdown, ...]
    points: int


class AfterSaleLineView(Struct, frozen=True, rename="camel"):
    line_id: LineId
    title: str
    option_text: str
    image_url: str
    quantity: int
    refund_fen: Fen


class ReturnAddress(Struct, frozen=True):
    """Where returned goods go: the warehouse's own address, in the clear."""

    name: str
    phone: str
    region: str
    detail: str


class ReturnParcelView(Struct, frozen=True, rename="camel"):
    courier_name: str
    tracking_number: str


class ProgressStep(Struct, frozen=True):
    at: datetime | None
    text: str
    done: bool


class AfterSaleView(Struct, frozen=True, rename="camel"):
    id: UUID
    number: str
    order_id: OrderId
    order_number: str
    kind: Kind
    kind_text: str
    status: AfterSaleStatus
    status_text: str
    sentence: str
    refund_fen: Fen
    breakdown: tuple[Breakdown, ...]
    shop_pays_return: bool
    reason_text: str
    description: str
    image_urls: tuple[str, ...]
    lines: tuple[AfterSaleLineView, ...]
    return_address: ReturnAddress | None
    return_parcel: ReturnParcelView | None
    reject_reason: str | None
    progress: tuple[ProgressStep, ...]
    actions: tuple[ShopperAction, ...]
    created_at: datetime


class AfterSaleWhole(Struct, frozen=True):
    """A request with what its page shows of the order's lines, the warehouse and the member."""

    request: AfterSale
    lines: tuple[AfterSaleLineView, ...]
    return_address: ReturnAddress | None
    member_nickname: str


class AfterSaleFilter(Struct, frozen=True):
    """`q`: the number of the request or of the order. `status` "open": all that wait for an operator."""

    status: str | None = None
    q: str | None = None
    member_id: MemberId | None = None


class AfterSaleViews(Protocol):
    async def page(self, tx: Tx, given: AfterSaleFilter, cursor: str | None, limit: int) -> Slice[AfterSaleWhole]:
        """Newest first."""

    async def one(self, tx: Tx, after_sale_id: UUID, member_id: MemberId | None) -> AfterSaleWhole | None:
        """With `member_id` only a request of that member; None is for operators."""
