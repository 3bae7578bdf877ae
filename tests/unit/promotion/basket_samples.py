"""Baskets, wallets and freight for the tests of coupons, made from small numbers; and random ones from a seed."""

import random
from datetime import UTC, datetime, timedelta
from uuid import UUID

from msgspec import Struct

from ports.kernel import CouponId, LineId, ProductId, SkuId
from ports.promotion.api import CouponHeld, FreightCost, Item
from ports.promotion.rules import LAYERS, CouponKind, CouponLayer, CouponRule, Scope, Stage

AT = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
FROM = datetime(2026, 11, 1, tzinfo=UTC)
UNTIL = datetime(2026, 12, 1, tzinfo=UTC)
NO_FREIGHT = FreightCost(0, 0)


class Basket(Struct, frozen=True):
    items: tuple[Item, ...]
    coupons: tuple[CouponHeld, ...]
    freight: FreightCost
    at: datetime = AT


def item(
    n: int, fen: int, *, category: int = 1, product: int = 0, physical: bool = True, barred: tuple[Stage, ...] = ()
) -> Item:
    """Line, SKU and (unless given) product have the number n."""
    return Item(
        line_id=LineId(UUID(int=n)),
        sku_id=SkuId(UUID(int=n)),
        product_id=ProductId(UUID(int=product or n)),
        category_ids=(UUID(int=category), UUID(int=100)),
        title=f"商品{n}",
        unit_fen=fen,
        quantity=1,
        payable_fen=fen,
        is_physical=physical,
        barred=frozenset(barred),
    )


def coupon(
    n: int, kind: CouponKind, value: int, *, layer: CouponLayer = "shop", scope: Scope | None = None, **more: int | bool
) -> CouponHeld:
    """`more`: fields of the rule, and `until_day` of December 2026."""
    until = UNTIL + timedelta(days=int(more.pop("until_day", 1)) - 1)
    rule = CouponRule(
        kind=kind,
        layer=layer,
        value=value,
        min_fen=int(more.pop("min_fen", 0)),
        scope=scope or Scope(),
        **more,  # type: ignore[arg-type]
    )
    return CouponHeld(CouponId(UUID(int=n)), f"券{n}", rule, FROM, until)


def random_basket(dice: random.Random, lines_max: int = 5, coupons_max: int = 5) -> Basket:
    """Small sums on purpose: ties, exhausted scopes, thresholds just missed and free freight just lost happen often."""
    scale = dice.choice([10, 300, 20_000])
    items = []
    for n in range(1, dice.randint(1, lines_max) + 1):
        fen = dice.choice([dice.randint(0, scale), scale // 2])
        barred: tuple[Stage, ...] = ("coupon",) if dice.random() < 0.1 else ("member",) if dice.random() < 0.1 else ()
        place = {"category": dice.randint(1, 3), "product": dice.choice([0, 0, 7])}
        items.append(item(n, fen, physical=dice.random() < 0.8, barred=barred, **place))
    goods = sum(each.payable_fen for each in items)
    is_generous = dice.random() < 0.3
    coupons = [random_coupon(dice, n, goods, is_generous) for n in range(1, dice.randint(0, coupons_max) + 1)]
    dice.shuffle(coupons)
    free_from = dice.choice([None, 0, goods, goods * 3 // 4, goods // 2, goods + scale])
    by_weight = dice.choice([0, scale // 10, scale // 3]) if any(each.is_physical for each in items) else 0
    freight = FreightCost(by_weight, free_from, dice.choice([0, 0, scale // 10]))
    return Basket(tuple(items), tuple(coupons), freight)


def random_scope(dice: random.Random) -> Scope:
    excluded = (UUID(int=dice.randint(1, 5)),) if dice.random() < 0.1 else ()
    return dice.choice(
        [
            Scope(excluded_product_ids=excluded),
            Scope("categories", (UUID(int=dice.randint(1, 4)),), excluded),
            Scope("categories", (UUID(int=100),), excluded),
            Scope("products", tuple(UUID(int=dice.randint(1, 7)) for _ in range(2)), excluded),
            Scope("skus", tuple(UUID(int=dice.randint(1, 6)) for _ in range(2)), excluded),
        ]
    )


def random_coupon(dice: random.Random, n: int, goods: int, is_generous: bool = False) -> CouponHeld:
    """`is_generous`: small, for nearly everything and without a threshold, so that many are used together."""
    kind: CouponKind = dice.choice(["amount", "amount", "amount", "percent", "percent", "freight", "gift"])
    part = max(1, goods)
    value = {
        "amount": part // 10 + dice.randint(0, 2)
        if is_generous
        else dice.choice([part // 4 + 1, part // 10 + 1, dice.randint(1, part), part * 2]),
        "percent": dice.choice([0, 1, 50, 88, 95, 99, 100]),
        "freight": dice.choice([1, part // 10 + 1, part]),
        "gift": 1,
    }[kind]
    rule = CouponRule(
        kind=kind,
        layer="freight" if kind == "freight" and dice.random() < 0.8 else dice.choice(LAYERS),
        value=value,
        min_fen=0 if is_generous else dice.choice([0, 0, goods // 4, goods // 2, goods, goods + goods // 10 + 1]),
        scope=Scope("categories", (UUID(int=100),)) if is_generous else random_scope(dice),
        cap_fen=dice.choice([None, part // 10 + 1]) if kind == "percent" else None,
        is_exclusive=dice.random() < 0.1,
        gift_worth_fen=dice.choice([0, 100]) if kind == "gift" else 0,
    )
    valid_from = AT + timedelta(seconds=dice.choice([0, 1])) if dice.random() < 0.05 else FROM
    valid_until = dice.choice([UNTIL, UNTIL, UNTIL + timedelta(days=1), UNTIL + timedelta(days=2)])
    if dice.random() < 0.05:
        valid_until = AT + timedelta(seconds=dice.choice([0, 1]))
    return CouponHeld(CouponId(UUID(int=n)), f"券{n}", rule, valid_from, max(valid_until, valid_from))
