"""After-sale requests as they are decided for the shop, by whoever may (C9): the one place where that happens."""

from domain.commerce import after_sale_rules as rules
from domain.commerce import orders
from domain.commerce.after_sale_reading import AfterSaleNotFound, render
from domain.commerce.after_sales import lock_request, tell_withdrawn
from domain.commerce.order_ground import OrderGround
from domain.commerce.refunds import OrderRefunds
from domain.commerce.words import yuan
from ports.commerce.after_sale_store import AfterSale
from ports.commerce.after_sale_views import AfterSaleViews
from ports.commerce.api import AfterSaleRef, AfterSaleSeen, Decider
from ports.commerce.order_store import Change, Order
from ports.governance.api import AuditApi, AuditEntry
from ports.kernel import Fen, Tx
from ports.supply.api import ParcelLine


class AfterSaleDeciding:
    """Implements `ports.commerce.api.AfterSaleApi`."""

    def __init__(self, ground: OrderGround, views: AfterSaleViews, refunds: OrderRefunds, audit: AuditApi) -> None:
        self._ground = ground
        self._views = views
        self._refunds = refunds
        self._audit = audit

    async def seen(self, tx: Tx, ref: AfterSaleRef) -> AfterSaleSeen:
        """Raises AfterSaleNotFound."""
        whole = await self._views.one(tx, ref.id, ref.member_id)
        if whole is None:
            raise AfterSaleNotFound
        request = whole.request
        return AfterSaleSeen(
            view=render(whole, self._ground.clock.now()),
            deadline_at=request.deadline_at,
            is_undecided=request.status in rules.UNDECIDED,
            decided_by=request.decided_by,
            decision_note=request.decision_note,
        )

    async def waiting_fen(self, tx: Tx, ref: AfterSaleRef) -> Fen:
        """Raises AfterSaleNotFound, AfterSaleNotAllowed."""
        _, request = await lock_request(self._ground, tx, ref.id, ref.member_id)
        if request.status not in rules.UNDECIDED:
            raise rules.AfterSaleNotAllowed("这笔售后已经有人处理了，请刷新后查看")
        return request.refund_fen

    async def approve(self, tx: Tx, decider: Decider, ref: AfterSaleRef, note: str) -> None:
        """Raises AfterSaleNotFound, AfterSaleNotAllowed, AlreadyShipped."""
        ground, now = self._ground, self._ground.clock.now()
        head, request = await lock_request(ground, tx, ref.id, ref.member_id)
        decided = rules.approved(request, decider.actor.name, note, now)
        before = after = await ground.orders.body(tx, head)
        if decided.status == "refunding" and decided.before_shipping:
            units = [ParcelLine(line.line_id, line.quantity) for line in decided.lines]
            await ground.supply.withdraw(tx, head.id, units)
            after = orders.withdrawn(after, units)
            tell_withdrawn(tx, after)
        words = f"{decider.said_as}已同意退款 {yuan(request.refund_fen)}"
        if decided.status == "awaiting_return":
            words = f"{decider.said_as}已同意退货，请寄回商品"
        await self._carry_out(tx, before, (after, decided), words)
        await self._record(tx, decider, "after_sale.approve", (decided, note))

    async def reject(self, tx: Tx, decider: Decider, ref: AfterSaleRef, reason: str) -> None:
        """Raises AfterSaleNotFound, AfterSaleNotAllowed."""
        ground, now = self._ground, self._ground.clock.now()
        head, request = await lock_request(ground, tx, ref.id, ref.member_id)
        rejected = rules.rejected(request, decider.actor.name, reason, now)
        await ground.after_sales.save(tx, rejected)
        entry = ground.entry(f"{decider.said_as}未同意售后申请：{reason}", at=now)
        await ground.orders.save(tx, Change(head, entries=(entry,)))
        await self._record(tx, decider, "after_sale.reject", (rejected, reason))

    async def receive(self, tx: Tx, decider: Decider, ref: AfterSaleRef, note: str, *, restock: bool) -> None:
        """The goods came back. Raises AfterSaleNotFound, AfterSaleNotAllowed."""
        ground, now = self._ground, self._ground.clock.now()
        head, request = await lock_request(ground, tx, ref.id, ref.member_id)
        received = rules.received(request, decider.actor.name, note, now)
        for line in received.lines:
            back = ParcelLine(line.line_id, line.quantity)
            await ground.supply.restock(tx, f"after_sale:{request.id}", head.id, back, sellable=restock)
        before = await ground.orders.body(tx, head)
        await self._carry_out(tx, before, (before, received), f"{decider.said_as}已收到退货，正在退款")
        where = "退回商品已入库" if restock else "退回商品已报损"
        await self._record(tx, decider, "after_sale.receive", (received, f"{where} {note}".strip()))

    async def hand_over(self, tx: Tx, decider: Decider, ref: AfterSaleRef, problem: str) -> None:
        """Raises AfterSaleNotFound, AfterSaleNotAllowed."""
        ground = self._ground
        head, request = await lock_request(ground, tx, ref.id, ref.member_id)
        handed = rules.handed_over(request, problem)
        await ground.after_sales.save(tx, handed)
        entry = ground.entry(f"{decider.said_as}已把售后申请转给店铺处理")
        await ground.orders.save(tx, Change(head, entries=(entry,)))
        await self._record(tx, decider, "after_sale.hand_over", (handed, problem))

    async def leave_word(self, tx: Tx, decider: Decider, ref: AfterSaleRef, words: str) -> None:
        """Raises AfterSaleNotFound."""
        ground = self._ground
        head, request = await lock_request(ground, tx, ref.id, ref.member_id)
        entry = ground.entry(f"{decider.said_as}就售后留言：{words}")
        await ground.orders.save(tx, Change(head, entries=(entry,)))
        await self._record(tx, decider, "after_sale.leave_word", (request, words))

    async def _carry_out(self, tx: Tx, before: Order, decided: tuple[Order, AfterSale], words: str) -> None:
        """Begins the refund, if the decision leads to it, and saves both."""
        after, request = decided
        if request.status == "refunding":
            reason = rules.REASON_LABELS.get(request.reason_code, "售后退款")
            after, request = await self._refunds.begin(tx, after, request, reason)
        await self._ground.after_sales.save(tx, request)
        await self._ground.orders.save(tx, orders.change(before, after, self._ground.entry(words)))

    async def _record(self, tx: Tx, decider: Decider, action: str, what: tuple[AfterSale, str]) -> None:
        request, detail = what
        entry = AuditEntry(decider.actor, action, request.number, request.id, detail=detail)
        await self._audit.record(tx, entry)
