"""A draft over the orders of the last thirty days: exact small figures, read from the database, nothing written."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from domain.commerce import simulation
from ports.governance.api import Actor, PermissionMissing
from ports.kernel import CampaignId, Invalid, OperatorId, SkuId
from ports.promotion.rules import Bundle, BundlePart, Campaign, OfferItem, Rule, Scope, SpendSave, SpendTier, TimedPrice
from tests.flows.orders.conftest import START, Shop, Shopper

PLANNER = Actor(OperatorId(UUID(int=2)), "小林", frozenset({"promotions.read"}), "127.0.0.1")
SAVE_30 = SpendSave(Scope(), (SpendTier(19_900, 3_000),))


def draft(rule: Rule, *items: OfferItem) -> Campaign:
    span = (START, START + timedelta(days=60))
    return Campaign(CampaignId(uuid4()), "双十二满减", "", 100, ("coupon",), rule, items, *span)


async def cost(shop: Shop, sku_id: SkuId, fen: int) -> None:
    await shop.rows("update commerce.sku set cost_fen = $2 where id = $1", sku_id, fen)


async def sold(shop: Shop, buyer: Shopper, *lines: tuple[SkuId, int]) -> None:
    """The bank of these tests dates every payment alike; here they count by the clock."""
    order = await buyer.buy(*lines)
    await shop.rows('update commerce."order" set paid_at = $2 where id = $1', order.id, shop.clock.now())


async def test_the_last_thirty_days_with_a_threshold(shop: Shop, buyer: Shopper) -> None:
    sku_id, other = await shop.sku(9_950), await shop.sku(2_000)
    await cost(shop, sku_id, 4_000)
    await sold(shop, buyer, (sku_id, 2))
    shop.clock.pass_(days=31)
    await sold(shop, buyer, (sku_id, 2))
    shop.clock.pass_(hours=2)
    await sold(shop, buyer, (other, 1))
    await buyer.place((sku_id, 2))
    shop.clock.pass_(hours=1)
    found = await shop.services.simulations.simulate(PLANNER, draft(SAVE_30), 0)
    assert (found.orders, found.touched, found.is_cut) == (2, 1, False)
    assert (found.plain.goods_fen, found.offered.goods_fen, found.discount_fen) == (21_900, 18_900, 3_000)
    assert found.was == found.plain
    assert found.was.freight_fen == found.offered.freight_fen == 1_000
    assert (found.plain.margin_fen, found.offered.margin_fen) == (11_900, 8_900)
    assert (found.lines, found.lines_without_cost) == (2, 1)
    assert len(found.days) == 31
    assert [(d.orders, d.touched, d.offered_fen) for d in found.days if d.orders] == [(2, 1, 18_900)]


async def test_a_price_with_an_uplift_and_the_stock_of_today(shop: Shop, buyer: Shopper) -> None:
    sku_id = await shop.sku(10_000, south=7)
    for _ in range(3):
        await sold(shop, buyer, (sku_id, 1))
        shop.clock.pass_(hours=1)
    item = OfferItem(sku_id, 8_000, quota=3)
    found = await shop.services.simulations.simulate(PLANNER, draft(TimedPrice(), item), 50)
    [shown] = found.items
    assert (shown.units, shown.sold, shown.free_stock) == (3, 4, 4)
    assert shown.quota_out_at == START + timedelta(hours=1)
    assert shown.stock_out_at == START + timedelta(hours=2)
    assert found.discount_fen == 2 * 2_000 * 3 // 2
    assert found.offered.goods_fen == 2 * 8_000 * 3 // 2 + 10_000


async def test_a_bundle_counts_the_parts_that_were_bought_together(shop: Shop, buyer: Shopper) -> None:
    one, two = await shop.sku(6_000), await shop.sku(5_000)
    await sold(shop, buyer, (one, 1), (two, 1))
    await sold(shop, buyer, (one, 1))
    bundle = Bundle((BundlePart(one, 1), BundlePart(two, 1)), 9_000)
    shop.clock.pass_(minutes=1)
    found = await shop.services.simulations.simulate(PLANNER, draft(bundle), 0)
    assert (found.orders, found.touched, found.discount_fen) == (2, 1, 2_000)
    assert {item.sku_id for item in found.items} == {one, two}


async def test_only_the_newest_orders_and_it_says_so(
    shop: Shop, buyer: Shopper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(simulation, "ORDERS_MAX", 2)
    monkeypatch.setattr(simulation, "PAGE_ORDERS", 1)
    sku_id = await shop.sku(20_000)
    for _ in range(3):
        await sold(shop, buyer, (sku_id, 1))
        shop.clock.pass_(hours=1)
    found = await shop.services.simulations.simulate(PLANNER, draft(SAVE_30), 0)
    assert (found.orders, found.touched, found.is_cut) == (2, 2, True)
    assert found.since == START + timedelta(hours=1)


async def test_nothing_was_sold_yet(shop: Shop) -> None:
    found = await shop.services.simulations.simulate(PLANNER, draft(SAVE_30), 100)
    assert (found.orders, found.touched, found.discount_fen) == (0, 0, 0)


async def test_what_could_not_be_published_is_not_tried(shop: Shop) -> None:
    sku_id = await shop.sku(9_900)
    wrong = draft(TimedPrice(), OfferItem(sku_id, 9_900))
    with pytest.raises(Invalid) as refused:
        await shop.services.simulations.simulate(PLANNER, wrong, 0)
    assert refused.value.field == "items[0].priceFen"
    nobody = replace(PLANNER, permissions=frozenset({"orders.read"}))
    with pytest.raises(PermissionMissing):
        await shop.services.simulations.simulate(nobody, draft(SAVE_30), 0)
