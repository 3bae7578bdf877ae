"""Which script fits, and what it says."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.community.guide_coupons import month_of, shortage
from domain.community.guide_drafts import cut
from domain.community.guide_scripts import nobody
from domain.community.script_desk import sample
from domain.community.script_rules import GAPS, check, filled, fitted, fitting, next_birthday
from ports.community.guide_sales import Allowance
from ports.community.scripts import (
    Anyone,
    BirthdayNear,
    CartLeftAlone,
    Condition,
    CouponEnding,
    ExtraFacts,
    OrderDelivered,
    QuietFor,
    ScriptRow,
    ScriptRules,
    StageReached,
    ViewedOften,
)
from ports.kernel import Invalid

NOW = datetime(2025, 11, 20, 12, tzinfo=UTC)
days = st.integers(1, 365)
conditions: st.SearchStrategy[Condition] = st.one_of(
    st.just(CartLeftAlone()),
    st.builds(ViewedOften, st.integers(2, 50)),
    st.builds(BirthdayNear, days),
    st.builds(StageReached, st.sampled_from(["pregnancy_weeks", "child_months"]), st.integers(0, 40), st.just(216)),
    st.builds(OrderDelivered, days),
    st.builds(CouponEnding, days),
    st.builds(QuietFor, days),
    st.just(Anyone()),
)


class Clock:
    def now(self) -> datetime:
        return NOW


def _script(condition: Condition, text: str = "{称呼}，您好", priority: int = 1) -> ScriptRow:
    return ScriptRow(uuid4(), ScriptRules("话术", condition, text, "product", priority), True, 1, NOW)


@given(conditions)
def test_every_condition_has_a_sample_that_fits_and_fills_all_its_gaps(condition: Condition) -> None:
    text = "".join(f"{{{gap}}}" for gap in sorted(GAPS[type(condition)]))
    script = _script(condition, text)
    check(script.rules)
    found = fitted(script, sample(script.rules, Clock()))
    assert found is not None and "{" not in found.text and found.why and found.card is not None


@given(conditions)
def test_of_a_stranger_nothing_fits_but_a_greeting(condition: Condition) -> None:
    facts = sample(ScriptRules("", Anyone(), "", "none", 1), Clock())
    bare = replace(facts.row, cart=None, viewed=None)
    stranger = replace(facts, row=bare, portrait=nobody(), extra=ExtraFacts(None, None, None))
    assert (fitted(_script(condition), stranger) is not None) == isinstance(condition, Anyone)


@given(st.integers(1, 400), st.integers(1, 365))
def test_a_customer_is_quiet_from_that_day_on(since: int, wanted: int) -> None:
    facts = sample(ScriptRules("", Anyone(), "", "none", 1), Clock())
    facts = replace(facts, portrait=replace(facts.portrait, days_since_last=since))
    assert (fitted(_script(QuietFor(wanted)), facts) is not None) == (since >= wanted)


@given(st.integers(0, 20), st.integers(1, 10))
def test_a_delivery_is_news_for_so_many_days(since: int, wanted: int) -> None:
    facts = sample(ScriptRules("", OrderDelivered(1), "", "none", 1), Clock())
    assert facts.extra.delivered is not None
    order = replace(facts.extra.delivered, delivered_at=NOW - timedelta(days=since))
    facts = replace(facts, extra=replace(facts.extra, delivered=order))
    assert (fitted(_script(OrderDelivered(wanted)), facts) is not None) == (since <= wanted)


@given(st.lists(st.integers(0, 5), max_size=8))
def test_the_greater_priority_comes_first(priorities: list[int]) -> None:
    scripts = [_script(Anyone(), priority=one) for one in priorities]
    found = fitting(scripts, sample(ScriptRules("", Anyone(), "", "none", 1), Clock()))
    assert [one.script.rules.priority for one in found] == sorted(priorities, reverse=True)


def test_a_name_in_braces_stays_a_name() -> None:
    assert filled("{称呼}看{商品}", {"称呼": "{商品}", "商品": "奶瓶"}) == "{商品}看奶瓶"


@pytest.mark.parametrize(
    "rules",
    [
        ScriptRules("", Anyone(), "好", "none", 1),
        ScriptRules("名", Anyone(), " ", "none", 1),
        ScriptRules("名", Anyone(), "{件数}", "none", 1),
        ScriptRules("名", Anyone(), "{称呼", "none", 1),
        ScriptRules("名", Anyone(), "长" * 601, "none", 1),
        ScriptRules("名", StageReached("child_months", 5, 4), "好", "none", 1),
    ],
)
def test_what_could_not_be_said_is_refused(rules: ScriptRules) -> None:
    with pytest.raises(Invalid):
        check(rules)


@given(st.dates(date(2024, 1, 1), date(2032, 12, 31)), st.dates(date(2000, 1, 1), date(2000, 12, 31)))
def test_a_birthday_comes_within_a_year(today: date, born: date) -> None:
    found = next_birthday(born.month, born.day, today)
    assert 0 <= (found - today).days <= 366
    assert (found.month, found.day) in {(born.month, born.day), (2, 28)}


@given(
    st.one_of(st.none(), st.integers(0, 20)),
    st.integers(0, 25),
    st.one_of(st.none(), st.integers(0, 9000)),
    st.integers(0, 9500),
    st.integers(0, 3000),
)
def test_words_are_found_exactly_where_the_allowance_is_short(
    coupons_max: int | None, coupons: int, value_max: int | None, value: int, worth: int
) -> None:
    is_short = (coupons_max is not None and coupons + 1 > coupons_max) or (
        value_max is not None and value + worth > value_max
    )
    assert (shortage(Allowance("2025-11", coupons_max, coupons, value_max, value), worth) is not None) == is_short


def test_a_month_is_one_in_shanghai() -> None:
    assert month_of(datetime(2025, 11, 30, 15, 59, tzinfo=UTC)) == "2025-11"
    assert month_of(datetime(2025, 11, 30, 16, 0, tzinfo=UTC)) == "2025-12"


@given(st.text(max_size=80), st.integers(0, 64))
def test_a_title_is_cut_between_characters(title: str, size: int) -> None:
    short = cut(title, size)
    assert len(short.encode()) <= size and title.startswith(short)
