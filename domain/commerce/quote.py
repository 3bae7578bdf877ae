"""Pricing what somebody wants from the live catalogue: the one answer of cart, quote and order."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from msgspec import Struct

from domain.commerce.freight import STANDARD, FreightRule
from domain.commerce.pricing import price, steps_for
from ports.commerce.cart_store import BasketReads, SkuFacts
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
from ports.members.api import Buyer, Level, MembersApi, PostalAddress


class Shopping(Struct, frozen=True):
    """Who buys what. `facts` lacks the SKUs that do not exist."""

    buyer: Buyer
    quantities: dict[SkuId, int]
    facts: dict[SkuId, SkuFacts]


class Quoting:
    def __init__(self, baskets: BasketReads, members: MembersApi, ids: Ids, freight: FreightRule = STANDARD) -> None:
        self._baskets = baskets
        self._members = members
        self._ids = ids
        self._freight = freight

    async def shopping(
        self, tx: Tx, member_id: MemberId, address_id: UUID | None, wants: Sequence[tuple[SkuId, int]] | None
    ) -> Shopping:
        """`wants` None: what is ticked in the cart. `address_id` None: the default address.

        A SKU named twice becomes one line. One SQL statement. Raises AddressNotFound, BasketEmpty, BasketTooLarge.
        """
        if wants is None:
            found = await self._baskets.ticked(tx, member_id, address_id)
        else:
            found = await self._baskets.named(tx, member_id, address_id, merged(wants))
        buyer = self._members.opened(found.buyer if found else None, address_id)
        assert found is not None, "a buyer was opened"
        return Shopping(buyer, merged(found.wants), found.facts)

    def price(self, shopping: Shopping, address: PostalAddress | None) -> PricedBasket:
        """Without an address freight is that of a province that is not remote.

        Raises SkuUnavailable, LimitPerOrder. Stock is supply's answer, not looked at here.
        """
        refuse_unsellable(shopping.facts, shopping.quantities)
        level = shopping.buyer.card.level
        return self.price_known(shopping.facts, list(shopping.quantities.items()), level, address)

    def price_known(
        self,
        facts: Mapping[SkuId, SkuFacts],
        wants: Sequence[tuple[SkuId, int]],
        level: Level | None,
        address: PostalAddress | None,
    ) -> PricedBasket:
        """Of SKUs that can be sold."""
        lines = [priced_line(LineId(self._ids.new()), facts[sku_id], quantity) for sku_id, quantity in wants]
        return price(lines, steps_for(level, self._freight, address.province if address else None))


def sellable(shopping: Shopping) -> tuple[dict[SkuId, SkuFacts], list[QuoteProblem]]:
    """What can be sold of it, in the order given, and what is wrong with the rest or with a quantity."""
    known = shopping.facts
    facts: dict[SkuId, SkuFacts] = {}
    problems: list[QuoteProblem] = []
    for sku_id, quantity in shopping.quantities.items():
        try:
            refuse_unsellable(known, {sku_id: quantity})
            facts[sku_id] = known[sku_id]
        except SkuUnavailable as error:
            problems.append(QuoteProblem(error.code, error.text, sku_id))
        except LimitPerOrder as error:
            problems.append(QuoteProblem(error.code, error.text, sku_id))
            facts[sku_id] = known[sku_id]
    return facts, problems


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
