"""Whose turn it is, and which threshold was passed."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.community.handover_rules import next_guide, reason_of
from ports.community.personal_guides import Crossing, HandoverRules
from ports.kernel import MemberId

GUIDES = ("a", "b", "c", "d")


@given(st.sets(st.sampled_from(GUIDES)), st.sampled_from((*GUIDES, "gone", "")), st.integers(1, 40))
def test_turns_are_even_among_those_who_serve(serving: set[str], last: str, times: int) -> None:
    rules, had = HandoverRules(guides=GUIDES), dict.fromkeys(serving, 0)
    for _ in range(times):
        guide = next_guide(rules, last, serving, {})
        assert (guide in serving) if serving else guide is None
        if guide is None:
            return
        had[guide], last = had[guide] + 1, guide
    assert max(had.values()) - min(had.values()) <= 1


@given(st.dictionaries(st.sampled_from(GUIDES), st.integers(0, 9)), st.sets(st.sampled_from(GUIDES), min_size=1))
def test_the_least_loaded_has_no_more_than_anybody_who_serves(loads: dict[str, int], serving: set[str]) -> None:
    guide = next_guide(HandoverRules(guides=GUIDES, choice="least_loaded"), "a", serving, loads)
    assert guide in serving
    assert all(loads.get(guide or "", 0) <= loads.get(one, 0) for one in serving)


@pytest.mark.parametrize(
    ("crossing", "words"),
    [
        (Crossing(MemberId(UUID(int=1)), 20_000, None, None, False), "近 365 天实付 200 元，达到 200 元的专属服务门槛"),
        (Crossing(MemberId(UUID(int=1)), 19_999, "金禾会员", 7, True), "达到「金禾会员」等级"),
        (Crossing(MemberId(UUID(int=1)), 0, None, 7, True), "进入高价值标签"),
        (Crossing(MemberId(UUID(int=1)), 0, None, None, True), "累计实付达到等级规则里的专属管家门槛"),
        (Crossing(MemberId(UUID(int=1)), 19_999, None, None, False), None),
    ],
)
def test_the_first_threshold_that_was_passed_is_the_reason(crossing: Crossing, words: str | None) -> None:
    assert reason_of(HandoverRules(spend_fen=20_000), crossing) == words


def test_an_amount_of_nothing_does_not_count() -> None:
    rich = Crossing(MemberId(UUID(int=1)), 10**9, None, None, False)
    assert reason_of(HandoverRules(), rich) is None
