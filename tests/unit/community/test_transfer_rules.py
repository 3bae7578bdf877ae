"""Who may go to another guide."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.community.transfer_rules import protection_of
from ports.community.transfers import TransferFacts, TransferRules

NOW = datetime(2025, 12, 1, tzinfo=UTC)
_past = st.integers(0, 400).map(lambda days: NOW - timedelta(days=days))
_facts = st.builds(
    TransferFacts,
    contact_id=st.just("wm1"),
    name=st.just("小雨"),
    added_at=_past,
    moves=st.integers(0, 3),
    moved_at=st.none() | _past,
    paid_at=st.none() | _past,
    has_after_sale=st.booleans(),
    is_moving=st.booleans(),
)
_days = st.integers(0, 100)
_rules = st.builds(TransferRules, added_days=_days, moved_days=_days, bought_days=_days, spare_after_sale=st.booleans())


@given(_facts, _rules)
def test_a_guide_who_has_left_protects_nobody_but_wecom_does(facts: TransferFacts, rules: TransferRules) -> None:
    stays = protection_of(facts, rules, NOW, has_left=True) is not None
    assert stays == (facts.is_moving or facts.moves >= 2)


@given(_facts, _rules)
def test_more_days_protect_more(facts: TransferFacts, rules: TransferRules) -> None:
    longer = TransferRules(
        rules.added_days + 1, rules.moved_days + 1, rules.bought_days + 1, spare_after_sale=rules.spare_after_sale
    )
    if protection_of(facts, rules, NOW, has_left=False) is not None:
        assert protection_of(facts, longer, NOW, has_left=False) is not None


@given(_facts)
def test_without_rules_only_wecom_protects(facts: TransferFacts) -> None:
    none = TransferRules(0, 0, 0, spare_after_sale=False)
    left = protection_of(facts, none, NOW, has_left=True)
    assert protection_of(facts, none, NOW, has_left=False) == left


@given(st.integers(1, 100), st.integers(0, 200))
def test_the_last_day_of_protection(days: int, ago: int) -> None:
    facts = TransferFacts(
        "wm1", "小雨", NOW - timedelta(days=ago), 0, None, None, has_after_sale=False, is_moving=False
    )
    why = protection_of(facts, TransferRules(added_days=days, moved_days=0), NOW, has_left=False)
    assert why == (f"添加不满 {days} 天" if ago < days else None)
