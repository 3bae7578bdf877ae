"""Random campaigns, baskets and wallets of a few goods, so that they meet: most of it applies to something."""

import random
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.commerce.freight import FreightRule
from domain.commerce.promotion_steps import Terms
from ports.commerce.pricing import PricedLine
from ports.kernel import CampaignId
from ports.members.api import Level
from ports.promotion.api import ActivityRef, Offers, SpecialPrice
from ports.promotion.rules import (
    AddOn,
    Campaign,
    Gift,
    NForPrice,
    OfferItem,
    Rule,
    Scope,
    SpendSave,
    SpendTier,
    Stage,
    TimedPrice,
)
from tests.promotions import promotions
from tests.unit.promotion.basket_samples import AT, random_coupon, random_scope
from tests.unit.promotion.campaign_samples import bundle, campaign, line, offers, sku

SKUS = 7
STAGES: tuple[Stage, ...] = ("member", "threshold", "coupon")


class Case(Struct, frozen=True):
    lines: tuple[PricedLine, ...]
    terms: Terms


def random_case(dice: random.Random, *, with_special: bool = True) -> Case:
    scale = dice.choice([10, 1000, 20_000])
    numbers = dice.sample(range(1, SKUS + 1), dice.randint(1, SKUS))
    lines = tuple(
        line(
            n,
            dice.choice([dice.randint(0, scale), scale // 2]),
            dice.choice([1, 1, 2, 3, dice.randint(1, 99)]),
            dice.choice(["physical", "physical", "physical", "virtual"]),
            dice.choice([0, 300, 1500]),
        )
        for n in numbers
    )
    goods_fen = sum(each.unit_fen * each.quantity for each in lines)
    runs = [random_campaign(dice, n, scale, goods_fen) for n in range(1, dice.randint(0, 6) + 1)]
    wallet = tuple(random_coupon(dice, n, goods_fen) for n in range(1, dice.randint(0, 4) + 1))
    given = replace(offers(*runs), coupons=wallet, special=_special(dice, lines) if with_special else None)
    free_from = dice.choice([0, goods_fen // 2, goods_fen, goods_fen + 1, 9900])
    level = dice.choice([None, None, Level("gold", "黄金会员", dice.choice([0, 50, 88, 95, 100]), dice.random() < 0.3)])
    province = dice.choice([None, "浙江省", "西藏自治区"])
    return Case(lines, Terms(promotions(), given, level, FreightRule(free_from_fen=free_from), province))


def random_campaign(dice: random.Random, n: int, scale: int, goods_fen: int) -> Campaign:
    stacks = tuple(stage for stage in STAGES if dice.random() < 0.4)
    rule, items = _rule(dice, scale, max(2, goods_fen))
    return campaign(n, rule, *items, stacks=stacks, priority=dice.randint(0, 3))


def _rule(dice: random.Random, scale: int, goods_fen: int) -> tuple[Rule, list[OfferItem]]:
    scope = Scope() if dice.random() < 0.5 else random_scope(dice)
    part = max(2, goods_fen // dice.randint(1, 6))
    match dice.randint(0, 5):
        case 0:
            return TimedPrice(), _items(dice, scale, dice.randint(1, 4))
        case 1:
            tiers = tuple(SpendTier(part * k, max(1, part * k // dice.randint(2, 9))) for k in (1, 2, 3))
            repeats = dice.random() < 0.4
            return SpendSave(scope, tiers[:1] if repeats else tiers, repeats), []
        case 2:
            return NForPrice(scope, dice.randint(2, 5), dice.randint(1, 3 * scale)), []
        case 3:
            return AddOn(scope, part, dice.randint(1, 4)), _items(dice, scale, dice.randint(1, 3))
        case 4:
            parts = [(k, dice.randint(1, 3)) for k in dice.sample(range(1, SKUS + 1), dice.randint(2, 3))]
            return bundle(dice.randint(1, 2 * scale), *parts), []
        case _:
            return Gift(scope, part), [OfferItem(sku(9), 0)]


def _items(dice: random.Random, scale: int, count: int) -> list[OfferItem]:
    return [
        OfferItem(
            sku_id=sku(n),
            price_fen=dice.randint(1, scale),
            quota=dice.choice([None, 1, 5, 50]),
            taken=dice.choice([0, 0, 1]),
            per_member_max=dice.choice([None, 1, 3]),
            member_taken=dice.choice([0, 0, 1, 5]),
        )
        for n in dice.sample(range(1, SKUS + 1), count)
    ]


def _special(dice: random.Random, lines: tuple[PricedLine, ...]) -> SpecialPrice | None:
    if dice.random() < 0.8:
        return None
    one = dice.choice(lines)
    ref = ActivityRef("group_buy", CampaignId(UUID(int=77)), size=3)
    stacks = tuple(stage for stage in STAGES if dice.random() < 0.3)
    price_fen = dice.choice([0, one.unit_fen // 2, one.unit_fen, one.unit_fen + 5])
    return SpecialPrice(ref, one.sku_id, price_fen, dice.randint(1, 100), "3人团", "三人团", stacks)


def nothing_of_it(dice: random.Random, n: int) -> Campaign:
    """A campaign of goods that no basket here has."""
    elsewhere = Scope("skus", (sku(500),))
    rule, items = dice.choice(
        [
            (TimedPrice(), [OfferItem(sku(500), 1)]),
            (SpendSave(elsewhere, (SpendTier(2, 1),), repeats=True), []),
            (NForPrice(elsewhere, 2, 1), []),
            (Gift(elsewhere, 1), [OfferItem(sku(9), 0)]),
            (AddOn(elsewhere, 1, 5), [OfferItem(sku(501), 1)]),
            (bundle(1, (500, 1), (501, 1)), []),
        ]
    )
    return campaign(n, rule, *items, priority=dice.randint(0, 3))


__all__ = ["AT", "Case", "Offers", "nothing_of_it", "random_case"]
