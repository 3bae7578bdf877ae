"""The catalogue: enough tags, each told once, each readable, and scales without a gap or an overlap."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from domain.members.tag_book import TagLibrary
from domain.members.tag_catalogue import CATALOGUE
from domain.members.tag_night import steady_tags
from domain.members.tag_predicates import Tagger, predicate
from domain.members.tag_words import TagWords, features_of
from ports.members.tag_rules import (
    BOUGHT_BASE,
    LEVEL_BASE,
    MANUAL_BASE,
    PREFERRED_BASE,
    REPEAT_BASE,
    SLOTS_MAX,
    STATIC_MAX,
    Among,
    Between,
    Family,
    MemberFigures,
)
from ports.members.tag_views import SlotRow
from tests.unit.members.figure_samples import nobody

TAGS = [tag for family in CATALOGUE.families for tag in family.tags]
SCALES = [
    family
    for family in CATALOGUE.families
    if family.exclusive and all(isinstance(tag.condition, Between) for tag in family.tags)
]


def test_there_are_two_hundred_and_each_is_told_once() -> None:
    assert len(TAGS) >= 200
    ids, codes = [tag.id for tag in TAGS], [tag.code for tag in TAGS]
    assert ids == sorted(set(ids)), "the order of the ids is the order of what is computed"
    assert len(set(codes)) == len(codes)
    assert len({tag.name for tag in TAGS}) == len(TAGS), "an operator tells tags apart by their names"
    assert len({family.code for family in CATALOGUE.families}) == len(CATALOGUE.families)
    assert ids[0] > 0 and ids[-1] <= STATIC_MAX
    bases = [LEVEL_BASE, BOUGHT_BASE, REPEAT_BASE, PREFERRED_BASE, MANUAL_BASE]
    assert all(low + SLOTS_MAX <= high for low, high in itertools.pairwise(bases))


def test_every_condition_names_a_figure_and_every_figure_is_described() -> None:
    known = {feature.name for feature in CATALOGUE.features}
    assert known <= set(MemberFigures.__struct_fields__)
    for tag in TAGS:
        assert known.issuperset(features_of(tag.condition)), tag.code
    used = {name for tag in TAGS for name in features_of(tag.condition)}
    assert known - used == set(), "a figure that nothing needs is computed for nothing"


def test_every_tag_has_a_definition_with_its_own_numbers() -> None:
    words = TagWords(CATALOGUE)
    for tag in TAGS:
        definition = words.definition(tag)
        assert definition.endswith("。") and len(definition) > 4, tag.code
    by_code = {tag.code: words.definition(tag) for tag in TAGS}
    assert by_code["recency.2"] == "距最近一次购买在 8 天到 15 天之间。"
    assert by_code["spent.8"] == "累计净消费不少于 10000 元。"
    assert by_code["rfm.1"] == (
        "距最近一次购买不超过 60 天，且近 365 天购买不少于 3 单，且近 365 天净消费不少于 500 元。"
    )
    assert by_code["login_state.none"] == "没有「距最近一次登录」。登录状态保留 30 天。"
    assert by_code["tier.first"] == "最近一次收货的城市是 北京市、上海市、广州市、深圳市。"


def test_scales_follow_one_another() -> None:
    assert len(SCALES) > 25
    for family in SCALES:
        conditions = [tag.condition for tag in family.tags]
        assert len({condition.feature for condition in conditions if isinstance(condition, Between)}) == 1
        for one, following in itertools.pairwise(conditions):
            assert isinstance(one, Between) and isinstance(following, Between)
            assert one.high is not None and following.low == one.high + 1, family.code


@given(st.sampled_from(SCALES), st.integers(-2, 3_000_000))
def test_a_figure_has_one_place_on_its_scale(family: Family, value: int) -> None:
    condition = family.tags[0].condition
    assert isinstance(condition, Between)
    figures = nobody(**{condition.feature: value})
    held = [tag.code for tag in family.tags if predicate(tag.condition)(figures)]
    last = family.tags[-1].condition
    assert isinstance(last, Between)
    inside = value >= (condition.low or 0) and (last.high is None or value <= last.high)
    assert len(held) == (1 if inside else 0)


@given(st.integers(0, 400), st.integers(1, 30), st.integers(1, 500_000))
def test_every_buyer_is_in_one_segment(days: int, orders: int, fen: int) -> None:
    [family] = [family for family in CATALOGUE.families if family.code == "rfm"]
    figures = nobody(orders=orders, days_since_last=days, orders_365=orders, spent_365_fen=fen)
    assert sum(predicate(tag.condition)(figures) for tag in family.tags) == 1
    assert sum(predicate(tag.condition)(nobody()) for tag in family.tags) == 0


def test_every_province_is_in_one_part_of_the_country() -> None:
    families = {family.code: family for family in CATALOGUE.families}
    provinces = [
        value for tag in families["province"].tags if isinstance(tag.condition, Among) for value in tag.condition.values
    ]
    parts = [
        value for tag in families["part"].tags if isinstance(tag.condition, Among) for value in tag.condition.values
    ]
    assert len(provinces) == 34 and sorted(parts) == sorted(provinces)


def test_stages_of_life() -> None:
    names = {tag.id: tag.name for tag in TAGS}

    def held(**figures: object) -> set[str]:
        return {names[tag] for tag in Tagger(CATALOGUE).tags(nobody(**figures)) if 1000 < tag < 1090}

    assert held(pregnancy_weeks=(13,), days_to_birth=185, children=1) == {"孕早期"}
    assert held(pregnancy_weeks=(14,), days_to_birth=180, children=1) == {"孕中期"}
    assert held(pregnancy_weeks=(38,), days_to_birth=12, children=1) == {"孕晚期", "30 天内待产"}
    assert held(child_months=(0,), children=1) == {"新生儿", "宝宝 0 个月"}
    assert held(child_months=(12,), children=1) == {"7–12 月龄", "宝宝 12 个月", "本月满 1 周岁"}
    assert held(child_months=(36, 5), children=2) == {
        "2–3 岁",
        "1–6 月龄",
        "宝宝 36 个月",
        "宝宝 5 个月",
        "本月满 3 周岁",
    }
    assert held(pregnancy_weeks=(20,), days_to_birth=140, child_months=(40,), children=2) == {
        "孕中期",
        "再孕家庭",
        "3–6 岁",
    }


def test_birthdays_are_in_one_month_and_near_or_not() -> None:
    names = {tag.id: tag.name for tag in TAGS}

    def held(month: int | None, away: int | None) -> set[str]:
        figures = nobody(birthday_month=month, months_to_birthday=away)
        return {names[tag] for tag in Tagger(CATALOGUE).tags(figures) if 1100 < tag < 1200}

    assert held(2, 0) == {"2 月生日", "本月生日"}
    assert held(12, 1) == {"12 月生日", "下月生日"}
    assert held(1, 11) == {"1 月生日"}
    assert held(None, None) == {"未填生日"}
    words = TagWords(CATALOGUE)
    definitions = {tag.name: words.definition(tag) for tag in TAGS}
    assert definitions["2 月生日"] == "会员自己的生日月份为 2 月。"
    assert definitions["本月生日"] == "距会员自己的生日月份为 0 个月。按上海的自然月。"
    # The month is steady; how near it is moves.
    steady = {names[number] for number in steady_tags(CATALOGUE)}
    assert {"2 月生日", "未填生日"} <= steady and not {"本月生日", "下月生日"} & steady


def test_the_library_lists_the_shops_own_tags_too() -> None:
    library = TagLibrary(CATALOGUE)
    slots = [SlotRow(1, "level", "黄金会员", False), SlotRow(2, "category", "喂养", True)]
    families = {family.code: family for family in library.families(slots, [])}
    assert [tag.name for tag in families["level"].tags] == ["黄金会员"]
    assert [tag.id for tag in families["preferred"].tags] == [PREFERRED_BASE + 2]
    assert families["bought"].tags[0].is_retired and "manual" not in families


def test_steady_tags_do_not_move_by_themselves() -> None:
    steady, names = set(steady_tags(CATALOGUE)), {tag.code: tag.id for tag in TAGS}
    assert names["orders.2"] in steady and names["spent.1"] in steady
    assert not steady & {names["recency.1"], names["rfm.1"], names["cart.1"], names["month.3"]}
