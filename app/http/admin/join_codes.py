"""Join codes to customer groups."""

from typing import Annotated
from uuid import UUID

from litestar import get, post, put
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct

from app.http.admin.wecom import WecomId
from app.http.bodies import Body
from app.http.context import AnyRequest, actor, services
from domain.community.join_code_desk import JoinCodeDesk
from ports.community.join_codes import JoinCodeRules, JoinCodeView


class JoinCodeBody(Body, frozen=True, kw_only=True):
    """`chat_ids` in the order in which they are filled. `limit`: members at which a group counts as full."""

    name: Annotated[str, Meta(min_length=1, max_length=20)]
    chat_ids: Annotated[tuple[WecomId, ...], Meta(min_length=1, max_length=100)]
    limit: Annotated[int, Meta(ge=1, le=200)]
    makes_rooms: bool
    room_name: Annotated[str, Meta(max_length=20)]

    def rules(self) -> JoinCodeRules:
        return JoinCodeRules(self.name.strip(), self.chat_ids, self.limit, self.makes_rooms, self.room_name.strip())


class ChangedJoinCodeBody(JoinCodeBody, frozen=True, kw_only=True):
    """`version`: of the code that was changed."""

    version: Annotated[int, Meta(ge=1, le=2_000_000_000)]


class JoinCodes(Struct, frozen=True, rename="camel"):
    items: tuple[JoinCodeView, ...]


@get("/join-codes", operation_id="listJoinCodes")
async def list_join_codes(request: AnyRequest) -> JoinCodes:
    return JoinCodes(tuple(await _desk(request).all(actor(request))))


@post("/join-codes", operation_id="createJoinCode")
async def create_join_code(request: AnyRequest, data: JSONBody[JoinCodeBody]) -> JoinCodeView:
    return await _desk(request).create(actor(request), data.rules())


@put("/join-codes/{join_code_id:uuid}", operation_id="changeJoinCode")
async def change_join_code(
    request: AnyRequest, join_code_id: FromPath[UUID], data: JSONBody[ChangedJoinCodeBody]
) -> JoinCodeView:
    return await _desk(request).change(actor(request), join_code_id, data.rules(), data.version)


@post("/join-codes/{join_code_id:uuid}/stop", operation_id="stopJoinCode", status_code=200)
async def stop_join_code(request: AnyRequest, join_code_id: FromPath[UUID]) -> JoinCodeView:
    return await _desk(request).stop(actor(request), join_code_id)


def _desk(request: AnyRequest) -> JoinCodeDesk:
    return services(request).community.group_posts.join_code_desk


ROUTES = [list_join_codes, create_join_code, change_join_code, stop_join_code]
