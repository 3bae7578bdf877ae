"""Player API of WeCom's groups and of mass messages that wait for a guide."""

from typing import Annotated, Any

import msgspec
from litestar import get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from adapters.emulator.play.people import Device, Refusal, refuse
from adapters.emulator.play.wecom import Name, Named, Text, UserId
from adapters.emulator.wecom.chats import INVITED, REMOVED, Joining
from adapters.emulator.wecom.ways import code_in
from adapters.emulator.wording import camel_row
from adapters.emulator.world import LiveWorld


class MadeGroup(msgspec.Struct, rename="camel"):
    owner: UserId
    name: Name
    devices: Annotated[list[Device], Meta(max_length=500)] = []


class Invited(msgspec.Struct, rename="camel"):
    """`scene`: 1 invited, 2 by a link; a code is scanned in /wecom/groups/scan."""

    device: Device
    scene: int = INVITED
    invitor: Text = ""


class Leaving(msgspec.Struct, rename="camel"):
    device: Device
    is_removed: bool = False


class ScannedJoin(msgspec.Struct, rename="camel"):
    device: Device
    qr: Text = ""
    config_id: Text = ""


class Noticed(msgspec.Struct, rename="camel"):
    notice: Text


class Owned(msgspec.Struct, rename="camel"):
    user_id: UserId


@post("/wecom/groups", status_code=200)
async def make_group(data: JSONBody[MadeGroup], world: LiveWorld) -> dict[str, str]:
    chat_id = world.wecom.groups.make(data.owner, data.name, data.devices)
    return {"chatId": chat_id, "openGId": world.wecom.groups.alive(chat_id)["open_gid"]}


@post("/wecom/groups/scan", status_code=200)
async def scan_join_way(data: JSONBody[ScannedJoin], world: LiveWorld) -> dict[str, str]:
    """Point the phone at a join code: the first group with room, or a new one."""
    return {"chatId": world.wecom.join_ways.scan(data.device, code_in(data.config_id or data.qr))}


@post("/wecom/groups/{chat_id:str}/join", status_code=200)
async def join(chat_id: FromPath[str], data: JSONBody[Invited], world: LiveWorld) -> dict[str, str]:
    world.wecom.groups.join(chat_id, data.device, Joining(data.scene, "", data.invitor))
    return {"result": "ok"}


@post("/wecom/groups/{chat_id:str}/leave", status_code=200)
async def leave_group(chat_id: FromPath[str], data: JSONBody[Leaving], world: LiveWorld) -> dict[str, str]:
    world.wecom.groups.leave(chat_id, data.device, REMOVED if data.is_removed else 0)
    return {"result": "ok"}


@post("/wecom/groups/{chat_id:str}/rename", status_code=200)
async def rename_group(chat_id: FromPath[str], data: JSONBody[Named], world: LiveWorld) -> dict[str, str]:
    world.wecom.groups.rename(chat_id, data.name)
    return {"result": "ok"}


@post("/wecom/groups/{chat_id:str}/notice", status_code=200)
async def announce(chat_id: FromPath[str], data: JSONBody[Noticed], world: LiveWorld) -> dict[str, str]:
    world.wecom.groups.announce(chat_id, data.notice)
    return {"result": "ok"}


@post("/wecom/groups/{chat_id:str}/owner", status_code=200)
async def change_owner(chat_id: FromPath[str], data: JSONBody[Owned], world: LiveWorld) -> dict[str, str]:
    world.wecom.groups.change_owner(chat_id, data.user_id)
    return {"result": "ok"}


@post("/wecom/groups/{chat_id:str}/dismiss", status_code=200)
async def dismiss(chat_id: FromPath[str], world: LiveWorld) -> dict[str, str]:
    world.wecom.groups.dismiss(chat_id)
    return {"result": "ok"}


@get("/wecom/masses")
async def list_mass_tasks(world: LiveWorld) -> dict[str, list[dict[str, Any]]]:
    """Tasks of guides, newest first, with what they would send."""
    rows = world.db.all(
        "SELECT m.msgid, m.chat_type, m.content, m.created_at, m.cancelled_at, t.userid, s.name AS guide, t.status,"
        " t.sent_at, (SELECT count(*) FROM wecom_mass_targets x WHERE x.msgid = m.msgid AND x.userid = t.userid)"
        " AS target_count, (SELECT count(*) FROM wecom_mass_reminders r WHERE r.msgid = m.msgid) AS reminder_count"
        " FROM wecom_masses m JOIN wecom_mass_tasks t USING (msgid) JOIN wecom_staff s USING (userid)"
        " ORDER BY m.created_at DESC, t.userid LIMIT 100"
    )
    items = []
    for row in rows:
        parts = msgspec.json.decode(row["content"])["parts"]
        items.append(
            {name: value for name, value in camel_row(dict(row)).items() if name != "content"} | {"parts": parts}
        )
    return {"items": items}


@post("/wecom/masses/{msgid:str}/{user_id:str}/confirm", status_code=200)
async def confirm_mass(msgid: FromPath[str], user_id: FromPath[str], world: LiveWorld) -> dict[str, int] | Refusal:
    """The guide presses 发送 on the task."""
    if not world.wecom.staff.is_working(user_id):
        return refuse(404, "这位导购不在职")
    return world.wecom.masses.confirm(msgid, user_id)


handlers = [
    *(make_group, scan_join_way, join, leave_group, rename_group, announce, change_owner, dismiss),
    *(list_mass_tasks, confirm_mass),
]
