"""Stock as it changes, with true figures for each warehouse."""

from typing import Annotated
from uuid import UUID

from litestar import get
from litestar.params import QueryParameter
from litestar.response import Stream
from msgspec import Struct

from app.http.context import AnyRequest, actor, services
from app.http.streams import STREAMS, LastEventId, LastEventIdInQuery, cut_off_slow, described, stream
from domain.supply.live import SKUS_MAX
from ports.kernel import SkuId, WarehouseId
from ports.supply.live import StockChange

SkuIds = Annotated[
    list[UUID] | None,
    QueryParameter(
        name="skuIds", min_items=1, max_items=SKUS_MAX, description="Without: all, whose `reset` has no items"
    ),
]


class LiveShelf(Struct, frozen=True, rename="camel"):
    warehouse_id: WarehouseId
    on_hand: int
    reserved: int
    free: int


class LiveStockLevel(Struct, frozen=True, rename="camel"):
    """Data of a `stock` event, and what `items` of a `reset` holds. `free` is over all warehouses."""

    sku_id: SkuId
    free: int
    warehouses: tuple[LiveShelf, ...]


def _shown(change: StockChange) -> LiveStockLevel:
    shelves = tuple(
        LiveShelf(level.warehouse_id, level.on_hand, level.reserved, level.on_hand - level.reserved)
        for level in change.levels
    )
    return LiveStockLevel(change.sku_id, change.free, shelves)


@get(
    "/live/stock",
    operation_id="followStockLevels",
    opt=STREAMS,
    responses=described(LiveStockLevel),
    middleware=[cut_off_slow],
)
async def follow_levels(
    request: AnyRequest,
    sku_ids: SkuIds = None,
    last_event_id: LastEventId = None,
    last_in_query: LastEventIdInQuery = None,
) -> Stream:
    wanted = None if sku_ids is None else [SkuId(sku_id) for sku_id in sku_ids]
    last = last_event_id or last_in_query
    told = await services(request).live_stock.follow_as(actor(request), wanted, last, _shown)
    return stream(request, told)


ROUTES = [follow_levels]
