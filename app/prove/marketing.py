"""Random campaigns that apply by themselves, and random coupons, as an operator would set them up."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from app.prove.goods import Goods
from domain.promotion.campaigns import CampaignDraft
from domain.promotion.coupon_desk import TemplateDraft
from ports.governance.api import Actor
from ports.kernel import OperatorId
from ports.promotion.rules import (
    AddOn,
    Bundle,
    BundlePart,
    CouponKind,
    CouponLayer,
    CouponRule,
    Gift,
    NForPrice,
    Rule,
    Scope,
    SpendSave,
    SpendTier,
    Stage,
    TimedPrice,
)
from ports.promotion.store import ItemRow

OPERATOR = Actor(OperatorId(UUID(int=1)), "证明", frozenset(("promotions.read", "promotions.write")), "127.0.0.1")
STAGES: tuple[Stage, ...] = ("member", "threshold", "coupon")


def random_draft(dice: random.Random, goods: Sequence[Goods], now: datetime) -> CampaignDraft:
    """Runs at once, some of them for seconds alone. Quotas are small: they run out while the proof runs."""
    rule, items = _rule(dice, goods)
    ends_at = now + timedelta(seconds=dice.choice([10, 60, 86_400]))
    stacks = tuple(stage for stage in STAGES if dice.random() < 0.6)
    return CampaignDraft("证明活动", "", dice.randint(0, 20), stacks, rule, tuple(items), now, ends_at)


def _rule(dice: random.Random, goods: Sequence[Goods]) -> tuple[Rule, list[ItemRow]]:
    some = dice.sample(list(goods), dice.randint(2, 4))
    scope = dice.choice([Scope(), Scope("skus", tuple(each.sku_id for each in some))])
    match dice.randint(0, 5):
        case 0:
            return TimedPrice(), [_item(dice, each) for each in some]
        case 1:
            repeats = dice.random() < 0.5
            tiers = (SpendTier(10_000, 901), SpendTier(30_000, 3333))
            return SpendSave(scope, tiers[:1] if repeats else tiers, repeats), []
        case 2:
            return NForPrice(scope, dice.randint(2, 3), dice.randint(9_000, 25_000)), []
        case 3:
            return AddOn(scope, 9_900, dice.randint(1, 3)), [_item(dice, each) for each in some]
        case 4:
            parts = tuple(BundlePart(each.sku_id, dice.randint(1, 2)) for each in some[:3])
            prices = {each.sku_id: each.price_fen for each in some}
            list_fen = sum(prices[part.sku_id] * part.quantity for part in parts)
            return Bundle(parts, list_fen * dice.randint(60, 95) // 100), []
        case _:
            return Gift(scope, 12_000), [ItemRow(each.sku_id, 0, dice.choice([3, 15]), 2) for each in some[:2]]


def _item(dice: random.Random, goods: Goods) -> ItemRow:
    price_fen = goods.price_fen * dice.randint(40, 95) // 100
    return ItemRow(goods.sku_id, price_fen, dice.choice([None, 3, 10, 40]), dice.choice([None, 1, 3]))


def random_template(dice: random.Random, goods: Sequence[Goods], now: datetime) -> TemplateDraft:
    kind: CouponKind = dice.choice(["amount", "amount", "percent", "freight", "gift"])
    layers: tuple[CouponLayer, ...] = ("freight",) if kind == "freight" else ("product", "category", "shop")
    some = dice.sample(list(goods), 3)
    value = {"amount": dice.randint(100, 3000), "percent": dice.randint(80, 98), "freight": 1000, "gift": 1}[kind]
    rule = CouponRule(
        kind=kind,
        layer=dice.choice(layers),
        value=value,
        min_fen=dice.choice([0, 9_900, 20_000]) if value < 9_900 else 0,
        scope=dice.choice([Scope(), Scope("skus", tuple(each.sku_id for each in some))]),
        is_exclusive=dice.random() < 0.1,
        gift_sku_id=some[0].sku_id if kind == "gift" else None,
        gift_worth_fen=some[0].price_fen if kind == "gift" else 0,
    )
    is_brief = dice.random() < 0.3
    return TemplateDraft(
        name="证明券",
        rule=rule,
        total=dice.choice([5, 50, 500]),
        per_member_max=dice.randint(1, 5),
        claim_from=now,
        claim_until=now + timedelta(days=1),
        valid_from=now if is_brief else None,
        valid_until=now + timedelta(seconds=45) if is_brief else None,
        valid_days=None if is_brief else 1,
        returns_on_refund=dice.random() < 0.7,
        is_listed=True,
    )
