"""Stock as it changes, for whoever looks at a product."""

from typing import Annotated
from uuid import UUID

from litestar import get
from litestar.params import QueryParameter
from litestar.response import Stream
from msgspec import Struct

from app.http.context import AnyRequest, services
from app.http.streams import STREAMS, LastEventId, LastEventIdInQuery, cut_off_slow, described, stream
from domain.supply.live import SKUS_MAX
from ports.commerce.views import AVAILABLE_SHOWN_MAX, LOW_STOCK_MAX
from ports.kernel import SkuId
from ports.supply.live import StockChange

SkuIds = Annotated[list[UUID], QueryParameter(name="skuIds", min_items=1, max_items=SKUS_MAX)]


class LiveAvailability(Struct, frozen=True, rename="camel"):
    """Data of a `stock` event, and what `items` of a `reset` holds. `available`: at most AVAILABLE_SHOWN_MAX."""

    sku_id: SkuId
    available: int
    low_stock: bool


def _shown(change: StockChange) -> LiveAvailability:
    free = max(0, change.free)
    return LiveAvailability(change.sku_id, min(free, AVAILABLE_SHOWN_MAX), 1 <= free <= LOW_STOCK_MAX)


@get(
    "/live/stock",
    operation_id="followStock",
    opt={"public": True} | STREAMS,
    responses=described(LiveAvailability),
    middleware=[cut_off_slow],
)
async def follow_stock(
    request: AnyRequest,
    sku_ids: SkuIds,
    last_event_id: LastEventId = None,
    last_in_query: LastEventIdInQuery = None,
) -> Stream:
    wanted = [SkuId(sku_id) for sku_id in sku_ids]
    told = await services(request).live_stock.follow(wanted, last_event_id or last_in_query, _shown)
    return stream(request, told)


ROUTES = [follow_stock]
