"""Attribution: exactly one winner, the same whatever the order of the evidence; commission in whole fen."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.community.attribution_rules import attributed, commission_fen
from ports.community.attribution import AttributionRules, Evidence, Granted, Known, Opened, TouchWindows

PAID = datetime(2025, 12, 1, 4, tzinfo=UTC)
NAMES = {"mei": "小美", "lan": "阿兰"}
GUIDES = st.sampled_from(["mei", "lan", "qing"])
TIMES = st.integers(-3 * 24 * 60, 60 * 24 * 60).map(lambda minutes: PAID - timedelta(minutes=minutes))
KINDS = st.sampled_from(["welcome", "script", "coupon", "post", "mass_message", "moment"])
OPENED = st.builds(
    Opened,
    touch_id=st.integers(1, 50).map(lambda n: UUID(int=n)),
    kind=KINDS,
    guide=GUIDES | st.none(),
    opened_at=TIMES,
)
GRANTED = st.builds(Granted, guide=GUIDES, coupon=st.just("满减券"), granted_at=TIMES)
KNOWN = st.builds(Known, guide=GUIDES, since=TIMES)
EVIDENCE = st.builds(
    Evidence,
    paid_at=st.just(PAID),
    personal=KNOWN | st.none(),
    opened=st.lists(OPENED, max_size=5).map(tuple),
    granted=st.lists(GRANTED, max_size=3).map(tuple),
    known=st.lists(KNOWN, max_size=4).map(tuple),
    names=st.just(NAMES),
)
ORDERS = st.lists(st.sampled_from(["personal", "touch", "coupon", "follow"]), unique=True).map(tuple)
RULES = st.builds(AttributionRules, order=ORDERS, follow=st.sampled_from(["first", "last"]))


@given(RULES, EVIDENCE)
def test_exactly_one_winner_and_it_is_explained(rules: AttributionRules, evidence: Evidence) -> None:
    verdict = attributed(rules, evidence)
    assert verdict.why and (verdict.rule == "none" or verdict.rule in rules.order)
    assert (verdict.touch_id is not None) == (verdict.rule == "touch")
    if verdict.rule == "none":
        assert (verdict.guide, verdict.rate) == (None, 0)
        # Nobody: each rule alone finds nobody either.
        assert all(attributed(replace(rules, order=(one,)), evidence).rule == "none" for one in rules.order)
    else:
        # The first of the rules that finds somebody when it is asked alone.
        alone = [attributed(replace(rules, order=(one,)), evidence) for one in rules.order]
        assert next(one for one in alone if one.rule != "none") == verdict


@given(RULES, EVIDENCE, st.randoms())
def test_the_order_of_what_is_known_does_not_matter(rules: AttributionRules, evidence: Evidence, chance) -> None:  # type: ignore[no-untyped-def]
    def turned[T](some: tuple[T, ...]) -> tuple[T, ...]:
        return tuple(chance.sample(some, len(some)))

    other = replace(
        evidence, opened=turned(evidence.opened), granted=turned(evidence.granted), known=turned(evidence.known)
    )
    one, two = attributed(rules, evidence), attributed(rules, other)
    assert (one.rule, one.touch_id) == (two.rule, two.touch_id)
    if len({opened.touch_id for opened in evidence.opened}) == len(evidence.opened):
        assert one == two


@given(RULES, EVIDENCE)
def test_nothing_after_the_payment_counts(rules: AttributionRules, evidence: Evidence) -> None:
    before = replace(
        evidence,
        personal=evidence.personal if evidence.personal and evidence.personal.since <= PAID else None,
        opened=tuple(one for one in evidence.opened if one.opened_at <= PAID),
        granted=tuple(one for one in evidence.granted if one.granted_at <= PAID),
        known=tuple(one for one in evidence.known if one.since <= PAID),
    )
    assert attributed(rules, evidence) == attributed(rules, before)


@given(st.integers(0, 10**12), st.integers(0, 10_000))
def test_commission_is_whole_fen_and_never_more_than_what_is_kept(kept: int, rate: int) -> None:
    assert 0 <= commission_fen(kept, rate) <= kept
    assert commission_fen(kept, rate) == int(kept * rate / 10_000) or kept > 10**9


@pytest.mark.parametrize(("kept", "rate", "fen"), [(9999, 200, 199), (0, 300, 0), (49, 200, 0), (50, 200, 1)])
def test_the_remainder_of_a_commission_is_dropped(kept: int, rate: int, fen: int) -> None:
    assert commission_fen(kept, rate) == fen


def test_the_last_opening_within_its_window_wins() -> None:
    old = Opened(UUID(int=1), "script", "mei", PAID - timedelta(days=2))
    late = Opened(UUID(int=2), "post", "lan", PAID - timedelta(days=1))
    verdict = attributed(AttributionRules(), Evidence(PAID, opened=(old, late), names=NAMES))
    assert (verdict.guide, verdict.touch_id) == ("lan", UUID(int=2))
    assert verdict.why == "付款前最后打开的是 阿兰 发的社群内容（11 月 30 日 12:00），在 3 天的窗口内"
    # The window of its kind is over: the older one, whose window is longer, is still within its own.
    narrow = AttributionRules(windows=TouchWindows(post=0))
    assert attributed(narrow, Evidence(PAID, opened=(old, late), names=NAMES)).touch_id == UUID(int=1)


@pytest.mark.parametrize(("milliseconds", "rule"), [(999, "touch"), (1000, "none")])
def test_what_was_opened_in_the_second_of_the_payment_counts(milliseconds: int, rule: str) -> None:
    opened = Opened(UUID(int=1), "script", "mei", PAID + timedelta(milliseconds=milliseconds))
    assert attributed(AttributionRules(), Evidence(PAID, opened=(opened,))).rule == rule


@pytest.mark.parametrize(("days", "rule"), [(6, "touch"), (8, "none")])
def test_a_window_ends(days: int, rule: str) -> None:
    opened = Opened(UUID(int=1), "script", "mei", PAID - timedelta(days=days))
    assert attributed(AttributionRules(), Evidence(PAID, opened=(opened,))).rule == rule


def test_plain_following_counts_only_where_the_rules_say_so() -> None:
    known = (Known("lan", PAID - timedelta(days=9)), Known("mei", PAID - timedelta(days=90)))
    evidence = Evidence(PAID, known=known, names=NAMES)
    assert attributed(AttributionRules(order=("touch", "coupon")), evidence).rule == "none"
    assert attributed(AttributionRules(), evidence).guide == "lan"
    first = attributed(AttributionRules(follow="first"), evidence)
    assert (first.guide, first.rate) == ("mei", 50) and "取最早添加的导购" in first.why
