"""The guide's own month."""

from typing import Annotated

from litestar import get
from litestar.params import QueryParameter

from app.http.bodies import Cursor, Limit
from app.http.context import AnyRequest, guide, services
from ports.community.own_performance import OwnPerformance
from ports.community.performance import CreditedOrder
from ports.kernel import Page

Month = Annotated[
    str | None,
    QueryParameter(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$", description="As 2026-11; without it, the present"),
]


@get("/performance", operation_id="getOwnPerformance")
async def own_performance(request: AnyRequest, month: Month = None) -> OwnPerformance:
    return await services(request).community.performance.own.month(guide(request), month)


@get("/performance/orders", operation_id="listOwnOrders")
async def own_orders(
    request: AnyRequest, month: Month = None, cursor: Cursor = None, limit: Limit = 20
) -> Page[CreditedOrder]:
    """Those attributed to the guide, each with the reason; the last paid first."""
    return await services(request).community.performance.own.orders(guide(request), month, (cursor, limit))


ROUTES = [own_performance, own_orders]
