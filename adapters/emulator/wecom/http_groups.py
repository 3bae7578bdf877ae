"""Routes of qyapi.weixin.qq.com: customer groups, their join codes, mass messages."""

import msgspec
from litestar import post

from adapters.emulator.wechat.gate import WireRequest
from adapters.emulator.wecom.chats import GroupList
from adapters.emulator.wecom.gate import Answer
from adapters.emulator.wecom.http_ways import origin_of
from adapters.emulator.wecom.join_ways import ChangedJoinWay, JoinWay
from adapters.emulator.wecom.masses import Mass, MassId, MassList
from adapters.emulator.wecom.ways import WayId
from adapters.emulator.world import LiveWorld


class OneGroup(msgspec.Struct):
    chat_id: str
    need_name: int = 0


class OpenGid(msgspec.Struct):
    opengid: str


@post("/externalcontact/groupchat/list", status_code=200)
async def list_groups(request: WireRequest, world: LiveWorld) -> Answer:
    await world.wecom.gate.enter(request)
    return world.wecom.gate.answer(world.wecom.groups.page(await world.wecom.gate.body(request, GroupList)))


@post("/externalcontact/groupchat/get", status_code=200)
async def get_group(request: WireRequest, world: LiveWorld) -> Answer:
    await world.wecom.gate.enter(request)
    asked = await world.wecom.gate.body(request, OneGroup)
    group = world.wecom.groups.detail(asked.chat_id, with_names=asked.need_name == 1)
    return world.wecom.gate.answer({"group_chat": group})


@post("/externalcontact/opengid_to_chatid", status_code=200)
async def chat_of_open_group(request: WireRequest, world: LiveWorld) -> Answer:
    await world.wecom.gate.enter(request)
    asked = await world.wecom.gate.body(request, OpenGid)
    return world.wecom.gate.answer({"chat_id": world.wecom.groups.chat_of(asked.opengid)})


@post("/externalcontact/groupchat/add_join_way", status_code=200)
async def add_join_way(request: WireRequest, world: LiveWorld) -> Answer:
    await world.wecom.gate.enter(request)
    return world.wecom.gate.answer(world.wecom.join_ways.add(await world.wecom.gate.body(request, JoinWay)))


@post("/externalcontact/groupchat/get_join_way", status_code=200)
async def get_join_way(request: WireRequest, world: LiveWorld) -> Answer:
    await world.wecom.gate.enter(request)
    asked = await world.wecom.gate.body(request, WayId)
    return world.wecom.gate.answer({"join_way": world.wecom.join_ways.get(asked.config_id, origin_of(request))})


@post("/externalcontact/groupchat/update_join_way", status_code=200)
async def update_join_way(request: WireRequest, world: LiveWorld) -> Answer:
    await world.wecom.gate.enter(request)
    world.wecom.join_ways.update(await world.wecom.gate.body(request, ChangedJoinWay))
    return world.wecom.gate.answer()


@post("/externalcontact/groupchat/del_join_way", status_code=200)
async def delete_join_way(request: WireRequest, world: LiveWorld) -> Answer:
    await world.wecom.gate.enter(request)
    world.wecom.join_ways.delete((await world.wecom.gate.body(request, WayId)).config_id)
    return world.wecom.gate.answer()


@post("/externalcontact/add_msg_template", status_code=200)
async def add_mass(request: WireRequest, world: LiveWorld) -> Answer:
    await world.wecom.gate.enter(request)
    return world.wecom.gate.answer(world.wecom.masses.add(await world.wecom.gate.body(request, Mass)))


@post("/externalcontact/get_groupmsg_list_v2", status_code=200)
async def list_masses(request: WireRequest, world: LiveWorld) -> Answer:
    await world.wecom.gate.enter(request)
    return world.wecom.gate.answer(world.wecom.masses.page(await world.wecom.gate.body(request, MassList)))


@post("/externalcontact/get_groupmsg_task", status_code=200)
async def list_mass_tasks(request: WireRequest, world: LiveWorld) -> Answer:
    await world.wecom.gate.enter(request)
    return world.wecom.gate.answer(world.wecom.masses.tasks(await world.wecom.gate.body(request, MassId)))


@post("/externalcontact/get_groupmsg_send_result", status_code=200)
async def list_mass_results(request: WireRequest, world: LiveWorld) -> Answer:
    await world.wecom.gate.enter(request)
    return world.wecom.gate.answer(world.wecom.masses.results(await world.wecom.gate.body(request, MassId)))


@post("/externalcontact/remind_groupmsg_send", status_code=200)
async def remind_mass(request: WireRequest, world: LiveWorld) -> Answer:
    await world.wecom.gate.enter(request)
    world.wecom.masses.remind((await world.wecom.gate.body(request, MassId)).msgid)
    return world.wecom.gate.answer()


@post("/externalcontact/cancel_groupmsg_send", status_code=200)
async def cancel_mass(request: WireRequest, world: LiveWorld) -> Answer:
    await world.wecom.gate.enter(request)
    world.wecom.masses.cancel((await world.wecom.gate.body(request, MassId)).msgid)
    return world.wecom.gate.answer()


handlers = [
    *(list_groups, get_group, chat_of_open_group, add_join_way, get_join_way, update_join_way, delete_join_way),
    *(add_mass, list_masses, list_mass_tasks, list_mass_results, remind_mass, cancel_mass),
]
