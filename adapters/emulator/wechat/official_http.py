"""Routes of api.weixin.qq.com that the official account's token opens (B.1)."""

import msgspec
from litestar import Response, Router, get, post

from adapters.emulator.wechat.errors import WechatError
from adapters.emulator.wechat.gate import BadGateway, WireRequest, answer_error, answer_gateway
from adapters.emulator.wechat.official import BATCH_MAX
from adapters.emulator.world import LiveWorld

HOST = "/api.weixin.qq.com"
Answer = Response[bytes]


class Asked(msgspec.Struct):
    openid: str
    lang: str = "zh_CN"


class AskedMany(msgspec.Struct):
    user_list: list[Asked]


@get("/cgi-bin/user/info")
async def user_info(request: WireRequest, world: LiveWorld) -> Answer:
    await world.official_gate.enter(request)
    return world.official_gate.bare(world.official.info(request.query_params.get("openid", "")))


@post("/cgi-bin/user/info/batchget", status_code=200)
async def user_infos(request: WireRequest, world: LiveWorld) -> Answer:
    await world.official_gate.enter(request)
    asked = (await world.official_gate.body(request, AskedMany)).user_list
    if not 0 < len(asked) <= BATCH_MAX:
        raise WechatError(40130, "invalid openid list size, at least two openid")
    return world.official_gate.bare({"user_info_list": [world.official.info(one.openid) for one in asked]})


@get("/cgi-bin/user/get")
async def list_users(request: WireRequest, world: LiveWorld) -> Answer:
    await world.official_gate.enter(request)
    return world.official_gate.bare(world.official.page(request.query_params.get("next_openid", "")))


router = Router(
    HOST,
    route_handlers=[user_info, user_infos, list_users],
    exception_handlers={WechatError: answer_error, BadGateway: answer_gateway},
)
