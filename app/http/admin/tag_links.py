"""Tags that are kept alike in the shop and in WeCom."""

from typing import Annotated
from uuid import UUID

from litestar import delete, get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from app.http.admin.wecom import WecomId
from app.http.bodies import Body
from app.http.context import AnyRequest, actor, services
from ports.community.tag_links import TagLinkView

ShopTagId = Annotated[int, Meta(ge=1, le=2_000_000_000)]


class ToWecomBody(Body, frozen=True):
    """`group_name`: the group of WeCom in which the tag is, or is made."""

    shop_tag_id: ShopTagId
    group_name: Annotated[str, Meta(min_length=1, max_length=15)]


class FromWecomBody(Body, frozen=True):
    """`shop_tag_id`: a tag that is given by hand."""

    wecom_tag_id: WecomId
    shop_tag_id: ShopTagId


@get("/wecom/tag-links", operation_id="listTagLinks")
async def list_tag_links(request: AnyRequest) -> tuple[TagLinkView, ...]:
    return await services(request).community.tag_links.all(actor(request))


@post("/wecom/tag-links/to-wecom", operation_id="linkTagToWecom", opt={"natural_key": True}, status_code=202)
async def link_to_wecom(request: AnyRequest, data: JSONBody[ToWecomBody]) -> None:
    """A tag is linked once: a second time is refused."""
    await services(request).community.tag_links.to_wecom(actor(request), data.shop_tag_id, data.group_name)


@post("/wecom/tag-links/from-wecom", operation_id="linkTagFromWecom", opt={"natural_key": True}, status_code=202)
async def link_from_wecom(request: AnyRequest, data: JSONBody[FromWecomBody]) -> None:
    """A tag is linked once: a second time is refused."""
    await services(request).community.tag_links.from_wecom(actor(request), data.wecom_tag_id, data.shop_tag_id)


@delete("/wecom/tag-links/{link_id:uuid}", operation_id="endTagLink", opt={"natural_key": True})
async def end_tag_link(request: AnyRequest, link_id: FromPath[UUID]) -> None:
    """Both sides keep the tags that they have."""
    await services(request).community.tag_links.end(actor(request), link_id)


ROUTES = [list_tag_links, link_to_wecom, link_from_wecom, end_tag_link]
