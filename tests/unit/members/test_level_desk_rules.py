"""Which rules may be saved, what they would do, and what pages say."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from domain.members.level_checks import checked
from domain.members.level_pages import benefits, discount_words, next_level, ways
from domain.members.level_previews import differences, preview
from ports.kernel import Invalid
from ports.members.growth import GrowthRules, LevelRule
from ports.members.growth_store import StandingCount
from tests.unit.members.level_samples import LEVELS, NOW, RULES, WEIGHTS


def _with(place: int, **changed: object) -> GrowthRules:
    levels = list(LEVELS)
    levels[place] = replace(levels[place], **changed)
    return replace(RULES, levels=tuple(levels))


@pytest.mark.parametrize(
    ("wished", "field"),
    [
        (replace(RULES, levels=LEVELS[:3]), "levels"),
        (replace(RULES, levels=LEVELS[::-1]), "levels"),
        (_with(0, growth_from=1), "levels.0.growthFrom"),
        (_with(2, growth_from=1000), "levels.2.growthFrom"),
        (_with(3, discount_percent=79), "levels.3.discountPercent"),
        (_with(3, discount_percent=91), "levels.3.discountPercent"),
        (_with(1, points_multiplier_percent=99), "levels.1.pointsMultiplierPercent"),
        (_with(1, name="  "), "levels.1.name"),
        (_with(1, name="黄金会员"), "levels"),
        (_with(1, benefits=("长" * 21,)), "levels.1.benefits"),
        (_with(1, benefits=("好",) * 9), "levels.1.benefits"),
        (replace(RULES, weights=replace(WEIGHTS, per_yuan=101)), "weights.perYuan"),
        (replace(RULES, weights=replace(WEIGHTS, protection_percent=0)), "weights.protectionPercent"),
    ],
)
def test_what_may_not_be_saved(wished: GrowthRules, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked(RULES, wished)
    assert refused.value.field == field


def test_texts_are_tidied() -> None:
    found = checked(RULES, _with(1, name=" 白银  会员 ", benefits=(" 年度 礼盒 ", "  ")))
    assert (found.levels[1].name, found.levels[1].benefits) == ("白银 会员", ("年度 礼盒",))


def test_the_preview_counts_who_rises_and_who_would_fall() -> None:
    counts = (
        StandingCount("bronze", 0, False, False, 100),
        StandingCount("bronze", 700, False, False, 8),
        StandingCount("bronze", 700, True, False, 3),
        StandingCount("silver", 850, False, False, 5),
        StandingCount("silver", 100, False, False, 4),
        StandingCount("gold", 5000, False, False, 2),
    )
    lower = preview(counts, RULES, _with(1, growth_from=600), NOW)
    assert [(move.from_name, move.to_name, move.members) for move in lower.rising] == [("青铜会员", "白银会员", 8)]
    assert [(move.from_name, move.to_name, move.members) for move in lower.falling] == [("白银会员", "青铜会员", 4)]
    assert (lower.members, lower.falling_now) == (122, 4)
    higher = preview(counts, RULES, _with(2, growth_from=9000), NOW)
    assert higher.rising == ()
    assert [(move.from_name, move.members) for move in higher.falling] == [("白银会员", 4), ("黄金会员", 2)]
    assert higher.text == "保存后 0 位会员立即升级；若成长值不变，6 位会在下次年度复核时降级"


def test_what_was_changed_is_told() -> None:
    after = replace(_with(3, discount_percent=85, free_returns=True), weights=replace(WEIGHTS, per_yuan=2))
    assert differences(RULES, after) == ("钻石会员折扣百分比：80 → 85；钻石会员退货免运费：无 → 有；每元成长值：1 → 2")


@pytest.mark.parametrize(("percent", "words"), [(95, "9.5 折"), (90, "9 折"), (88, "8.8 折"), (80, "8 折")])
def test_discounts_in_words(percent: int, words: str) -> None:
    assert discount_words(percent) == words


def test_only_what_is_given_is_shown() -> None:
    full: Callable[..., LevelRule] = lambda **changed: replace(LEVELS[0], **changed)  # noqa: E731
    assert benefits(full()) == ()
    shown = benefits(full(discount_percent=80, points_multiplier_percent=150, free_returns=True, benefits=("礼盒",)))
    assert [(one.title, one.text) for one in shown] == [
        ("会员价", "商品享 8 折"),
        ("积分加倍", "消费积分按 1.5 倍计"),
        ("退货免运费", "运费由我们承担"),
        ("礼盒", ""),
    ]


@pytest.mark.parametrize(
    ("code", "growth", "expected"),
    [("bronze", 0, (1000, 0)), ("silver", 3000, (2000, 50)), ("gold", 100, (14900, 0)), ("silver", 7000, (0, 100))],
)
def test_the_way_to_the_next_level(code: str, growth: int, expected: tuple[int, int]) -> None:
    found = next_level(RULES, code, growth)
    assert found is not None and (found.missing, found.progress_percent) == expected
    assert next_level(RULES, "diamond", growth) is None


def test_what_earns_nothing_is_not_promised() -> None:
    assert [way.title for way in ways(WEIGHTS)] == ["购物", "活跃", "互动"]
    none = replace(WEIGHTS, per_yuan=0, per_active_day=0, interaction_daily_max=0)
    assert ways(none) == ()
