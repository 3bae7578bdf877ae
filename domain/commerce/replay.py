"""Past orders through a promotion that does not run yet: the same baskets, the pricing engine of today. Pure.

Each order that the promotion touches is priced twice, without it and with it, at the list prices of then and the level
that the member has now. What else lowered it at the time is in neither, so that their difference is the promotion's.
"""

from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from domain.commerce.freight import FreightRule
from domain.commerce.order_numbers import SHANGHAI
from domain.commerce.pricing import price
from domain.commerce.promotion_steps import Terms, steps_for
from ports.commerce.pricing import PricedBasket, PricedLine
from ports.commerce.simulation_views import PastLine, PastOrder, Revenue, SimulatedDay, SimulatedItem
from ports.kernel import Fen, MemberId, SkuId
from ports.promotion.api import Campaign, GiftWish, Offers, PromotionApi, Trial, TrialItem, Use

WHOLE = 100
"""Units are counted in hundredths, so that an uplift of 30 % loses nothing."""


class Totals(Struct):
    """Of untouched orders as they were, and of touched ones each way, before any uplift."""

    untouched: Revenue = Revenue()
    was: Revenue = Revenue()
    plain: Revenue = Revenue()
    offered: Revenue = Revenue()
    gift_cost_fen: Fen = 0


class Shelf(Struct):
    """Of one SKU of the promotion, in hundredths of a unit."""

    taken: int = 0
    sold: int = 0
    quota_out_at: datetime | None = None
    stock_out_at: datetime | None = None


class Replay:
    """Takes orders oldest first. `uplift_percent`: touched baskets come so much more often."""

    def __init__(self, trial: Trial, promotion: PromotionApi, freight: FreightRule, uplift_percent: int) -> None:
        self._trial = trial
        self._promotion = promotion
        self._freight = freight
        self.weight = WHOLE + uplift_percent
        self.totals = Totals()
        self.orders = self.touched = self.lines = self.lines_without_cost = 0
        self._known = {item.sku_id: item for item in trial.items}
        self._shelves = {item.sku_id: Shelf() for item in trial.items}
        self._of_member: dict[tuple[MemberId, SkuId], int] = {}
        self._days: dict[str, SimulatedDay] = {}

    def add(self, order: PastOrder) -> None:
        self.orders += 1
        self.lines += len(order.lines)
        self.lines_without_cost += sum(1 for line in order.lines if line.cost_fen is None)
        was = _revenue([(line.payable_fen, line) for line in order.lines], order.freight_fen)
        offered = self._offered(order)
        if offered is None:
            self.totals.untouched = plus(self.totals.untouched, was)
            self._count(order, was, was, touched=False)
            return
        basket, uses, gifts = offered
        bought = [line for line in order.lines if not line.is_given]
        plain = _priced(self._terms(order, Offers(order.paid_at)), bought)
        before = _revenue(list(zip(_paid(plain), bought, strict=True)), plain.totals.freight_fen)
        after = _revenue(list(zip(_paid(basket), bought, strict=True)), basket.totals.freight_fen)
        gift_cost_fen = self._given(gifts)
        after = replace(after, margin_fen=after.margin_fen - gift_cost_fen)
        self.touched += 1
        totals = self.totals
        totals.was, totals.plain = plus(totals.was, was), plus(totals.plain, before)
        totals.offered = plus(totals.offered, after)
        totals.gift_cost_fen += gift_cost_fen
        self._take(order, uses, gifts)
        self._count(order, before, after, touched=True)

    @property
    def was(self) -> Revenue:
        return plus(self.totals.untouched, self.totals.was)

    @property
    def plain(self) -> Revenue:
        return plus(self.totals.untouched, self.totals.plain)

    @property
    def offered(self) -> Revenue:
        return plus(self.totals.untouched, _times(self.totals.offered, self.weight))

    @property
    def discount_fen(self) -> Fen:
        return part_of(self.totals.plain.goods_fen - self.totals.offered.goods_fen, self.weight)

    @property
    def gift_cost_fen(self) -> Fen:
        return part_of(self.totals.gift_cost_fen, self.weight)

    def items(self) -> tuple[SimulatedItem, ...]:
        return tuple(_item(self._known[sku_id], shelf) for sku_id, shelf in self._shelves.items())

    def days(self) -> dict[str, SimulatedDay]:
        """Those that had an order."""
        return dict(self._days)

    def _offered(self, order: PastOrder) -> tuple[PricedBasket, list[Use], list[GiftWish]] | None:
        """The basket with the promotion. None: it makes no difference to it."""
        campaign = self._campaign_for(order)
        bought = [line for line in order.lines if not line.is_given]
        if campaign is None or not bought:
            return None
        basket = _priced(self._terms(order, Offers(order.paid_at, (campaign,))), bought)
        uses = [use for use in basket.uses if use.campaign_id == campaign.id]
        gifts = [gift for gift in basket.gifts if gift.campaign_id == campaign.id]
        return (basket, uses, gifts) if uses or gifts else None

    def _campaign_for(self, order: PastOrder) -> Campaign | None:
        trial = self._trial
        if trial.level_codes and order.level.code not in trial.level_codes:
            return None
        items = trial.campaign.items
        if trial.prices_items:
            wanted = {line.sku_id for line in order.lines}
            items = tuple(item for item in items if item.sku_id in wanted)
            if not items:
                return None
        left = tuple(
            replace(
                item,
                quota=None if item.quota is None else self._left(item.sku_id, item.quota),
                taken=0,
                member_taken=self._of_member.get((order.member_id, item.sku_id), 0),
            )
            for item in items
        )
        return replace(trial.campaign, items=left)

    def _left(self, sku_id: SkuId, quota: int) -> int:
        """Whole units of this order, which counts as `weight` hundredths of one."""
        return max(0, quota * WHOLE - self._shelves[sku_id].taken) // self.weight

    def _take(self, order: PastOrder, uses: list[Use], gifts: list[GiftWish]) -> None:
        taken = [(use.sku_id, use.units) for use in uses] + [(gift.sku_id, gift.quantity) for gift in gifts]
        for sku_id, units in taken:
            if sku_id is None or sku_id not in self._shelves:
                continue
            shelf, quota = self._shelves[sku_id], self._known[sku_id].quota
            shelf.taken += units * self.weight
            key = (order.member_id, sku_id)
            self._of_member[key] = self._of_member.get(key, 0) + units
            if quota is not None and shelf.quota_out_at is None and not self._left(sku_id, quota):
                shelf.quota_out_at = order.paid_at
        for gift in gifts:
            self._sell(gift.sku_id, gift.quantity * self.weight, order.paid_at)

    def _given(self, gifts: list[GiftWish]) -> Fen:
        """What the gifts cost; those whose cost is not known count as lines without one."""
        costs = [(self._known[gift.sku_id].cost_fen, gift.quantity) for gift in gifts]
        self.lines += len(costs)
        self.lines_without_cost += sum(1 for cost, _ in costs if cost is None)
        return sum(cost * quantity for cost, quantity in costs if cost is not None)

    def _sell(self, sku_id: SkuId, hundredths: int, at: datetime) -> None:
        shelf = self._shelves.get(sku_id)
        if shelf is None:
            return
        shelf.sold += hundredths
        if shelf.stock_out_at is None and shelf.sold >= self._known[sku_id].free_stock * WHOLE:
            shelf.stock_out_at = at

    def _count(self, order: PastOrder, plain: Revenue, offered: Revenue, *, touched: bool) -> None:
        weight = self.weight if touched else WHOLE
        for line in order.lines:
            self._sell(line.sku_id, line.quantity * weight, order.paid_at)
        day = f"{order.paid_at.astimezone(SHANGHAI):%Y-%m-%d}"
        known = self._days.get(day, SimulatedDay(day, 0, 0, 0, 0))
        self._days[day] = SimulatedDay(
            day,
            known.orders + 1,
            known.touched + touched,
            known.plain_fen + plain.goods_fen,
            known.offered_fen + part_of(offered.goods_fen, weight),
        )

    def _terms(self, order: PastOrder, offers: Offers) -> Terms:
        province = order.region.split(" ", 1)[0] if order.region else None
        return Terms(self._promotion, offers, order.level, self._freight, province)


def part_of(fen: Fen, hundredths: int) -> Fen:
    """So many hundredths of an amount, half up to a whole fen."""
    return (fen * hundredths + WHOLE // 2) // WHOLE


def plus(one: Revenue, other: Revenue) -> Revenue:
    return Revenue(
        one.goods_fen + other.goods_fen, one.freight_fen + other.freight_fen, one.margin_fen + other.margin_fen
    )


def _times(one: Revenue, hundredths: int) -> Revenue:
    return Revenue(*(part_of(fen, hundredths) for fen in (one.goods_fen, one.freight_fen, one.margin_fen)))


def _revenue(lines: list[tuple[Fen, PastLine]], freight_fen: Fen) -> Revenue:
    """`lines`: what was paid for each."""
    margin_fen = sum(fen - line.cost_fen * line.quantity for fen, line in lines if line.cost_fen is not None)
    return Revenue(sum(fen for fen, _ in lines), freight_fen, margin_fen)


def _priced(terms: Terms, lines: list[PastLine]) -> PricedBasket:
    return price([_line(line) for line in lines], steps_for(terms))


def _paid(basket: PricedBasket) -> list[Fen]:
    return [line.payable_fen for line in basket.lines]


def _line(line: PastLine) -> PricedLine:
    return PricedLine(
        line_id=line.id,
        sku_id=line.sku_id,
        product_id=line.product_id,
        title=line.title,
        option_text=line.option_text,
        image_url="",
        unit_fen=line.unit_fen,
        quantity=line.quantity,
        payable_fen=0,
        weight_g=line.weight_g,
        kind=line.kind,
        no_reason_return=True,
        category_ids=line.category_ids,
    )


def _item(known: TrialItem, shelf: Shelf) -> SimulatedItem:
    return SimulatedItem(
        sku_id=known.sku_id,
        title=known.title,
        option_text=known.option_text,
        units=shelf.taken // WHOLE,
        sold=shelf.sold // WHOLE,
        quota=known.quota,
        free_stock=known.free_stock,
        quota_out_at=shelf.quota_out_at,
        stock_out_at=shelf.stock_out_at,
    )
