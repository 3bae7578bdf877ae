"""Messages to many, which guides confirm, `ports.outside.wecom_groups.WecomMassMessages` (C.7)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct

from adapters.tencent.answers import decoded
from adapters.wecom.client import Call, WecomClient
from adapters.wecom.messages import Messages
from adapters.wecom.paging import all_pages
from adapters.wecom.refusals import TASK_CANCELLED
from ports.kernel import Invalid
from ports.outside.wecom import WecomRefused
from ports.outside.wecom_groups import (
    ListedMassMessage,
    MadeMassMessage,
    MassMessage,
    MassTask,
    SendResult,
    SendState,
)

CONTACTS_MAX = 10_000
CHATS_MAX = 2_000
LIST_PAGE_MAX = 100
PAGE_MAX = 1000
STATES: Mapping[int, SendState] = {0: "unsent", 1: "sent", 2: "not_a_friend", 3: "over_limit"}

ADD = Call("externalcontact/add_msg_template", repeatable=False)
LIST = Call("externalcontact/get_groupmsg_list_v2", repeatable=True)
TASKS = Call("externalcontact/get_groupmsg_task", repeatable=True)
RESULTS = Call("externalcontact/get_groupmsg_send_result", repeatable=True)
# Three reminders are all there are: a repeat might spend two.
REMIND = Call("externalcontact/remind_groupmsg_send", repeatable=False)
CANCEL = Call("externalcontact/cancel_groupmsg_send", repeatable=True)


class _Made(Struct, frozen=True):
    msgid: str
    fail_list: tuple[str, ...] | None = None


class _Text(Struct, frozen=True):
    content: str | None = None


class _Listed(Struct, frozen=True):
    msgid: str
    create_time: int = 0
    text: _Text | None = None


class _ListedAll(Struct, frozen=True):
    group_msg_list: tuple[_Listed, ...] | None = None
    next_cursor: str | None = None


class _Task(Struct, frozen=True):
    """0 unsent, 2 sent (UNCONFIRMED)."""

    userid: str
    status: int = 0
    send_time: int | None = None


class _Tasks(Struct, frozen=True):
    task_list: tuple[_Task, ...] | None = None
    next_cursor: str | None = None


class _Result(Struct, frozen=True):
    external_userid: str | None = None
    chat_id: str | None = None
    status: int = 0
    send_time: int | None = None


class _Results(Struct, frozen=True):
    send_list: tuple[_Result, ...] | None = None
    next_cursor: str | None = None


class CorpMassMessages:
    def __init__(self, client: WecomClient) -> None:
        self._client = client
        self._messages = Messages(client)

    async def add(self, message: MassMessage) -> MadeMassMessage:
        """Raises Invalid for no receivers: to WeCom a sender alone means everybody that they know."""
        to: dict[str, Any] = {"sender": message.sender}
        if message.contact_ids and not message.chat_ids and len(message.contact_ids) <= CONTACTS_MAX:
            to |= {"chat_type": "single", "external_userid": message.contact_ids}
        elif message.chat_ids and not message.contact_ids and len(message.chat_ids) <= CHATS_MAX:
            to |= {"chat_type": "group", "chat_id_list": message.chat_ids}
        else:
            raise Invalid("群发必须指定客户（最多一万位）或客户群（最多两千个），二者选一", field="contact_ids")

        async def send(body: dict[str, Any]) -> bytes:
            return await self._client.post(ADD, to | body)

        made = decoded(await self._messages.sent(message.parts, send), _Made)
        return MadeMassMessage(made.msgid, made.fail_list or ())

    async def between(self, start: datetime, end: datetime, *, to_groups: bool) -> tuple[ListedMassMessage, ...]:
        """Of those that the corporation made, not of the guides' own."""

        async def page(cursor: str) -> tuple[tuple[_Listed, ...], str]:
            body = {
                "chat_type": "group" if to_groups else "single",
                "start_time": int(start.timestamp()),
                "end_time": int(end.timestamp()),
                "filter_type": 0,
                "limit": LIST_PAGE_MAX,
                "cursor": cursor,
            }
            found = decoded(await self._client.post(LIST, body), _ListedAll)
            return found.group_msg_list or (), found.next_cursor or ""

        return tuple(
            ListedMassMessage(
                row.msgid,
                datetime.fromtimestamp(row.create_time, UTC),
                (row.text.content if row.text else None) or "",
            )
            for row in await all_pages(page)
        )

    async def tasks(self, message_id: str) -> tuple[MassTask, ...]:
        async def page(cursor: str) -> tuple[tuple[_Task, ...], str]:
            body = {"msgid": message_id, "limit": PAGE_MAX, "cursor": cursor}
            found = decoded(await self._client.post(TASKS, body), _Tasks)
            return found.task_list or (), found.next_cursor or ""

        return tuple(MassTask(row.userid, row.status != 0, _moment(row.send_time)) for row in await all_pages(page))

    async def results(self, message_id: str, user_id: str) -> tuple[SendResult, ...]:
        async def page(cursor: str) -> tuple[tuple[_Result, ...], str]:
            body = {"msgid": message_id, "userid": user_id, "limit": PAGE_MAX, "cursor": cursor}
            found = decoded(await self._client.post(RESULTS, body), _Results)
            return found.send_list or (), found.next_cursor or ""

        return tuple(
            SendResult(
                contact_id=row.external_userid or None,
                chat_id=row.chat_id or None,
                # What we do not know is told as not sent: it is asked for again.
                state=STATES.get(row.status, "unsent"),
                sent_at=_moment(row.send_time),
            )
            for row in await all_pages(page)
        )

    async def remind(self, message_id: str) -> None:
        await self._client.post(REMIND, {"msgid": message_id})

    async def cancel(self, message_id: str) -> None:
        try:
            await self._client.post(CANCEL, {"msgid": message_id})
        except WecomRefused as error:
            if error.errcode != TASK_CANCELLED:
                raise


def _moment(seconds: int | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None
