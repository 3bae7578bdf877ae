"""Pricing what somebody wants from the live catalogue: the one answer of cart, quote and order."""

from collections.abc import Mapping, Sequence

from domain.commerce.freight import STANDARD, FreightRule
from domain.commerce.pricing import price, steps_for
from ports.commerce.cart_store import CartStore, SkuFacts, SkuReads
from ports.commerce.cart_views import QuoteProblem
from ports.commerce.pricing import (
    LINES_MAX,
    QUANTITY_MAX,
    BasketEmpty,
    BasketTooLarge,
    LimitPerOrder,
    PricedBasket,
    PricedLine,
    SkuUnavailable,
)
from ports.kernel import Ids, LineId, MemberId, SkuId, Tx
from ports.members.api import Level, MemberCard, PostalAddress


class Quoting:
    """Implements `ports.commerce.pricing.Quoter`."""

    def __init__(self, skus: SkuReads, cart: CartStore, ids: Ids, freight: FreightRule = STANDARD) -> None:
        self._skus = skus
        self._cart = cart
        self._ids = ids
        self._freight = freight

    async def price(
        self,
        tx: Tx,
        member: MemberCard | None,
        wants: Sequence[tuple[SkuId, int]],
        address: PostalAddress | None,
    ) -> PricedBasket:
        quantities = merged(wants)
        facts = await self._skus.facts(tx, list(quantities))
        refuse_unsellable(facts, quantities)
        return self.price_known(facts, list(quantities.items()), member.level if member else None, address)

    def price_known(
        self,
        facts: Mapping[SkuId, SkuFacts],
        wants: Sequence[tuple[SkuId, int]],
        level: Level | None,
        address: PostalAddress | None,
    ) -> PricedBasket:
        """Of SKUs that were loaded already and can be sold."""
        lines = [priced_line(LineId(self._ids.new()), facts[sku_id], quantity) for sku_id, quantity in wants]
        return price(lines, steps_for(level, self._freight, address.province if address else None))

    async def sellable(
        self, tx: Tx, quantities: Mapping[SkuId, int]
    ) -> tuple[dict[SkuId, SkuFacts], list[QuoteProblem]]:
        """What can be sold of it, in the order given, and what is wrong with the rest or with a quantity."""
        known = await self._skus.facts(tx, list(quantities))
        facts: dict[SkuId, SkuFacts] = {}
        problems: list[QuoteProblem] = []
        for sku_id, quantity in quantities.items():
            try:
                refuse_unsellable(known, {sku_id: quantity})
                facts[sku_id] = known[sku_id]
            except SkuUnavailable as error:
                problems.append(QuoteProblem(error.code, error.text, sku_id))
            except LimitPerOrder as error:
                problems.append(QuoteProblem(error.code, error.text, sku_id))
                facts[sku_id] = known[sku_id]
        return facts, problems

    async def selected(self, tx: Tx, member_id: MemberId) -> list[tuple[SkuId, int]]:
        return await self._cart.selected(tx, member_id)


def merged(wants: Sequence[tuple[SkuId, int]]) -> dict[SkuId, int]:
    """One quantity per SKU, in the order given. Raises BasketEmpty, BasketTooLarge."""
    quantities: dict[SkuId, int] = {}
    for sku_id, quantity in wants:
        quantities[sku_id] = quantities.get(sku_id, 0) + quantity
    if not quantities:
        raise BasketEmpty
    if len(quantities) > LINES_MAX or any(not 1 <= n <= QUANTITY_MAX for n in quantities.values()):
        raise BasketTooLarge
    return quantities


def refuse_unsellable(facts: Mapping[SkuId, SkuFacts], quantities: Mapping[SkuId, int]) -> None:
    """Raises SkuUnavailable, LimitPerOrder."""
    gone = [sku_id for sku_id in quantities if sku_id not in facts or not facts[sku_id].on_sale]
    if gone:
        names = [facts[sku_id].title for sku_id in gone if sku_id in facts]
        raise SkuUnavailable(gone, f"「{names[0]}」已下架，请看看其他商品" if names else None)
    for sku_id, quantity in quantities.items():
        if quantity > facts[sku_id].limit_per_order:
            raise LimitPerOrder(sku_id, facts[sku_id].limit_per_order)


def priced_line(line_id: LineId, sku: SkuFacts, quantity: int) -> PricedLine:
    return PricedLine(
        line_id=line_id,
        sku_id=sku.sku_id,
        product_id=sku.product_id,
        title=sku.title,
        option_text=sku.option_text,
        image_url=sku.image_url,
        unit_fen=sku.price_fen,
        quantity=quantity,
        payable_fen=sku.price_fen * quantity,
        weight_g=sku.weight_g,
        kind=sku.kind,
        no_reason_return=sku.no_reason_return,
    )
