"""Subscribe messages 订阅消息: one grant is one message, and one cause is told once."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from ports.kernel import Clock, Ids, MemberId, OutsideUnavailable, Tx, UnitOfWork
from ports.members.jobs import SendMessage
from ports.members.store import MessageRow, MessageStore
from ports.outside.wechat import MessageField, MessageRefused, MiniProgram, SubscribeMessage
from ports.payments.api import GrantTold


class GrantResult(Struct, frozen=True):
    template_id: str
    accepted: bool


class Messages:
    """`templates` maps a purpose (order_paid …) to WeChat's template id; an empty id switches it off.

    Grants are counted from WeChat's own push where it is set up (`push_counts`), else from what the client reports:
    counting both would promise two messages for one acceptance.
    """

    def __init__(
        self,
        uow: UnitOfWork,
        store: MessageStore,
        mini_program: MiniProgram,
        templates: tuple[Mapping[str, str], bool],
        system: tuple[Clock, Ids],
    ) -> None:
        self._uow = uow
        self._store = store
        self._mini_program = mini_program
        self._templates, self._push_counts = templates
        self._clock, self._ids = system

    async def record_grants(self, member_id: MemberId, results: Sequence[GrantResult]) -> None:
        """What the client says that the shopper answered."""
        if self._push_counts:
            return
        async with self._uow.begin() as tx:
            openid = await self._store.openid(tx, member_id)
            for result in results:
                if openid is not None:
                    await self.record(tx, openid, result.template_id, result.accepted)

    async def record(self, tx: Tx, openid: str, template_id: str, accepted: bool) -> None:
        """One acceptance is one message; a template that is not ours counts nothing."""
        if accepted and template_id in self._templates.values():
            await self._store.grant(tx, openid, template_id)

    async def on_grant_told(self, tx: Tx, event: GrantTold) -> None:
        """The delivery's row makes that each answer counts once."""
        await self.record(tx, event.openid, event.template_id, event.accepted)

    async def tell(self, tx: Tx, cause: str, purpose: str, to: tuple[MemberId, str], fields: Mapping[str, str]) -> None:
        """Plans a message once per cause; `to` is the member and the page it opens."""
        template_id = self._templates.get(purpose)
        if not template_id:
            return
        row = MessageRow(self._ids.new(), f"{purpose}:{cause}", to[0], template_id, to[1], tuple(fields.items()))
        if await self._store.add(tx, row, self._clock.now()):
            tx.enqueue(SendMessage(row.id))

    async def send(self, job: SendMessage) -> None:
        """Sends at most once: WeChat knows no idempotency key, so an uncertain send is not repeated."""
        async with self._uow.begin() as tx:
            claimed = await self._store.claim(tx, job.message_id)
        if claimed is None:
            return
        row = claimed.row
        fields = tuple(MessageField(name, value) for name, value in row.fields)
        state, reason = "sent", None
        try:
            await self._mini_program.send(SubscribeMessage(claimed.openid, row.template_id, row.page, fields))
        except MessageRefused as refused:
            state, reason = "refused", refused.text
        except OutsideUnavailable as unknown:
            state, reason = "unknown", unknown.text
        async with self._uow.begin() as tx:
            await self._store.finish(tx, row.id, state, reason)
