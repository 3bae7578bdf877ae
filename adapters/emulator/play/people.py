"""Player API of the shopper's phone: log in, give the phone number, answer the subscribe popup, pay."""

from typing import Annotated, Any

import msgspec
from litestar import Response, post
from litestar.params import JSONBody
from msgspec import Meta

from adapters.emulator.pay.orders import PaySheet
from adapters.emulator.wechat.messages import TEMPLATE_IDS_PER_CALL_MAX
from adapters.emulator.world import LiveWorld

Device = Annotated[str, Meta(min_length=1, max_length=128)]
Refusal = Response[dict[str, Any]]


class AtDevice(msgspec.Struct, rename="camel"):
    device: Device


class Subscribe(msgspec.Struct, rename="camel"):
    device: Device
    template_ids: Annotated[list[str], Meta(min_length=1, max_length=TEMPLATE_IDS_PER_CALL_MAX)]
    accept: bool = True


class ClosedSheet(msgspec.Struct, rename="camel"):
    prepay_id: str


def refuse(status: int, message: str) -> Refusal:
    return Response({"code": "play.refused", "message": message}, status_code=status)


@post("/wx/login", status_code=200)
async def login(data: JSONBody[AtDevice], world: LiveWorld) -> dict[str, str]:
    """Stands in for wx.login of an H5 page: the same device is the same person for ever."""
    person = world.people.at_device(data.device)
    code = world.people.issue_code(person["openid"], "login")
    return {"code": code, "openid": person["openid"], "nickname": person["nickname"]}


@post("/wx/phone", status_code=200)
async def give_phone(data: JSONBody[AtDevice], world: LiveWorld) -> dict[str, str]:
    """Stands in for the getPhoneNumber button."""
    person = world.people.at_device(data.device)
    return {"code": world.people.issue_code(person["openid"], "phone")}


@post("/wx/subscribe", status_code=200)
async def subscribe(data: JSONBody[Subscribe], world: LiveWorld) -> dict[str, str] | Refusal:
    """Stands in for wx.requestSubscribeMessage."""
    template_ids = list(dict.fromkeys(data.template_ids))
    if any(template_id not in world.messages.names for template_id in template_ids):
        return refuse(400, "No template data return, verify the template id exist")
    person = world.people.at_device(data.device)
    return world.messages.choose(person["openid"], template_ids, data.accept)


@post("/pay/confirm", status_code=200)
async def confirm_payment(data: JSONBody[PaySheet], world: LiveWorld) -> dict[str, str]:
    """The payer presses 确认支付 on the sheet."""
    order = world.orders.by_prepay(data.prepay_id)
    refusal = world.orders.sheet_refusal(data, order)
    if refusal or order is None:
        return {"result": "fail", "message": refusal, "transactionId": ""}
    return {"result": "ok", "message": "支付成功", "transactionId": world.orders.pay(order)}


@post("/pay/refuse", status_code=200)
async def refuse_payment(data: JSONBody[ClosedSheet], world: LiveWorld) -> dict[str, str]:
    """The payer closes the sheet."""
    order = world.orders.by_prepay(data.prepay_id)
    if order is not None and order["state"] == "NOTPAY":
        world.orders.refuse(order)
    return {"result": "cancel", "message": "已取消支付", "transactionId": ""}


handlers = [login, give_phone, subscribe, confirm_payment, refuse_payment]
