"""Player API of groups: from which one somebody opens the mini-program, and what their phone can prove of it."""

from typing import Annotated, Any

import msgspec
from litestar import get, post
from litestar.params import JSONBody
from msgspec import Meta

from adapters.emulator.play.people import AtDevice, Device, Refusal, refuse
from adapters.emulator.wechat.groups import NoProof
from adapters.emulator.world import LiveWorld

PEOPLE_SHOWN_MAX = 50


class Opening(msgspec.Struct, rename="camel"):
    """`group` is the key of one, or empty: opened from the list of mini-programs."""

    device: Device
    group: Annotated[str, Meta(max_length=32)]


class Ticket(msgspec.Struct, rename="camel"):
    device: Device
    share_ticket: Annotated[str, Meta(max_length=128)]


@get("/groups")
async def list_groups(world: LiveWorld) -> dict[str, list[dict[str, Any]]]:
    """The groups, and the people who used the mini-program last, each with the group they came from."""
    rows = world.db.all(
        "SELECT u.device, u.nickname, c.name FROM users u LEFT JOIN openings o ON o.openid = u.openid"
        " AND o.is_present = 1 LEFT JOIN chats c ON c.key = o.chat_key"
        # Friends who were called by the dozen are nobody's phone: they would push everybody else off the list.
        " WHERE u.active_at > 0 AND u.device NOT LIKE 'friend-%' ORDER BY u.active_at DESC LIMIT ?",
        PEOPLE_SHOWN_MAX,
    )
    people = [{"device": row["device"], "nickname": row["nickname"], "group": row["name"] or ""} for row in rows]
    return {"items": world.groups.all(), "people": people}


@post("/groups/enter", status_code=200)
async def enter_from_group(data: JSONBody[Opening], world: LiveWorld) -> dict[str, Any] | Refusal:
    """The person taps a card of the mini-program in the group."""
    options = world.groups.enter(data.device, data.group)
    return refuse(404, "没有这个群") if options is None else options


@post("/wx/enter-options", status_code=200)
async def enter_options(data: JSONBody[AtDevice], world: LiveWorld) -> dict[str, Any]:
    """Stands in for wx.getEnterOptionsSync: `scene` and `shareTicket`."""
    return world.groups.enter_options(data.device)


@post("/wx/group-enter-info", status_code=200)
async def group_enter_info(data: JSONBody[AtDevice], world: LiveWorld) -> dict[str, str] | Refusal:
    """Stands in for wx.getGroupEnterInfo: `encryptedData` and `iv`."""
    try:
        return world.groups.enter_info(data.device)
    except NoProof as error:
        return refuse(409, str(error))


@post("/wx/share-info", status_code=200)
async def share_info(data: JSONBody[Ticket], world: LiveWorld) -> dict[str, str] | Refusal:
    """Stands in for wx.getShareInfo."""
    try:
        return world.groups.share_info(data.device, data.share_ticket)
    except NoProof as error:
        return refuse(409, str(error))


handlers = [list_groups, enter_from_group, enter_options, group_enter_info, share_info]
