"""The category tree."""

from typing import Annotated
from uuid import UUID

from litestar import delete, get, post, put
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from app.http.bodies import Body
from app.http.context import AnyRequest, actor, services
from domain.commerce.categories import CategoryDraft
from ports.commerce.admin_views import AdminCategoryList
from ports.commerce.views import CategoryView

Name = Annotated[str, Meta(min_length=1, max_length=20)]


class CategoryBody(Body, frozen=True):
    name: Name
    parent_id: UUID | None
    icon_media_id: UUID | None
    attribute_names: Annotated[list[Name], Meta(max_length=30)]

    def draft(self) -> CategoryDraft:
        return CategoryDraft(self.name.strip(), self.parent_id, self.icon_media_id, tuple(self.attribute_names))


class OrderBody(Body, frozen=True):
    parent_id: UUID | None
    ids: Annotated[list[UUID], Meta(max_length=200)]


@get("/categories", operation_id="listAdminCategories")
async def list_categories(request: AnyRequest) -> AdminCategoryList:
    actor(request).require("catalogue.read")
    return await services(request).categories.all()


@post("/categories", operation_id="addCategory")
async def add_category(request: AnyRequest, data: JSONBody[CategoryBody]) -> CategoryView:
    by = actor(request)
    by.require("catalogue.write")
    return await services(request).categories.add(data.draft(), by)


@put("/categories/{category_id:uuid}", operation_id="changeCategory", opt={"natural_key": True})
async def change_category(
    request: AnyRequest, category_id: FromPath[UUID], data: JSONBody[CategoryBody]
) -> CategoryView:
    by = actor(request)
    by.require("catalogue.write")
    return await services(request).categories.save(category_id, data.draft(), by)


@delete("/categories/{category_id:uuid}", operation_id="removeCategory")
async def remove_category(request: AnyRequest, category_id: FromPath[UUID]) -> None:
    by = actor(request)
    by.require("catalogue.write")
    await services(request).categories.remove(category_id, by)


@post("/categories/order", operation_id="orderCategories", opt={"natural_key": True}, status_code=204)
async def order_categories(request: AnyRequest, data: JSONBody[OrderBody]) -> None:
    by = actor(request)
    by.require("catalogue.write")
    await services(request).categories.order(data.parent_id, data.ids, by)


ROUTES = [list_categories, add_category, change_category, remove_category, order_categories]
