"""A bargain and the order that holds it, whatever is told, however often and late."""

from uuid import uuid4

import pytest

from domain.promotion.bargain_rules import BargainNotFound, BargainOver, BargainPriceChanged, BargainSoldOut
from ports.commerce.api import OfferedOrderCancelled, OfferedOrderPaid, OfferedOrderWithdrawn
from ports.kernel import CampaignId
from ports.promotion.api import ActivityRef, SpecialPrice
from ports.promotion.bargain_views import BargainPage
from ports.promotion.rules import Bargain
from tests.flows.bargains.stage import Bazaar
from tests.flows.orders.conftest import Shop, Shopper


async def _special(bazaar: Bazaar, page: BargainPage, member: Shopper, **changed: object) -> SpecialPrice:
    given = {"kind": "bargain", "campaign_id": page.campaign_id, "bargain_id": page.id} | changed
    async with bazaar.shop.uow.reading() as tx:
        return await bazaar.orders.special(tx, member.id, ActivityRef(**given), (page.sku_id,))  # type: ignore[arg-type]


async def test_the_price_is_what_is_left_now(bazaar: Bazaar, owner: Shopper, friend: Shopper) -> None:
    page = await bazaar.opened(owner)
    assert (await _special(bazaar, page, owner)).price_fen == page.price_fen
    after = (await bazaar.help(friend, page.id)).page
    special = await _special(bazaar, page, owner)
    assert (special.price_fen, special.units_max, special.sku_id) == (after.price_fen, 1, page.sku_id)
    assert special.detail.startswith("2 人砍掉 ")


async def test_nobody_else_buys_it_and_no_other_campaign_sells_it(
    bazaar: Bazaar, owner: Shopper, friend: Shopper
) -> None:
    page = await bazaar.opened(owner)
    for member, changed in (
        (friend, {}),
        (owner, {"campaign_id": CampaignId(uuid4())}),
        (owner, {"bargain_id": uuid4()}),
        (owner, {"bargain_id": None}),
    ):
        with pytest.raises(BargainNotFound):
            await _special(bazaar, page, member, **changed)
    with pytest.raises(BargainNotFound):
        await bazaar.take(page, friend.id)


async def test_an_order_holds_the_price_and_friends_cannot_change_it(
    shop: Shop, bazaar: Bazaar, owner: Shopper, friend: Shopper
) -> None:
    page = await bazaar.opened(owner)
    order_id = await bazaar.take(page, owner.id)
    for attempt in (bazaar.help(friend, page.id), bazaar.take(page, owner.id), _special(bazaar, page, owner)):
        with pytest.raises(BargainOver):
            await attempt
    seen = await bazaar.seen(page.id, owner)
    assert (seen.state, seen.price_fen, seen.order_id) == ("ordered", page.price_fen, order_id)
    assert (await bazaar.desk.open(owner.id, page.campaign_id, page.sku_id)).id == page.id
    for _ in range(2):
        await bazaar.tell(OfferedOrderPaid(order_id, owner.id, "bargain", shop.clock.now()))
    assert (await bazaar.seen(page.id)).state == "bought"
    await bazaar.tell(OfferedOrderCancelled(order_id, owner.id, "bargain"))
    await bazaar.tell(OfferedOrderWithdrawn(order_id, owner.id, "bargain"))
    assert (await bazaar.seen(page.id, owner)).order_id == order_id


async def test_a_price_that_fell_since_the_quote_is_not_taken(bazaar: Bazaar, owner: Shopper, friend: Shopper) -> None:
    page = await bazaar.opened(owner)
    after = (await bazaar.help(friend, page.id)).page
    with pytest.raises(BargainPriceChanged):
        await bazaar.take(page, owner.id)
    assert (await bazaar.seen(page.id)).state == "open"
    await bazaar.take(after, owner.id)


async def test_an_unpaid_order_gives_the_bargain_back_with_its_helps(
    shop: Shop, bazaar: Bazaar, owner: Shopper, friend: Shopper
) -> None:
    page = await bazaar.opened(owner, Bargain(helpers=2))
    await bazaar.help(friend, page.id)
    first = await bazaar.take(await bazaar.seen(page.id, owner), owner.id)
    await bazaar.tell(OfferedOrderCancelled(first, owner.id, "bargain"))
    seen = await bazaar.seen(page.id, owner)
    assert (seen.state, seen.cut_count, seen.order_id, seen.asking.can_buy) == ("floor", 2, None, True)
    second = await bazaar.take(seen, owner.id)
    # The first order's end is told again, late: it is not the one that holds it.
    await bazaar.tell(OfferedOrderCancelled(first, owner.id, "bargain"))
    await bazaar.tell(OfferedOrderPaid(first, owner.id, "bargain", shop.clock.now()))
    assert (await bazaar.seen(page.id, owner)).order_id == second
    shop.clock.pass_(hours=25)
    assert await bazaar.desk.end_due() == 0
    await bazaar.tell(OfferedOrderCancelled(second, owner.id, "bargain"))
    assert (await bazaar.seen(page.id, owner)).state == "expired"


async def test_a_withdrawal_told_before_the_payment_leaves_it_bought(
    shop: Shop, bazaar: Bazaar, owner: Shopper
) -> None:
    page = await bazaar.opened(owner)
    order_id = await bazaar.take(page, owner.id)
    await bazaar.tell(OfferedOrderWithdrawn(order_id, owner.id, "bargain"))
    await bazaar.tell(OfferedOrderPaid(order_id, owner.id, "bargain", shop.clock.now()))
    assert (await bazaar.seen(page.id)).state == "bought"
    # What was bought makes room for another.
    assert (await bazaar.desk.open(owner.id, page.campaign_id, page.sku_id)).id != page.id


async def test_without_units_there_is_no_price_and_the_own_last_unit_is_no_obstacle(
    shop: Shop, bazaar: Bazaar, owner: Shopper
) -> None:
    page = await bazaar.opened(owner, quota=1)
    await shop.rows("update promotion.campaign_item set taken = 1")
    with pytest.raises(BargainSoldOut):
        await _special(bazaar, page, owner)
    await bazaar.take(page, owner.id)
    assert (await bazaar.seen(page.id)).state == "ordered"
