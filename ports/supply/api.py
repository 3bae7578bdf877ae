"""Supply, as other modules see it: stock, reservations, fulfilment, parcels."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import CampaignId, DomainError, Event, Fen, LineId, OrderId, ParcelId, SkuId, Tx, WarehouseId
from ports.members.api import PostalAddress


class FreeStock(Struct, frozen=True):
    """What can still be sold of a SKU, over all warehouses: on hand less reserved."""

    sku_id: SkuId
    free: int


class Want(Struct, frozen=True):
    """One order line's demand. `line_id` is the order line; a quote that has none yet makes one up."""

    line_id: LineId
    sku_id: SkuId
    quantity: int


class Allotment(Struct, frozen=True):
    """Which warehouse ships how many of a line. A line may be split over warehouses."""

    line_id: LineId
    sku_id: SkuId
    warehouse_id: WarehouseId
    warehouse_name: str
    warehouse_province: str
    quantity: int


class Destination(Struct, frozen=True):
    """Where to, as far as routing needs it."""

    province: str
    city: str


class PoolLevel(Struct, frozen=True):
    """`rest`: units that nobody has taken, 0 of a dissolved pool; `taken`: those that orders hold or bought."""

    rest: int
    taken: int


class PoolTake(Struct, frozen=True):
    """One order's demand on a pool, which holds units of one SKU."""

    order_id: OrderId
    line_id: LineId
    quantity: int
    to: Destination | None


class Goods(Struct, frozen=True):
    """A line as it stands on the packing list and the waybill: a snapshot of the order."""

    line_id: LineId
    title: str
    option_text: str
    image_url: str
    weight_g: int
    price_fen: Fen


class Consignment(Struct, frozen=True):
    """What a paid order wants sent, and where to. `goods` has one entry for every line that is to be sent.

    Reserved lines that it does not name (virtual goods), and all lines when `to` is None, leave the stock at once.
    `on_hold`: nothing is to be shipped before `let_go`.
    """

    order_number: str
    to: PostalAddress | None
    goods: tuple[Goods, ...]
    paid_at: datetime
    note: str = ""
    on_hold: bool = False


class ParcelLine(Struct, frozen=True):
    line_id: LineId
    quantity: int


class ParcelShipped(Event, tag="supply.parcel_shipped", frozen=True):
    """A waybill exists and the goods leave. `order_done`: nothing of the order is left to ship.

    `receiver_phone_masked` keeps the last four digits, as WeChat wants them for SF (A.9).
    """

    order_id: OrderId
    parcel_id: ParcelId
    lines: tuple[ParcelLine, ...]
    courier_code: str
    courier_name: str
    wechat_courier_id: str
    tracking_number: str
    goods: str
    receiver_phone_masked: str
    order_done: bool
    shipped_at: datetime


class ParcelMoved(Event, tag="supply.parcel_moved", frozen=True):
    """The courier told something new. `state`: collected, in_transit, delivering, problem, returned."""

    order_id: OrderId
    parcel_id: ParcelId
    state: str
    text: str
    at: datetime


class ParcelSigned(Event, tag="supply.parcel_signed", frozen=True):
    order_id: OrderId
    parcel_id: ParcelId
    signed_at: datetime


class ParcelWithdrawn(Event, tag="supply.parcel_withdrawn", frozen=True):
    """A waybill was cancelled before collection: its lines are to be shipped again."""

    order_id: OrderId
    parcel_id: ParcelId
    lines: tuple[ParcelLine, ...]
    withdrawn_at: datetime


class RestWithdrawn(Event, tag="supply.rest_withdrawn", frozen=True):
    """The last units that no parcel holds were refunded: the parcels that left are the whole order."""

    order_id: OrderId
    withdrawn_at: datetime


class ParcelView(Struct, frozen=True, rename="camel"):
    id: ParcelId
    courier_code: str
    courier_name: str
    tracking_number: str | None
    state: str
    state_text: str
    warehouse_name: str
    line_ids: tuple[LineId, ...]
    shipped_at: datetime | None
    signed_at: datetime | None
    confirmed_at: datetime | None
    latest: str | None


class TraceView(Struct, frozen=True, rename="camel"):
    at: datetime
    text: str
    place: str | None


class FulfilmentLineView(Struct, frozen=True, rename="camel"):
    """`quantity` is what is wanted still, refunds taken out; `remaining` is in no parcel yet."""

    line_id: LineId
    title: str
    option_text: str
    image_url: str
    quantity: int
    remaining: int


class SuggestedCourier(Struct, frozen=True):
    code: str
    name: str
    reason: str


class FulfilmentView(Struct, frozen=True, rename="camel"):
    id: UUID
    order_id: OrderId
    order_number: str
    warehouse_id: WarehouseId
    warehouse_name: str
    status: str
    receiver_masked: str
    region: str
    paid_at: datetime
    ship_by: datetime
    late: bool
    lines: tuple[FulfilmentLineView, ...]
    parcels: tuple[ParcelView, ...]
    suggested_courier: SuggestedCourier


class SupplyAttention(Struct, frozen=True):
    """Counts for the dashboard."""

    to_ship: int
    late_shipments: int
    low_stock: int
    work_orders: int


class SoldOut(DomainError):
    """Fewer units are free than wanted."""

    code = "supply.sold_out"
    kind = "conflict"
    message = "手慢了，商品已售完"

    def __init__(self, sku_ids: Sequence[SkuId]) -> None:
        super().__init__()
        self.sku_ids = tuple(sku_ids)


class AlreadyShipped(DomainError):
    code = "supply.already_shipped"
    kind = "conflict"
    message = "商品已经发出，请在收货后申请退货"


class SupplyApi(Protocol):
    async def free(self, tx: Tx, sku_ids: Sequence[SkuId]) -> list[FreeStock]: ...

    async def route(self, tx: Tx, wants: Sequence[Want], to: Destination | None) -> list[Allotment]:
        """Which warehouse would ship what, without reserving. Raises SoldOut."""

    async def reserve(
        self, tx: Tx, order_id: OrderId, wants: Sequence[Want], to: Destination | None, until: datetime
    ) -> list[Allotment]:
        """Takes the units, all or nothing, until `until`. Raises SoldOut only if too few units are free."""

    async def hold(self, tx: Tx, order_id: OrderId, until: datetime) -> None:
        """Extends the order's reservation; takes the units anew if it had run out. Raises SoldOut."""

    async def confirm(self, tx: Tx, order_id: OrderId, consignment: Consignment) -> bool:
        """The order is paid: the reservation no longer runs out and fulfilments are opened.

        Takes the units anew if the reservation had run out; False: they are gone, and nothing was changed.
        Harmless when repeated.
        """

    async def let_go(self, tx: Tx, order_id: OrderId, now: datetime) -> None:
        """What was on hold may be shipped; the time to ship it counts from now. Harmless when repeated."""

    async def readdress(self, tx: Tx, order_id: OrderId, to: PostalAddress) -> None:
        """The shopper changed the address of a paid order. The warehouses stay.

        Raises AlreadyShipped if a waybill was already asked for. Does nothing before `confirm`.
        """

    async def release(self, tx: Tx, order_id: OrderId) -> None:
        """Gives back what is reserved and not shipped. Harmless when repeated."""

    async def withdraw(self, tx: Tx, order_id: OrderId, lines: Sequence[ParcelLine]) -> None:
        """Takes unshipped units of a paid order out of fulfilment (refund before shipping) and frees them.

        Raises AlreadyShipped if a waybill was already asked for.
        """

    async def set_aside(self, tx: Tx, campaign_id: CampaignId, sku_id: SkuId, units: int) -> None:
        """Moves free units into a pool of the campaign; one that exists stays as it is. Raises SoldOut."""

    async def pool_level(self, tx: Tx, campaign_id: CampaignId, sku_id: SkuId) -> PoolLevel:
        """As it is now, over all warehouses."""

    async def reserve_from_pool(
        self, tx: Tx, pool: tuple[CampaignId, SkuId], takes: Sequence[PoolTake], until: datetime
    ) -> frozenset[OrderId]:
        """Serves the takes in the order given, each whole or not at all; those that got their units.

        Each becomes a reservation as `reserve` makes it, whose units go back into the pool as long as it is open.
        """

    async def dissolve(self, tx: Tx, campaign_id: CampaignId) -> int:
        """The campaign is over: what nobody took is free again, and what comes back later will be. Units freed."""

    async def restock(self, tx: Tx, key: str, order_id: OrderId, line: ParcelLine, *, sellable: bool) -> None:
        """Returned goods arrived. `key` is the natural key of that fact; unsellable goods enter no stock."""


class FulfilmentReads(Protocol):
    """What other modules' pages may show of fulfilment."""

    async def of_order(self, tx: Tx, order_id: OrderId) -> tuple[FulfilmentView, ...]: ...

    async def attention(self, tx: Tx) -> SupplyAttention: ...
