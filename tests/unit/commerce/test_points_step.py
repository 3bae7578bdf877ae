"""How many points could pay a part of a basket, and if none, why."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.commerce.points_step import PointsTerms, pay_with_points, share_of
from domain.commerce.pricing import Basket, price
from ports.commerce.pricing import PointsUnusable, PricedLine
from ports.kernel import LineId, ProductId, SkuId
from ports.members.api import PointsWallet


def line(fen: int, number: int = 1) -> PricedLine:
    ids = (LineId(UUID(int=number)), SkuId(UUID(int=number)), ProductId(UUID(int=number)))
    return PricedLine(*ids, "棉柔巾", "", "", fen, 1, fen, 100, "physical", True)


def wallet(available: int, *, percent: int = 50, least: int = 100, step: int = 100) -> PointsWallet:
    return PointsWallet(available=available, per_yuan=100, max_percent=percent, points_min=least, step=step)


@pytest.mark.parametrize(
    ("held", "reason"),
    [
        (wallet(99), "满 100 积分可用"),
        # 300 points reach the minimum, but not one whole step.
        (wallet(300, step=500), "满 500 积分可用"),
        (wallet(150, least=120), "满 200 积分可用"),
        (wallet(5_000, percent=0), "积分暂时不能抵扣现金"),
        (wallet(5_000, percent=1), "本单金额较低，不能使用积分"),
    ],
)
def test_why_none_can_be_used(held: PointsWallet, reason: str) -> None:
    share = share_of(Basket((line(4_200),)), held)
    assert (share.available, share.usable, share.usable_fen, share.reason) == (held.available, 0, 0, reason)


def test_as_many_as_can_be_used_pay_and_the_derivation_says_so() -> None:
    priced = price([line(4_200), line(100, 2)], [pay_with_points(PointsTerms(wallet(5_000), None))])
    assert priced.points is not None
    assert (priced.points.usable, priced.points.used, priced.points.used_fen) == (2_100, 2_100, 2_100)
    assert (priced.totals.payable_fen, priced.totals.discount_fen, priced.totals.saved_fen) == (2_200, 2_100, 0)
    note = priced.derivation[-1]
    assert (note.step, note.label, note.amount_fen, note.detail) == (
        "points",
        "积分抵扣",
        -2_100,
        "2100 积分抵 21.00 元",
    )
    assert sum(one.points for one in priced.lines) == 2_100


@given(
    available=st.integers(0, 20_000),
    percent=st.integers(0, 100),
    least=st.integers(1, 2_000),
    step=st.integers(1, 1_000),
    fen=st.integers(1, 50_000),
)
def test_either_some_can_be_used_or_there_is_a_reason(
    available: int, percent: int, least: int, step: int, fen: int
) -> None:
    held = wallet(available, percent=percent, least=least, step=step)
    share = share_of(Basket((line(fen),)), held)
    assert (share.usable == 0) == (share.reason is not None)
    if share.usable:
        assert least <= share.usable <= available and share.usable % step == 0
        used = price([line(fen)], [pay_with_points(PointsTerms(held, share.usable))])
        assert used.totals.payable_fen >= 1
        with pytest.raises(PointsUnusable):
            price([line(fen)], [pay_with_points(PointsTerms(held, share.usable + step))])
