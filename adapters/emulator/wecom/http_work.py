"""Routes of qyapi.weixin.qq.com: transfers, figures of chats, and what the application itself needs."""

from litestar import get, post

from adapters.emulator.wechat.gate import WireRequest
from adapters.emulator.wecom.behaviour import BehaviourQuery
from adapters.emulator.wecom.desk import AppMessage, ticket_kind
from adapters.emulator.wecom.gate import Answer
from adapters.emulator.wecom.tokens import AGENT
from adapters.emulator.wecom.transfers import GroupTransfer, Transfer, TransferList, Unassigned
from adapters.emulator.world import LiveWorld

RESIGNED = "/externalcontact/resigned"


@post(["/externalcontact/transfer_customer", f"{RESIGNED}/transfer_customer"], status_code=200)
async def transfer(request: WireRequest, world: LiveWorld) -> Answer:
    await world.wecom.gate.enter(request)
    asked = await world.wecom.gate.body(request, Transfer)
    is_resigned = RESIGNED in request.url.path
    return world.wecom.gate.answer({"customer": world.wecom.transfers.start(asked, is_resigned=is_resigned)})


@post(["/externalcontact/transfer_result", f"{RESIGNED}/transfer_result"], status_code=200)
async def transfer_result(request: WireRequest, world: LiveWorld) -> Answer:
    await world.wecom.gate.enter(request)
    asked = await world.wecom.gate.body(request, TransferList)
    return world.wecom.gate.answer(world.wecom.transfers.states(asked, is_resigned=RESIGNED in request.url.path))


@post("/externalcontact/get_unassigned_list", status_code=200)
async def list_unassigned(request: WireRequest, world: LiveWorld) -> Answer:
    await world.wecom.gate.enter(request)
    return world.wecom.gate.answer(world.wecom.transfers.unassigned(await world.wecom.gate.body(request, Unassigned)))


@post("/externalcontact/groupchat/transfer", status_code=200)
async def transfer_groups(request: WireRequest, world: LiveWorld) -> Answer:
    """Of owners who have left."""
    await world.wecom.gate.enter(request)
    asked = await world.wecom.gate.body(request, GroupTransfer)
    return world.wecom.gate.answer({"failed_chat_list": world.wecom.transfers.start_groups(asked, is_resigned=True)})


@post("/externalcontact/groupchat/onjob_transfer", status_code=200)
async def transfer_groups_on_job(request: WireRequest, world: LiveWorld) -> Answer:
    await world.wecom.gate.enter(request)
    asked = await world.wecom.gate.body(request, GroupTransfer)
    return world.wecom.gate.answer({"failed_chat_list": world.wecom.transfers.start_groups(asked, is_resigned=False)})


@post("/externalcontact/get_user_behavior_data", status_code=200)
async def behaviour(request: WireRequest, world: LiveWorld) -> Answer:
    await world.wecom.gate.enter(request)
    asked = await world.wecom.gate.body(request, BehaviourQuery)
    return world.wecom.gate.answer({"behavior_data": world.wecom.behaviour.days(asked)})


@get("/get_jsapi_ticket")
async def corp_ticket(request: WireRequest, world: LiveWorld) -> Answer:
    await world.wecom.gate.enter(request)
    return world.wecom.gate.answer(world.wecom.desk.ticket("corp"))


@get("/ticket/get")
async def agent_ticket(request: WireRequest, world: LiveWorld) -> Answer:
    kind = await world.wecom.gate.enter(request)
    asked = ticket_kind(kind, request.query_params.get("type", ""))
    return world.wecom.gate.answer(world.wecom.desk.ticket(asked))


@get(["/auth/getuserinfo", "/user/getuserinfo"])
async def user_of_code(request: WireRequest, world: LiveWorld) -> Answer:
    await world.wecom.gate.enter(request, AGENT)
    return world.wecom.gate.answer(world.wecom.desk.redeem(request.query_params.get("code", "")))


@post("/message/send", status_code=200)
async def send_message(request: WireRequest, world: LiveWorld) -> Answer:
    await world.wecom.gate.enter(request, AGENT)
    return world.wecom.gate.answer(world.wecom.desk.send(await world.wecom.gate.body(request, AppMessage)))


@get("/getcallbackip")
async def callback_addresses(request: WireRequest, world: LiveWorld) -> Answer:
    await world.wecom.gate.enter(request)
    return world.wecom.gate.answer({"ip_list": ["127.0.0.1"]})


handlers = [
    *(transfer, transfer_result, list_unassigned, transfer_groups, transfer_groups_on_job, behaviour),
    *(corp_ticket, agent_ticket, user_of_code, send_message, callback_addresses),
]
