"""Money that goes back for an after-sale request, and what follows when it did (W2)."""

from uuid import UUID

from msgspec.structs import replace

from domain.commerce import after_sale_rules, orders
from domain.commerce.order_ground import OrderGround
from domain.commerce.orders import LineRefund
from domain.commerce.words import yuan
from ports.commerce.after_sale_store import AfterSale
from ports.commerce.api import AfterSaleRefunded, OfferedOrderReturned, OrderCompleted, OrderNotFound
from ports.commerce.order_store import Change, Entry, Order, OrderHead
from ports.kernel import OrderId, Tx
from ports.payments.api import RefundRequest, RefundStuck, RefundSucceeded

_AFTER_SALE = "after_sale:"
_SOLD_OUT = "sold_out:"


def key_of(request: AfterSale) -> str:
    return f"{_AFTER_SALE}{request.id}"


class OrderRefunds:
    def __init__(self, ground: OrderGround) -> None:
        self._ground = ground

    async def begin(self, tx: Tx, order: Order, request: AfterSale, reason: str) -> tuple[Order, AfterSale]:
        """For a request that has just come to `refunding`; the caller saves both. Nothing to pay back needs no bank."""
        assert request.status == "refunding"
        if request.refund_fen == 0:
            return self._settle(tx, order, request)[:2]
        await self._ground.payments.request_refund(
            tx,
            RefundRequest(
                key=key_of(request),
                order_id=request.order_id,
                amount_fen=request.refund_fen,
                reason=reason,
                attempt_id=order.head.paid_attempt_id,
            ),
        )
        return order, request

    async def on_refund_succeeded(self, tx: Tx, event: RefundSucceeded) -> None:
        if event.purpose != "order":
            return
        head = await self._lock(tx, event.order_id)
        words = f"{yuan(event.amount_fen)} 已原路退回"
        entry = self._ground.entry(words, at=event.refunded_at)
        if not event.key.startswith(_AFTER_SALE):
            # Other refunds are of payments that the order did not keep, but for the one of goods that were gone.
            kept = event.key == f"{_SOLD_OUT}{head.id}"
            refunded_fen = head.refunded_fen + (event.amount_fen if kept else 0)
            await self._ground.orders.save(tx, Change(replace(head, refunded_fen=refunded_fen), entries=(entry,)))
            return
        request = await self._request(tx, event.key)
        if request.status == "refunded":
            return
        before = await self._ground.orders.body(tx, head)
        after, settled, points = self._settle(tx, before, request)
        await self._ground.after_sales.save(tx, settled)
        entries = [entry]
        if points:
            entries.append(self._ground.entry(f"抵扣的 {points} 积分已退回", at=event.refunded_at))
        if orders.is_confirmed(after) and not await self._ground.after_sales.running(tx, head.id):
            after = self._complete(tx, after, entries)
        await self._ground.orders.save(tx, orders.change(before, after, *entries))

    async def on_refund_stuck(self, tx: Tx, event: RefundStuck) -> None:
        if event.purpose != "order":
            return
        head = await self._lock(tx, event.order_id)
        note = self._ground.entry(f"退款没有成功，需要人工处理：{event.reason}", "微信支付", is_internal=True)
        entries = [note]
        if event.key.startswith(_AFTER_SALE):
            request = after_sale_rules.stuck(await self._request(tx, event.key), event.reason)
            if request is None:
                return
            await self._ground.after_sales.save(tx, request)
            entries.append(self._ground.entry("退款遇到问题，客服专员正在处理"))
        await self._ground.orders.save(tx, Change(head, entries=tuple(entries)))

    def _settle(self, tx: Tx, order: Order, request: AfterSale) -> tuple[Order, AfterSale, int]:
        """The order and the request after it, and the points that go back with the money."""
        now = self._ground.clock.now()
        settled = after_sale_rules.refunded(request, now)
        assert settled is not None
        refunds = [LineRefund(line.line_id, line.quantity, line.refund_fen) for line in request.lines]
        after = orders.refunded(order, refunds, request.freight_fen, now)
        points = orders.points_back(order, refunds)
        head = after.head
        if head.has_offers and all(line.refunded == line.quantity for line in after.lines):
            tx.emit(OfferedOrderReturned(head.id, head.member_id, head.activity))
        tx.emit(
            AfterSaleRefunded(
                after_sale_id=request.id,
                order_id=head.id,
                order_number=head.number,
                member_id=head.member_id,
                refund_fen=request.refund_fen,
                title=head.title,
                refunded_at=now,
                kept_fen=head.paid_fen - head.refunded_fen,
                points=points,
            )
        )
        return after, settled, points

    def _complete(self, tx: Tx, order: Order, entries: list[Entry]) -> Order:
        now = self._ground.clock.now()
        head = orders.completed(order.head, now)
        entries.append(self._ground.entry("交易完成", at=now))
        tx.emit(OrderCompleted(head.id, head.member_id, head.paid_fen - head.refunded_fen))
        return replace(order, head=head)

    async def _lock(self, tx: Tx, order_id: OrderId) -> OrderHead:
        head = await self._ground.orders.lock_head(tx, order_id)
        if head is None:
            raise OrderNotFound
        return head

    async def _request(self, tx: Tx, key: str) -> AfterSale:
        request = await self._ground.after_sales.lock(tx, UUID(key.removeprefix(_AFTER_SALE)))
        assert request is not None, "a refund of a request that does not exist"
        return request
