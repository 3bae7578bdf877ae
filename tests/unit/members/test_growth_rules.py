"""Levels go up at once and down by one a year; orders earn what they keep, in whatever order that is told."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.members import growth_rules as rules
from ports.kernel import OrderId
from ports.members.growth import Interaction, OrderGrowth
from tests.unit.members.level_samples import LEVELS, MEMBER, NOW, RULES, WEIGHTS, standing

CODES = [level.code for level in LEVELS]
ORDER = OrderGrowth(OrderId(UUID(int=1)), MEMBER, 10**9, None, 0, 0)


@pytest.mark.parametrize(
    ("growth", "code"),
    [(0, "bronze"), (999, "bronze"), (1000, "silver"), (4999, "silver"), (5000, "gold"), (15000, "diamond")],
)
def test_growth_reaches_a_level(growth: int, code: str) -> None:
    assert rules.reached(LEVELS, growth).code == code


@given(st.sampled_from(CODES), st.integers(0, 30_000), st.booleans())
def test_growth_lifts_and_never_lowers(code: str, growth: int, is_held: bool) -> None:
    after, change = rules.grown(standing(code, is_held=is_held), RULES, growth, NOW)
    before_place, earned_place = CODES.index(code), CODES.index(rules.reached(LEVELS, growth).code)
    expected = before_place if is_held else max(before_place, earned_place)
    assert (CODES.index(after.level_code), after.growth, after.rules_version) == (expected, growth, 3)
    assert (change is None) == (expected == before_place)
    if change is not None:
        assert (after.since, after.until) == (NOW, rules.year_later(NOW))
        assert str(growth) in change.words and LEVELS[expected].name in change.words


@pytest.mark.parametrize(
    ("code", "growth", "protected", "after", "words"),
    [
        ("gold", 5000, False, "gold", "达到 5000，保留黄金会员"),
        ("gold", 4000, False, "gold", "已达它的 80%，黄金会员再保留一年"),
        ("gold", 4000, True, "silver", "去年已保级一次，由黄金会员调整为白银会员"),
        ("gold", 3999, False, "silver", "也不足它的 80%，由黄金会员调整为白银会员"),
        ("diamond", 0, False, "gold", "由钻石会员调整为黄金会员"),
        ("silver", 0, False, "bronze", "由白银会员调整为青铜会员"),
        ("silver", 6000, False, "gold", "升级为黄金会员"),
    ],
)
def test_the_yearly_review(code: str, growth: int, protected: bool, after: str, words: str) -> None:
    found, change = rules.reviewed(standing(code, is_protected=protected), RULES, growth, NOW)
    assert (found.level_code, change.to_code) == (after, after)
    assert words in change.words and str(growth) in change.words
    assert found.until == (None if after == "bronze" else rules.year_later(NOW))
    assert found.is_protected == (after == code and growth < 5000)


@given(st.sampled_from(CODES), st.integers(0, 30_000), st.booleans(), st.booleans(), st.integers(1, 100))
def test_a_review_lowers_by_one_at_most_and_protects_once(
    code: str, growth: int, is_protected: bool, is_held: bool, percent: int
) -> None:
    known = replace(RULES, weights=replace(WEIGHTS, protection_percent=percent))
    before = standing(code, is_protected=is_protected, is_held=is_held)
    after, change = rules.reviewed(before, known, growth, NOW)
    place, level = CODES.index(code), LEVELS[CODES.index(code)]
    assert CODES.index(after.level_code) >= place - 1
    assert not after.is_held and (change.from_code, change.to_code) == (code, after.level_code)
    if growth >= level.growth_from:
        assert CODES.index(after.level_code) == max(place, CODES.index(rules.reached(LEVELS, growth).code))
        assert not after.is_protected
    elif growth * 100 >= level.growth_from * percent and not is_protected:
        assert after.level_code == code and after.is_protected
    else:
        assert CODES.index(after.level_code) == place - 1 and not after.is_protected
    # The review comes again in a year, and nobody is reviewed twice for one.
    assert after.until is None if after.level_code == "bronze" else after.until == rules.year_later(NOW)


def test_a_level_that_an_operator_set_is_kept_until_the_review() -> None:
    lowered, change = rules.placed(standing("diamond", 20_000), RULES, "silver", ("小周", "误判"), NOW)
    assert (lowered.level_code, lowered.is_held, lowered.until) == ("silver", True, rules.year_later(NOW))
    assert change.words == "由小周调整为白银会员：误判"
    assert rules.grown(lowered, RULES, 25_000, NOW)[1] is None
    after, change = rules.reviewed(lowered, RULES, 25_000, NOW)
    assert (after.level_code, after.is_held) == ("diamond", False)


@given(
    st.lists(st.tuples(st.integers(0, 100_000), st.booleans()), min_size=1, max_size=6),
    st.randoms(use_true_random=False),
)
def test_what_an_order_earns_does_not_depend_on_the_order_of_the_facts(facts, dice) -> None:
    def fold(told):  # type: ignore[no-untyped-def]
        known, booked = ORDER, 0
        for kept_fen, completed in told:
            after = rules.told(known, kept_fen, NOW if completed else None, 2)
            booked += after.growth - known.growth
            known = after
        assert booked == known.growth
        return known

    shuffled = [*facts, *facts]
    dice.shuffle(shuffled)
    assert fold(facts) == fold(shuffled)
    least, completed = min(kept for kept, _ in facts), any(done for _, done in facts)
    assert fold(facts).growth == (least // 100 * 2 if completed else 0)


def test_every_order_of_completion_and_two_refunds_ends_alike() -> None:
    facts = [(99_90, True), (50_00, False), (0, False)]
    ends = set()
    for told in permutations(facts):
        known = ORDER
        for kept_fen, completed in told:
            known = rules.told(known, kept_fen, NOW if completed else None, 1)
        ends.add((known.kept_fen, known.growth))
    assert ends == {(0, 0)}


def test_the_weight_of_the_completion_stays() -> None:
    known = rules.told(ORDER, 100_00, NOW, 3)
    assert known.growth == 300
    assert rules.told(known, 50_00, None, 10).growth == 150
    assert rules.told(known, 100_00, NOW + timedelta(days=3), 10) == known


@given(st.lists(st.sampled_from(["review", "share", "check_in"]), max_size=30), st.integers(0, 60))
def test_interactions_of_a_day_earn_the_maximum_at_most(done: list[Interaction], daily_max: int) -> None:
    weights = replace(WEIGHTS, interaction_daily_max=daily_max)
    earned = 0
    for what in done:
        earned += rules.interaction_growth(weights, what, earned)
    full = sum({"review": 20, "share": 5, "check_in": 2}[what] for what in done)
    assert earned == min(daily_max, full)


@given(
    st.datetimes(datetime.fromisoformat("2020-01-01"), datetime.fromisoformat("2100-01-01")).map(
        lambda at: at.replace(tzinfo=UTC)
    )
)
def test_a_year_later_is_the_same_day_in_shanghai(at: datetime) -> None:
    day, then = rules.day_of(at), rules.year_later(at).astimezone(rules.SHANGHAI)
    assert (then.hour, then.minute, then.year) == (0, 0, day.year + 1)
    assert (then.month, then.day) == ((2, 28) if (day.month, day.day) == (2, 29) else (day.month, day.day))


@given(st.sampled_from(CODES), st.sampled_from(CODES), st.integers(0, 30_000), st.booleans(), st.booleans())
def test_two_members_become_the_higher_of_both(
    kept: str, gone: str, growth: int, kept_held: bool, gone_held: bool
) -> None:
    pair = standing(kept, is_held=kept_held), standing(gone, is_held=gone_held, until=NOW + timedelta(days=9))
    after, change = rules.merged(pair, RULES, growth, NOW)
    assert CODES.index(after.level_code) >= max(CODES.index(kept), CODES.index(gone))
    if not after.is_held:
        assert CODES.index(after.level_code) >= CODES.index(rules.reached(LEVELS, growth).code)
    assert (change is None) == (after.level_code == kept)
    assert after.member_id == pair[0].member_id


def test_parted_members_stand_where_their_own_growth_puts_them() -> None:
    before = standing("silver", until=NOW + timedelta(days=30))
    together = standing("diamond", 16_000, until=NOW + timedelta(days=300))
    after, change = rules.restored(together, RULES, before, 1200, NOW)
    assert (after.level_code, after.growth, after.until) == ("silver", 1200, before.until)
    assert change is not None and "恢复为白银会员" in change.words
    risen, _ = rules.restored(together, RULES, before, 5600, NOW)
    assert (risen.level_code, risen.until) == ("gold", rules.year_later(NOW))
