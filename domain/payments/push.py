"""Messages of WeChat's push, handled from the inbox: grants go to members, settlements are noted with the shipping."""

from collections.abc import Mapping

from msgspec import Struct

from ports.inbox import Callback, Inbox
from ports.kernel import Ids, Tx, UnitOfWork
from ports.members.api import GrantsApi
from ports.outside.wechat import MessagePush, Settlement, SubscribeChoices
from ports.payments.jobs import HandlePush
from ports.payments.store import PushLog, ShippingStore


class PushDesk:
    def __init__(self, uow: UnitOfWork, ids: Ids, inbox: Inbox, push: MessagePush) -> None:
        self._uow = uow
        self._ids = ids
        self._inbox = inbox
        self._push = push

    def echo(self, query: Mapping[str, str]) -> str:
        """The console's URL check. Raises ForgedPush."""
        return self._push.echo(query)

    async def receive(self, query: Mapping[str, str], body: bytes) -> None:
        """Stored in the clear, so that a new key does not lock old messages. Raises ForgedPush."""
        message = self._push.read(query, body)
        callback = Callback(
            source="wechat", dedup_key=message.dedup_key, kind=message.event, headers={}, body=message.body
        )
        inbox_id = self._ids.new()
        async with self._uow.begin() as tx:
            await self._inbox.receive(tx, inbox_id, callback, HandlePush(inbox_id))


class PushNotes(Struct, frozen=True):
    log: PushLog
    shipping: ShippingStore


class PushHandler:
    def __init__(self, uow: UnitOfWork, inbox: Inbox, push: MessagePush, grants: GrantsApi, notes: PushNotes) -> None:
        self._uow = uow
        self._inbox = inbox
        self._push = push
        self._grants = grants
        self._notes = notes

    async def handle(self, job: HandlePush) -> None:
        async with self._uow.begin() as tx:
            if not await self._notes.log.first(tx, job.inbox_id):
                return
            message = self._push.interpret((await self._inbox.read(tx, job.inbox_id)).callback.body)
            if isinstance(message, SubscribeChoices):
                await self._record(tx, message)
            elif isinstance(message, Settlement):
                await self._notes.shipping.settlement(tx, message)

    async def _record(self, tx: Tx, message: SubscribeChoices) -> None:
        for choice in message.choices:
            # Switched on in the settings, it allows the popup but grants no message.
            if message.is_setting and choice.is_accepted:
                continue
            await self._grants.record(tx, message.openid, choice.template_id, choice.is_accepted)
