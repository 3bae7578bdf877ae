"""The mini-program server API as `ports.outside.wechat.MiniProgram` (A.1-A.4, A.9)."""

import re
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import structlog
from msgspec import Struct

from adapters.tencent.answers import Errcode, decoded
from adapters.wechat.client import WechatClient
from adapters.wechat.values import fitted
from ports.kernel import Invalid, OutsideUnavailable
from ports.outside.wechat import (
    LoginBlocked,
    LoginCodeInvalid,
    LoginThrottled,
    MessageRefused,
    ShippingInfo,
    ShippingNotReady,
    ShippingRefused,
    ShippingStatus,
    SubscribeMessage,
    WechatIdentity,
)

CHINA = ZoneInfo("Asia/Shanghai")
CODE_ERRORS = frozenset({40029, 40163})
TOO_OFTEN = 45011
HIGH_RISK = 40226
PAYMENT_UNKNOWN = 10060001
ITEM_DESC_MAX = 120
_SCENE = re.compile(r"[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]{1,32}")

log = structlog.get_logger("siyu.wechat")


class _Session(Struct, frozen=True):
    openid: str
    session_key: str
    unionid: str | None = None


class _Watermark(Struct, frozen=True):
    appid: str


class _PhoneInfo(Struct, frozen=True, rename="camel"):
    """`countryCode` comes as a number or as text."""

    pure_phone_number: str
    watermark: _Watermark
    country_code: int | str = "86"


class _Phone(Struct, frozen=True):
    phone_info: _PhoneInfo


class _Parcel(Struct, frozen=True):
    tracking_no: str = ""


class _Shipping(Struct, frozen=True):
    finish_shipping: bool = False
    finish_shipping_count: int = 0
    shipping_list: tuple[_Parcel, ...] = ()


class _Order(Struct, frozen=True):
    shipping: _Shipping = _Shipping()


class _OrderAnswer(Struct, frozen=True):
    order: _Order


class _Courier(Struct, frozen=True):
    delivery_id: str
    delivery_name: str


class _Couriers(Struct, frozen=True):
    delivery_list: tuple[_Courier, ...]


class WechatMiniProgram:
    """Implements `ports.outside.wechat.MiniProgram`."""

    def __init__(self, client: WechatClient) -> None:
        self._client = client

    async def login(self, code: str) -> WechatIdentity:
        config = self._client.config
        query = {
            "appid": config.appid,
            "secret": config.app_secret,
            "js_code": code,
            "grant_type": "authorization_code",
        }
        try:
            answer = decoded(await self._client.get("/sns/jscode2session", query), _Session)
        except Errcode as error:
            raise _login_error(error) from error
        return WechatIdentity(answer.openid, answer.unionid or None, answer.session_key)

    async def phone_number(self, code: str) -> str:
        try:
            # A lost answer burns the code: never repeated.
            body = await self._client.post("/wxa/business/getuserphonenumber", {"code": code}, repeatable=False)
        except Errcode as error:
            raise _login_error(error) from error
        info = decoded(body, _Phone).phone_info
        if info.watermark.appid != self._client.config.appid:
            log.error("phone number of another mini-program", appid=info.watermark.appid)
            raise LoginCodeInvalid
        return info.pure_phone_number

    async def send(self, message: SubscribeMessage) -> None:
        body = {
            "touser": message.openid,
            "template_id": message.template_id,
            "page": message.page,
            "miniprogram_state": self._client.config.state,
            "lang": "zh_CN",
            "data": {field.name: {"value": fitted(field.name, field.value)} for field in message.fields},
        }
        try:
            # There is no idempotency key: a repeat might reach the person twice.
            await self._client.post("/cgi-bin/message/subscribe/send", body, repeatable=False)
        except Errcode as error:
            raise MessageRefused(f"订阅消息没有发出：{error}") from error

    async def upload_shipping(self, info: ShippingInfo) -> None:
        body = {
            "order_key": {"order_number_type": 2, "transaction_id": info.transaction_id},
            "logistics_type": 1,
            "delivery_mode": 2 if info.split else 1,
            "is_all_delivered": info.all_delivered,
            "shipping_list": [
                {
                    "tracking_no": parcel.tracking_number,
                    "express_company": parcel.courier_id,
                    "item_desc": parcel.goods[:ITEM_DESC_MAX],
                    **({"contact": {"receiver_contact": parcel.receiver_contact}} if parcel.receiver_contact else {}),
                }
                for parcel in info.parcels
            ],
            "upload_time": _with_milliseconds(info.uploaded_at),
            "payer": {"openid": info.openid},
        }
        try:
            await self._client.post("/wxa/sec/order/upload_shipping_info", body, repeatable=False)
        except Errcode as error:
            raise _shipping_error(error) from error

    async def shipping_status(self, transaction_id: str) -> ShippingStatus:
        try:
            body = await self._client.post(
                "/wxa/sec/order/get_order", {"transaction_id": transaction_id}, repeatable=True
            )
        except Errcode as error:
            raise _shipping_error(error) from error
        shipping = decoded(body, _OrderAnswer).order.shipping
        return ShippingStatus(
            tracking_numbers=tuple(parcel.tracking_no for parcel in shipping.shipping_list),
            is_complete=shipping.finish_shipping,
            completions=shipping.finish_shipping_count,
        )

    async def code_image(self, scene: str, page: str) -> bytes:
        if not _SCENE.fullmatch(scene):
            raise Invalid("小程序码的参数不正确", field="scene")
        body = {"scene": scene, "page": page.lstrip("/"), "check_path": False}
        try:
            content, kind = await self._client.post_for_file("/wxa/getwxacodeunlimit", body, repeatable=True)
        except Errcode as error:
            raise Invalid(f"微信没有生成小程序码：{error}") from error
        if not kind.startswith("image/"):
            raise OutsideUnavailable
        return content

    async def couriers(self) -> Sequence[tuple[str, str]]:
        path = "/cgi-bin/express/delivery/open_msg/get_delivery_list"
        try:
            body = await self._client.post(path, {}, repeatable=True)
        except Errcode as error:
            raise OutsideUnavailable from error
        return [(row.delivery_id, row.delivery_name) for row in decoded(body, _Couriers).delivery_list]


def _login_error(error: Errcode) -> Exception:
    if error.code in CODE_ERRORS:
        return LoginCodeInvalid()
    if error.code == TOO_OFTEN:
        return LoginThrottled()
    if error.code == HIGH_RISK:
        return LoginBlocked()
    # Our own account is set up wrongly, or something new: not the shopper's fault.
    log.error("login refused", reason=str(error))
    return OutsideUnavailable()


def _shipping_error(error: Errcode) -> Exception:
    if error.code == PAYMENT_UNKNOWN:
        return ShippingNotReady()
    return ShippingRefused(f"微信拒绝了发货信息：{error}")


def _with_milliseconds(at: datetime) -> str:
    return at.astimezone(CHINA).isoformat(timespec="milliseconds")
