"""Bought through checkout: the price, the unit of the quota, what is bound, and what comes back."""

import pytest

from domain.commerce.after_sale_rules import Asked
from domain.commerce.after_sales import AfterSaleWish
from domain.commerce.quote_page import QuoteAsk
from domain.promotion.bargain_rules import (
    BargainNotFound,
    BargainOver,
    BargainSoldOut,
    OtherThanBargained,
)
from ports.commerce.order_views import OrderDetail
from ports.commerce.pricing import LimitPerOrder
from ports.kernel import DomainError, SkuId
from ports.promotion.api import ActivityRef
from ports.promotion.bargain_views import BargainPage
from ports.promotion.rules import Bargain
from tests.flows.bargains.stage import FLOOR_FEN, Bazaar
from tests.flows.orders.conftest import Shop, Shopper


def ref_of(page: BargainPage) -> ActivityRef:
    return ActivityRef("bargain", page.campaign_id, bargain_id=page.id)


async def ordered(page: BargainPage, by: Shopper, **more: object) -> OrderDetail:
    return await by.place((page.sku_id, 1), activity=ref_of(page), **more)


async def taken(shop: Shop, page: BargainPage) -> int:
    [(units,)] = await shop.rows("select taken from promotion.campaign_item where campaign_id = $1", page.campaign_id)
    return int(units)


async def test_to_the_floor_and_paid(shop: Shop, bazaar: Bazaar, owner: Shopper) -> None:
    page = await bazaar.opened(owner, Bargain(helpers=3), quota=5)
    for _ in range(2):
        await bazaar.help(await shop.shopper(), page.id)
    ask = QuoteAsk("direct", ((page.sku_id, 1),), owner.address_id, activity=ref_of(page))
    quote = await shop.services.checkout_quotes.quote(owner.id, ask)
    assert quote.totals.goods_fen - quote.totals.discount_fen == FLOOR_FEN and quote.can_submit
    order = await ordered(page, owner, expected_payable_fen=quote.totals.payable_fen)
    assert order.totals.payable_fen == quote.totals.payable_fen
    assert (await bazaar.seen(page.id, owner)).order_id == order.id and await taken(shop, page) == 1
    await owner.pay(order.id)
    seen = await bazaar.seen(page.id, owner)
    assert (seen.state, seen.price_fen, seen.remaining) == ("bought", FLOOR_FEN, 4)
    assert (await owner.see(order.id)).status == "paid"


async def test_bought_at_the_price_of_now(shop: Shop, bazaar: Bazaar, owner: Shopper, friend: Shopper) -> None:
    page = await bazaar.opened(owner)
    page = (await bazaar.help(friend, page.id)).page
    order = await ordered(page, owner)
    assert order.totals.goods_fen - order.totals.discount_fen == page.price_fen
    await owner.pay(order.id)
    assert (await bazaar.seen(page.id)).state == "bought"


async def test_an_order_that_is_cancelled_gives_unit_and_bargain_back(
    shop: Shop, bazaar: Bazaar, owner: Shopper, friend: Shopper
) -> None:
    page = await bazaar.opened(owner, quota=1, per_member_max=1)
    first = await ordered(page, owner)
    seen = await bazaar.seen(page.id, owner)
    assert (seen.state, seen.remaining) == ("ordered", 0) and not seen.asking.can_buy
    await shop.services.cancelling.by_shopper(owner.id, first.id, "再想想")
    await shop.settle()
    seen = await bazaar.seen(page.id, owner)
    assert (seen.state, seen.remaining, seen.asking.can_buy) == ("open", 1, True)
    assert (await bazaar.help(friend, page.id)).is_new
    second = await ordered(await bazaar.seen(page.id), owner)
    shop.clock.pass_(minutes=40)
    await shop.services.cancelling.close_overdue()
    await shop.settle()
    assert (await owner.see(second.id)).status == "cancelled"
    assert (await bazaar.seen(page.id)).state == "open" and await taken(shop, page) == 0


async def test_the_same_key_places_one_order_and_another_none(bazaar: Bazaar, owner: Shopper) -> None:
    page = await bazaar.opened(owner)
    first = await ordered(page, owner, client_key="bargain-key-1")
    assert (await ordered(page, owner, client_key="bargain-key-1")).id == first.id
    with pytest.raises(BargainOver):
        await ordered(page, owner)


async def test_a_paid_order_that_is_given_up_leaves_it_bought(shop: Shop, bazaar: Bazaar, owner: Shopper) -> None:
    page = await bazaar.opened(owner, quota=1)
    order = await ordered(page, owner)
    await owner.pay(order.id)
    sale = await _given_up(shop, owner, order)
    assert sale == order.totals.payable_fen
    assert (await bazaar.seen(page.id, owner)).state == "bought" and await taken(shop, page) == 0


async def _given_up(shop: Shop, owner: Shopper, order: OrderDetail) -> int:
    """The fen that went back after a request for the whole order before it was shipped."""
    lines = tuple(Asked(line.id, line.quantity) for line in order.lines)
    wish = AfterSaleWish(order.id, "refund_only", lines, "no_longer_wanted", "", ())
    await shop.services.after_sales.apply(owner.id, wish)
    await shop.settle()
    [(refunded_fen,)] = await shop.rows('select refunded_fen from commerce."order" where id = $1', order.id)
    return int(refunded_fen)


@pytest.mark.parametrize("forged", ["stranger", "two units", "other goods", "other goods first", "no bargain"])
async def test_a_forged_wish_buys_nothing(shop: Shop, bazaar: Bazaar, owner: Shopper, forged: str) -> None:
    page, other = await bazaar.opened(owner), await shop.sku(100_000)
    by, lines = owner, [(page.sku_id, 1)]
    activity, refusal = ref_of(page), OtherThanBargained
    if forged == "stranger":
        by, refusal = await shop.shopper(), BargainNotFound
    elif forged == "two units":
        lines, refusal = [(page.sku_id, 2)], LimitPerOrder
    elif forged == "other goods":
        lines = [(other, 1)]
    elif forged == "other goods first":
        lines = [(other, 1), (page.sku_id, 1)]
    else:
        activity, refusal = ActivityRef("bargain", page.campaign_id), BargainNotFound
    with pytest.raises(refusal):
        await by.place(*lines, activity=activity)
    assert await shop.rows('select count(*) from commerce."order"') == [(0,)]
    assert await taken(shop, page) == 0 and (await bazaar.seen(page.id)).state == "open"
    assert await shop.levels(SkuId(page.sku_id)) == (10, 0)


async def test_the_last_unit_of_the_quota_goes_to_one_bargain(shop: Shop, bazaar: Bazaar, owner: Shopper) -> None:
    page = await bazaar.opened(owner, quota=1)
    other = await shop.shopper()
    second = await bazaar.desk.open(other.id, page.campaign_id, page.sku_id)
    await ordered(page, owner)
    with pytest.raises(BargainSoldOut):
        await ordered(second, other)
    seen = await bazaar.seen(second.id, other)
    assert (seen.state, seen.remaining, seen.asking.can_buy) == ("open", 0, False)


async def test_a_changed_list_price_changes_nothing_of_what_was_agreed(
    shop: Shop, bazaar: Bazaar, owner: Shopper
) -> None:
    page = await bazaar.opened(owner)
    await shop.rows("update commerce.sku set price_fen = 15000 where id = $1", page.sku_id)
    order = await ordered(page, owner)
    assert order.totals.goods_fen - order.totals.discount_fen == page.price_fen
    assert (await bazaar.seen(page.id)).state == "ordered"


async def test_a_price_that_was_shown_before_a_help_is_asked_again(
    bazaar: Bazaar, owner: Shopper, friend: Shopper
) -> None:
    page = await bazaar.opened(owner)
    await bazaar.help(friend, page.id)
    with pytest.raises(DomainError, match="价格有变化"):
        await ordered(page, owner, expected_payable_fen=page.price_fen)
