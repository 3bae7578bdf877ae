"""Routes of qyapi.weixin.qq.com: the token, the address book, contacts and their tags."""

import msgspec
from litestar import get, post

from adapters.emulator.wechat.gate import WireRequest
from adapters.emulator.wecom.contacts import ByGuides, RemarkChange
from adapters.emulator.wecom.errors import checked
from adapters.emulator.wecom.gate import Answer
from adapters.emulator.wecom.tags import AddTags, DeleteTags, EditTag, TagList
from adapters.emulator.world import LiveWorld


class MarkTag(msgspec.Struct):
    userid: str
    external_userid: str
    add_tag: list[str] = []
    remove_tag: list[str] = []


@get("/gettoken")
async def get_token(request: WireRequest, world: LiveWorld) -> Answer:
    await world.wecom.gate.enter_open(request)
    query = request.query_params
    token, expires_in = world.wecom.tokens.issue(query.get("corpid", ""), query.get("corpsecret", ""))
    return world.wecom.gate.answer({"access_token": token, "expires_in": expires_in})


@get("/user/get")
async def get_user(request: WireRequest, world: LiveWorld) -> Answer:
    await world.wecom.gate.enter(request)
    userid = request.query_params.get("userid", "")
    checked(userid, 41009, "missing userid")
    return world.wecom.gate.answer(world.wecom.staff.shown(userid))


@get("/externalcontact/get_follow_user_list")
async def list_guides(request: WireRequest, world: LiveWorld) -> Answer:
    await world.wecom.gate.enter(request)
    return world.wecom.gate.answer({"follow_user": world.wecom.staff.guides()})


@get("/externalcontact/list")
async def list_contacts(request: WireRequest, world: LiveWorld) -> Answer:
    await world.wecom.gate.enter(request)
    userid = request.query_params.get("userid", "")
    checked(userid, 41009, "missing userid")
    return world.wecom.gate.answer({"external_userid": world.wecom.contacts.ids_of(userid)})


@get("/externalcontact/get")
async def get_contact(request: WireRequest, world: LiveWorld) -> Answer:
    await world.wecom.gate.enter(request)
    query = request.query_params
    found = world.wecom.contacts.detail(query.get("external_userid", ""), query.get("cursor", ""))
    return world.wecom.gate.answer(found)


@post("/externalcontact/batch/get_by_user", status_code=200)
async def batch_contacts(request: WireRequest, world: LiveWorld) -> Answer:
    await world.wecom.gate.enter(request)
    return world.wecom.gate.answer(world.wecom.contacts.batch(await world.wecom.gate.body(request, ByGuides)))


@post("/externalcontact/remark", status_code=200)
async def remark(request: WireRequest, world: LiveWorld) -> Answer:
    await world.wecom.gate.enter(request)
    world.wecom.contacts.remark(await world.wecom.gate.body(request, RemarkChange))
    return world.wecom.gate.answer()


@post("/externalcontact/get_corp_tag_list", status_code=200)
async def list_tags(request: WireRequest, world: LiveWorld) -> Answer:
    await world.wecom.gate.enter(request)
    asked = await world.wecom.gate.body(request, TagList)
    return world.wecom.gate.answer({"tag_group": world.wecom.tags.all(asked)})


@post("/externalcontact/add_corp_tag", status_code=200)
async def add_tags(request: WireRequest, world: LiveWorld) -> Answer:
    await world.wecom.gate.enter(request)
    asked = await world.wecom.gate.body(request, AddTags)
    return world.wecom.gate.answer({"tag_group": world.wecom.tags.add(asked)})


@post("/externalcontact/edit_corp_tag", status_code=200)
async def edit_tag(request: WireRequest, world: LiveWorld) -> Answer:
    await world.wecom.gate.enter(request)
    world.wecom.tags.edit(await world.wecom.gate.body(request, EditTag))
    return world.wecom.gate.answer()


@post("/externalcontact/del_corp_tag", status_code=200)
async def delete_tags(request: WireRequest, world: LiveWorld) -> Answer:
    await world.wecom.gate.enter(request)
    world.wecom.tags.delete(await world.wecom.gate.body(request, DeleteTags))
    return world.wecom.gate.answer()


@post("/externalcontact/mark_tag", status_code=200)
async def mark_tag(request: WireRequest, world: LiveWorld) -> Answer:
    """40058 nothing to do, 81011 no right over this member, 84061 no such contact, 40068 no such tag."""
    await world.wecom.gate.enter(request)
    asked = await world.wecom.gate.body(request, MarkTag)
    wecom = world.wecom
    checked(asked.add_tag or asked.remove_tag, 40058, "add_tag and remove_tag are both empty")
    wecom.staff.working(asked.userid, 81011)
    wecom.contacts.shown_pair(asked.userid, asked.external_userid)
    for tag_id in (*asked.add_tag, *asked.remove_tag):
        checked(wecom.tags.knows(tag_id), 40068, f"invalid tag id: {tag_id}")
    with world.db.transaction():
        wecom.tags.write_marks((asked.userid, asked.external_userid), tuple(asked.add_tag), tuple(asked.remove_tag))
    return wecom.gate.answer()


handlers = [
    *(get_token, get_user, list_guides, list_contacts, get_contact, batch_contacts, remark),
    *(list_tags, add_tags, edit_tag, delete_tags, mark_tag),
]
