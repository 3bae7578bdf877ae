"""Points of orders: earned on completion, paid with at checkout, turned back by refunds."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.commerce.after_sale_rules import Asked
from domain.commerce.after_sales import AfterSaleWish
from domain.commerce.quote_page import QuoteAsk
from ports.commerce.api import AfterSaleRefunded, OrderCompleted
from ports.commerce.order_views import OrderDetail
from ports.commerce.pricing import PointsUnusable
from ports.kernel import OrderId
from ports.members.points import Bonus, PointsShort
from tests.flows.orders.conftest import Shop, Shopper
from tests.flows.points.conftest import Points


async def complete(shop: Shop, buyer: Shopper, order_id: OrderId) -> None:
    for parcel_id in await shop.ship(order_id):
        await shop.sign(parcel_id)
    await shop.services.receiving.confirm(buyer.id, order_id, None)
    await shop.settle()


async def refund(shop: Shop, buyer: Shopper, order: OrderDetail, units: int) -> None:
    """So many units of its one line, before they are shipped."""
    lines = (Asked(order.lines[0].id, units),)
    await shop.services.after_sales.apply(
        buyer.id, AfterSaleWish(order.id, "refund_only", lines, "no_longer_wanted", "", ())
    )
    await shop.settle()


async def test_a_completed_order_earns_a_point_for_each_yuan(shop: Shop, buyer: Shopper, points: Points) -> None:
    order = await buyer.buy((await shop.sku(9950), 2))
    assert await points.of(buyer.id) == (0, 0, 0)
    await complete(shop, buyer, order.id)
    assert await points.of(buyer.id) == (order.totals.payable_fen // 100, 0, 0)
    assert (await points.words(buyer.id)) == ["订单完成，每满 1 元得 1 积分"]


async def test_points_end_with_the_twelfth_month(shop: Shop, buyer: Shopper, points: Points) -> None:
    shop.clock.at = datetime(2025, 11, 30, 16, 30, tzinfo=UTC)
    await points.earn(buyer.id, 10)
    [(until,)] = await shop.rows("select next_expiry_at from members.points_account")
    assert until == datetime(2026, 12, 31, 16, 0, tzinfo=UTC), "in Shanghai it was December already"


async def test_half_of_the_goods_can_be_paid_with_points(shop: Shop, buyer: Shopper, points: Points) -> None:
    sku = await shop.sku(9950, south=10)
    await points.earn(buyer.id, 100_000)
    ask = QuoteAsk("direct", ((sku, 2),), buyer.address_id, points=None)
    quote = await shop.services.checkout_quotes.quote(buyer.id, ask)
    assert quote.points is not None
    assert (quote.points.usable, quote.points.used, quote.points.used_fen) == (9900, 9900, 9900)
    plain = await shop.services.checkout_quotes.quote(buyer.id, QuoteAsk("direct", ((sku, 2),), buyer.address_id))
    assert quote.totals.payable_fen == plain.totals.payable_fen - 9900
    assert quote.totals.freight_fen == plain.totals.freight_fen
    assert quote.totals.saved_fen == plain.totals.saved_fen, "paying with points saves nothing"
    order = await buyer.place((sku, 2), points=9900, expected_payable_fen=quote.totals.payable_fen)
    assert await points.of(buyer.id) == (90_100, 9900, 0)
    await buyer.pay(order.id)
    assert await points.of(buyer.id) == (90_100, 0, 0)


async def test_more_than_can_be_used_is_refused_and_changes_nothing(shop: Shop, buyer: Shopper, points: Points) -> None:
    sku = await shop.sku(9950)
    await points.earn(buyer.id, 500)
    for wished in (600, 150, 50):
        with pytest.raises(PointsUnusable):
            await buyer.place((sku, 1), points=wished)
    assert await points.of(buyer.id) == (500, 0, 0)
    assert await shop.rows('select count(*) from commerce."order"') == [(0,)]


async def test_an_unpaid_order_gives_its_points_back(shop: Shop, buyer: Shopper, points: Points) -> None:
    await points.earn(buyer.id, 500)
    order = await buyer.place((await shop.sku(9950), 1), points=500)
    assert await points.of(buyer.id) == (0, 500, 0)
    await shop.services.cancelling.by_shopper(buyer.id, order.id, "不想买了")
    await shop.settle()
    assert await points.of(buyer.id) == (500, 0, 0)


async def test_what_ended_while_it_was_held_has_ended(shop: Shop, buyer: Shopper, points: Points) -> None:
    await points.earn(buyer.id, 300, until=shop.clock.now() + timedelta(minutes=5))
    await points.earn(buyer.id, 200)
    order = await buyer.place((await shop.sku(9950), 1), points=400)
    shop.clock.pass_(minutes=10)
    await shop.services.cancelling.by_shopper(buyer.id, order.id, "不想买了")
    await shop.settle()
    assert await points.of(buyer.id) == (200, 0, 0)


async def test_expired_points_cannot_be_spent_before_they_are_swept(shop: Shop, buyer: Shopper, points: Points) -> None:
    await points.earn(buyer.id, 300, until=shop.clock.now() + timedelta(minutes=5))
    shop.clock.pass_(minutes=5)
    with pytest.raises(PointsShort):
        await points.spend(buyer.id, 1)
    assert await points.book.sweep() == 1
    assert await points.of(buyer.id) == (0, 0, 0)
    assert await points.book.sweep() == 0


async def test_the_same_cause_twice_counts_once(shop: Shop, buyer: Shopper, points: Points) -> None:
    assert await points.earn(buyer.id, 100, key="gift")
    assert not await points.earn(buyer.id, 100, key="gift")
    assert await points.spend(buyer.id, 80, key="draw")
    assert not await points.spend(buyer.id, 80, key="draw"), "also when the rest is too short"
    assert await points.of(buyer.id) == (20, 0, 0)


async def test_a_refund_after_completion_takes_back_what_was_spent(shop: Shop, buyer: Shopper, points: Points) -> None:
    order = await buyer.buy((await shop.sku(10_000), 3))
    await complete(shop, buyer, order.id)
    earned, _, _ = await points.of(buyer.id)
    await points.spend(buyer.id, earned - 50)
    kept_fen = order.totals.payable_fen - 20_000
    told = AfterSaleRefunded(order.id, order.id, order.number, buyer.id, 20_000, "", shop.clock.now(), kept_fen)
    for _ in range(2):
        async with shop.uow.begin() as tx:
            await points.orders.on_after_sale_refunded(tx, told)
    assert await points.of(buyer.id) == (0, 0, 150)
    with pytest.raises(PointsShort):
        await points.spend(buyer.id, 1)
    await points.earn(buyer.id, 100)
    assert await points.of(buyer.id) == (0, 0, 50)
    await points.earn(buyer.id, 100)
    assert await points.of(buyer.id) == (50, 0, 0)


async def test_refund_and_completion_in_any_order_come_to_the_same(shop: Shop, buyer: Shopper, points: Points) -> None:
    for first_refund in (True, False):
        order_id = OrderId(shop.built.modules.members.points.book._ids.new())
        refunded = AfterSaleRefunded(order_id, order_id, "1234", buyer.id, 4_000, "", shop.clock.now(), 6_000)
        completed = OrderCompleted(order_id, buyer.id, 6_000 if first_refund else 10_000)
        before, _, _ = await points.of(buyer.id)
        for event in (refunded, completed) if first_refund else (completed, refunded):
            async with shop.uow.begin() as tx:
                if isinstance(event, AfterSaleRefunded):
                    await points.orders.on_after_sale_refunded(tx, event)
                else:
                    await points.orders.on_order_completed(tx, event)
        assert (await points.of(buyer.id))[0] == before + 60


async def test_a_partial_refund_gives_back_its_part_of_the_points(shop: Shop, buyer: Shopper, points: Points) -> None:
    await points.earn(buyer.id, 1000)
    order = await buyer.place((await shop.sku(3_000), 3), points=1000)
    await buyer.pay(order.id)
    order = await buyer.see(order.id)
    back = []
    for _ in range(3):
        await refund(shop, buyer, order, 1)
        back.append((await points.of(buyer.id))[0])
    assert back == [333, 666, 1000]


async def test_a_bonus_doubles_the_next_order_that_completes(shop: Shop, buyer: Shopper, points: Points) -> None:
    bonus = Bonus("invite:1", buyer.id, 200, "邀请好友", shop.clock.now() + timedelta(days=60))
    for _ in range(2):
        async with shop.uow.begin() as tx:
            await points.orders.boost_next_order(tx, bonus)
    first, second = await buyer.buy((await shop.sku(10_000), 1)), await buyer.buy((await shop.sku(10_000), 1))
    await complete(shop, buyer, first.id)
    doubled, _, _ = await points.of(buyer.id)
    await complete(shop, buyer, second.id)
    assert doubled == first.totals.payable_fen * 2 // 100
    assert (await points.of(buyer.id))[0] == doubled + second.totals.payable_fen // 100
    assert "奖励 2 倍" in (await points.words(buyer.id))[0]


async def test_a_preview_tells_the_points_that_come_back(shop: Shop, buyer: Shopper, points: Points) -> None:
    await points.earn(buyer.id, 1_000)
    order = await buyer.place((await shop.sku(9950), 3), points=1_000)
    await buyer.pay(order.id)
    preview, line = shop.services.after_sales.preview, order.lines[0]
    foreseen = [
        (await preview(buyer.id, order.id, "refund_only", [Asked(line.id, units)])).points for units in (1, 2, 3)
    ]
    assert foreseen == [333, 666, 1_000]
    await refund(shop, buyer, order, 1)
    assert await points.of(buyer.id) == (333, 0, 0)
    assert (await preview(buyer.id, order.id, "refund_only", [Asked(line.id, 2)])).points == 667
    await refund(shop, buyer, order, 2)
    assert await points.of(buyer.id) == (1_000, 0, 0)


async def test_the_lines_of_a_statement_sum_to_what_there_is(shop: Shop, buyer: Shopper, points: Points) -> None:
    """Held, used, released, owed and paid back: whatever happened, the statement leads to the balance."""
    desk, sku = points.services.desk, await shop.sku(9950)

    async def agree() -> None:
        page, view = await desk.statement(buyer.id, None, 100), await desk.mine(buyer.id)
        assert sum(line.points for line in page.items) == view.available - abs(view.owed)
        assert sum(line.held_points for line in page.items) == view.held
        assert view.worth_fen == view.available, "a hundred points are one yuan"

    await points.earn(buyer.id, 2_000)
    order = await buyer.place((sku, 1), points=500)
    await agree()
    await buyer.pay(order.id)
    await agree()
    other = await buyer.place((sku, 1), points=300)
    await shop.services.cancelling.by_shopper(buyer.id, other.id, "不想买了")
    await shop.settle()
    await agree()
    await complete(shop, buyer, order.id)
    await points.spend(buyer.id, (await desk.mine(buyer.id)).available)
    told = AfterSaleRefunded(order.id, order.id, order.number, buyer.id, 9_000, "", shop.clock.now(), 0)
    async with shop.uow.begin() as tx:
        await points.orders.on_after_sale_refunded(tx, told)
    assert (await points.of(buyer.id))[2] > 0
    await agree()
    await points.earn(buyer.id, 20)
    await agree()
    await points.earn(buyer.id, 500)
    await agree()
    assert (await points.of(buyer.id))[2] == 0
