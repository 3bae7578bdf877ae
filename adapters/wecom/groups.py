"""Customer groups and their join codes, `ports.outside.wecom_groups.WecomGroups` (C.9)."""

from collections.abc import Mapping
from datetime import UTC, datetime

from msgspec import Struct

from adapters.tencent.answers import decoded
from adapters.wecom.client import Call, WecomClient
from ports.outside.wecom import WecomForbidden, WecomRefused
from ports.outside.wecom_groups import GroupFacts, GroupMember, GroupPage, GroupRow, GroupState, JoinCode

STATES: Mapping[int, GroupState] = {0: "normal", 1: "owner_left", 2: "transferring", 3: "transferred"}
STAFF = 1
QR_CODE = 2
PAGE_MAX = 1000
CHATS_MAX = 5
# What `opengid_to_chatid` says of a group that is not the corporation's is written nowhere (UNCONFIRMED): these tell of
# a parameter, a chat, or a group that is not one of customers.
FOREIGN_GROUP = frozenset({40035, 40050, 40058, 49008, 86001, 90501, 90509})

LIST = Call("externalcontact/groupchat/list", repeatable=True)
GET = Call("externalcontact/groupchat/get", repeatable=True)
CHAT_OF = Call("externalcontact/opengid_to_chatid", repeatable=True)
ADD_WAY = Call("externalcontact/groupchat/add_join_way", repeatable=False)
GET_WAY = Call("externalcontact/groupchat/get_join_way", repeatable=True)
UPDATE_WAY = Call("externalcontact/groupchat/update_join_way", repeatable=True)
DELETE_WAY = Call("externalcontact/groupchat/del_join_way", repeatable=True)


class _Row(Struct, frozen=True):
    chat_id: str
    status: int = 0


class _Rows(Struct, frozen=True):
    group_chat_list: tuple[_Row, ...] | None = None
    next_cursor: str | None = None


class _User(Struct, frozen=True):
    userid: str


class _Member(Struct, frozen=True):
    userid: str
    type: int
    unionid: str | None = None
    name: str | None = None
    group_nickname: str | None = None
    join_time: int = 0
    join_scene: int = 0
    invitor: _User | None = None
    state: str | None = None

    def facts(self) -> GroupMember:
        return GroupMember(
            subject=self.userid,
            is_staff=self.type == STAFF,
            unionid=self.unionid or None,
            name=self.name or self.group_nickname or "",
            joined_at=datetime.fromtimestamp(self.join_time, UTC),
            join_scene=self.join_scene,
            invited_by=self.invitor.userid if self.invitor else None,
            state=self.state or "",
        )


class _Group(Struct, frozen=True):
    chat_id: str
    name: str | None = None
    owner: str = ""
    notice: str | None = None
    create_time: int = 0
    admin_list: tuple[_User, ...] | None = None
    member_list: tuple[_Member, ...] | None = None
    member_version: str | None = None


class _GroupAnswer(Struct, frozen=True):
    group_chat: _Group


class _Chat(Struct, frozen=True):
    chat_id: str


class _MadeWay(Struct, frozen=True):
    config_id: str


class _Way(Struct, frozen=True):
    chat_id_list: tuple[str, ...] | None = None
    state: str | None = None
    remark: str | None = None
    auto_create_room: int = 1
    room_base_name: str | None = None
    room_base_id: int | None = None
    qr_code: str | None = None


class _WayAnswer(Struct, frozen=True):
    join_way: _Way


class CorpGroups:
    def __init__(self, client: WecomClient) -> None:
        self._client = client

    async def page(self, owners: tuple[str, ...], cursor: str | None) -> GroupPage:
        body: dict[str, object] = {"status_filter": 0, "cursor": cursor or "", "limit": PAGE_MAX}
        if owners:
            body["owner_filter"] = {"userid_list": owners}
        rows = decoded(await self._client.post(LIST, body), _Rows)
        items = tuple(GroupRow(row.chat_id, STATES.get(row.status, "normal")) for row in rows.group_chat_list or ())
        return GroupPage(items, rows.next_cursor or None)

    async def one(self, chat_id: str) -> GroupFacts:
        body = {"chat_id": chat_id, "need_name": 1}
        group = decoded(await self._client.post(GET, body), _GroupAnswer).group_chat
        return GroupFacts(
            chat_id=group.chat_id,
            name=group.name or "",
            owner=group.owner,
            notice=group.notice or "",
            made_at=datetime.fromtimestamp(group.create_time, UTC),
            admins=tuple(admin.userid for admin in group.admin_list or ()),
            members=tuple(member.facts() for member in group.member_list or ()),
            version=group.member_version or "",
        )

    async def chat_of(self, open_group_id: str) -> str | None:
        try:
            body = await self._client.post(CHAT_OF, {"opengid": open_group_id})
        except WecomForbidden:
            raise
        except WecomRefused as error:
            if error.errcode in FOREIGN_GROUP:
                return None
            raise
        return decoded(body, _Chat).chat_id

    async def add_join_code(self, code: JoinCode) -> str:
        return decoded(await self._client.post(ADD_WAY, _way(code)), _MadeWay).config_id

    async def join_code(self, config_id: str) -> tuple[JoinCode, str]:
        way = decoded(await self._client.post(GET_WAY, {"config_id": config_id}), _WayAnswer).join_way
        code = JoinCode(
            chat_ids=way.chat_id_list or (),
            state=way.state or "",
            remark=way.remark or "",
            makes_rooms=way.auto_create_room == 1,
            room_name=way.room_base_name or None,
            room_number=(way.room_base_id or None) if way.room_base_name else None,
        )
        return code, way.qr_code or ""

    async def change_join_code(self, config_id: str, code: JoinCode) -> None:
        await self._client.post(UPDATE_WAY, {"config_id": config_id, **_way(code)})

    async def delete_join_code(self, config_id: str) -> None:
        await self._client.post(DELETE_WAY, {"config_id": config_id})


def _way(code: JoinCode) -> dict[str, object]:
    assert 0 < len(code.chat_ids) <= CHATS_MAX
    way: dict[str, object] = {
        "scene": QR_CODE,
        "remark": code.remark,
        "auto_create_room": int(code.makes_rooms),
        "chat_id_list": code.chat_ids,
        "state": code.state,
    }
    if code.makes_rooms and code.room_name:
        way |= {"room_base_name": code.room_name, "room_base_id": code.room_number or 1}
    return way
