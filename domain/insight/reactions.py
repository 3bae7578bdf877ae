"""Orders and payments on the radar; merges and leavings of members."""

from domain.insight.event_rules import fact_id
from ports.commerce.api import OrderCancelled, OrderPaid, OrderPlaced
from ports.insight.events import EventKind, NewEvent
from ports.insight.store import EventStore
from ports.kernel import Clock, MemberId, OrderId, Tx
from ports.members.api import MemberLeft, MembersApi, MembersMerged, MembersParted


class InsightReactions:
    def __init__(self, store: EventStore, members: MembersApi, clock: Clock) -> None:
        self._store = store
        self._members = members
        self._clock = clock

    async def on_order_placed(self, tx: Tx, event: OrderPlaced) -> None:
        await self._keep(tx, event.member_id, "ordered", event.order_id, event.payable_fen)

    async def on_order_paid(self, tx: Tx, event: OrderPaid) -> None:
        await self._keep(tx, event.member_id, "paid", event.order_id, event.paid_fen)

    async def on_order_cancelled(self, tx: Tx, event: OrderCancelled) -> None:
        await self._keep(tx, event.member_id, "order_cancelled", event.order_id, None)

    async def _keep(
        self, tx: Tx, member_id: MemberId, kind: EventKind, order_id: OrderId, amount_fen: int | None
    ) -> None:
        now = self._clock.now()
        fact = NewEvent(fact_id(kind, str(order_id)), kind, now, order_id=order_id, amount_fen=amount_fen)
        await self._store.make_months(tx, [now])
        await self._store.keep(tx, member_id, [fact], now)

    async def on_merged(self, tx: Tx, event: MembersMerged | MembersParted) -> None:
        """Told twice and in any order: what is done goes by how the members stand now."""
        for step in await self._members.merge_steps(tx, event.merge_id):
            await (self._store.give_back if step.is_undone else self._store.take_over)(tx, step)

    async def on_left(self, tx: Tx, event: MemberLeft) -> None:
        await self._store.forget(tx, event.member_id)
