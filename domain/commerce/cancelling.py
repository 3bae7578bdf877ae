"""Ending orders that nobody pays: by the shopper, an operator, or the clock."""

from datetime import timedelta

from domain.commerce import orders as rules
from domain.commerce.order_ground import OrderGround
from domain.commerce.order_reading import OrderReading
from domain.commerce.orders import NotAllowedNow
from ports.commerce.api import OfferedOrderCancelled, OrderCancelled, OrderNotFound, PointsOrderCancelled
from ports.commerce.order_store import Change, OrderHead
from ports.commerce.order_views import OrderDetail
from ports.kernel import MemberId, OrderId

CLOSE_BATCH_MAX = 100
ASK_AGAIN_FOR = timedelta(hours=2)
"""While WeChat Pay does not say no, overdue orders wait so long; then they close, and money found later goes back."""


class Cancelling:
    def __init__(self, ground: OrderGround, reading: OrderReading) -> None:
        self._ground = ground
        self._reading = reading

    async def by_shopper(self, member_id: MemberId, order_id: OrderId, reason: str) -> OrderDetail:
        """Raises OrderNotFound, NotAllowedNow. A payment that comes after it is refunded."""
        async with self._ground.uow.reading() as tx:
            head = await self._ground.orders.head(tx, order_id, member_id)
        if head is None:
            raise OrderNotFound
        rules.cancelled(head, reason, self._ground.clock.now())
        if await self._ground.payments.check(order_id) == "paid":
            raise NotAllowedNow("订单刚刚付款成功，如需取消请申请退款")
        if not await self.cancel(order_id, reason or "不想买了", ""):
            raise NotAllowedNow
        return await self._reading.detail(member_id, order_id)

    async def close_overdue(self) -> int:
        """Sweep: closes unpaid orders, but asks first, because a lost notice must not close a paid one."""
        now = self._ground.clock.now()
        async with self._ground.uow.reading() as tx:
            due = await self._ground.orders.overdue(tx, now, CLOSE_BATCH_MAX)
        closed = 0
        for head in due:
            state = await self._ground.payments.check(head.id)
            if state == "closed" or (state == "pending" and now - head.pay_by >= ASK_AGAIN_FOR):
                closed += await self.cancel(head.id, timed_out(head), "")
        return closed

    async def cancel(self, order_id: OrderId, reason: str, by: str) -> bool:
        """Gives everything back. False: it does not wait for payment (any more)."""
        ground, now = self._ground, self._ground.clock.now()
        async with ground.uow.begin() as tx:
            head = await ground.orders.lock_head(tx, order_id)
            if head is None or head.status != "pending_payment":
                return False
            await ground.supply.release(tx, order_id)
            await ground.payments.close(tx, order_id)
            entry = ground.entry(f"订单已取消：{reason}", by)
            await ground.orders.save(tx, Change(rules.cancelled(head, reason, now), entries=(entry,)))
            tx.emit(OrderCancelled(order_id, head.member_id, reason))
            if head.points:
                tx.emit(PointsOrderCancelled(order_id))
            if head.has_offers:
                tx.emit(OfferedOrderCancelled(order_id, head.member_id, head.activity))
        return True


def timed_out(head: OrderHead) -> str:
    return f"超过 {(head.pay_by - head.placed_at) // timedelta(minutes=1)} 分钟未付款"
