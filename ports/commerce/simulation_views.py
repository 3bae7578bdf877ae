"""Past orders for a promotion that is tried over them, and what comes of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from ports.commerce.pricing import ProductKind
from ports.kernel import Fen, LineId, MemberId, OrderId, ProductId, SkuId, Tx
from ports.members.api import Level


class PastLine(Struct, frozen=True, rename="camel"):
    """As it was sold; `cost_fen` of a unit and `category_ids` as they are now. `cost_fen` None: not entered."""

    id: LineId
    sku_id: SkuId
    product_id: ProductId
    kind: ProductKind
    title: str
    option_text: str
    unit_fen: Fen
    quantity: int
    payable_fen: Fen
    weight_g: int
    cost_fen: Fen | None
    category_ids: tuple[UUID, ...]

    @property
    def is_given(self) -> bool:
        """It came with something else, for nothing."""
        return self.payable_fen == 0 < self.unit_fen


class PastOrder(Struct, frozen=True):
    """`level` is the one that the member has now. `region` begins with the province; None: nothing was shipped."""

    id: OrderId
    member_id: MemberId
    paid_at: datetime
    region: str | None
    freight_fen: Fen
    level: Level
    lines: tuple[PastLine, ...]


class Reach(Struct, frozen=True):
    """`orders` were paid; of them the newest `limit` begin at `begin`. None: nothing was paid."""

    orders: int
    begin: datetime | None


class Revenue(Struct, frozen=True, rename="camel"):
    """`margin_fen`: what goods brought above their cost, of the lines whose cost is known; freight is not in it."""

    goods_fen: Fen = 0
    freight_fen: Fen = 0
    margin_fen: Fen = 0


class SimulatedDay(Struct, frozen=True, rename="camel"):
    """`day` in Shanghai. `plain_fen`, `offered_fen`: goods without and with the promotion."""

    day: str
    orders: int
    touched: int
    plain_fen: Fen
    offered_fen: Fen


class SimulatedItem(Struct, frozen=True, rename="camel"):
    """`units` at the promotion's price or as its gift, `sold` in all. `…_out_at`: null while it lasts.

    `quota` null: unlimited. Units with the uplift are rounded down.
    """

    sku_id: SkuId
    title: str
    option_text: str
    units: int
    sold: int
    quota: int | None
    free_stock: int
    quota_out_at: datetime | None
    stock_out_at: datetime | None


class Simulation(Struct, frozen=True, rename="camel"):
    """`was`: what the orders really brought. `plain`: member price alone; `offered`: with the promotion besides.

    Orders that the promotion does not touch count as they were in all three. The uplift multiplies what is `offered` of
    those it touches, and `discount_fen`, `gift_cost_fen`. `is_cut`: only the newest orders were looked at.
    """

    since: datetime
    until: datetime
    orders: int
    touched: int
    is_cut: bool
    uplift_percent: int
    was: Revenue
    plain: Revenue
    offered: Revenue
    discount_fen: Fen
    gift_cost_fen: Fen
    lines: int
    lines_without_cost: int
    items: tuple[SimulatedItem, ...]
    days: tuple[SimulatedDay, ...]
    notes: tuple[str, ...]


class PastOrders(Protocol):
    async def reach(self, tx: Tx, span: tuple[datetime, datetime], limit: int) -> Reach:
        """Of orders paid from the first moment on and before the second."""

    async def page(
        self, tx: Tx, after: tuple[datetime, UUID | None], until: datetime, limit: int
    ) -> Sequence[PastOrder]:
        """Oldest first, one statement. `after`: the last one had, or the time to begin at."""
