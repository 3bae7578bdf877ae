"""Contacts and groups that go to another guide, `ports.outside.wecom.WecomTransfers` (C.8)."""

from collections.abc import Mapping
from datetime import UTC, datetime

from msgspec import Struct

from adapters.tencent.answers import decoded
from adapters.wecom.client import Call, WecomClient
from adapters.wecom.paging import all_pages
from ports.outside.wecom import TransferredContact, TransferState, Unassigned

STATES: Mapping[int, TransferState] = {1: "done", 2: "waiting", 3: "refused", 4: "taker_full"}
AT_ONCE_MAX = 100
PAGE_MAX = 1000

# Said twice, WeCom would refuse each contact as being on the way already: after a lost answer the states are asked for.
START = Call("externalcontact/transfer_customer", repeatable=False)
START_LEFT = Call("externalcontact/resigned/transfer_customer", repeatable=False)
RESULT = Call("externalcontact/transfer_result", repeatable=True)
RESULT_LEFT = Call("externalcontact/resigned/transfer_result", repeatable=True)
UNASSIGNED = Call("externalcontact/get_unassigned_list", repeatable=True)
GROUPS = Call("externalcontact/groupchat/onjob_transfer", repeatable=False)
GROUPS_LEFT = Call("externalcontact/groupchat/transfer", repeatable=False)


class _Begun(Struct, frozen=True):
    external_userid: str
    errcode: int = 0


class _BegunAll(Struct, frozen=True):
    customer: tuple[_Begun, ...] | None = None


class _State(Struct, frozen=True):
    external_userid: str
    status: int = 0
    takeover_time: int = 0


class _States(Struct, frozen=True):
    customer: tuple[_State, ...] | None = None
    next_cursor: str | None = None


class _Left(Struct, frozen=True):
    handover_userid: str
    external_userid: str
    dimission_time: int = 0


class _AllLeft(Struct, frozen=True):
    info: tuple[_Left, ...] | None = None
    is_last: bool = False
    next_cursor: str | None = None


class _FailedChat(Struct, frozen=True):
    chat_id: str
    errcode: int


class _FailedChats(Struct, frozen=True):
    failed_chat_list: tuple[_FailedChat, ...] | None = None


class CorpTransfers:
    def __init__(self, client: WecomClient) -> None:
        self._client = client

    async def start(
        self, handover: str, takeover: str, contact_ids: tuple[str, ...], words: str | None, *, has_left: bool
    ) -> dict[str, int]:
        assert 0 < len(contact_ids) <= AT_ONCE_MAX
        body: dict[str, object] = {
            "handover_userid": handover,
            "takeover_userid": takeover,
            "external_userid": contact_ids,
        }
        if words and not has_left:
            body["transfer_success_msg"] = words
        answer = await self._client.post(START_LEFT if has_left else START, body)
        return {row.external_userid: row.errcode for row in decoded(answer, _BegunAll).customer or ()}

    async def states(self, handover: str, takeover: str, *, has_left: bool) -> tuple[TransferredContact, ...]:
        async def page(cursor: str) -> tuple[tuple[_State, ...], str]:
            body = {"handover_userid": handover, "takeover_userid": takeover, "cursor": cursor}
            states = decoded(await self._client.post(RESULT_LEFT if has_left else RESULT, body), _States)
            return states.customer or (), states.next_cursor or ""

        return tuple(
            TransferredContact(
                row.external_userid,
                STATES.get(row.status, "unknown"),
                datetime.fromtimestamp(row.takeover_time, UTC) if row.takeover_time else None,
            )
            for row in await all_pages(page)
        )

    async def unassigned(self) -> tuple[Unassigned, ...]:
        async def page(cursor: str) -> tuple[tuple[_Left, ...], str]:
            body = {"cursor": cursor, "page_size": PAGE_MAX}
            found = decoded(await self._client.post(UNASSIGNED, body), _AllLeft)
            return found.info or (), "" if found.is_last else found.next_cursor or ""

        return tuple(
            Unassigned(row.handover_userid, row.external_userid, datetime.fromtimestamp(row.dimission_time, UTC))
            for row in await all_pages(page)
        )

    async def start_groups(self, chat_ids: tuple[str, ...], new_owner: str, *, has_left: bool) -> dict[str, int]:
        assert 0 < len(chat_ids) <= AT_ONCE_MAX
        body = {"chat_id_list": chat_ids, "new_owner": new_owner}
        answer = await self._client.post(GROUPS_LEFT if has_left else GROUPS, body)
        return {row.chat_id: row.errcode for row in decoded(answer, _FailedChats).failed_chat_list or ()}
