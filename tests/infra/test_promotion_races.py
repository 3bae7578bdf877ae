"""Many at the same moment on the last units of a price, the last coupon, the last gift: exact counts."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

import pytest

from domain.commerce.checkout import PriceChanged
from domain.promotion.coupons import Claimed, CouponNotClaimable
from ports.commerce.order_views import OrderDetail
from ports.kernel import DomainError
from ports.promotion.api import CouponUnusable, OfferGone
from ports.promotion.rules import AddOn, Gift, TimedPrice
from ports.promotion.store import ItemRow
from ports.supply.api import SoldOut
from tests.flows.orders.conftest import Shop, Shopper
from tests.flows.promotion.conftest import ACTOR, ALL, Promo


@pytest.fixture
async def shop(fresh_database_url: str, servers, tmp_path) -> AsyncIterator[Shop]:
    shop = Shop(fresh_database_url, servers.valkey_url, str(tmp_path))
    await shop.open()
    yield shop
    await shop.assert_books_agree()
    await shop.built.database.close()
    await shop.built.valkey.aclose()


@pytest.fixture
async def promo(shop: Shop) -> AsyncIterator[Promo]:
    promo = Promo(shop)
    yield promo
    await shop.settle()
    await promo.assert_sound()


async def _shoppers(shop: Shop, count: int) -> list[Shopper]:
    return [await shop.shopper() for _ in range(count)]


def _kinds(done: list[object]) -> Counter[str]:
    return Counter(type(one).__name__ for one in done)


async def test_the_last_units_of_a_price_go_to_exactly_as_many_buyers(promo: Promo, shop: Shop) -> None:
    sku = await shop.sku(20_000, south=50)
    run = await promo.run(TimedPrice(), ItemRow(sku, 15_000, 7, 1))
    buyers = await _shoppers(shop, 25)
    done = await asyncio.gather(
        *(buyer.place((sku, 1), expected_payable_fen=15_000) for buyer in buyers), return_exceptions=True
    )
    won = [(buyer, one) for buyer, one in zip(buyers, done, strict=True) if isinstance(one, OrderDetail)]
    assert len(won) == 7 and all(isinstance(one, OrderDetail | OfferGone | PriceChanged) for one in done), _kinds(done)
    assert await promo.taken(run, sku) == 7 and await shop.levels(sku) == (50, 7)
    # Half of them give up: their units go to others, and never more than these.
    await asyncio.gather(*(shop.services.cancelling.by_shopper(buyer.id, one.id, "") for buyer, one in won[:3]))
    await shop.settle()
    more = await asyncio.gather(
        *(buyer.place((sku, 1), expected_payable_fen=15_000) for buyer in buyers), return_exceptions=True
    )
    assert _kinds(more)["OrderDetail"] == 3 and await promo.taken(run, sku) == 7


async def test_one_member_cannot_take_more_than_the_share_at_once(promo: Promo, shop: Shop) -> None:
    sku, [buyer] = await shop.sku(20_000, south=50), await _shoppers(shop, 1)
    run = await promo.run(TimedPrice(), ItemRow(sku, 15_000, 100, 3))
    done = await asyncio.gather(
        *(buyer.place((sku, 1), expected_payable_fen=15_000) for _ in range(12)), return_exceptions=True
    )
    assert _kinds(done)["OrderDetail"] == 3 and await promo.taken(run, sku) == 3, _kinds(done)
    assert await shop.levels(sku) == (50, 3)


async def test_the_last_coupons_go_to_exactly_as_many_members(promo: Promo, shop: Shop) -> None:
    template_id = await promo.template(total=5, per_member_max=2)
    buyers = await _shoppers(shop, 20)
    done = await asyncio.gather(
        *(promo.coupons.claim(buyer.id, template_id) for buyer in buyers for _ in range(2)), return_exceptions=True
    )
    assert _kinds(done) == {"Claimed": 5, "CouponNotClaimable": 35}
    view = await promo.desk.one(ACTOR, template_id)
    assert (view.claimed, view.figures.claimed, view.figures.held) == (5, 5, 5)


async def test_the_last_of_a_channel(promo: Promo, shop: Shop) -> None:
    template_id = await promo.template(total=50)
    [channel] = (await promo.desk.add_channel(ACTOR, template_id, "门店海报", 4)).channels
    buyers = await _shoppers(shop, 15)
    done = await asyncio.gather(
        *(promo.coupons.claim_by_code(buyer.id, channel.code) for buyer in buyers), return_exceptions=True
    )
    assert _kinds(done) == {"Claimed": 4, "CouponNotClaimable": 11}
    view = await promo.desk.one(ACTOR, template_id)
    assert (view.claimed, view.channels[0].claimed) == (4, 4)


async def test_claims_against_a_grant_never_pass_the_total(promo: Promo, shop: Shop) -> None:
    from domain.promotion.coupon_desk import GrantWish

    template_id = await promo.template(total=12)
    buyers = await _shoppers(shop, 20)
    await promo.desk.grant(ACTOR, template_id, GrantWish("回馈", (), ()))
    done = await asyncio.gather(
        shop.settle(), *(promo.coupons.claim(buyer.id, template_id) for buyer in buyers), return_exceptions=True
    )
    assert all(one is None or isinstance(one, Claimed | CouponNotClaimable) for one in done), _kinds(done)
    await shop.settle()
    view = await promo.desk.one(ACTOR, template_id)
    assert view.claimed == view.figures.held == 12
    [grant] = view.grants
    assert grant.granted == 12 - _kinds(done)["Claimed"] and grant.granted + grant.passed_over == 20


async def test_one_coupon_in_many_checkouts_and_cancellations(promo: Promo, shop: Shop) -> None:
    sku, [buyer] = await shop.sku(20_000, south=50), await _shoppers(shop, 1)
    coupon = await promo.coupon(buyer)

    async def try_it() -> None:
        order = await buyer.place((sku, 1), coupon_ids=(coupon,))
        await shop.services.cancelling.by_shopper(buyer.id, order.id, "")
        await shop.settle()

    for _ in range(3):
        done = await asyncio.gather(*(try_it() for _ in range(5)), return_exceptions=True)
        assert all(one is None or isinstance(one, OfferGone | CouponUnusable) for one in done), done
        assert None in done
    ledger = await promo.ledger(coupon)
    assert ledger == ["claim", *["lock", "release"] * (len(ledger) // 2)] and await promo.state(coupon) == "held"


@pytest.mark.parametrize("times", range(2))
async def test_many_items_in_any_order_while_the_campaign_is_stopped(promo: Promo, shop: Shop, times: int) -> None:
    """Orders, cancellations and the operator lock the same items: somebody may be refused, nobody fails."""
    del times
    goods, extras = await shop.sku(20_000, south=99), [await shop.sku(9000, south=60) for _ in range(5)]
    gifts = [await shop.sku(3000, south=60) for _ in range(3)]
    items = [ItemRow(sku, 1000, 40, None) for sku in sorted(extras, reverse=True)]
    add_on = await promo.run(AddOn(ALL, 10_000, 5), *items, stacks=("threshold",))
    gift = await promo.run(Gift(ALL, 10_000), *(ItemRow(sku, 0, 15, None) for sku in sorted(gifts, reverse=True)))
    buyers = await _shoppers(shop, 12)

    async def buy(number: int, buyer: Shopper) -> None:
        turned = extras[number % 5 :] + extras[: number % 5]
        order = await buyer.place((goods, 1), *((sku, 1) for sku in turned))
        await shop.services.cancelling.by_shopper(buyer.id, order.id, "")
        await shop.settle()

    async def stop() -> None:
        await promo.campaigns.stop(ACTOR, add_on, "写错了")
        await promo.campaigns.stop(ACTOR, gift, "写错了")

    done = await asyncio.gather(*(buy(n, buyer) for n, buyer in enumerate(buyers)), stop(), return_exceptions=True)
    assert all(one is None or isinstance(one, DomainError) for one in done), done
    await shop.settle()
    assert [await promo.taken(add_on, sku) for sku in extras] == [0] * 5
    assert [await promo.taken(gift, sku) for sku in gifts] == [0] * 3


async def test_the_last_gifts(promo: Promo, shop: Shop) -> None:
    """Whoever misses the last gift may buy without it."""
    sku, gift = await shop.sku(20_000, south=50), await shop.sku(3000, south=20)
    run = await promo.run(Gift(ALL, 10_000), ItemRow(gift, 0, 3, None))
    buyers = await _shoppers(shop, 12)
    done = await asyncio.gather(*(buyer.place((sku, 1)) for buyer in buyers), return_exceptions=True)
    assert all(isinstance(one, OrderDetail | OfferGone | SoldOut) for one in done), done
    missed = [buyer for buyer, one in zip(buyers, done, strict=True) if not isinstance(one, OrderDetail)]
    again = [await buyer.place((sku, 1)) for buyer in missed]
    orders = [one for one in (*done, *again) if isinstance(one, OrderDetail)]
    assert Counter(len(order.lines) for order in orders) == {1: 9, 2: 3}
    assert await promo.taken(run, gift) == 3 and await shop.levels(gift) == (20, 3)
