"""What orders take of campaigns and coupons, and what becomes of it (P1, P6)."""

import asyncio

import pytest

from domain.commerce.checkout import PriceChanged
from ports.commerce.order_views import OrderDetail
from ports.promotion.api import CouponUnusable, OfferGone
from ports.promotion.rules import Bundle, BundlePart, SpendSave, SpendTier, TimedPrice
from ports.promotion.store import ItemRow
from tests.flows.orders.conftest import OPERATOR, Shop, Shopper
from tests.flows.promotion.conftest import ACTOR, ALL, Promo


async def test_a_coupon_is_locked_by_the_order_and_redeemed_by_its_payment(
    promo: Promo, shop: Shop, buyer: Shopper
) -> None:
    sku, coupon = await shop.sku(20_000), await promo.coupon(buyer, value=1000)
    quote = await promo.quote(buyer, (sku, 1))
    assert quote.coupons is not None and [one.state for one in quote.coupons.choices] == ["used"]
    order = await buyer.place((sku, 1), expected_payable_fen=quote.totals.payable_fen)
    assert (order.payable_fen, await promo.state(coupon)) == (19_000, "locked")
    assert [note.amount_fen for note in order.derivation if note.step == "coupon"] == [-1000]
    await buyer.pay(order.id)
    assert (await promo.state(coupon), await promo.ledger(coupon)) == ("used", ["claim", "lock", "redeem"])
    view = await promo.desk.page(ACTOR, (None, None), None, 20)
    assert [one.used for one in view.items] == [1]


async def test_a_cancelled_order_gives_its_coupon_and_units_back(promo: Promo, shop: Shop, buyer: Shopper) -> None:
    sku, coupon = await shop.sku(20_000), await promo.coupon(buyer)
    run = await promo.run(TimedPrice(), ItemRow(sku, 15_100, 3, 2), stacks=("coupon",))
    order = await buyer.place((sku, 2))
    assert (await promo.taken(run, sku), await promo.uses(order.id)) == (2, [("held", 2, 9800)])
    await shop.services.cancelling.by_shopper(buyer.id, order.id, "")
    await shop.settle()
    assert (await promo.state(coupon), await promo.ledger(coupon)) == ("held", ["claim", "lock", "release"])
    assert (await promo.taken(run, sku), await promo.uses(order.id)) == (0, [("released", 2, 9800)])
    again = await buyer.place((sku, 2))
    assert again.payable_fen == order.payable_fen and await promo.state(coupon) == "locked"


async def test_the_members_share_and_the_quota_are_all_there_is(promo: Promo, shop: Shop, buyer: Shopper) -> None:
    sku = await shop.sku(10_000)
    run = await promo.run(TimedPrice(), ItemRow(sku, 6000, 5, 2))
    assert (await buyer.buy((sku, 3))).payable_fen == 2 * 6000 + 10_000
    assert (await buyer.buy((sku, 1))).payable_fen == 10_000
    for units, expected in ((2, 12_000), (2, 6000 + 10_000)):
        other = await shop.shopper()
        assert (await other.buy((sku, units))).payable_fen == expected
    assert await promo.taken(run, sku) == 5
    quote = await promo.quote(await shop.shopper(), (sku, 1))
    assert quote.totals.payable_fen == 10_000 and "活动数量已抢完" in quote.misses[0].reason


@pytest.mark.parametrize("returns", [True, False])
async def test_a_whole_refund_returns_the_coupon_where_its_template_says_so(
    promo: Promo, shop: Shop, buyer: Shopper, returns: bool
) -> None:
    sku, coupon = await shop.sku(9900), await promo.coupon(buyer, value=1001, returns_on_refund=returns)
    run = await promo.run(TimedPrice(), ItemRow(sku, 9000, 10, None), stacks=("coupon",))
    order = await buyer.buy((sku, 3))
    first = await promo.refund(buyer, order, 1)
    assert await promo.state(coupon) == "used" and await promo.taken(run, sku) == 3
    rest = await promo.refund(buyer, order, 2)
    assert first + rest == order.payable_fen
    assert await promo.state(coupon) == ("held" if returns else "used")
    assert await promo.ledger(coupon) == ["claim", "lock", "redeem", *(["return"] if returns else [])]
    assert await promo.taken(run, sku) == 0


async def test_of_two_coupons_only_the_one_whose_rule_says_so_comes_back(
    promo: Promo, shop: Shop, buyer: Shopper
) -> None:
    sku = await shop.sku(9900)
    stays = await promo.coupon(buyer, value=1001, layer="product", returns_on_refund=False)
    returns = await promo.coupon(buyer, value=500)
    order = await buyer.buy((sku, 1))
    assert order.totals.discount_fen == 1501
    await promo.refund(buyer, order, 1)
    assert (await promo.state(stays), await promo.state(returns)) == ("used", "held")


async def test_a_coupon_that_ran_out_while_its_order_was_unpaid(promo: Promo, shop: Shop, buyer: Shopper) -> None:
    sku = await shop.sku(9900)
    paid, left = [await promo.coupon(buyer, valid_days=1) for _ in range(2)]
    shop.clock.pass_(hours=23, minutes=55)
    kept = await buyer.place((sku, 1), coupon_ids=(paid,))
    dropped = await buyer.place((sku, 1), coupon_ids=(left,))
    shop.clock.pass_(minutes=10)
    assert await promo.coupons.expire_due() == 0, "what an order holds does not expire"
    await buyer.pay(kept.id)
    await shop.services.cancelling.by_shopper(buyer.id, dropped.id, "")
    await shop.settle()
    assert await promo.ledger(paid) == ["claim", "lock", "redeem"]
    assert (await promo.state(left), await promo.ledger(left)) == ("expired", ["claim", "lock", "release", "expire"])
    await promo.refund(buyer, kept, 1)
    assert await promo.ledger(paid) == ["claim", "lock", "redeem", "return", "expire"]
    [shown] = [one for one in (await promo.coupons.wallet(buyer.id, "expired", None, 20)).items if one.id == left]
    assert shown.state_text == "已过期"


@pytest.mark.parametrize("how", ["ends", "is stopped"])
async def test_an_order_keeps_its_price_when_the_promotion_is_over(
    promo: Promo, shop: Shop, buyer: Shopper, how: str
) -> None:
    sku = await shop.sku(10_000)
    timed = await promo.run(TimedPrice(), ItemRow(sku, 6000, None, None), hours=1, stacks=("threshold",))
    save = await promo.run(SpendSave(ALL, (SpendTier(5000, 500),)), hours=1)
    shop.clock.pass_(minutes=50)
    order = await buyer.place((sku, 1))
    if how == "ends":
        shop.clock.pass_(minutes=15)
    else:
        for campaign_id in (timed, save):
            await promo.campaigns.stop(ACTOR, campaign_id, "写错了")
    await buyer.pay(order.id)
    paid = await buyer.see(order.id)
    assert (paid.status, paid.payable_fen) == ("paid", 6000 - 500 + 1000)
    before = await promo.picture()
    with pytest.raises(PriceChanged):
        await buyer.place((sku, 1), expected_payable_fen=paid.payable_fen)
    assert await promo.picture() == before
    assert (await buyer.place((sku, 1))).payable_fen == 10_000
    effect = (await promo.campaigns.one(ACTOR, save)).effect
    assert (effect.orders, effect.off_fen, effect.paid_fen, effect.buyers_new) == (1, 500, 6500, 1)


async def test_a_coupon_in_two_checkouts_at_once_is_used_by_one(promo: Promo, shop: Shop, buyer: Shopper) -> None:
    sku, coupon = await shop.sku(9900), await promo.coupon(buyer)
    run = await promo.run(SpendSave(ALL, (SpendTier(5000, 500),)), stacks=("coupon",))
    done = await asyncio.gather(
        *(buyer.place((sku, 1), coupon_ids=(coupon,)) for _ in range(4)), return_exceptions=True
    )
    won = [one for one in done if isinstance(one, OrderDetail)]
    lost = [one for one in done if not isinstance(one, OrderDetail)]
    assert len(won) == 1 and all(isinstance(one, OfferGone | CouponUnusable) for one in lost)
    assert await shop.levels(sku) == (10, 1) and await promo.ledger(coupon) == ["claim", "lock"]
    assert await shop.rows("select count(*) from promotion.order_use where campaign_id = $1", run) == [(1,)]


async def test_one_line_of_a_bundle_gives_back_exactly_its_share(promo: Promo, shop: Shop, buyer: Shopper) -> None:
    bottle, bib = await shop.sku(5000), await shop.sku(3333)
    rule = Bundle((BundlePart(bottle, 1), BundlePart(bib, 2)), 9999)
    await promo.run(rule)
    order = await buyer.buy((bottle, 2), (bib, 5))
    goods = [line.payable_fen for line in order.lines]
    # Two sets: what they cost one by one is 233.32; 33.34 of it is saved, in proportion.
    assert goods == [10_000 - 1429, 5 * 3333 - 1905] and order.payable_fen == sum(goods)
    assert await promo.refund(buyer, order, 0, 5) == goods[1]
    assert await promo.refund(buyer, order, 2, 0) == goods[0]
    assert (await buyer.see(order.id)).status == "closed"


async def test_strangers_coupons_and_used_ones_are_no_choice(promo: Promo, shop: Shop, buyer: Shopper) -> None:
    sku, own = await shop.sku(9900), await promo.coupon(buyer)
    theirs = await promo.coupon(await shop.shopper())
    await buyer.buy((sku, 1), coupon_ids=(own,))
    before = await promo.picture()
    for coupon in (own, theirs):
        with pytest.raises(CouponUnusable):
            await buyer.place((sku, 1), coupon_ids=(coupon,))
        quote = await promo.quote(buyer, (sku, 1), coupon_ids=(coupon,))
        assert [one.code for one in quote.problems] == ["promotion.coupon_unusable"] and not quote.can_submit
    assert await promo.picture() == before


async def test_goods_sold_out_at_payment_give_the_coupon_back(promo: Promo, shop: Shop, buyer: Shopper) -> None:
    sku, coupon = await shop.sku(20_000, south=1), await promo.coupon(buyer)
    order = await buyer.place((sku, 1))
    number = await buyer.start_paying(order.id)
    shop.clock.pass_(minutes=16)
    await shop.modules.supply.reservations.release_expired()
    await (await shop.shopper()).buy((sku, 1))
    await shop.modules.payments.books.record(shop.bank.pay(number))
    await shop.settle()
    assert (await buyer.see(order.id)).status == "closed"
    assert await promo.ledger(coupon) == ["claim", "lock", "release"]


async def test_an_operator_who_cancels_a_paid_order_returns_the_coupon(
    promo: Promo, shop: Shop, buyer: Shopper
) -> None:
    sku, coupon = await shop.sku(20_000), await promo.coupon(buyer)
    order = await buyer.buy((sku, 1))
    await shop.services.order_desk.cancel(OPERATOR, order.id, "缺货")
    await shop.settle()
    assert (await buyer.see(order.id)).status in ("closed", "cancelled")
    assert await promo.ledger(coupon) == ["claim", "lock", "redeem", "return"]
