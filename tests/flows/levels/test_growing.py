"""From a completed order to a cheaper next one, and back again by a refund."""

from datetime import timedelta
from uuid import uuid4

from domain.commerce.after_sale_rules import Asked
from domain.commerce.after_sales import AfterSaleWish
from ports.commerce.api import AfterSaleRefunded, OrderCompleted
from ports.kernel import OrderId
from ports.members.api import ConciergeEarned, LevelChanged
from tests.flows.levels.conftest import DESK, Club
from tests.flows.orders.conftest import Shop, Shopper


async def _tell(shop: Shop, *events: object) -> None:
    for event in events:
        async with shop.uow.begin() as tx:
            tx.emit(event)  # type: ignore[arg-type]
        await shop.settle()


async def test_a_completed_order_lifts_at_once_and_the_next_one_is_cheaper(shop: Shop, club: Club, buyer: Shopper):
    await shop.settle()
    assert await club.standing(buyer.id) == ("bronze", 5)
    sku = await shop.sku(300_00)
    before = await buyer.place((sku, 1))
    await club.completed(buyer, 120_000)
    assert await club.standing(buyer.id) == ("silver", 1205)
    assert await club.entries(buyer.id) == [("active", 5), ("spend", 1200)]
    assert await club.changes(buyer.id) == [("bronze", "silver", "growth")]
    after = await buyer.place((sku, 1))
    assert before.payable_fen - after.payable_fen == 1500
    page = await shop.services.members.levels.shopper.page(buyer.id)
    assert (page.name, page.growth, page.next and page.next.missing) == ("白银会员", 1205, 3795)
    assert page.until_text == "有效至2026年11月20日，成长值已够保级"
    assert [entry.value for entry in page.entries.items] == [1200, 5]


async def test_a_refund_takes_growth_back_and_leaves_the_level_until_the_review(shop: Shop, club: Club, buyer: Shopper):
    order_id = await club.completed(buyer, 60_000, 2)
    assert await club.standing(buyer.id) == ("silver", 1205)
    await club.refund(buyer, order_id, 1)
    assert await club.standing(buyer.id) == ("silver", 605)
    await club.refund(buyer, order_id, 1)
    assert await club.standing(buyer.id) == ("silver", 5)
    assert await club.entries(buyer.id) == [("active", 5), ("spend", 1200), ("spend", -600), ("spend", -600)]
    club.pass_days(366)
    assert await club.parts.reviews.review() == 1
    assert await club.standing(buyer.id) == ("bronze", 0)
    assert await club.changes(buyer.id) == [("bronze", "silver", "growth"), ("silver", "bronze", "review")]
    assert await club.parts.reviews.review() == 0


async def test_facts_that_come_twice_and_the_wrong_way_round_count_once(shop: Shop, club: Club, buyer: Shopper):
    await shop.settle()
    order_id, now = OrderId(uuid4()), shop.clock.now()
    completed = OrderCompleted(order_id, buyer.id, 2_000_00)
    refunded = AfterSaleRefunded(uuid4(), order_id, "N1", buyer.id, 500_00, "连体衣", now, 1_500_00)
    await _tell(shop, refunded, refunded)
    assert await club.standing(buyer.id) == ("bronze", 5)
    await _tell(shop, completed, refunded, completed)
    assert await club.standing(buyer.id) == ("silver", 1505)
    assert await club.entries(buyer.id) == [("active", 5), ("spend", 1500)]


async def test_twenty_thousand_yuan_earn_a_concierge_once(shop: Shop, club: Club, buyer: Shopper):
    with club.listening(ConciergeEarned):
        for kept_fen in (1_999_900, 99, 1, 50_000_00):
            async with shop.uow.begin() as tx:
                event = OrderCompleted(OrderId(uuid4()), buyer.id, kept_fen)
                await club.parts.growth.on_order_completed(tx, event)
        [told] = await club.heard()
    assert told["spent_fen"] == 2_000_000
    [(at,)] = await shop.rows("select has_concierge_at from members.member where id = $1", buyer.id)
    assert at == shop.clock.now()
    assert (await shop.services.members.levels.shopper.page(buyer.id)).has_own_concierge


async def test_interactions_have_a_daily_maximum_and_check_in_is_an_active_day(shop: Shop, club: Club, buyer: Shopper):
    growth = club.parts.growth

    async def done(kind: str, key: str) -> int:
        async with shop.uow.begin() as tx:
            return await growth.interacted(tx, buyer.id, (kind, key), shop.clock.now())  # type: ignore[arg-type]

    assert [await done("review", "1"), await done("review", "1"), await done("share", "1")] == [20, 0, 5]
    assert [await done("review", "2"), await done("share", "2"), await done("check_in", "d1")] == [5, 0, 0]
    await shop.settle()
    assert await club.standing(buyer.id) == ("bronze", 35)
    # One minute to midnight in Shanghai, and one past it.
    shop.clock.at = shop.clock.at.replace(hour=15, minute=59)
    assert await done("share", "3") == 0
    shop.clock.at += timedelta(minutes=2)
    assert await done("check_in", "d2") == 2
    assert await club.standing(buyer.id) == ("bronze", 42)


async def test_a_change_of_level_is_told(shop: Shop, club: Club, buyer: Shopper):
    with club.listening(LevelChanged):
        await club.grow(buyer.id, 5000)
        await club.grow(buyer.id, 10)
        [told] = await club.heard()
    assert (told["from_code"], told["to_code"], told["is_up"]) == ("bronze", "gold", True)
    assert told["reason"] == "近一年成长值达到 5005，升级为黄金会员"


async def test_diamond_members_send_goods_back_at_the_shops_cost(shop: Shop, club: Club, buyer: Shopper):
    async def asked(reason: str) -> tuple[bool, str, str]:
        order = await buyer.see(await club.completed(buyer, 30_000))
        policy = (await shop.services.after_sale_reading.options(buyer.id, order.id)).policy
        wish = AfterSaleWish(order.id, "return_refund", (Asked(order.lines[0].id, 1),), reason, "", ())
        request = await shop.services.after_sales.apply(buyer.id, wish)
        return request.shop_pays_return, policy, request.sentence

    pays, policy, sentence = await asked("no_longer_wanted")
    assert not pays and policy.endswith("其他原因由您承担。") and "运费" not in sentence
    assert (await asked("quality"))[0]
    await club.parts.desk.place(DESK, buyer.id, "diamond", "品牌大使")
    pays, policy, sentence = await asked("no_longer_wanted")
    assert pays and policy.endswith("您是钻石会员，退货运费由我们承担。")
    assert sentence.endswith("退货运费由我们承担，可以选择到付")
