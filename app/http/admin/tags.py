"""Tags: the browser, overlaps, how many members a filter lets through, and the manual ones."""

from typing import Annotated

from litestar import get, post, put
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from app.http.bodies import Body
from app.http.context import AnyRequest, actor, services
from app.http.tag_ids import Compared, Filtered, filter_of, ids_of
from ports.members.tag_store import ManualTag
from ports.members.tag_views import Overlap, TagBook, TagCount

TAG_ID_MAX = 2_000_000_000


class ManualTagBody(Body, frozen=True):
    """`definition` says which members should have it."""

    name: Annotated[str, Meta(min_length=1, max_length=20)]
    definition: Annotated[str, Meta(min_length=1, max_length=200)]


class ChangedTagBody(ManualTagBody, frozen=True):
    """A retired tag stays where it is and can be given to nobody else."""

    is_retired: bool


@get("/tags", operation_id="getTagBook")
async def tag_book(request: AnyRequest) -> TagBook:
    return await services(request).members.tags.browser.book(actor(request))


@get("/tags/overlap", operation_id="getTagOverlap")
async def tag_overlap(request: AnyRequest, ids: Compared) -> Overlap:
    return await services(request).members.tags.browser.overlap(actor(request), ids_of(ids))


@get("/tags/count", operation_id="countTaggedMembers")
async def tag_count(request: AnyRequest, tags: Filtered = None) -> TagCount:
    return await services(request).members.tags.browser.count(actor(request), filter_of(tags))


@post("/manual-tags", operation_id="createManualTag")
async def create_tag(request: AnyRequest, data: JSONBody[ManualTagBody]) -> ManualTag:
    return await services(request).members.tags.manual.create(actor(request), data.name, data.definition)


@put("/manual-tags/{tag_id:int}", operation_id="changeManualTag", opt={"natural_key": True})
async def change_tag(
    request: AnyRequest,
    tag_id: FromPath[Annotated[int, Meta(ge=1, le=TAG_ID_MAX)]],
    data: JSONBody[ChangedTagBody],
) -> ManualTag:
    wish = (data.name, data.definition, data.is_retired)
    return await services(request).members.tags.manual.change(actor(request), tag_id, wish)


ROUTES = [tag_book, tag_overlap, tag_count, create_tag, change_tag]
