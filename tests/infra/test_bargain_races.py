"""Many at the same moment: friends at one bargain, one friend twice, a daily limit, and an order among the helps."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

import pytest

from domain.promotion.bargain_rules import BargainOver, BargainPriceChanged, HelpsUsedUp
from ports.commerce.api import OfferedOrderCancelled, OfferedOrderPaid
from ports.commerce.order_views import OrderDetail
from ports.promotion.api import ActivityRef
from ports.promotion.bargain_views import BargainPage, HelpResult
from ports.promotion.rules import Bargain
from tests.flows.bargains.stage import FLOOR_FEN, LIST_FEN, Bazaar
from tests.flows.orders.conftest import Shop, Shopper


@pytest.fixture
async def bazaar(fresh_database_url: str, servers, tmp_path) -> AsyncIterator[Bazaar]:
    shop = Shop(fresh_database_url, servers.valkey_url, str(tmp_path))
    await shop.open()
    bazaar = Bazaar(shop)
    yield bazaar
    await bazaar.assert_books_agree()
    await shop.assert_books_agree()
    await shop.built.database.close()
    await shop.built.valkey.aclose()


async def _order(page: BargainPage, by: Shopper) -> OrderDetail:
    return await by.place((page.sku_id, 1), activity=ActivityRef("bargain", page.campaign_id, bargain_id=page.id))


def _kinds(done: list[object]) -> Counter[str]:
    return Counter(type(one).__name__ for one in done)


async def test_twenty_friends_at_once_make_exactly_the_planned_cuts(bazaar: Bazaar) -> None:
    shop, owner = bazaar.shop, await bazaar.shop.shopper()
    page = await bazaar.opened(owner, Bargain(helpers=12))
    friends = [await shop.shopper() for _ in range(20)]
    done = await asyncio.gather(*(bazaar.help(friend, page.id) for friend in friends), return_exceptions=True)
    assert _kinds(done) == {"HelpResult": 11, "BargainOver": 9}
    seen = await bazaar.seen(page.id)
    fens = [record.fen for record in seen.records]
    assert sum(fens) == LIST_FEN - FLOOR_FEN and fens == sorted(fens, reverse=True)
    assert (seen.state, seen.price_fen, len(fens)) == ("floor", FLOOR_FEN, 12)
    # Each was told of the cut that is recorded as theirs.
    assert sorted(one.cut_fen for one in done if isinstance(one, HelpResult)) == sorted(fens[1:])


async def test_one_friend_pressing_many_times_cuts_once(bazaar: Bazaar) -> None:
    shop, owner = bazaar.shop, await bazaar.shop.shopper()
    page, friend = await bazaar.opened(owner, Bargain(helpers=12)), await shop.shopper()
    done = await asyncio.gather(*(bazaar.help(friend, page.id) for _ in range(10)))
    assert sum(result.is_new for result in done) == 1 and len({result.cut_fen for result in done}) == 1
    assert (await bazaar.seen(page.id)).cut_count == 2
    assert await shop.rows("select helps from promotion.bargain_help_day") == [(1,)]


async def test_the_daily_limit_holds_over_many_bargains_at_once(bazaar: Bazaar) -> None:
    shop, friend = bazaar.shop, await bazaar.shop.shopper()
    rule = Bargain(helpers=4, helps_per_day_max=3)
    pages = [await bazaar.opened(await shop.shopper(), rule) for _ in range(10)]
    done = await asyncio.gather(*(bazaar.help(friend, page.id) for page in pages), return_exceptions=True)
    assert _kinds(done) == {"HelpResult": 3, HelpsUsedUp.__name__: 7}
    assert await shop.rows("select sum(cut_count)::int from promotion.bargain") == [(13,)]
    assert await shop.rows("select helps from promotion.bargain_help_day") == [(3,)]


async def test_opening_many_times_at_once_opens_one(bazaar: Bazaar) -> None:
    shop, owner = bazaar.shop, await bazaar.shop.shopper()
    sku = await shop.sku(LIST_FEN)
    campaign = await bazaar.campaign(sku)
    done = await asyncio.gather(*(bazaar.desk.open(owner.id, campaign, sku) for _ in range(10)))
    assert len({page.id for page in done}) == 1
    assert await shop.rows("select count(*) from promotion.bargain_cut") == [(1,)]


async def test_two_orders_from_one_bargain_are_one(bazaar: Bazaar) -> None:
    owner = await bazaar.shop.shopper()
    page = await bazaar.opened(owner)
    done = await asyncio.gather(*(bazaar.take(page, owner.id) for _ in range(8)), return_exceptions=True)
    assert _kinds(done) == {"UUID": 1, BargainOver.__name__: 7}


@pytest.mark.parametrize("times", range(5))
async def test_helps_against_an_order_end_in_one_price(bazaar: Bazaar, times: int) -> None:
    """Either the order came first and no help after it counts, or it is told that the price fell."""
    del times
    shop, owner = bazaar.shop, await bazaar.shop.shopper()
    page = await bazaar.opened(owner, Bargain(helpers=12))
    friends = [await shop.shopper() for _ in range(6)]
    order, *done = await asyncio.gather(
        bazaar.take(page, owner.id), *(bazaar.help(friend, page.id) for friend in friends), return_exceptions=True
    )
    seen, kinds = await bazaar.seen(page.id), _kinds(done)
    if isinstance(order, BargainPriceChanged):
        assert kinds == {"HelpResult": 6} and (seen.state, seen.cut_count) == ("open", 7)
    else:
        assert kinds == {"BargainOver": 6}
        assert (seen.state, seen.cut_count, seen.price_fen) == ("ordered", 1, page.price_fen)


@pytest.mark.parametrize("event", [OfferedOrderCancelled, OfferedOrderPaid])
async def test_the_end_of_an_order_told_many_times_among_helps_and_sweeps(bazaar: Bazaar, event: type) -> None:
    shop, owner = bazaar.shop, await bazaar.shop.shopper()
    page = await bazaar.opened(owner, Bargain(helpers=12))
    friends = [await shop.shopper() for _ in range(6)]
    order_id = await bazaar.take(page, owner.id)
    more = () if event is OfferedOrderCancelled else (shop.clock.now(),)
    done = await asyncio.gather(
        *(bazaar.tell(event(order_id, owner.id, "bargain", *more)) for _ in range(4)),
        *(bazaar.desk.end_due() for _ in range(2)),
        *(bazaar.help(friend, page.id) for friend in friends),
        return_exceptions=True,
    )
    helped, seen = _kinds(done[6:]), await bazaar.seen(page.id)
    assert seen.cut_count == 1 + helped["HelpResult"] and helped["HelpResult"] + helped["BargainOver"] == 6
    if event is OfferedOrderPaid:
        assert seen.state == "bought" and helped["HelpResult"] == 0
    else:
        assert seen.state == "open"


async def test_two_phones_of_one_owner_place_one_order(bazaar: Bazaar) -> None:
    shop, owner = bazaar.shop, await bazaar.shop.shopper()
    page = await bazaar.opened(owner, quota=5)
    done = await asyncio.gather(*(_order(page, owner) for _ in range(8)), return_exceptions=True)
    assert _kinds(done) == {"OrderDetail": 1, BargainOver.__name__: 7}
    assert await shop.rows("select taken from promotion.campaign_item") == [(1,)]
    assert await shop.levels(page.sku_id) == (10, 1)


@pytest.mark.parametrize("times", range(4))
async def test_helps_against_checkout_end_in_one_price(bazaar: Bazaar, times: int) -> None:
    """The order has the price that the bargain shows, whoever came first; friends who came later cut nothing."""
    del times
    shop, owner = bazaar.shop, await bazaar.shop.shopper()
    page = await bazaar.opened(owner, Bargain(helpers=12))
    friends = [await shop.shopper() for _ in range(6)]
    order, *done = await asyncio.gather(
        _order(page, owner), *(bazaar.help(friend, page.id) for friend in friends), return_exceptions=True
    )
    seen, kinds = await bazaar.seen(page.id, owner), _kinds(done)
    assert seen.cut_count == 1 + kinds["HelpResult"] and kinds["HelpResult"] + kinds["BargainOver"] == 6
    if isinstance(order, OrderDetail):
        assert (seen.state, seen.order_id) == ("ordered", order.id)
        assert order.totals.goods_fen - order.totals.discount_fen == seen.price_fen
    else:
        assert isinstance(order, BargainPriceChanged) and seen.state == "open" and kinds["HelpResult"] == 6
        assert await shop.levels(page.sku_id) == (10, 0)


async def test_the_quota_sells_as_many_bargains_as_it_has_units(bazaar: Bazaar) -> None:
    shop = bazaar.shop
    first = await bazaar.opened(await shop.shopper(), quota=2)
    owners = [await shop.shopper() for _ in range(6)]
    pages = [await bazaar.desk.open(owner.id, first.campaign_id, first.sku_id) for owner in owners]
    done = await asyncio.gather(
        *(_order(page, owner) for page, owner in zip(pages, owners, strict=True)), return_exceptions=True
    )
    kinds = _kinds(done)
    assert kinds["OrderDetail"] == 2 and kinds["OfferGone"] + kinds["BargainSoldOut"] == 4
    assert await shop.rows("select taken from promotion.campaign_item") == [(2,)]
    assert await shop.rows("select count(*) from promotion.bargain where state = 'ordered'") == [(2,)]
    assert await shop.levels(first.sku_id) == (10, 2)


async def test_cancelling_while_ordering_again_leaves_one_order_or_none(bazaar: Bazaar) -> None:
    shop, owner = bazaar.shop, await bazaar.shop.shopper()
    page = await bazaar.opened(owner, quota=1)
    for _ in range(4):
        order = await _order(page, owner)
        done = await asyncio.gather(
            shop.services.cancelling.by_shopper(owner.id, order.id, ""),
            *(_order(page, owner) for _ in range(3)),
            shop.settle(),
            return_exceptions=True,
        )
        assert _kinds(done[1:4])["OrderDetail"] <= 1 and done[4] is None
        await shop.settle()
        for made in done[1:4]:
            if isinstance(made, OrderDetail):
                await shop.services.cancelling.by_shopper(owner.id, made.id, "")
        await shop.settle()
        assert (await bazaar.seen(page.id)).state == "open"
        assert await shop.rows("select taken from promotion.campaign_item") == [(0,)]
        assert await shop.levels(page.sku_id) == (10, 0)
