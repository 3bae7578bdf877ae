"""After-sale requests as operators decide them (C9)."""

from datetime import datetime
from uuid import UUID

from domain.commerce.after_sale_deciding import AfterSaleDeciding
from domain.commerce.after_sale_reading import AfterSaleNotFound, render
from domain.commerce.order_desk import OrderDesk
from domain.commerce.order_ground import OrderGround
from ports.commerce.admin_order_views import AdminAfterSale, AdminAfterSaleDetail
from ports.commerce.after_sale_views import AfterSaleFilter, AfterSaleViews, AfterSaleWhole
from ports.commerce.api import AfterSaleRef, Decider
from ports.crypto import mask_number
from ports.governance.api import Actor
from ports.kernel import Page

READ, WRITE = "after_sale.read", "after_sale.write"
SHOP = "商家"


class AfterSaleDesk:
    def __init__(
        self, ground: OrderGround, views: AfterSaleViews, orders: OrderDesk, deciding: AfterSaleDeciding
    ) -> None:
        self._ground = ground
        self._views = views
        self._orders = orders
        self._deciding = deciding

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
        async with self._ground.uow.begin() as tx:
            await self._deciding.approve(tx, Decider(actor, SHOP), AfterSaleRef(after_sale_id), note)
        return await self.one(actor, after_sale_id)

    async def reject(self, actor: Actor, after_sale_id: UUID, reason: str) -> AdminAfterSale:
        """Raises AfterSaleNotFound, AfterSaleNotAllowed."""
        actor.require(WRITE)
        async with self._ground.uow.begin() as tx:
            await self._deciding.reject(tx, Decider(actor, SHOP), AfterSaleRef(after_sale_id), reason)
        return await self.one(actor, after_sale_id)

    async def receive(self, actor: Actor, after_sale_id: UUID, note: str, *, restock: bool) -> AdminAfterSale:
        """The goods came back: into the stock if they can be sold again, and the refund begins.

        Raises AfterSaleNotFound, AfterSaleNotAllowed.
        """
        actor.require(WRITE)
        async with self._ground.uow.begin() as tx:
            ref = AfterSaleRef(after_sale_id)
            await self._deciding.receive(tx, Decider(actor, SHOP), ref, note, restock=restock)
        return await self.one(actor, after_sale_id)


def _render(whole: AfterSaleWhole, now: datetime) -> AdminAfterSale:
    shown, request = render(whole, now), whole.request
    return AdminAfterSale(
        **{name: getattr(shown, name) for name in shown.__struct_fields__ if name != "order_number"},
        order_number=mask_number(shown.order_number),
        member_nickname=whole.member_nickname,
        deadline_at=request.deadline_at,
        problem=request.problem,
        decided_by=request.decided_by,
        decision_note=request.decision_note,
    )
