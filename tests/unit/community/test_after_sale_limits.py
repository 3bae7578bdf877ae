"""How far a guide may decide, and where a guide stands among all."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.community.after_sale_limits import agreed_text, problem_of, reach
from domain.community.own_performance import month_period, rank_of
from ports.community.performance import GuideFigure
from ports.kernel import Invalid

FEN = st.integers(0, 10_000_000)


@given(FEN, FEN)
def test_nothing_above_the_limit_is_decided(limit_fen: int, refund_fen: int) -> None:
    found = reach(limit_fen, refund_fen)
    assert (found == "sees") == (limit_fen == 0)
    if found == "decides":
        assert 0 <= refund_fen <= limit_fen
    if found == "hands_over":
        assert refund_fen > limit_fen > 0


def test_the_words_say_what_happens() -> None:
    assert agreed_text(9900, is_return=False) == "已同意，¥99.00 正在原路退回"
    assert agreed_text(9900, is_return=True) == "已同意退货，等客户寄回商品"
    assert problem_of("导购 小青", 9900, (True, "")) == "导购 小青转来：退款 ¥99.00 超出导购权限，建议同意"
    assert problem_of("导购 小青", 9900, (False, "已拆封")).endswith("建议拒绝（已拆封）")


figures = st.builds(
    GuideFigure,
    user_id=st.text("abcdef", min_size=1, max_size=3),
    name=st.just(""),
    avatar_url=st.none(),
    is_active=st.booleans(),
    orders=st.integers(0, 3),
    kept_fen=st.integers(0, 500),
)


@given(st.lists(figures, min_size=1, max_size=12, unique_by=lambda one: one.user_id))
def test_ranks_are_of_those_who_sell_and_shared_by_equals(everybody: list[GuideFigure]) -> None:
    ranks = {one.user_id: rank_of(one, everybody) for one in everybody}
    for one in everybody:
        assert (ranks[one.user_id] is None) == (one.orders == 0)
        for other in everybody:
            mine, theirs = ranks[one.user_id], ranks[other.user_id]
            if mine is not None and theirs is not None:
                assert (mine < theirs) == (one.kept_fen > other.kept_fen)


def test_a_month_is_one_that_has_begun() -> None:
    today = date(2026, 11, 28)
    assert month_period(None, today).first_day == date(2026, 11, 1)
    assert month_period("2026-02", today).last_day == date(2026, 2, 28)
    for wrong in ("2026-12", "2019-12", "2026-13", "November", "2026-1"):
        with pytest.raises(Invalid):
            month_period(wrong, today)
