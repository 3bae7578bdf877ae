"""Orders of a flash sale (P5): tickets of the queue become orders, a batch in one transaction.

Promotion says which tickets are due and writes down what became of each; supply serves them from the pool in their
order. A ticket that cannot become an order is told why, and holds up nobody.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.commerce.checkout import AddressRequired, NothingToPay
from domain.commerce.freight import STANDARD, FreightRule
from domain.commerce.order_ground import OrderGround
from domain.commerce.order_numbers import ORDER_RANDOM_DIGITS, order_number
from domain.commerce.payment import NOTICE_TAKES
from domain.commerce.pricing import price
from domain.commerce.promotion_steps import Terms, steps_for
from domain.commerce.quote import priced_line, refuse_unsellable
from domain.commerce.receivers import seal
from ports.commerce.api import OrderPlaced
from ports.commerce.cart_store import SkuFacts
from ports.commerce.flash_store import BuyerKey, FlashOrderStore
from ports.commerce.order_store import NewOrder
from ports.commerce.pricing import PricedBasket
from ports.kernel import DomainError, LineId, OrderId, Tx
from ports.members.api import Buyer, BuyerRow, PostalAddress
from ports.promotion.api import (
    ActivityRef,
    FlashApi,
    FlashBatch,
    FlashDecision,
    FlashQueued,
    FlashTerms,
    Offers,
    SpecialPrice,
)
from ports.supply.api import Destination, PoolTake

SOLD_OUT = "手慢了，这一场已经抢完"
NOT_FOR_VIRTUAL = "这件商品暂时不能参加秒杀"


class _Draft(Struct, frozen=True):
    """A ticket on its way to an order."""

    ticket: FlashQueued
    order_id: OrderId
    buyer: Buyer
    basket: PricedBasket
    to: PostalAddress


class FlashOrders:
    def __init__(
        self,
        ground: OrderGround,
        flash: FlashApi,
        store: FlashOrderStore,
        freight: FreightRule = STANDARD,
    ) -> None:
        self._ground = ground
        self._flash = flash
        self._store = store
        self._freight = freight

    async def write(self, batch: FlashBatch) -> int:
        """How many orders were placed. A batch that was written before changes nothing."""
        ground, now = self._ground, self._ground.clock.now()
        async with ground.uow.begin() as tx:
            due = await self._flash.due(tx, batch)
            decided = list(due.decided)
            drafts = await self._drafts(tx, due.terms, due.tickets, decided) if due.tickets else []
            pay_by = now + timedelta(minutes=due.terms.pay_within_minutes)
            served = await self._served(tx, batch, drafts, pay_by)
            ids = {one.order_id for one in served}
            decided += [
                FlashDecision(one.ticket, "refused", reason=SOLD_OUT) for one in drafts if one.order_id not in ids
            ]
            if served:
                orders = [self._order(one, due.terms, (now, pay_by)) for one in served]
                placed = await self._store.insert(tx, orders)
                assert placed == len(orders), "their keys are of tickets that nobody has decided before"
                for order in orders:
                    tx.emit(OrderPlaced(order.id, order.member_id, order.basket.totals.payable_fen))
            decided += [
                FlashDecision(one.ticket, "ordered", one.order_id, sum(use.off_fen for use in one.basket.uses))
                for one in served
            ]
            await self._flash.decide(tx, batch, decided)
        return len(served)

    async def refuse(self, batch: FlashBatch, reason: str) -> None:
        """For tickets that nothing can be made of: they are told so, and leave the queue."""
        async with self._ground.uow.begin() as tx:
            due = await self._flash.due(tx, batch)
            refused = [FlashDecision(one, "refused", reason=reason) for one in due.tickets]
            await self._flash.decide(tx, batch, [*due.decided, *refused])

    async def _drafts(
        self, tx: Tx, terms: FlashTerms, tickets: tuple[FlashQueued, ...], decided: list[FlashDecision]
    ) -> list[_Draft]:
        """What can be sold to whom; the others go to `decided`, with the reason."""
        facts = await self._store.facts(tx, terms.sku_id)
        buyers = await self._store.buyers(tx, list({_key(one) for one in tickets}))
        pricing = _Pricing(self._ground, terms, facts, self._freight)
        drafts: list[_Draft] = []
        for one in tickets:
            try:
                drafts.append(self._draft(one, buyers, pricing))
            except DomainError as error:
                decided.append(FlashDecision(one, "refused", reason=error.text))
        return drafts

    def _draft(self, ticket: FlashQueued, buyers: Mapping[BuyerKey, BuyerRow], pricing: "_Pricing") -> _Draft:
        """Raises what members and pricing refuse, AddressRequired, NothingToPay."""
        buyer = self._ground.members.opened(buyers.get(_key(ticket)), ticket.ask.address_id)
        if buyer.saved is None:
            raise AddressRequired
        basket = pricing.basket(buyer, ticket.ask.quantity, buyer.saved.address)
        return _Draft(ticket, OrderId(self._ground.ids.new()), buyer, basket, buyer.saved.address)

    async def _served(self, tx: Tx, batch: FlashBatch, drafts: list[_Draft], pay_by: datetime) -> list[_Draft]:
        if not drafts:
            return []
        takes = [
            PoolTake(
                one.order_id,
                one.basket.lines[0].line_id,
                one.ticket.ask.quantity,
                Destination(one.to.province, one.to.city),
            )
            for one in drafts
        ]
        pool = (batch.pool.campaign_id, batch.pool.sku_id)
        served = await self._ground.supply.reserve_from_pool(tx, pool, takes, pay_by + NOTICE_TAKES)
        return [one for one in drafts if one.order_id in served]

    def _order(self, one: _Draft, terms: FlashTerms, when: tuple[datetime, datetime]) -> NewOrder:
        ground, (now, pay_by) = self._ground, when
        return NewOrder(
            id=one.order_id,
            number=order_number(now, ground.rng.digits(ORDER_RANDOM_DIGITS)),
            member_id=one.buyer.card.id,
            openid=one.buyer.card.openid,
            client_key=f"flash:{one.ticket.ask.ticket_id.hex}",
            source="direct",
            basket=one.basket,
            note="",
            receiver=seal(ground.cipher, one.to),
            virtual_notice_at=None,
            placed_at=now,
            pay_by=pay_by,
            entry=ground.entry(f"秒杀成功，请在 {terms.pay_within_minutes} 分钟内付款", at=now),
            activity="flash",
            has_offers=True,
        )


class _Pricing:
    """Baskets of one SKU: priced once for each level, quantity and province."""

    def __init__(self, ground: OrderGround, terms: FlashTerms, facts: SkuFacts | None, freight: FreightRule) -> None:
        self._ground = ground
        self._facts = {} if facts is None else {facts.sku_id: facts}
        self._freight = freight
        self._sku_id = terms.sku_id
        ref = ActivityRef("flash", terms.campaign_id)
        special = SpecialPrice(ref, terms.sku_id, terms.price_fen, 1_000_000, terms.label, terms.detail, terms.stacks)
        self._offers = Offers(ground.clock.now(), special=special)
        self._known: dict[tuple[str, int, str], PricedBasket] = {}

    def basket(self, buyer: Buyer, quantity: int, address: PostalAddress) -> PricedBasket:
        """Raises SkuUnavailable, LimitPerOrder, NothingToPay. With a line id of its own."""
        level = buyer.card.level
        key = (level.code, quantity, address.province)
        basket = self._known.get(key)
        if basket is None:
            refuse_unsellable(self._facts, {self._sku_id: quantity})
            sku = self._facts[self._sku_id]
            terms = Terms(self._ground.promotion, self._offers, level, self._freight, address.province)
            basket = price([priced_line(_NO_LINE, sku, quantity)], steps_for(terms))
            if basket.has_virtual or not basket.needs_address:
                raise NothingToPay(NOT_FOR_VIRTUAL)
            if basket.totals.payable_fen == 0:
                raise NothingToPay
            self._known[key] = basket
        line_id = LineId(self._ground.ids.new())
        return replace(basket, lines=(replace(basket.lines[0], line_id=line_id),))


_NO_LINE = LineId(UUID(int=0))


def _key(ticket: FlashQueued) -> BuyerKey:
    return ticket.ask.member_id, ticket.ask.address_id
