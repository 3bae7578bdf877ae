"""The admin's home page, and what waits for somebody."""

from litestar import get

from app.http.context import AnyRequest, actor, services
from ports.commerce.dashboard_views import Attention, Dashboard


@get("/dashboard", operation_id="getDashboard")
async def get_dashboard(request: AnyRequest) -> Dashboard:
    return await services(request).dashboard.dashboard(actor(request))


@get("/attention", operation_id="getAttention")
async def get_attention(request: AnyRequest) -> Attention:
    return await services(request).dashboard.attention(actor(request))


ROUTES = [get_dashboard, get_attention]
