"""Routes of api.weixin.qq.com."""

import asyncio
import uuid

import msgspec
from litestar import Response, Router, get, post

from adapters.emulator.wechat.codes import CodeRequest, checked_code, code_jpeg
from adapters.emulator.wechat.content import MediaCheck, TextCheck
from adapters.emulator.wechat.couriers import COURIERS
from adapters.emulator.wechat.errors import WechatError
from adapters.emulator.wechat.gate import BadGateway, WireRequest, answer_error, answer_gateway
from adapters.emulator.wechat.messages import SendMessage
from adapters.emulator.wechat.shipping import FindOrder, UploadShipping
from adapters.emulator.wechat.tokens import Tokens
from adapters.emulator.wording import now
from adapters.emulator.world import LiveWorld, World

HOST = "/api.weixin.qq.com"
Answer = Response[bytes]


class StableToken(msgspec.Struct):
    grant_type: str = ""
    appid: str = ""
    secret: str = ""
    force_refresh: bool = False


class PhoneCode(msgspec.Struct):
    code: str
    openid: str = ""


class RiskQuery(msgspec.Struct):
    appid: str
    openid: str
    scene: int
    client_ip: str
    is_test: bool = False


class OrderList(msgspec.Struct):
    order_state: int | None = None
    last_index: str = ""
    page_size: int = 100


def _identify(world: World, appid: str | None, secret: str | None) -> None:
    if appid != world.papers.merchant.appid:
        raise WechatError(40013, "invalid appid")
    if secret != world.papers.merchant.app_secret:
        raise WechatError(40125, "invalid appsecret")


def _tokens(world: World, appid: str | None, secret: str | None) -> Tokens:
    """Of the account that these papers name."""
    merchant = world.papers.merchant
    if merchant.official_appid and appid == merchant.official_appid:
        if secret != merchant.official_app_secret:
            raise WechatError(40125, "invalid appsecret")
        return world.official_tokens
    _identify(world, appid, secret)
    return world.tokens


@get("/cgi-bin/token")
async def plain_token(request: WireRequest, world: LiveWorld) -> Answer:
    await world.gate.enter(request, needs_token=False)
    query = request.query_params
    if query.get("grant_type") != "client_credential":
        raise WechatError(40002, "invalid grant_type")
    token, expires_in = _tokens(world, query.get("appid"), query.get("secret")).plain()
    return world.gate.bare({"access_token": token, "expires_in": expires_in})


@post("/cgi-bin/stable_token", status_code=200)
async def stable_token(request: WireRequest, world: LiveWorld) -> Answer:
    await world.gate.enter(request, needs_token=False)
    asked = await world.gate.body(request, StableToken)
    if asked.grant_type != "client_credential":
        raise WechatError(40002, "invalid grant_type")
    token, expires_in = _tokens(world, asked.appid, asked.secret).stable(asked.force_refresh)
    return world.gate.bare({"access_token": token, "expires_in": expires_in})


@get("/sns/jscode2session")
async def code_to_session(request: WireRequest, world: LiveWorld) -> Answer:
    await world.gate.enter(request, needs_token=False)
    query = request.query_params
    _identify(world, query.get("appid"), query.get("secret"))
    if query.get("grant_type") != "authorization_code":
        raise WechatError(40002, "invalid grant_type")
    person = world.people.redeem(query.get("js_code", ""), "login")
    session_key = world.people.new_session(person["openid"])
    return world.gate.bare({"session_key": session_key, "openid": person["openid"], "unionid": person["unionid"]})


@post("/wxa/business/getuserphonenumber", status_code=200)
async def phone_number(request: WireRequest, world: LiveWorld) -> Answer:
    await world.gate.enter(request)
    asked = await world.gate.body(request, PhoneCode)
    person = world.people.redeem(asked.code, "phone")
    if asked.openid and asked.openid != person["openid"]:
        raise WechatError(40003, "invalid openid")
    watermark = {"timestamp": int(now()), "appid": world.papers.merchant.appid}
    phone = {"phoneNumber": person["phone"], "purePhoneNumber": person["phone"], "countryCode": "86"}
    return world.gate.answer({"phone_info": phone | {"watermark": watermark}})


@post("/wxa/getwxacodeunlimit", status_code=200)
async def mini_code(request: WireRequest, world: LiveWorld) -> Answer:
    await world.gate.enter(request)
    wanted = checked_code(await world.gate.body(request, CodeRequest))
    picture = await asyncio.to_thread(code_jpeg, world.settings.hooks_url, *wanted)
    return Response(picture, status_code=200, media_type="image/jpeg")


@post("/cgi-bin/message/subscribe/send", status_code=200)
async def send_message(request: WireRequest, world: LiveWorld) -> Answer:
    await world.gate.enter(request)
    message = await world.gate.body(request, SendMessage)
    message_id = world.messages.send(message, world.faults, world.timers)
    return world.gate.answer({"msgid": message_id})


@get("/wxaapi/newtmpl/gettemplate")
async def list_templates(request: WireRequest, world: LiveWorld) -> Answer:
    await world.gate.enter(request)
    return world.gate.answer({"data": world.messages.templates()})


@post("/wxa/sec/order/upload_shipping_info", status_code=200)
async def upload_shipping(request: WireRequest, world: LiveWorld) -> Answer:
    await world.gate.enter(request)
    world.shipping.upload(await world.gate.body(request, UploadShipping), world.faults)
    return world.gate.answer({})


@post("/wxa/sec/order/get_order", status_code=200)
async def get_order(request: WireRequest, world: LiveWorld) -> Answer:
    await world.gate.enter(request)
    return world.gate.answer({"order": world.shipping.get(await world.gate.body(request, FindOrder))})


@post("/wxa/sec/order/get_order_list", status_code=200)
async def list_orders(request: WireRequest, world: LiveWorld) -> Answer:
    await world.gate.enter(request)
    asked = await world.gate.body(request, OrderList)
    orders, last_index, has_more = world.shipping.list(asked.order_state, asked.last_index, asked.page_size)
    return world.gate.answer({"order_list": orders, "last_index": last_index, "has_more": has_more})


@post("/wxa/sec/order/notify_confirm_receive", status_code=200)
async def ask_confirmation(request: WireRequest, world: LiveWorld) -> Answer:
    await world.gate.enter(request)
    world.shipping.ask_confirmation(await world.gate.body(request, FindOrder))
    return world.gate.answer({})


@post(["/wxa/sec/order/is_trade_managed", "/wxa/sec/order/is_trade_management_confirmation_completed"], status_code=200)
async def trade_managed(request: WireRequest, world: LiveWorld) -> Answer:
    await world.gate.enter(request)
    return world.gate.answer({"is_trade_managed": True, "completed": True})


@post("/cgi-bin/express/delivery/open_msg/get_delivery_list", status_code=200)
async def list_couriers(request: WireRequest, world: LiveWorld) -> Answer:
    await world.gate.enter(request)
    couriers = [{"delivery_id": code, "delivery_name": name} for code, name in COURIERS.items()]
    return world.gate.answer({"delivery_list": couriers, "count": len(couriers)})


@post("/wxa/getuserriskrank", status_code=200)
async def risk_rank(request: WireRequest, world: LiveWorld) -> Answer:
    await world.gate.enter(request)
    asked = await world.gate.body(request, RiskQuery)
    if asked.appid != world.papers.merchant.appid:
        raise WechatError(40013, "invalid appid")
    person = world.people.by_openid(asked.openid) if asked.is_test else world.people.require_active(asked.openid)
    # The misspelt field name is WeChat's own. Devices whose name says so play risky people.
    rank = 4 if "risky" in person["device"] else 0
    return world.gate.answer(
        {"errmsg": "getuserriskrank succ", "risk_rank": rank, "unoin_id": int(uuid.uuid4()) % 10**9}
    )


@post("/wxa/msg_sec_check", status_code=200)
async def check_text(request: WireRequest, world: LiveWorld) -> Answer:
    await world.gate.enter(request)
    return world.gate.answer(world.content.text(await world.gate.body(request, TextCheck)))


@post("/wxa/media_check_async", status_code=200)
async def check_media(request: WireRequest, world: LiveWorld) -> Answer:
    await world.gate.enter(request)
    return world.gate.answer(world.content.media(await world.gate.body(request, MediaCheck)))


router = Router(
    HOST,
    route_handlers=[
        *(plain_token, stable_token, code_to_session, phone_number, mini_code),
        *(send_message, list_templates, risk_rank, check_text, check_media, list_couriers),
        *(upload_shipping, get_order, list_orders, ask_confirmation, trade_managed),
    ],
    exception_handlers={WechatError: answer_error, BadGateway: answer_gateway},
)
