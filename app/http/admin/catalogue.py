"""Products: list, editor, publishing."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from litestar import get, post, put
from litestar.params import FromPath, JSONBody, QueryParameter

from app.http.bodies import Body, Cursor, Limit, Query
from app.http.context import AnyRequest, actor, services
from app.http.product_bodies import ProductBody, ProductChange
from ports.commerce.admin_views import AdminProduct, AdminProductRow, ProductFilter
from ports.governance.api import Actor
from ports.kernel import Page, ProductId

CategoryId = Annotated[UUID | None, QueryParameter(name="categoryId")]
Status = Literal["draft", "on_sale", "off_sale"]


class PublishBody(Body, frozen=True):
    """`at` null or past: now."""

    at: datetime | None


def _editor(request: AnyRequest) -> Actor:
    """The operator whose edit it is. Raises LoginRequired, PermissionMissing."""
    found = actor(request)
    found.require("catalogue.write")
    return found


@get("/products", operation_id="listAdminProducts")
async def list_products(  # noqa: PLR0913  the query parameters of the contract
    request: AnyRequest,
    q: Query = None,
    category_id: CategoryId = None,
    status: Status | None = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Page[AdminProductRow]:
    actor(request).require("catalogue.read")
    given = ProductFilter(status, category_id)
    return await services(request).catalogue.rows(given, q, cursor, limit)


@get("/products/{product_id:uuid}", operation_id="getAdminProduct")
async def get_product(request: AnyRequest, product_id: FromPath[UUID]) -> AdminProduct:
    actor(request).require("catalogue.read")
    return await services(request).catalogue.product(ProductId(product_id))


@post("/products", operation_id="addProduct")
async def add_product(request: AnyRequest, data: JSONBody[ProductBody]) -> AdminProduct:
    by = _editor(request)
    return await services(request).catalogue.create_product(data.draft(), by)


@put("/products/{product_id:uuid}", operation_id="changeProduct")
async def change_product(
    request: AnyRequest, product_id: FromPath[UUID], data: JSONBody[ProductChange]
) -> AdminProduct:
    by = _editor(request)
    return await services(request).catalogue.save_product(ProductId(product_id), data.draft(), data.version, by)


@post("/products/{product_id:uuid}/publish", operation_id="publishProduct", status_code=200)
async def publish_product(request: AnyRequest, product_id: FromPath[UUID], data: JSONBody[PublishBody]) -> AdminProduct:
    by = _editor(request)
    return await services(request).catalogue.publish(ProductId(product_id), data.at, by)


@post("/products/{product_id:uuid}/unpublish", operation_id="unpublishProduct", status_code=200)
async def unpublish_product(request: AnyRequest, product_id: FromPath[UUID]) -> AdminProduct:
    by = _editor(request)
    return await services(request).catalogue.unpublish(ProductId(product_id), by)


ROUTES = [list_products, get_product, add_product, change_product, publish_product, unpublish_product]
