"""The children that a member tells of."""

from datetime import date
from uuid import UUID

from litestar import delete, get, post, put
from litestar.params import FromPath, JSONBody

from app.http.bodies import Body
from app.http.context import AnyRequest, services, shopper
from domain.members.children import ChildList
from ports.members.tag_store import Child


class ChildBody(Body, frozen=True):
    """One of the two. Of `bornMonth` the day does not count."""

    due_on: date | None = None
    born_month: date | None = None


@get("/me/children", operation_id="listMyChildren")
async def list_children(request: AnyRequest) -> ChildList:
    return await services(request).members.tags.children.all(shopper(request))


@post("/me/children", operation_id="addMyChild")
async def add_child(request: AnyRequest, data: JSONBody[ChildBody]) -> Child:
    return await services(request).members.tags.children.add(shopper(request), data.due_on, data.born_month)


@put("/me/children/{child_id:uuid}", operation_id="changeMyChild", opt={"natural_key": True})
async def change_child(request: AnyRequest, child_id: FromPath[UUID], data: JSONBody[ChildBody]) -> Child:
    child = Child(child_id, data.due_on, data.born_month)
    return await services(request).members.tags.children.change(shopper(request), child)


@delete("/me/children/{child_id:uuid}", operation_id="removeMyChild")
async def remove_child(request: AnyRequest, child_id: FromPath[UUID]) -> None:
    await services(request).members.tags.children.remove(shopper(request), child_id)


ROUTES = [list_children, add_child, change_child, remove_child]
