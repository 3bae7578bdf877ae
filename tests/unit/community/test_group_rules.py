"""Which kind of group somebody belongs into, and why."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.community.group_rules import check_rules, kind_of, reason_of
from ports.community.group_rules import Bought, GroupRules
from ports.kernel import Invalid

RULES = GroupRules(is_on=True, days=90, vip_orders=5, vip_fen=100_000, ordinary_orders=1)
counts = st.integers(0, 20)
amounts = st.integers(0, 300_000)


@pytest.mark.parametrize(
    ("bought", "kind", "why"),
    [
        (Bought(0, 0), None, ""),
        (Bought(1, 100), "ordinary", "近 90 天付款 1 单，减退款后 1 元，达到普通群的 1 单"),
        (Bought(5, 9_950), "vip", "近 90 天付款 5 单，减退款后 99.50 元，达到 VIP 群的 5 单"),
        (Bought(1, 100_000), "vip", "近 90 天付款 1 单，减退款后 1000 元，达到 VIP 群的 1000 元"),
        (Bought(4, 99_999), "ordinary", "近 90 天付款 4 单，减退款后 999.99 元，达到普通群的 1 单"),
    ],
)
def test_examples(bought: Bought, kind: str | None, why: str) -> None:
    assert kind_of(RULES, bought) == kind
    if kind is not None:
        assert reason_of(RULES, bought) == why


@given(vip_orders=counts, vip_fen=amounts, ordinary_orders=counts, orders=counts, kept=amounts)
def test_whoever_buys_more_never_falls(
    vip_orders: int, vip_fen: int, ordinary_orders: int, orders: int, kept: int
) -> None:
    rules = GroupRules(is_on=True, vip_orders=vip_orders, vip_fen=vip_fen, ordinary_orders=ordinary_orders)
    rank = [None, "ordinary", "vip"]
    before = rank.index(kind_of(rules, Bought(orders, kept)))
    assert rank.index(kind_of(rules, Bought(orders + 1, kept + 1))) >= before
    # What is 0 does not count.
    if vip_orders == vip_fen == ordinary_orders == 0:
        assert kind_of(rules, Bought(orders, kept)) is None


@pytest.mark.parametrize(
    ("rules", "field"),
    [
        (GroupRules(days=0), "days"),
        (GroupRules(vip_orders=1001), "vipOrders"),
        (GroupRules(vip_fen=-1), "vipFen"),
        (GroupRules(vip_orders=2, ordinary_orders=2), "ordinaryOrders"),
        (GroupRules(is_on=True, vip_orders=0, vip_fen=0, ordinary_orders=0), "vipOrders"),
    ],
)
def test_rules_that_make_no_sense_are_refused(rules: GroupRules, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_rules(rules)
    assert refused.value.field == field


def test_the_first_rules_and_those_that_are_off_are_fine() -> None:
    check_rules(GroupRules())
    check_rules(GroupRules(vip_orders=0, vip_fen=0, ordinary_orders=0))
