"""Many at the same moment: friends at one bargain, one friend twice, a daily limit, and an order among the helps."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

import pytest

from domain.promotion.bargain_rules import BargainOver, BargainPriceChanged, HelpsUsedUp
from ports.commerce.api import OfferedOrderCancelled, OfferedOrderPaid
from ports.promotion.bargain_views import HelpResult
from ports.promotion.rules import Bargain
from tests.flows.bargains.stage import FLOOR_FEN, LIST_FEN, Bazaar
from tests.flows.orders.conftest import Shop


@pytest.fixture
async def bazaar(fresh_database_url: str, servers, tmp_path) -> AsyncIterator[Bazaar]:
    shop = Shop(fresh_database_url, servers.valkey_url, str(tmp_path))
    await shop.open()
    bazaar = Bazaar(shop)
    yield bazaar
    await bazaar.assert_sums()
    await shop.built.database.close()
    await shop.built.valkey.aclose()


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
