"""From the warehouse to the shopper: what commerce makes of parcels, and the confirmation of receipt."""

from datetime import timedelta

from domain.commerce import orders as rules
from domain.commerce.order_ground import OrderGround
from domain.commerce.order_reading import OrderReading
from ports.commerce.api import OrderCompleted, OrderNotFound, OrderParcelShipped
from ports.commerce.order_store import Order
from ports.commerce.order_views import OrderDetail
from ports.kernel import MemberId, OrderId, ParcelId, Tx
from ports.supply.api import ParcelMoved, ParcelShipped, ParcelSigned, ParcelWithdrawn

COMPLETE_AFTER = timedelta(days=7)
COMPLETE_BATCH_MAX = 100
_TOLD_STATES = frozenset(("problem", "returned"))
"""Of a parcel's journey only what matters to the order; the whole journey stands with the parcel."""


class Receiving:
    def __init__(self, ground: OrderGround, reading: OrderReading) -> None:
        self._ground = ground
        self._reading = reading

    async def on_parcel_shipped(self, tx: Tx, event: ParcelShipped) -> None:
        before = await self._lock(tx, event.order_id)
        after = rules.shipped(before, event.parcel_id, event.lines, event.shipped_at)
        if after == before:
            return
        quantity = sum(line.quantity for line in event.lines)
        words = f"{quantity} 件商品已发出，{event.courier_name} {event.tracking_number}"
        await self._save(tx, before, after, words)
        tx.emit(
            OrderParcelShipped(
                order_id=event.order_id,
                order_number=after.head.number,
                member_id=after.head.member_id,
                parcel_id=event.parcel_id,
                title=event.goods,
                courier_name=event.courier_name,
                tracking_number=event.tracking_number,
                shipped_at=event.shipped_at,
            )
        )

    async def on_parcel_signed(self, tx: Tx, event: ParcelSigned) -> None:
        before = await self._lock(tx, event.order_id)
        after = rules.signed(before, event.parcel_id, event.signed_at)
        if after == before:
            return
        delivered = after.head.status == "delivered" and before.head.status != "delivered"
        await self._save(tx, before, after, "全部包裹已签收" if delivered else "一个包裹已签收")

    async def on_parcel_withdrawn(self, tx: Tx, event: ParcelWithdrawn) -> None:
        before = await self._lock(tx, event.order_id)
        after = rules.recalled(before, event.parcel_id)
        if after != before:
            await self._save(tx, before, after, "一个包裹的快递单已作废，商品将重新发出")

    async def on_parcel_moved(self, tx: Tx, event: ParcelMoved) -> None:
        if event.state not in _TOLD_STATES:
            return
        before = await self._lock(tx, event.order_id)
        await self._save(tx, before, before, f"配送异常：{event.text}" if event.state == "problem" else "包裹正在退回")

    async def confirm(self, member_id: MemberId, order_id: OrderId, parcel_id: ParcelId | None) -> OrderDetail:
        """One parcel, or all that are under way. The last one completes the order, unless an after-sale request runs.

        Raises OrderNotFound, NotAllowedNow.
        """
        ground, now = self._ground, self._ground.clock.now()
        async with ground.uow.begin() as tx:
            before = await self._lock(tx, order_id, member_id)
            after = rules.confirmed(before, parcel_id, now)
            entries = [ground.entry("您已确认收到包裹" if parcel_id else "您已确认收货", at=now)]
            if rules.is_confirmed(after) and not await ground.after_sales.running(tx, order_id):
                after = self._complete(tx, after)
                entries.append(ground.entry("交易完成", at=now))
            await ground.orders.save(tx, rules.change(before, after, *entries))
        return await self._reading.detail(member_id, order_id)

    async def complete_delivered(self) -> int:
        """Sweep: what was delivered COMPLETE_AFTER ago, with no after-sale request running, is completed."""
        ground, now = self._ground, self._ground.clock.now()
        async with ground.uow.reading() as tx:
            due = await ground.orders.long_delivered(tx, now - COMPLETE_AFTER, COMPLETE_BATCH_MAX)
        count = 0
        for order_id in due:
            async with ground.uow.begin() as tx:
                before = await self._lock(tx, order_id)
                if before.head.status != "delivered" or await ground.after_sales.running(tx, order_id):
                    continue
                await self._save(tx, before, self._complete(tx, before), "签收满 7 天，交易自动完成")
                count += 1
        return count

    def _complete(self, tx: Tx, order: Order) -> Order:
        head = rules.completed(order.head, self._ground.clock.now())
        tx.emit(OrderCompleted(head.id, head.member_id, head.paid_fen - head.refunded_fen))
        return Order(head, order.lines, order.parcels)

    async def _lock(self, tx: Tx, order_id: OrderId, member_id: MemberId | None = None) -> Order:
        order = await self._ground.orders.lock(tx, order_id, member_id)
        if order is None:
            raise OrderNotFound
        return order

    async def _save(self, tx: Tx, before: Order, after: Order, words: str) -> None:
        await self._ground.orders.save(tx, rules.change(before, after, self._ground.entry(words)))
