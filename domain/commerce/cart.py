"""The cart of a member: every change is one statement, and answers with the whole page."""

from collections.abc import Sequence

from msgspec import Struct

from domain.commerce.cart_page import CartReader, cart_page
from domain.commerce.freight import STANDARD, FreightRule
from domain.commerce.quote import offers_ask
from ports.commerce.cart_store import BasketReads, CartFull, CartRow, CartStore, WantedLine
from ports.commerce.cart_views import CartView
from ports.commerce.pricing import SkuUnavailable
from ports.kernel import Clock, DomainError, MemberId, SkuId, Tx, UnitOfWork
from ports.members.api import MemberCard, MembersApi
from ports.promotion.api import Offers, PromotionApi


class CartLineNotFound(DomainError):
    code = "commerce.cart_line_not_found"
    kind = "not_found"
    message = "购物车里没有这件商品"


class LineChange(Struct, frozen=True):
    """None leaves as it is. `new_sku_id` must be of the same product."""

    quantity: int | None = None
    selected: bool | None = None
    new_sku_id: SkuId | None = None


class Carts:
    def __init__(
        self,
        uow: UnitOfWork,
        stores: tuple[CartStore, BasketReads],
        others: tuple[MembersApi, PromotionApi],
        clock: Clock,
    ) -> None:
        self._uow = uow
        self._store, self._baskets = stores
        self._members, self._promotion = others
        self._clock = clock
        self._freight: FreightRule = STANDARD

    async def show(self, member_id: MemberId) -> CartView:
        async with self._uow.reading() as tx:
            return await self._page(tx, member_id)

    async def preview(self, lines: Sequence[WantedLine]) -> CartView:
        """A cart that lives with its shopper, who has not signed in."""
        async with self._uow.reading() as tx:
            rows = await self._baskets.preview(tx, lines)
            return cart_page(rows, await self._reader(tx, rows, None, None))

    async def add(self, member_id: MemberId, lines: Sequence[WantedLine]) -> CartView:
        """SKUs that no longer exist are passed over. Raises CartFull, and SkuUnavailable if all are gone."""
        async with self._uow.begin() as tx:
            added = await self._store.add(tx, member_id, lines, self._clock.now())
            if added.left_out:
                raise CartFull
            if not added.written:
                raise SkuUnavailable([line.sku_id for line in lines])
            return tx.answered(await self._page(tx, member_id))

    async def merge(self, member_id: MemberId, lines: Sequence[WantedLine]) -> CartView:
        """At login the anonymous cart joins the member's; what is gone or finds no place stays behind."""
        async with self._uow.begin() as tx:
            if lines:
                await self._store.add(tx, member_id, lines, self._clock.now())
            return tx.answered(await self._page(tx, member_id))

    async def change(self, member_id: MemberId, sku_id: SkuId, change: LineChange) -> CartView:
        """Raises CartLineNotFound, also for a new SKU of another product."""
        async with self._uow.begin() as tx:
            if change.new_sku_id is not None and change.new_sku_id != sku_id:
                swap = (sku_id, change.new_sku_id)
                found = await self._store.swap(tx, member_id, swap, change.quantity)
            else:
                found = await self._store.set_line(tx, member_id, sku_id, change.quantity, change.selected)
            if not found:
                raise CartLineNotFound
            return tx.answered(await self._page(tx, member_id))

    async def select(self, member_id: MemberId, sku_ids: Sequence[SkuId] | None, selected: bool) -> CartView:
        async with self._uow.begin() as tx:
            await self._store.select(tx, member_id, sku_ids, selected)
            return await self._page(tx, member_id)

    async def remove(self, member_id: MemberId, sku_ids: Sequence[SkuId]) -> CartView:
        async with self._uow.begin() as tx:
            await self._store.remove(tx, member_id, sku_ids)
            return await self._page(tx, member_id)

    async def _page(self, tx: Tx, member_id: MemberId) -> CartView:
        found = await self._baskets.cart(tx, member_id)
        buyer = self._members.opened(found.buyer if found else None, None)
        province = buyer.saved.address.province if buyer.saved else None
        rows = found.rows if found else ()
        return cart_page(rows, await self._reader(tx, rows, buyer.card, province))

    async def _reader(
        self, tx: Tx, rows: Sequence[CartRow], card: MemberCard | None, province: str | None
    ) -> CartReader:
        """An empty cart needs no offers."""
        now, level = self._clock.now(), card.level if card else None
        ask = offers_ask(card, tuple(row.sku.sku_id for row in rows))
        offers = await self._promotion.offers(tx, ask) if rows else Offers(now)
        return CartReader(level, province, now, self._freight, self._promotion, offers)
