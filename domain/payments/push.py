"""Messages of WeChat's push, handled from the inbox: grants and verdicts are told on, settlements are noted."""

from collections.abc import Mapping

from ports.inbox import Callback, Inbox
from ports.kernel import Tx
from ports.outside.content_check import MediaVerdict
from ports.outside.wechat import MessagePush, Settlement, SubscribeChoices
from ports.payments.api import GrantTold, MediaJudged
from ports.payments.store import ShippingStore


class PushDesk:
    def __init__(self, inbox: Inbox, push: MessagePush) -> None:
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
        await self._inbox.receive(callback)


class PushHandler:
    def __init__(self, push: MessagePush, shipping: ShippingStore) -> None:
        self._push = push
        self._shipping = shipping

    async def on_message(self, tx: Tx, callback: Callback) -> None:
        message = self._push.interpret(callback.body)
        if isinstance(message, SubscribeChoices):
            self._tell(tx, message)
        elif isinstance(message, Settlement):
            await self._shipping.settlement(tx, message)
        elif isinstance(message, MediaVerdict):
            verdict = message.verdict
            tx.emit(MediaJudged(message.trace_id, verdict.suggest, verdict.label, verdict.failure))

    def _tell(self, tx: Tx, message: SubscribeChoices) -> None:
        for choice in message.choices:
            # Switched on in the settings, it allows the popup but grants no message.
            if message.is_setting and choice.is_accepted:
                continue
            tx.emit(GrantTold(message.openid, choice.template_id, choice.is_accepted))
