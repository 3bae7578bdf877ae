"""Many presses at one moment on a guide's allowance: exactly so many coupons as it allows, and not one more."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

import pytest

from ports.community.guide_sales import AllowanceSpent, CouponGranted
from ports.community.sidebar_store import AllowanceRule
from tests.flows.community.beside import follows
from tests.flows.community.conftest import OPERATOR
from tests.flows.community.wecom import Wecom
from tests.flows.orders.conftest import HandClock, Shop
from tests.flows.promotion.conftest import Promo


@pytest.fixture
async def shop(fresh_database_url: str, servers, tmp_path) -> AsyncIterator[Shop]:
    wecom = Wecom(HandClock())
    shop = Shop(fresh_database_url, servers.valkey_url, str(tmp_path), wecom=wecom.partners(), clock=wecom.clock)
    await shop.open()
    yield shop
    await shop.built.database.close()
    await shop.built.valkey.aclose()


@pytest.mark.parametrize(("coupons", "value_fen", "given"), [(7, None, 7), (None, 2_150, 7), (5, 2_150, 5)])
async def test_an_allowance_gives_exactly_what_it_holds(
    shop: Shop, coupons: int | None, value_fen: int | None, given: int
) -> None:
    promo, side = Promo(shop), shop.modules.community.sidebar
    template_id = await promo.template(value=300, total=1000)
    await side.allowances.set_templates(OPERATOR, [template_id])
    await side.allowances.set_rule(OPERATOR, AllowanceRule("", coupons, value_fen, 0))
    contacts = [await follows(shop, "mei", (await shop.shopper()).id) for _ in range(24)]
    done = await asyncio.gather(
        *(side.coupons.grant("mei", contact_id, template_id) for contact_id in contacts), return_exceptions=True
    )
    assert Counter(type(one) for one in done) == {CouponGranted: given, AllowanceSpent: 24 - given}, done
    [counts] = await shop.rows("""
        select (select count(*) from promotion.coupon where state = 'held'),
               (select claimed from promotion.coupon_template), (select count(*) from community.coupon_gift),
               (select coupons from community.allowance_use), (select value_fen from community.allowance_use),
               (select count(*) from community.draft), (select count(*) from community.touches)
    """)
    assert counts == (given, given, given, given, given * 300, given, given)


async def test_one_customer_pressed_for_by_everybody_gets_one(shop: Shop) -> None:
    promo, side = Promo(shop), shop.modules.community.sidebar
    template_id = await promo.template(value=300, total=1000)
    await side.allowances.set_templates(OPERATOR, [template_id])
    await side.allowances.set_rule(OPERATOR, AllowanceRule("", 100, None, 0))
    contact_id = await follows(shop, "mei", (await shop.shopper()).id)
    done = await asyncio.gather(
        *(side.coupons.grant("mei", contact_id, template_id) for _ in range(16)), return_exceptions=True
    )
    assert sum(isinstance(one, CouponGranted) for one in done) == 1
    assert await shop.rows("select coupons, value_fen from community.allowance_use") == [(1, 300)]
