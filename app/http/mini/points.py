"""A member's own points."""

from litestar import get

from app.http.bodies import Cursor, Limit
from app.http.context import AnyRequest, services, shopper
from ports.kernel import Page
from ports.members.points_views import PointsLine, PointsView


@get("/me/points", operation_id="getMyPoints")
async def get_my_points(request: AnyRequest) -> PointsView:
    return await services(request).members.points.desk.mine(shopper(request))


@get("/me/points/statement", operation_id="listMyPoints")
async def list_my_points(request: AnyRequest, cursor: Cursor = None, limit: Limit = 20) -> Page[PointsLine]:
    return await services(request).members.points.desk.statement(shopper(request), cursor, limit)


ROUTES = [get_my_points, list_my_points]
