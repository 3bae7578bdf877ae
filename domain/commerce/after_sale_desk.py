"""After-sale requests as operators decide them (C9)."""

from uuid import UUID

from domain.commerce import after_sale_rules as rules
from domain.commerce import orders
from domain.commerce.after_sales import lock_request
from domain.commerce.order_ground import OrderGround
from domain.commerce.refunds import OrderRefunds
from domain.commerce.words import yuan
from ports.commerce.after_sale_store import AfterSale
from ports.commerce.order_store import Change, Order
from ports.governance.api import Actor, AuditApi, AuditEntry
from ports.kernel import Tx
from ports.supply.api import ParcelLine


class AfterSaleDesk:
    def __init__(self, ground: OrderGround, refunds: OrderRefunds, audit: AuditApi) -> None:
        self._ground = ground
        self._refunds = refunds
        self._audit = audit

    async def approve(self, actor: Actor, after_sale_id: UUID, note: str) -> None:
        """The refund begins, or the goods are waited for.

        Raises AfterSaleNotFound, AfterSaleNotAllowed, and AlreadyShipped when unshipped units left meanwhile.
        """
        ground, now = self._ground, self._ground.clock.now()
        async with ground.uow.begin() as tx:
            head, request = await lock_request(ground, tx, after_sale_id, None)
            decided = rules.approved(request, actor.name, note, now)
            before = after = await ground.orders.body(tx, head)
            if decided.status == "refunding" and decided.before_shipping:
                units = [ParcelLine(line.line_id, line.quantity) for line in decided.lines]
                await ground.supply.withdraw(tx, head.id, units)
                after = orders.withdrawn(after, units)
            words = f"商家已同意退款 {yuan(request.refund_fen)}"
            if decided.status == "awaiting_return":
                words = "商家已同意退货，请寄回商品"
            await self._carry_out(tx, before, (after, decided), words)
            await self._record(tx, actor, "after_sale.approve", (decided, note))

    async def reject(self, actor: Actor, after_sale_id: UUID, reason: str) -> None:
        """Raises AfterSaleNotFound, AfterSaleNotAllowed."""
        ground, now = self._ground, self._ground.clock.now()
        async with ground.uow.begin() as tx:
            head, request = await lock_request(ground, tx, after_sale_id, None)
            rejected = rules.rejected(request, actor.name, reason, now)
            await ground.after_sales.save(tx, rejected)
            entry = ground.entry(f"商家未同意售后申请：{reason}", at=now)
            await ground.orders.save(tx, Change(head, entries=(entry,)))
            await self._record(tx, actor, "after_sale.reject", (rejected, reason))

    async def receive(self, actor: Actor, after_sale_id: UUID, note: str, *, restock: bool) -> None:
        """The goods came back: into the stock if they can be sold again, and the refund begins.

        Raises AfterSaleNotFound, AfterSaleNotAllowed.
        """
        ground, now = self._ground, self._ground.clock.now()
        async with ground.uow.begin() as tx:
            head, request = await lock_request(ground, tx, after_sale_id, None)
            received = rules.received(request, actor.name, note, now)
            for line in received.lines:
                back = ParcelLine(line.line_id, line.quantity)
                await ground.supply.restock(tx, f"after_sale:{request.id}", head.id, back, sellable=restock)
            before = await ground.orders.body(tx, head)
            await self._carry_out(tx, before, (before, received), "商家已收到退货，正在退款")
            where = "退回商品已入库" if restock else "退回商品已报损"
            await self._record(tx, actor, "after_sale.receive", (received, f"{where} {note}".strip()))

    async def _carry_out(self, tx: Tx, before: Order, decided: tuple[Order, AfterSale], words: str) -> None:
        """Begins the refund, if the decision leads to it, and saves both."""
        after, request = decided
        if request.status == "refunding":
            reason = rules.REASON_LABELS.get(request.reason_code, "售后退款")
            after, request = await self._refunds.begin(tx, after, request, reason)
        await self._ground.after_sales.save(tx, request)
        await self._ground.orders.save(tx, orders.change(before, after, self._ground.entry(words)))

    async def _record(self, tx: Tx, actor: Actor, action: str, what: tuple[AfterSale, str]) -> None:
        request, detail = what
        await self._audit.record(
            tx, AuditEntry(actor=actor, action=action, target=request.number, target_id=request.id, detail=detail)
        )
