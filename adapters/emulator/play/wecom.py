"""Player API of WeCom: guides and the people who become their contacts, and who keeps the tags in its console."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta

from adapters.emulator.play.people import Device, Refusal, refuse
from adapters.emulator.wecom.bulk import Fill, Filled
from adapters.emulator.wecom.errors import Unplayable, WecomError
from adapters.emulator.wecom.follows import GuideNotes, Meeting
from adapters.emulator.wecom.past import KnownCorp, PastCorp
from adapters.emulator.wecom.tags import AddTags, DeleteTags, EditTag, NewTag
from adapters.emulator.wecom.truth import truth
from adapters.emulator.wecom.ways import Scan, code_in
from adapters.emulator.world import LiveWorld

Name = Annotated[str, Meta(min_length=1, max_length=64)]
Text = Annotated[str, Meta(max_length=512)]
UserId = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[0-9A-Za-z][0-9A-Za-z_.@-]*$")]
DEVICE_QUERY = Annotated[str, QueryParameter(min_length=1, max_length=128)]


class Hired(msgspec.Struct, rename="camel"):
    user_id: UserId
    name: Name


class Named(msgspec.Struct, rename="camel"):
    name: Name


class Scanned(msgspec.Struct, rename="camel"):
    """`qr` is the config id or the address of the picture."""

    device: Device
    qr: Text = ""
    config_id: Text = ""
    user_id: Text = ""
    is_half: bool = False


class Met(msgspec.Struct, rename="camel"):
    """Without a code: by phone number (2), card (3), group (4) …"""

    device: Device
    user_id: UserId
    add_way: int = 2
    state: Annotated[str, Meta(max_length=30)] = ""


class Pair(msgspec.Struct, rename="camel"):
    device: Device
    user_id: UserId


class Noted(Pair, rename="camel"):
    """None leaves a field; tags are ids."""

    remark: Text | None = None
    description: Text | None = None
    phones: list[Text] | None = None
    add_tag_ids: list[str] = []
    remove_tag_ids: list[str] = []


class Said(Pair, rename="camel"):
    text: Annotated[str, Meta(min_length=1, max_length=2000)]


class Part(msgspec.Struct, rename="camel"):
    kind: Literal["text", "link", "miniprogram", "image"]
    text: Annotated[str, Meta(max_length=4000)] = ""
    title: Text = ""
    page: Text = ""
    url: Text = ""
    picture_url: Annotated[str, Meta(max_length=2000)] = ""
    description: Text = ""


class Replied(msgspec.Struct, rename="camel"):
    """To a contact, by their device or their id, or into a group."""

    user_id: UserId
    part: Part
    device: Text = ""
    external_user_id: Text = ""
    chat_id: Text = ""


class MadeTag(msgspec.Struct, rename="camel"):
    """`tags`: names, or one text of them with 、 between."""

    group: Name
    tags: list[Name] | str


def answer_unplayable(_: Request[Any, Any, State], error: Unplayable) -> Refusal:
    return refuse(error.status, error.words)


def answer_corp_refusal(_: Request[Any, Any, State], error: WecomError) -> Refusal:
    """The console of the corporation says no in the words of its API."""
    return refuse(409, f"{error.errcode} {error.errmsg}")


@post("/wecom/staff", status_code=200)
async def hire(data: JSONBody[Hired], world: LiveWorld) -> dict[str, str]:
    world.wecom.staff.hire(data.user_id, data.name)
    return {"userId": data.user_id, "name": data.name}


@post("/wecom/staff/{user_id:str}/rename", status_code=200)
async def rename(user_id: FromPath[str], data: JSONBody[Named], world: LiveWorld) -> dict[str, str]:
    world.wecom.staff.rename(user_id, data.name)
    return {"userId": user_id, "name": data.name}


@post("/wecom/staff/{user_id:str}/leave", status_code=200)
async def leave(user_id: FromPath[str], world: LiveWorld) -> dict[str, str]:
    """The account is deleted in the console of the corporation."""
    world.wecom.staff.leave(user_id)
    return {"result": "ok"}


@post("/wecom/staff/{user_id:str}/{action:str}", status_code=200)
async def switch_staff(user_id: FromPath[str], action: FromPath[str], world: LiveWorld) -> dict[str, str] | Refusal:
    """`disable` and `enable` the account in the console of the corporation."""
    if action not in ("disable", "enable"):
        return refuse(404, "没有这个动作")
    world.wecom.staff.disable(user_id, is_disabled=action == "disable")
    return {"result": "ok"}


@post("/wecom/scan", status_code=200)
async def scan(data: JSONBody[Scanned], world: LiveWorld) -> Mapping[str, Any]:
    """Point the phone at a contact way: who of the guides it is, the contact id, and the welcome code of the event."""
    config_id = code_in(data.config_id or data.qr)
    return world.wecom.ways.scan(Scan(data.device, config_id, data.user_id, data.is_half))


@post("/wecom/add", status_code=200)
async def add(data: JSONBody[Met], world: LiveWorld) -> Mapping[str, Any]:
    return world.wecom.follows.add(data.user_id, data.device, Meeting(data.add_way, data.state))


@post("/wecom/{action:str}/pair", status_code=200)
async def act_on_pair(action: FromPath[str], data: JSONBody[Pair], world: LiveWorld) -> Mapping[str, Any] | Refusal:
    """confirm: the guide agrees to an application; delete-guide: the contact deletes the guide; delete-contact."""
    external_userid = world.wecom.contacts.known_at(data.device)
    match action:
        case "confirm":
            return world.wecom.follows.confirm(data.user_id, external_userid)
        case "delete-guide":
            world.wecom.follows.deleted_by_contact(data.user_id, external_userid)
        case "delete-contact":
            world.wecom.follows.deleted_by_guide(data.user_id, external_userid)
        case _:
            return refuse(404, "没有这个动作")
    return {"result": "ok", "externalUserId": external_userid}


@post("/wecom/note", status_code=200)
async def note(data: JSONBody[Noted], world: LiveWorld) -> dict[str, str]:
    """The guide edits remark, description, phones or tags in their client."""
    external_userid = world.wecom.contacts.known_at(data.device)
    tags = (tuple(data.add_tag_ids), tuple(data.remove_tag_ids))
    notes = GuideNotes(data.remark, data.description, data.phones, *tags)
    world.wecom.follows.note(data.user_id, external_userid, notes)
    return {"result": "ok", "externalUserId": external_userid}


@post("/wecom/say", status_code=200)
async def say(data: JSONBody[Said], world: LiveWorld) -> dict[str, str]:
    """The contact writes to the guide; a welcome that has not come by then comes too late."""
    external_userid = world.wecom.contacts.known_at(data.device)
    world.wecom.contacts.shown_pair(data.user_id, external_userid)
    with world.db.transaction():
        world.wecom.welcomes.over(data.user_id, external_userid)
        world.wecom.lines.write("contact", (data.user_id, external_userid), [{"kind": "text", "text": data.text}])
    return {"result": "ok"}


@post("/wecom/reply", status_code=200)
async def reply(data: JSONBody[Replied], world: LiveWorld) -> dict[str, str]:
    """The guide sends something from their client, as the sidebar's `sendChatMessage` does: to a contact or a group."""
    wanted = {name: value for name, value in msgspec.to_builtins(data.part).items() if value}
    with world.db.transaction():
        if data.chat_id:
            world.wecom.groups.alive(data.chat_id)
            world.wecom.lines.write_in_group("guide", data.user_id, data.chat_id, [wanted])
        else:
            external_userid = data.external_user_id or world.wecom.contacts.known_at(data.device)
            world.wecom.contacts.shown_pair(data.user_id, external_userid)
            world.wecom.welcomes.over(data.user_id, external_userid)
            world.wecom.lines.write("guide", (data.user_id, external_userid), [wanted])
    return {"result": "ok"}


@get("/wecom/chat")
async def read_chat(world: LiveWorld, device: DEVICE_QUERY) -> dict[str, list[dict[str, Any]]]:
    """What the person sees in WeChat: welcomes, mass messages, what was said, and the groups they are in."""
    return {"items": world.wecom.lines.of_contact(world.wecom.contacts.known_at(device))}


@post("/wecom/tags", status_code=200)
async def make_tags(data: JSONBody[MadeTag], world: LiveWorld) -> dict[str, Any]:
    """In the console of the corporation; WeCom tells the shop."""
    names = [name.strip() for name in data.tags.split("、")] if isinstance(data.tags, str) else data.tags
    asked = AddTags([NewTag(name) for name in names], group_name=data.group)
    return world.wecom.tags.add(asked, by_person=True)


@post("/wecom/tags/{object_id:str}/rename", status_code=200)
async def rename_tag(object_id: FromPath[str], data: JSONBody[Named], world: LiveWorld) -> dict[str, str]:
    """A tag or a group."""
    world.wecom.tags.edit(EditTag(object_id, data.name), by_person=True)
    return {"result": "ok"}


@post("/wecom/tags/{object_id:str}/delete", status_code=200)
async def delete_tag(object_id: FromPath[str], world: LiveWorld) -> dict[str, str]:
    """A tag or a group."""
    is_tag = world.wecom.tags.knows(object_id)
    world.wecom.tags.delete(DeleteTags([object_id] if is_tag else [], [] if is_tag else [object_id]), by_person=True)
    return {"result": "ok"}


@post("/wecom/tags/shuffle", status_code=200)
async def shuffle_tags(world: LiveWorld) -> dict[str, str]:
    world.wecom.tags.shuffle()
    return {"result": "ok"}


@post("/wecom/callback-check", status_code=200)
async def check_callback(world: LiveWorld) -> dict[str, Any]:
    """The GET with an encrypted `echostr` that the console sends when a callback address is saved: one second."""
    ok, note = await world.wecom.push.check_server()
    return {"ok": ok, "note": note}


@post("/wecom/fill", status_code=200)
async def fill(data: JSONBody[Fill], world: LiveWorld) -> Filled:
    """Fifty thousand contacts in seconds, told to nobody."""
    return await world.wecom.bulk.fill(data)


@post("/wecom/import", status_code=200)
async def import_past(data: JSONBody[PastCorp], world: LiveWorld) -> KnownCorp:
    """A past that never was, beside POST /play/import, which has to have told the people. Told to nobody."""
    return world.wecom.past.write(data)


@get("/wecom/truth")
async def read_truth(world: LiveWorld) -> Response[bytes]:
    """Everything, from the books: what a mirror has to agree with."""
    return Response(msgspec.json.encode(truth(world.db)), media_type="application/json")


handlers = [
    *(hire, rename, leave, switch_staff, scan, add, act_on_pair, note, say, reply, read_chat),
    *(make_tags, rename_tag, delete_tag, shuffle_tags, check_callback, fill, import_past, read_truth),
]
