"""An after-sale request that guides and operators decide at the same moment: one of them does, and money goes once."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

import pytest

from domain.commerce.after_sale_rules import AfterSaleNotAllowed
from ports.commerce.admin_order_views import AdminAfterSale
from ports.community.guide_after_sales import GuideDecision
from tests.flows.community.after_sales import AGREE, BOSS, MEI, REFUSE, a_case, limited
from tests.flows.community.wecom import Wecom
from tests.flows.orders.conftest import HandClock, Shop


@pytest.fixture
async def shop(fresh_database_url: str, servers, tmp_path) -> AsyncIterator[Shop]:
    wecom = Wecom(HandClock())
    shop = Shop(fresh_database_url, servers.valkey_url, str(tmp_path), wecom=wecom.partners(), clock=wecom.clock)
    await shop.open()
    yield shop
    await shop.assert_books_agree()
    await shop.built.database.close()
    await shop.built.valkey.aclose()


async def test_of_many_who_decide_at_once_exactly_one_does(shop: Shop) -> None:
    await limited(shop, 9900)
    guides, operators = shop.modules.community.sidebar.after_sales, shop.services.after_sale_desk
    for _ in range(6):
        before = len(shop.bank.refunds)
        buyer, case = await a_case(shop)
        asked = [
            *(guides.decide(MEI, case, wish) for wish in (AGREE, REFUSE) * 4),
            *(operators.approve(BOSS, case.after_sale_id, "") for _ in range(4)),
            *(operators.reject(BOSS, case.after_sale_id, "不符合") for _ in range(4)),
        ]
        done = await asyncio.gather(*asked, return_exceptions=True)
        kinds = Counter(
            "won" if isinstance(one, GuideDecision | AdminAfterSale) else type(one).__name__ for one in done
        )
        assert kinds == {"won": 1, AfterSaleNotAllowed.__name__: 15}, done
        await shop.settle()
        view = await shop.services.after_sale_reading.one(buyer.id, case.after_sale_id)
        [(decisions,)] = await shop.rows(
            "select count(*) from governance.audit where target_id = $1 and action like 'after_sale.%'",
            case.after_sale_id,
        )
        refunded = len(shop.bank.refunds) - before
        assert decisions == 1
        assert (view.status, refunded) in (("refunded", 1), ("rejected", 0))
        [(paid_back,)] = await shop.rows('select refunded_fen from commerce."order" where id = $1', view.order_id)
        assert paid_back == refunded * 9900


async def test_handing_over_against_deciding_leaves_one_story(shop: Shop) -> None:
    await limited(shop, 100)
    guides, operators = shop.modules.community.sidebar.after_sales, shop.services.after_sale_desk
    for _ in range(4):
        buyer, case = await a_case(shop)
        done = await asyncio.gather(
            *(guides.decide(MEI, case, AGREE) for _ in range(4)),
            *(operators.approve(BOSS, case.after_sale_id, "") for _ in range(4)),
            return_exceptions=True,
        )
        handed = [one for one in done if isinstance(one, GuideDecision)]
        approved = [one for one in done if isinstance(one, AdminAfterSale)]
        # The shop may decide before or after it was handed over; the guide hands it over once at most, and never after.
        assert len(approved) == 1 and len(handed) <= 1
        assert all(one.outcome == "handed_over" for one in handed)
        assert sum(isinstance(one, AfterSaleNotAllowed) for one in done) == 8 - len(approved) - len(handed)
        await shop.settle()
        view = await shop.services.after_sale_reading.one(buyer.id, case.after_sale_id)
        assert view.status == "refunded"
    assert len(shop.bank.refunds) == 4


async def test_the_customer_takes_it_back_while_the_guide_agrees(shop: Shop) -> None:
    await limited(shop, 9900)
    guides = shop.modules.community.sidebar.after_sales
    for _ in range(4):
        before = len(shop.bank.refunds)
        buyer, case = await a_case(shop)
        await asyncio.gather(
            guides.decide(MEI, case, AGREE),
            shop.services.after_sales.cancel(buyer.id, case.after_sale_id),
            return_exceptions=True,
        )
        await shop.settle()
        view = await shop.services.after_sale_reading.one(buyer.id, case.after_sale_id)
        assert (view.status, len(shop.bank.refunds) - before) in (("refunded", 1), ("cancelled", 0))
