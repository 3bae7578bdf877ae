"""Pricing what somebody wants from the live catalogue: the one answer of cart, quote and order."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.commerce.freight import STANDARD, FreightRule
from domain.commerce.points_step import PointsTerms
from domain.commerce.pricing import price
from domain.commerce.promotion_steps import Terms, steps_for
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
from ports.kernel import CouponId, Ids, Invalid, LineId, MemberId, SkuId, Tx
from ports.members.api import Buyer, MemberCard, MembersApi, PostalAddress
from ports.promotion.api import (
    ActivityRef,
    CouponHeld,
    CouponOutcome,
    CouponUnusable,
    CouponVerdict,
    EarlyAccess,
    GiftWish,
    Miss,
    Offers,
    OffersAsk,
    PromotionApi,
    Use,
)
from ports.supply.api import SupplyApi

NO_GIFT = "赠品暂时缺货"


class Shopping(Struct, frozen=True):
    """Who buys what, and on what offers. `facts` lacks the SKUs that do not exist."""

    buyer: Buyer
    quantities: dict[SkuId, int]
    facts: dict[SkuId, SkuFacts]
    offers: Offers


class Wanted(Struct, frozen=True):
    """`lines` None: what is ticked in the cart. `address_id` None: the default address. `coupon_ids` None: the best.

    `points` None: as many as can be used.
    """

    lines: Sequence[tuple[SkuId, int]] | None
    address_id: UUID | None
    coupon_ids: tuple[CouponId, ...] | None = None
    activity: ActivityRef | None = None
    points: int | None = 0


class Quoting:
    def __init__(
        self,
        baskets: BasketReads,
        others: tuple[MembersApi, SupplyApi, PromotionApi],
        ids: Ids,
        freight: FreightRule = STANDARD,
    ) -> None:
        self._baskets = baskets
        self._members, self._supply, self._promotion = others
        self._ids = ids
        self._freight = freight

    async def shopping(self, tx: Tx, member_id: MemberId, wanted: Wanted) -> Shopping:
        """A SKU named twice becomes one line. Two SQL statements: the basket, the offers.

        Raises AddressNotFound, BasketEmpty, BasketTooLarge, what the activity refuses, and what `refuse_beside` does.
        """
        if wanted.lines is None:
            found = await self._baskets.ticked(tx, member_id, wanted.address_id)
        else:
            found = await self._baskets.named(tx, member_id, wanted.address_id, merged(wanted.lines))
        buyer = self._members.opened(found.buyer if found else None, wanted.address_id)
        assert found is not None, "a buyer was opened"
        quantities = merged(found.wants)
        offers = await self._promotion.offers(tx, offers_ask(buyer.card, tuple(quantities), wanted.activity))
        refuse_beside(offers, quantities)
        return Shopping(buyer, quantities, found.facts, offers)

    async def price(self, tx: Tx, shopping: Shopping, wanted: Wanted, address: PostalAddress | None) -> PricedBasket:
        """Without an address freight is that of a province that is not remote.

        Raises SkuUnavailable, LimitPerOrder, CouponUnusable, PointsUnusable. Stock is supply's answer.
        """
        refuse_unsellable(shopping.facts, shopping.quantities)
        return await self.price_known(tx, shopping, wanted, address)

    async def price_known(
        self, tx: Tx, shopping: Shopping, wanted: Wanted, address: PostalAddress | None
    ) -> PricedBasket:
        """Of what can be sold of it; gifts are added while there are any."""
        terms = Terms(
            promotion=self._promotion,
            offers=shopping.offers,
            level=shopping.buyer.card.level,
            freight=self._freight,
            province=address.province if address else None,
            choice=wanted.coupon_ids,
            points=PointsTerms(shopping.buyer.wallet, wanted.points),
        )
        lines = [
            priced_line(LineId(self._ids.new()), shopping.facts[sku_id], quantity)
            for sku_id, quantity in shopping.quantities.items()
        ]
        basket = price(lines, steps_for(terms))
        return await self._with_gifts(tx, basket, terms) if basket.gifts else basket

    async def _with_gifts(self, tx: Tx, basket: PricedBasket, terms: Terms) -> PricedBasket:
        """A gift that is out of stock is left out, and the coupon that would bring it is not used up for nothing."""
        wanted: dict[SkuId, int] = {}
        for line in basket.lines:
            wanted[line.sku_id] = wanted.get(line.sku_id, 0) + line.quantity
        ids = list(dict.fromkeys(wish.sku_id for wish in basket.gifts))
        free = {stock.sku_id: stock.free for stock in await self._supply.free(tx, ids)}
        facts = await self._baskets.facts(tx, ids)
        kept: list[GiftWish] = []
        lost: list[GiftWish] = []
        for wish in basket.gifts:
            needed = wanted.get(wish.sku_id, 0) + wish.quantity
            if wish.sku_id in facts and facts[wish.sku_id].on_sale and free.get(wish.sku_id, 0) >= needed:
                wanted[wish.sku_id] = needed
                kept.append(wish)
            else:
                lost.append(wish)
        if missed := _gift_coupons(terms.offers, basket, lost):
            return await self._without(tx, basket, terms, missed)
        lines = [(LineId(self._ids.new()), wish) for wish in kept]
        given = [replace(priced_line(id_, facts[wish.sku_id], wish.quantity), is_gift=True) for id_, wish in lines]
        uses = tuple(Use(wish.campaign_id, wish.sku_id, wish.quantity, 0) for wish in kept if wish.campaign_id)
        choice = tuple(use.coupon_id for use in basket.coupons.uses) if basket.coupons else terms.choice
        whole = price([*basket.lines, *given], steps_for(replace(terms, gifts=dict(lines), choice=choice)))
        gone = tuple(Miss(wish.campaign_id, wish.label, NO_GIFT) for wish in lost if wish.campaign_id is not None)
        return replace(whole, uses=(*whole.uses, *uses), coupons=basket.coupons, misses=(*whole.misses, *gone))

    async def _without(self, tx: Tx, basket: PricedBasket, terms: Terms, missed: Sequence[CouponHeld]) -> PricedBasket:
        """Priced as if the member did not hold these; what is told of them is why. Raises CouponUnusable if chosen."""
        if terms.choice is not None:
            raise CouponUnusable(f"「{missed[0].name}」的{NO_GIFT}，请换一张优惠券")
        others = tuple(coupon for coupon in terms.offers.coupons if coupon not in missed)
        left = replace(terms, offers=replace(terms.offers, coupons=others))
        after = price(basket.lines, steps_for(left))
        if after.gifts:
            after = await self._with_gifts(tx, after, left)
        outcome = after.coupons or CouponOutcome((), after.totals.payable_fen, None, None, (), None)
        told = tuple(CouponVerdict(coupon.id, "unusable", 0, NO_GIFT) for coupon in missed)
        assert basket.combining is not None, "coupons were chosen for it"
        combining = replace(basket.combining, coupons=others)
        return replace(after, coupons=replace(outcome, verdicts=(*outcome.verdicts, *told)), combining=combining)


def _gift_coupons(offers: Offers, basket: PricedBasket, lost: Sequence[GiftWish]) -> list[CouponHeld]:
    """The chosen coupons whose gift is among the lost ones: they bring their gifts in the order they are used in."""
    held = {coupon.id: coupon for coupon in offers.coupons}
    used = [held[use.coupon_id] for use in basket.coupons.uses] if basket.coupons else []
    bringing = [coupon for coupon in used if coupon.rule.kind == "gift"]
    brought = [wish for wish in basket.gifts if wish.campaign_id is None]
    return [coupon for coupon, wish in zip(bringing, brought, strict=True) if any(wish is one for one in lost)]


def offers_ask(card: MemberCard | None, sku_ids: tuple[SkuId, ...], activity: ActivityRef | None = None) -> OffersAsk:
    """What may lower these goods for this member; None: for a guest."""
    if card is None:
        return OffersAsk(None, None, sku_ids, activity)
    level = card.level
    early = EarlyAccess(level.own_name, level.early_access_minutes)
    return OffersAsk(card.id, level.code, sku_ids, activity, early)


def refuse_beside(offers: Offers, quantities: Mapping[SkuId, int]) -> None:
    """What is sold through an activity is bought by itself. Raises Invalid, LimitPerOrder."""
    special = offers.special
    if special is None:
        return
    if quantities.keys() != {special.sku_id}:
        raise Invalid("活动商品需要单独购买", field="lines")
    if quantities[special.sku_id] > special.units_max:
        raise LimitPerOrder(special.sku_id, special.units_max)


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
        category_ids=sku.category_ids,
    )
