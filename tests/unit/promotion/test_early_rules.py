"""Early access 会员提前购: the window of one member, and the words for it (ADR 0043)."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.promotion import campaign_rules, early_rules
from ports.kernel import Invalid
from ports.promotion.api import Offers
from ports.promotion.rules import (
    Bargain,
    Campaign,
    EarlyAccess,
    Flash,
    Gift,
    GroupBuy,
    GroupPrice,
    OfferItem,
    SpendSave,
    SpendTier,
    TimedPrice,
)
from ports.promotion.store import CampaignRow, ItemRow
from ports.promotion.views import GoodsFacts
from tests.promotions import promotions
from tests.unit.promotion.campaign_samples import ALL, FROM, UNTIL, campaign, goods, sku

MOMENTS = st.integers(0, 20 * 365 * 24 * 60).map(
    lambda minutes: FROM - timedelta(days=2000) + timedelta(minutes=minutes)
)
MINUTES = st.integers(0, 24 * 60)
ZONES = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
SPAN = st.integers(1, 60 * 24 * 400).map(lambda minutes: timedelta(minutes=minutes))


def _run(starts_at: datetime, span: timedelta, opens_early: bool) -> Campaign:
    made = campaign(1, TimedPrice(), OfferItem(sku(1), 8000))
    return replace(made, starts_at=starts_at, ends_at=starts_at + span, opens_early=opens_early)


@given(MOMENTS, SPAN, MINUTES, st.integers(-(10**6), 10**6), st.booleans(), ZONES)
@example(datetime(2026, 11, 28, 12, tzinfo=UTC), timedelta(hours=1), 60, -3600, True, UTC)
@example(datetime(2026, 11, 28, 12, tzinfo=UTC), timedelta(hours=1), 60, -3601, True, UTC)
def test_open_exactly_from_the_start_less_the_minutes_to_the_end(
    starts_at: datetime, span: timedelta, minutes: int, seconds: int, opens_early: bool, zone: timezone
) -> None:
    run, at = _run(starts_at, span, opens_early), starts_at + timedelta(seconds=seconds)
    begin = starts_at - timedelta(minutes=minutes if opens_early else 0)
    is_open = early_rules.is_open(run, at, minutes)
    assert is_open == (begin <= at < run.ends_at)
    # Where a clock says the time in another zone, it is the same time.
    elsewhere = replace(run, starts_at=starts_at.astimezone(zone), ends_at=run.ends_at.astimezone(zone))
    assert early_rules.is_open(elsewhere, at.astimezone(zone), minutes) == is_open
    if at >= run.ends_at:
        assert not is_open
    if at >= starts_at or not opens_early or not minutes:
        assert is_open == early_rules.is_open(run, at, 0), "for everybody else, and from the start on, nothing differs"


@given(MOMENTS, SPAN, MINUTES, MINUTES, st.integers(-(10**6), 10**6))
def test_more_minutes_never_take_anything_away(
    starts_at: datetime, span: timedelta, one: int, other: int, seconds: int
) -> None:
    run, at = _run(starts_at, span, True), starts_at + timedelta(seconds=seconds)
    fewer, more = sorted((one, other))
    assert early_rules.is_open(run, at, fewer) <= early_rules.is_open(run, at, more)


@pytest.mark.parametrize(
    ("minutes_before", "opens_early", "early", "words"),
    [
        (30, True, EarlyAccess("钻石会员", 60), "，钻石会员提前 60 分钟参加"),
        (0, True, EarlyAccess("钻石会员", 60), ""),
        (-5, True, EarlyAccess("钻石会员", 60), ""),
        (30, False, EarlyAccess("钻石会员", 60), ""),
        (30, True, EarlyAccess("青铜会员", 0), ""),
    ],
)
def test_the_derivation_names_it_while_it_is_early(
    minutes_before: int, opens_early: bool, early: EarlyAccess, words: str
) -> None:
    timed = replace(campaign(1, TimedPrice(), OfferItem(sku(1), 8000), stacks=("threshold",)), opens_early=opens_early)
    save = replace(campaign(2, SpendSave(ALL, (SpendTier(5000, 500),))), opens_early=opens_early)
    gift = replace(campaign(3, Gift(ALL, 5000), OfferItem(sku(9), 0)), opens_early=opens_early)
    offers = Offers(FROM - timedelta(minutes=minutes_before), (timed, save, gift), early=early)
    told = promotions()
    [price] = told.activity_prices(offers, [goods(1, 10_000)], 100).cuts
    [off] = told.thresholds(offers, [goods(1, 10_000)]).cuts
    ([wish], _) = told.gifts(offers, [goods(1, 10_000)])
    assert price.detail == f"活动1：「商品1」80 元{words}"
    assert off.detail == f"活动2：满 50 元减 5 元{words}"
    assert (wish.label, wish.note) == ("标3", words)
    assert (price.off_fen, off.off_fen) == (2000, 500), "words change no price"


def test_only_what_is_early_says_so() -> None:
    early = replace(campaign(1, SpendSave(ALL, (SpendTier(5000, 500),)), stacks=("threshold",)), opens_early=True)
    running = replace(campaign(2, SpendSave(ALL, (SpendTier(5000, 300),)), stacks=("threshold",)), opens_early=True)
    running = replace(running, starts_at=FROM - timedelta(days=1))
    offers = Offers(FROM - timedelta(minutes=1), (early, running), early=EarlyAccess("黄金会员", 30))
    one, other = promotions().thresholds(offers, [goods(1, 10_000)]).cuts
    assert one.detail.endswith("，黄金会员提前 30 分钟参加") and other.detail == "活动2：满 50 元减 3 元"


# Ten past midnight in Shanghai is still the day before in UTC.
@pytest.mark.parametrize(
    ("starts_at", "now", "rule", "text"),
    [
        ("2026-11-28T12:00Z", "2026-11-28T11:00Z", TimedPrice(), "20:00 向所有人开始"),
        ("2026-11-28T16:10Z", "2026-11-28T15:50Z", TimedPrice(), "11月29日 00:10 向所有人开始"),
        ("2026-11-28T12:00Z", "2026-11-28T11:00Z", TimedPrice(("gold",)), "20:00 正式开始"),
        ("2026-11-28T12:00Z", "2026-11-28T11:00Z", Gift(ALL, 100), "20:00 向所有人开始"),
    ],
)
def test_when_it_starts_for_everybody(starts_at: str, now: str, rule: TimedPrice | Gift, text: str) -> None:
    at = [datetime.fromisoformat(each) for each in (starts_at, now)]
    assert early_rules.opens_text(rule, at[0], at[1]) == f"会员提前购，{text}"


@pytest.mark.parametrize("rule", [GroupBuy((GroupPrice(sku(1), 2, 8000),)), Bargain(), Flash()])
def test_what_begins_for_everybody_at_once_cannot_open_early(rule: GroupBuy | Bargain | Flash) -> None:
    item = ItemRow(sku(1), 8000, 10, 1)
    row = CampaignRow(campaign(1, rule).id, "活动", "", "draft", 1, (), rule, (item,), FROM, UNTIL, 1)
    facts = GoodsFacts(sku(1), goods(1, 1).product_id, "奶瓶", "", "", 10_000, None, "physical", True, 10)
    campaign_rules.check(row, {sku(1): facts})
    with pytest.raises(Invalid) as refused:
        campaign_rules.check(replace(row, opens_early=True), {sku(1): facts})
    assert refused.value.field == "opensEarly" and "同时开始" in refused.value.text
