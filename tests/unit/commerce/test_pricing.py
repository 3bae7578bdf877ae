"""The pricing engine: rounding, steps, freight, and that no fen is lost or made."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.commerce.allocation import allocate, refund_share_fen
from domain.commerce.freight import STANDARD, freight_of, missing_for_free_fen
from domain.commerce.pricing import percent_of, price, spread_discount
from ports.commerce.pricing import Derivation, PricedLine, ProductKind
from ports.kernel import LineId, ProductId, SkuId
from ports.members.api import Level
from tests.promotions import steps

GOLD = Level("gold", "黄金会员", 95)
DIAMOND = Level("diamond", "钻石会员", 90, free_freight=True)


def line(n: int, unit_fen: int, quantity: int = 1, weight_g: int = 300, kind: ProductKind = "physical") -> PricedLine:
    return PricedLine(
        line_id=LineId(UUID(int=n)),
        sku_id=SkuId(UUID(int=n)),
        product_id=ProductId(UUID(int=n)),
        title="面霜",
        option_text="",
        image_url="",
        unit_fen=unit_fen,
        quantity=quantity,
        payable_fen=0,
        weight_g=weight_g,
        kind=kind,
        no_reason_return=True,
    )


lines_of_a_basket = st.lists(
    st.tuples(
        st.integers(0, 2_000_000),
        st.integers(1, 99),
        st.integers(0, 20_000),
        st.sampled_from(["physical", "virtual", "service"]),
    ),
    min_size=1,
    max_size=12,
).map(lambda rows: [line(n, fen, q, g, kind) for n, (fen, q, g, kind) in enumerate(rows)])  # type: ignore[arg-type]


@pytest.mark.parametrize(("fen", "percent", "expected"), [(9990, 95, 9491), (1, 95, 1), (10, 95, 10), (9, 50, 5)])
def test_a_percentage_rounds_half_up_to_a_fen(fen: int, percent: int, expected: int) -> None:
    assert percent_of(fen, percent) == expected


def test_list_price_then_level_then_freight() -> None:
    basket = price([line(1, 3999, 2), line(2, 1001)], steps(GOLD, "浙江省"))
    assert [item.payable_fen for item in basket.lines] == [3799 * 2, 951]
    assert [(item.step, item.amount_fen) for item in basket.derivation] == [
        ("list", 8999),
        ("member_level", -450),
        ("freight", 1000),
    ]
    assert (basket.totals.goods_fen, basket.totals.payable_fen, basket.totals.saved_fen) == (8999, 9549, 450)


def test_freight_is_free_from_ninety_nine_yuan_after_discounts() -> None:
    assert price([line(1, 9900)], steps(None, None)).totals.freight_fen == 0
    assert price([line(1, 9900)], steps(GOLD, None)).totals.freight_fen == 1000
    assert missing_for_free_fen(STANDARD, 8700) == 1200


@pytest.mark.parametrize(
    ("goods_fen", "weight_g", "province", "fen"),
    [
        (100, 0, None, 1000),
        (100, 1000, "浙江省", 1000),
        (100, 1001, "浙江省", 1400),
        (100, 3000, "浙江省", 1800),
        (9900, 3000, "浙江省", 0),
        (9900, 3000, "新疆维吾尔自治区", 1000),
        (100, 1001, "西藏自治区", 2400),
    ],
)
def test_freight_by_weight_and_province(goods_fen: int, weight_g: int, province: str | None, fen: int) -> None:
    assert freight_of(STANDARD, goods_fen, weight_g, province).fen == fen


def test_diamond_members_pay_no_freight_and_virtual_goods_have_none() -> None:
    assert price([line(1, 100)], steps(DIAMOND, "西藏自治区")).totals.freight_fen == 0
    basket = price([line(1, 100, kind="virtual")], steps(None, "西藏自治区"))
    assert basket.totals.freight_fen == 0
    assert [item.step for item in basket.derivation] == ["list"]


@given(lines_of_a_basket, st.sampled_from([None, GOLD, DIAMOND]), st.integers(0, 5_000_000))
def test_lines_and_derivation_always_sum_to_the_total(
    lines: list[PricedLine], level: Level | None, coupon_fen: int
) -> None:
    note = Derivation("coupon", "c", "优惠券", 0, "")
    all_steps = (
        lambda basket: spread_discount(basket, coupon_fen, lambda item: item.kind != "virtual", note),
        *steps(level, "新疆维吾尔自治区"),
    )
    basket = price(lines, all_steps)
    totals = basket.totals
    assert sum(item.payable_fen for item in basket.lines) + totals.freight_fen == totals.payable_fen
    assert sum(item.amount_fen for item in basket.derivation) == totals.payable_fen
    assert totals.goods_fen - totals.discount_fen + totals.freight_fen == totals.payable_fen
    assert all(0 <= item.payable_fen <= item.unit_fen * item.quantity for item in basket.lines)


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**7), min_size=1, max_size=30))
def test_shares_sum_to_the_total_and_stray_less_than_a_fen(total_fen: int, weights: list[int]) -> None:
    shares = allocate(total_fen, weights)
    assert sum(shares) == total_fen
    assert shares == allocate(total_fen, weights)
    if sum(weights):
        assert all(abs(s * sum(weights) - total_fen * w) < sum(weights) for s, w in zip(shares, weights, strict=True))
        if total_fen <= sum(weights):
            assert all(s <= w for s, w in zip(shares, weights, strict=True))


def test_equal_remainders_go_to_the_earlier_lines() -> None:
    assert allocate(100, [1, 1, 1]) == [34, 33, 33]
    assert allocate(5, [0, 0]) == [3, 2]
    assert allocate(0, []) == []


@given(st.integers(0, 10**8), st.lists(st.integers(1, 20), min_size=1, max_size=10))
def test_however_a_line_comes_back_its_refunds_sum_to_what_was_paid(payable_fen: int, portions: list[int]) -> None:
    quantity, already, refunded_fen = sum(portions), 0, 0
    for portion in portions:
        share_fen = refund_share_fen(payable_fen, quantity, already, portion)
        assert 0 <= share_fen <= payable_fen - refunded_fen
        already, refunded_fen = already + portion, refunded_fen + share_fen
    assert refunded_fen == payable_fen
