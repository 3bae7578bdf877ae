"""After-sale requests as operators decide them (C9)."""

from datetime import datetime
from uuid import UUID

from domain.commerce import after_sale_rules as rules
from domain.commerce import orders
from domain.commerce.after_sale_reading import AfterSaleNotFound, render
from domain.commerce.after_sales import lock_request, tell_withdrawn
from domain.commerce.order_desk import OrderDesk
from domain.commerce.order_ground import OrderGround
from domain.commerce.refunds import OrderRefunds
from domain.commerce.words import yuan
from ports.commerce.admin_order_views import AdminAfterSale, AdminAfterSaleDetail
from ports.commerce.after_sale_store import AfterSale
from ports.commerce.after_sale_views import AfterSaleFilter, AfterSaleViews, AfterSaleWhole
from ports.commerce.order_store import Change, Order
from ports.crypto import mask_number
from ports.governance.api import Actor, AuditApi, AuditEntry
from ports.kernel import Page, Tx
from ports.supply.api import ParcelLine

READ, WRITE = "after_sale.read", "after_sale.write"


class AfterSaleDesk:
    def __init__(
        self, ground: OrderGround, views: AfterSaleViews, orders: OrderDesk, refunds: OrderRefunds, audit: AuditApi
    ) -> None:
        self._ground = ground
        self._views = views
        self._orders = orders
        self._refunds = refunds
        self._audit = audit

    async def page(self, actor: Actor, given: AfterSaleFilter, cursor: str | None, limit: int) -> Page[AdminAfterSale]:
        actor.require(READ)
        async with self._ground.uow.reading() as tx:
            found = await self._views.page(tx, given, cursor, limit)
        return Page([_render(whole, self._ground.clock.now()) for whole in found.items], found.next_cursor)

    async def one(self, actor: Actor, after_sale_id: UUID) -> AdminAfterSale:
        """Raises AfterSaleNotFound."""
        actor.require(READ)
        async with self._ground.uow.reading() as tx:
            whole = await self._views.one(tx, after_sale_id, None)
        if whole is None:
            raise AfterSaleNotFound
        return _render(whole, self._ground.clock.now())

    async def detail(self, actor: Actor, after_sale_id: UUID) -> AdminAfterSaleDetail:
        """With its order. Raises AfterSaleNotFound."""
        shown = await self.one(actor, after_sale_id)
        fields = {name: getattr(shown, name) for name in shown.__struct_fields__}
        return AdminAfterSaleDetail(**fields, order=await self._orders.one(actor, shown.order_id))

    async def approve(self, actor: Actor, after_sale_id: UUID, note: str) -> AdminAfterSale:
        """The refund begins, or the goods are waited for.

        Raises AfterSaleNotFound, AfterSaleNotAllowed, and AlreadyShipped when unshipped units left meanwhile.
        """
        actor.require(WRITE)
        ground, now = self._ground, self._ground.clock.now()
        async with ground.uow.begin() as tx:
            head, request = await lock_request(ground, tx, after_sale_id, None)
            decided = rules.approved(request, actor.name, note, now)
            before = after = await ground.orders.body(tx, head)
            if decided.status == "refunding" and decided.before_shipping:
                units = [ParcelLine(line.line_id, line.quantity) for line in decided.lines]
                await ground.supply.withdraw(tx, head.id, units)
                after = orders.withdrawn(after, units)
                tell_withdrawn(tx, after)
            words = f"商家已同意退款 {yuan(request.refund_fen)}"
            if decided.status == "awaiting_return":
                words = "商家已同意退货，请寄回商品"
            await self._carry_out(tx, before, (after, decided), words)
            await self._record(tx, actor, "after_sale.approve", (decided, note))
        return await self.one(actor, after_sale_id)

    async def reject(self, actor: Actor, after_sale_id: UUID, reason: str) -> AdminAfterSale:
        """Raises AfterSaleNotFound, AfterSaleNotAllowed."""
        actor.require(WRITE)
        ground, now = self._ground, self._ground.clock.now()
        async with ground.uow.begin() as tx:
            head, request = await lock_request(ground, tx, after_sale_id, None)
            rejected = rules.rejected(request, actor.name, reason, now)
            await ground.after_sales.save(tx, rejected)
            entry = ground.entry(f"商家未同意售后申请：{reason}", at=now)
            await ground.orders.save(tx, Change(head, entries=(entry,)))
            await self._record(tx, actor, "after_sale.reject", (rejected, reason))
        return await self.one(actor, after_sale_id)

    async def receive(self, actor: Actor, after_sale_id: UUID, note: str, *, restock: bool) -> AdminAfterSale:
        """The goods came back: into the stock if they can be sold again, and the refund begins.

        Raises AfterSaleNotFound, AfterSaleNotAllowed.
        """
        actor.require(WRITE)
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
        return await self.one(actor, after_sale_id)

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


def _render(whole: AfterSaleWhole, now: datetime) -> AdminAfterSale:
    shown, request = render(whole, now), whole.request
    return AdminAfterSale(
        **{name: getattr(shown, name) for name in shown.__struct_fields__ if name != "order_number"},
        order_number=mask_number(shown.order_number),
        member_nickname=whole.member_nickname,
        deadline_at=request.deadline_at,
        problem=request.problem,
    )
