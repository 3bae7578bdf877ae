"""Past orders through a draft: what it touches, what it costs, and when it runs out."""

from datetime import timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from domain.commerce.freight import STANDARD
from domain.commerce.replay import Replay, part_of
from domain.promotion.trials import trial_of
from ports.commerce.simulation_views import PastLine, PastOrder, Revenue
from ports.kernel import CampaignId, LineId, MemberId, OrderId, ProductId, SkuId
from ports.members.api import Level
from ports.promotion.rules import Campaign, Flash, Gift, OfferItem, Rule, Scope, SpendSave, SpendTier, TimedPrice
from ports.promotion.views import GoodsFacts
from tests.promotions import NOON, promotions

NORMAL, GOLD = Level("normal", "普通会员", 100), Level("gold", "金卡", 90)
NOTHING = SpendSave(Scope(), (SpendTier(10**9, 10**8),))


def sku(n: int) -> SkuId:
    return SkuId(UUID(int=n))


def line(n: int, unit_fen: int, quantity: int = 1, *, payable_fen: int | None = None, cost_fen: int | None = None):
    paid = unit_fen * quantity if payable_fen is None else payable_fen
    ids = (LineId(UUID(int=n)), sku(n), ProductId(UUID(int=n)))
    return PastLine(*ids, "physical", f"商品{n}", "", unit_fen, quantity, paid, 200, cost_fen, ())


def order(n: int, *lines: PastLine, level: Level = NORMAL, hours: int = 0, freight_fen: int = 0) -> PastOrder:
    at = NOON + timedelta(hours=hours)
    return PastOrder(OrderId(UUID(int=n)), MemberId(UUID(int=n)), at, "浙江省 杭州市", freight_fen, level, lines)


def goods(n: int, price_fen: int, *, stock: int = 100, cost_fen: int | None = None) -> GoodsFacts:
    product = ProductId(UUID(int=n))
    return GoodsFacts(sku(n), product, f"商品{n}", "", "", price_fen, cost_fen, "physical", True, stock)


def replay(rule: Rule, *items: OfferItem, facts: tuple[GoodsFacts, ...] = (), uplift: int = 0) -> Replay:
    span = (NOON, NOON + timedelta(days=3))
    draft = Campaign(CampaignId(UUID(int=0)), "试一试", "", 100, (), rule, items, *span)
    return Replay(trial_of(draft, {one.sku_id: one for one in facts}), promotions(), STANDARD, uplift)


def test_a_threshold_lowers_what_reaches_it_and_leaves_the_rest() -> None:
    run = replay(SpendSave(Scope(), (SpendTier(20_000, 3_000),)))
    run.add(order(1, line(1, 10_000, 2, cost_fen=6_000)))
    run.add(order(2, line(1, 10_000, cost_fen=6_000), hours=1))
    assert (run.orders, run.touched) == (2, 1)
    assert run.was == run.plain == Revenue(30_000, 0, 12_000)
    assert run.offered == Revenue(27_000, 0, 9_000)
    assert run.discount_fen == 3_000
    day = run.days()["2026-11-27"]
    assert (day.orders, day.touched, day.plain_fen, day.offered_fen) == (2, 1, 30_000, 27_000)


def test_a_price_below_the_free_freight_brings_freight_back() -> None:
    """9,900 ships for nothing; at 7,000 the first kilogram costs 1,000."""
    item = OfferItem(sku(1), 7_000)
    run = replay(TimedPrice(), item, facts=(goods(1, 9_900),))
    run.add(order(1, line(1, 9_900)))
    assert run.offered == Revenue(7_000, 1_000, 0)
    assert run.lines_without_cost == 1


def test_the_quota_ends_the_price_and_says_when() -> None:
    item = OfferItem(sku(1), 8_000, quota=3)
    run = replay(TimedPrice(), item, facts=(goods(1, 10_000, stock=5),))
    for n in range(1, 5):
        run.add(order(n, line(1, 10_000, 2), hours=n))
    [shown] = run.items()
    assert (shown.units, shown.sold, shown.quota) == (3, 8, 3)
    assert shown.quota_out_at == NOON + timedelta(hours=2)
    assert shown.stock_out_at == NOON + timedelta(hours=3)
    assert run.touched == 2
    assert run.discount_fen == 3 * 2_000


def test_an_uplift_takes_the_quota_earlier_and_multiplies_what_is_touched() -> None:
    item = OfferItem(sku(1), 8_000, quota=3)
    run = replay(TimedPrice(), item, facts=(goods(1, 10_000),), uplift=50)
    for n in range(1, 4):
        run.add(order(n, line(1, 10_000, 1), hours=n))
    [shown] = run.items()
    assert (shown.units, shown.quota_out_at) == (3, NOON + timedelta(hours=2))
    assert run.offered.goods_fen == 10_000 + 2 * 8_000 * 3 // 2
    assert run.discount_fen == 2 * 2_000 * 3 // 2


def test_a_members_share_holds_over_orders() -> None:
    item = OfferItem(sku(1), 8_000, quota=100, per_member_max=1)
    run = replay(TimedPrice(), item, facts=(goods(1, 10_000),))
    run.add(order(1, line(1, 10_000)))
    run.add(order(1, line(1, 10_000), hours=1))
    run.add(order(2, line(1, 10_000), hours=2))
    assert (run.touched, run.discount_fen) == (2, 4_000)


def test_a_member_day_is_for_its_levels() -> None:
    run = replay(TimedPrice(("gold",)), OfferItem(sku(1), 8_000), facts=(goods(1, 10_000),))
    run.add(order(1, line(1, 10_000), level=NORMAL))
    run.add(order(2, line(1, 10_000, payable_fen=9_000), level=GOLD))
    assert run.touched == 1
    assert (run.plain.goods_fen, run.offered.goods_fen) == (19_000, 18_000)


def test_a_gift_costs_what_it_cost_us() -> None:
    run = replay(Gift(Scope(), 10_000), OfferItem(sku(9), 0, quota=1), facts=(goods(9, 3_000, cost_fen=1_100),))
    run.add(order(1, line(1, 10_000, cost_fen=4_000)))
    run.add(order(2, line(1, 10_000, cost_fen=4_000), hours=1))
    assert (run.touched, run.gift_cost_fen, run.discount_fen) == (1, 1_100, 0)
    assert run.offered.margin_fen == 2 * 6_000 - 1_100


def test_other_offers_of_the_time_are_in_what_was_and_in_nothing_else() -> None:
    """The order had a coupon of 2,000 and a present: neither is played again."""
    run = replay(SpendSave(Scope(), (SpendTier(10_000, 1_000),)))
    run.add(order(1, line(1, 10_000, payable_fen=8_000), line(2, 500, payable_fen=0)))
    assert (run.was.goods_fen, run.plain.goods_fen, run.offered.goods_fen) == (8_000, 10_000, 9_000)


def test_a_flash_sale_counts_as_a_price() -> None:
    run = replay(Flash(), OfferItem(sku(1), 5_000, quota=1, per_member_max=1), facts=(goods(1, 10_000),))
    run.add(order(1, line(1, 10_000)))
    assert (run.touched, run.discount_fen) == (1, 5_000)


orders_of_a_month = st.lists(
    st.tuples(
        st.lists(
            st.tuples(st.integers(1, 4), st.integers(1, 50_000), st.integers(1, 5), st.none() | st.integers(0, 20_000)),
            min_size=1,
            max_size=4,
            unique_by=lambda row: row[0],
        ),
        st.sampled_from([NORMAL, GOLD]),
        st.integers(0, 2_000),
    ),
    max_size=8,
).map(
    lambda rows: [
        order(n, *(line(s, fen, q, cost_fen=c) for s, fen, q, c in lines), level=level, hours=n, freight_fen=freight)
        for n, (lines, level, freight) in enumerate(rows, 1)
    ]
)


@given(orders_of_a_month, st.integers(0, 500))
def test_what_touches_nothing_changes_nothing(orders: list[PastOrder], uplift: int) -> None:
    run = replay(NOTHING, uplift=uplift)
    for one in orders:
        run.add(one)
    assert run.touched == 0
    assert run.was == run.plain == run.offered
    assert (run.discount_fen, run.gift_cost_fen) == (0, 0)


@given(orders_of_a_month, st.integers(1, 40_000), st.integers(0, 500), st.integers(1, 6))
def test_the_cost_is_the_difference_of_the_sums(orders: list[PastOrder], min_fen: int, uplift: int, quota: int) -> None:
    tier = SpendTier(min_fen + 1, min_fen // 2 + 1)
    timed = (TimedPrice(), OfferItem(sku(1), 1, quota=quota), (goods(1, 50_001),))
    threshold: tuple = (SpendSave(Scope(), (tier,)), None, ())
    for rule, item, facts in (timed, threshold):
        run = replay(rule, *([item] if item else []), facts=facts, uplift=uplift)
        for one in orders:
            run.add(one)
        totals = run.totals
        assert run.discount_fen == part_of(totals.plain.goods_fen - totals.offered.goods_fen, 100 + uplift) >= 0
        if not uplift:
            assert run.discount_fen == run.plain.goods_fen - run.offered.goods_fen
        assert sum(day.touched for day in run.days().values()) == run.touched
        assert all(shown.quota is None or shown.units <= shown.quota for shown in run.items())
