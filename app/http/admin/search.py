"""One search over orders, products and members."""

from typing import Annotated

from litestar import get
from litestar.params import QueryParameter

from app.http.context import AnyRequest, actor, services
from ports.commerce.admin_order_views import Found


@get("/search", operation_id="searchAll")
async def search_all(
    request: AnyRequest, q: Annotated[str, QueryParameter(name="q", min_length=1, max_length=64)]
) -> Found:
    return await services(request).order_desk.search(actor(request), q.strip())


ROUTES = [search_all]
