"""Gifts that a basket earned and gifts that a coupon brings: while there are any (P1, P6)."""

import pytest

from ports.commerce.cart_store import WantedLine
from ports.promotion.api import CouponUnusable, OfferGone
from ports.promotion.rules import Gift
from ports.promotion.store import ItemRow
from tests.flows.orders.conftest import Shop, Shopper
from tests.flows.promotion.conftest import ALL, Promo


async def test_a_gift_comes_along_for_nothing_and_weighs_nothing(promo: Promo, shop: Shop, buyer: Shopper) -> None:
    sku, gift = await shop.sku(5000), await shop.sku(3000, south=2)
    run = await promo.run(Gift(ALL, 5000), ItemRow(gift, 0, 5, 1))
    await shop.rows("update commerce.sku set weight_g = 5000 where id = $1", gift)
    quote = await promo.quote(buyer, (sku, 1))
    lines = [line for group in quote.groups for line in group.lines]
    assert [(line.sku_id, line.payable_fen, line.is_gift) for line in lines] == [(sku, 5000, False), (gift, 0, True)]
    assert (quote.totals.freight_fen, quote.totals.payable_fen) == (1000, 6000)
    order = await buyer.place((sku, 1), expected_payable_fen=6000)
    assert await promo.uses(order.id) == [("held", 1, 0)] and await shop.levels(gift) == (2, 1)
    await buyer.pay(order.id)
    assert await promo.taken(run, gift) == 1
    again = await buyer.place((sku, 1))
    assert len(again.lines) == 1, "one each"
    assert await promo.refund(buyer, await buyer.see(order.id), 1, 1) == 6000
    assert (await promo.taken(run, gift), (await buyer.see(order.id)).status) == (0, "closed")


async def test_without_stock_or_quota_there_is_no_gift_and_it_is_said(promo: Promo, shop: Shop, buyer: Shopper) -> None:
    sku, gone, last = await shop.sku(5000), await shop.sku(3000, south=0), await shop.sku(2000, south=5)
    await promo.run(Gift(ALL, 5000), ItemRow(gone, 0, None, None))
    await promo.run(Gift(ALL, 5000), ItemRow(last, 0, 1, None))
    order = await buyer.place((sku, 1))
    assert [line.sku_id for line in order.lines] == [sku, last]
    quote = await promo.quote(await shop.shopper(), (sku, 1))
    assert sorted(miss.reason for miss in quote.misses) == ["赠品已经送完", "赠品暂时缺货"]
    assert quote.can_submit and len([line for group in quote.groups for line in group.lines]) == 1


async def test_the_gift_is_one_more_of_what_is_bought_and_counts_for_stock(
    promo: Promo, shop: Shop, buyer: Shopper
) -> None:
    sku = await shop.sku(5000, south=3)
    await promo.run(Gift(ALL, 5000), ItemRow(sku, 0, None, None))
    order = await buyer.buy((sku, 2))
    assert [(line.quantity, line.payable_fen) for line in order.lines] == [(2, 10_000), (1, 0)]
    assert await shop.levels(sku) == (3, 3)
    assert await promo.refund(buyer, order, 2, 1) == order.payable_fen
    assert await shop.levels(sku) == (3, 0)
    assert len((await buyer.place((sku, 3))).lines) == 1, "none is left to give"


async def test_a_gift_leaves_the_same_goods_in_the_cart(promo: Promo, shop: Shop, buyer: Shopper) -> None:
    sku, gift = await shop.sku(5000), await shop.sku(3000)
    await promo.run(Gift(ALL, 5000), ItemRow(gift, 0, None, None))
    await shop.services.carts.add(buyer.id, [WantedLine(sku, 1), WantedLine(gift, 2)])
    await shop.services.carts.select(buyer.id, [gift], False)
    order = await buyer.place(source="cart")
    assert [line.sku_id for line in order.lines] == [sku, gift]
    assert await shop.rows("select sku_id, quantity from commerce.cart_line") == [(gift, 2)]


async def test_a_coupon_brings_its_gift(promo: Promo, shop: Shop, buyer: Shopper) -> None:
    sku, gift = await shop.sku(9900), await shop.sku(3000, south=2)
    coupon = await promo.coupon(buyer, "gift", 2, gift_sku_id=gift, gift_worth_fen=6000)
    order = await buyer.buy((sku, 1))
    assert [(line.sku_id, line.quantity, line.payable_fen) for line in order.lines] == [(sku, 1, 9900), (gift, 2, 0)]
    assert await promo.state(coupon) == "used" and await shop.levels(gift) == (2, 2)


async def test_a_coupon_without_its_gift_is_kept_and_the_others_are_used(
    promo: Promo, shop: Shop, buyer: Shopper
) -> None:
    """Also one of the same name, and one that lost to the gift while it was thought to come."""
    sku, gift = await shop.sku(20_000), await shop.sku(3000, south=1)
    bringing = await promo.coupon(
        buyer, "gift", 2, gift_sku_id=gift, gift_worth_fen=6000, name="新客礼", layer="product"
    )
    saving = await promo.coupon(buyer, "amount", 1000, name="新客礼")
    quote = await promo.quote(buyer, (sku, 1))
    assert quote.totals.payable_fen == 19_000 and quote.coupons is not None
    told = {one.id: (one.state, one.reason) for one in quote.coupons.choices}
    assert told[bringing] == ("unusable", "赠品暂时缺货") and told[saving][0] == "used"
    before = await promo.picture()
    with pytest.raises(CouponUnusable, match="赠品暂时缺货"):
        await buyer.place((sku, 1), coupon_ids=(bringing,))
    assert await promo.picture() == before
    await buyer.buy((sku, 1))
    assert (await promo.state(bringing), await promo.state(saving)) == ("held", "used")


async def test_an_only_coupon_without_its_gift_still_has_its_reason(promo: Promo, shop: Shop, buyer: Shopper) -> None:
    sku, gift = await shop.sku(20_000), await shop.sku(3000, south=0)
    bringing = await promo.coupon(buyer, "gift", 1, gift_sku_id=gift, gift_worth_fen=3000)
    quote = await promo.quote(buyer, (sku, 1))
    assert quote.coupons is not None
    assert [(one.id, one.reason) for one in quote.coupons.choices] == [(bringing, "赠品暂时缺货")]
    assert [item.payable_fen for item in quote.coupons.combining.items] == [20_000]
    assert quote.coupons.combining.coupons == (), "what cannot be given cannot be tried out"
    order = await buyer.buy((sku, 1))
    assert len(order.lines) == 1 and await promo.state(bringing) == "held"


async def test_a_full_basket_with_a_gift_and_a_coupon(promo: Promo, shop: Shop, buyer: Shopper) -> None:
    gift = await shop.sku(3000)
    await promo.run(Gift(ALL, 5000), ItemRow(gift, 0, None, None), stacks=("coupon",))
    await promo.coupon(buyer)
    lines = [(await shop.sku(500), 1) for _ in range(100)]
    quote = await promo.quote(buyer, *lines)
    assert quote.totals.payable_fen == 50_000 - 1000 and quote.can_submit


async def test_an_activity_that_is_not_sold_here_is_gone(promo: Promo, shop: Shop, buyer: Shopper) -> None:
    from uuid import uuid4

    from ports.kernel import CampaignId
    from ports.promotion.api import ActivityRef

    sku, before = await shop.sku(5000), await promo.picture()
    kinds = set(shop.modules.promotion.api._activities)
    for kind in {"group_buy", "bargain", "flash"} - kinds:
        with pytest.raises(OfferGone):
            await buyer.place((sku, 1), activity=ActivityRef(kind, CampaignId(uuid4())))
    assert await promo.picture() == before
