"""Writes the cases that the shop's own coupon search, in TypeScript, must answer exactly as the server does.

usage: python -m tests.vectors.make

The figures are those of the plain enumeration in tests/unit/promotion; the texts are the server's. A case is written in
short: ids are numbers, times are seconds after `at`, and what follows stands in the order of `ITEM` and `COUPON`.
"""

import json
import random
from pathlib import Path
from typing import Any
from uuid import UUID

from domain.promotion.combination import best_combination, chosen
from ports.kernel import CouponId
from ports.promotion.api import CouponHeld, CouponOutcome, CouponUnusable, FreightCost
from ports.promotion.rules import LAYERS, Scope
from tests.unit.promotion import plain_combination as plain
from tests.unit.promotion.basket_samples import AT, Basket, coupon, item, random_basket

PATH = Path(__file__).with_name("combination.json")
ITEM = ["id", "payableFen", "categoryId", "productId", "isPhysical", "isBarred"]
COUPON = [
    "id", "kind", "layer", "value", "minFen", "scopeKind", "scopeIds", "excludedProductIds", "capFen", "isExclusive",
    "giftWorthFen", "validFrom", "validUntil",
]  # fmt: skip


def document() -> dict[str, Any]:
    dice = random.Random(20261127)
    cases = [_case(basket) | _chosen(basket, dice) for basket in _baskets()]
    return {"at": AT.isoformat().replace("+00:00", "Z"), "item": ITEM, "coupon": COUPON, "cases": cases}


def text() -> str:
    """One case a line, so that a difference can be read."""
    made = document()
    cases = made.pop("cases")
    head = json.dumps(made, ensure_ascii=False)[:-1]
    lines = ",\n".join(json.dumps(case, ensure_ascii=False, separators=(",", ":")) for case in cases)
    return f'{head}, "cases": [\n{lines}\n]}}\n'


def _baskets() -> list[Basket]:
    dice = random.Random(20261122)
    small = [basket for _ in range(110) if (basket := random_basket(dice)).coupons]
    middle = [random_basket(dice, 8, 8) for _ in range(40)]
    large = [random_basket(dice, 14, 14) for _ in range(8)]
    return [*small, *middle, *large, *(_dear(dice) for _ in range(6)), _many(), _empty()]


def _dear(dice: random.Random) -> Basket:
    """Shares of such sums need products beyond what a double holds exactly."""
    items = tuple(item(n, dice.randint(10**8, 2 * 10**10), physical=n % 2 == 0) for n in range(1, 7))
    coupons = (
        coupon(1, "amount", dice.randint(10**9, 10**10), layer="product", scope=Scope("skus", _ids(1, 2, 3))),
        coupon(2, "percent", dice.randint(51, 99), layer="category", cap_fen=dice.randint(10**9, 10**10)),
        coupon(3, "percent", dice.randint(51, 99), layer="shop"),
        coupon(4, "amount", dice.randint(10**9, 10**10), min_fen=dice.randint(10**10, 10**11), until_day=3),
    )
    return Basket(items, coupons, FreightCost(10**7, 5 * 10**9))


def _many() -> Basket:
    """More coupons than are compared."""
    coupons = [
        coupon(n, "amount", 100 + n * 7 % 50, layer=LAYERS[n % 4], until_day=n % 5 + 1, min_fen=n % 3 * 1000)
        for n in range(1, 56)
    ]
    return Basket((item(1, 4000), item(2, 2500)), tuple(coupons), FreightCost(800, 6000))


def _empty() -> Basket:
    return Basket((item(1, 0),), (coupon(1, "amount", 5),), FreightCost(0, None))


def _ids(*numbers: int) -> tuple[UUID, ...]:
    return tuple(UUID(int=number) for number in numbers)


def _case(basket: Basket) -> dict[str, Any]:
    given = _given(basket)
    outcome = best_combination(*given)
    if len(basket.coupons) <= 40:
        first, *rest = plain.all_legal(*given)
        near = plain.nearest(*given)
        assert [use.coupon_id for use in outcome.uses] == [each.id for each in first.chosen]
        assert outcome.payable_fen == first.payable_fen
        assert outcome.runner_up == (tuple(each.id for each in rest[0].chosen) if rest else None)
        assert (outcome.nearest and outcome.nearest.coupon_id) == (near and near[0].id)
    return {
        "items": [
            [
                each.line_id.int,
                each.payable_fen,
                each.category_ids[0].int,
                each.product_id.int,
                int(each.is_physical),
                int("coupon" in each.barred),
            ]
            for each in basket.items
        ],
        "coupons": [_coupon(each) for each in basket.coupons],
        "freight": [basket.freight.by_weight_fen, basket.freight.free_from_fen, basket.freight.surcharge_fen],
        "best": _outcome(outcome),
    }


def _chosen(basket: Basket, dice: random.Random) -> dict[str, Any]:
    """A choice that a person could make of the same wallet: a legal one, or one that would leave nothing to pay."""
    choice: list[CouponHeld] = []
    usable = {each.coupon_id for each in best_combination(*_given(basket)).verdicts if each.state != "unusable"}
    for held in dice.sample(basket.coupons, len(basket.coupons)):
        layers = [each.rule.layer for each in choice]
        is_beside = held.rule.layer not in layers and not any(each.rule.is_exclusive for each in choice)
        if held.id in usable and dice.random() < 0.6 and is_beside and not (choice and held.rule.is_exclusive):
            choice.append(held)
    ids = tuple(held.id for held in choice)
    try:
        outcome = chosen(*_given(basket), ids)
    except CouponUnusable as error:
        return {"choice": [id_.int for id_ in ids], "refused": error.text}
    return {"choice": [id_.int for id_ in ids], "chosen": _outcome(outcome)}


def _given(basket: Basket) -> tuple[Any, ...]:
    return basket.items, basket.coupons, basket.freight, basket.at


def _outcome(outcome: CouponOutcome) -> dict[str, Any]:
    nearest = outcome.nearest
    return {
        "uses": [
            [use.coupon_id.int, [[line.int, fen] for line, fen in use.offs], use.freight_off_fen]
            for use in outcome.uses
        ],
        "payableFen": outcome.payable_fen,
        "runnerUp": _numbers(outcome.runner_up),
        "runnerUpPayableFen": outcome.runner_up_payable_fen,
        "verdicts": [[each.coupon_id.int, each.state, each.alone_off_fen, each.reason] for each in outcome.verdicts],
        "nearest": nearest and [nearest.coupon_id.int, nearest.add_fen, nearest.save_fen, nearest.text],
    }


def _coupon(held: CouponHeld) -> list[Any]:
    rule = held.rule
    return [
        held.id.int,
        rule.kind,
        rule.layer,
        rule.value,
        rule.min_fen,
        rule.scope.kind,
        [each.int for each in rule.scope.ids],
        [each.int for each in rule.scope.excluded_product_ids],
        rule.cap_fen,
        int(rule.is_exclusive),
        rule.gift_worth_fen,
        int((held.valid_from - AT).total_seconds()),
        int((held.valid_until - AT).total_seconds()),
    ]


def _numbers(ids: tuple[CouponId, ...] | None) -> list[int] | None:
    return None if ids is None else [each.int for each in ids]


if __name__ == "__main__":
    PATH.write_text(text(), encoding="utf-8")
    print(f"{PATH.name}: {PATH.stat().st_size} bytes")
