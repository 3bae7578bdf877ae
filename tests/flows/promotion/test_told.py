"""What members are told of their team: once per seat and outcome, in words that the template takes."""

import asyncio
from uuid import uuid4

import msgspec
import pytest

from adapters.postgres.members_messages import PostgresMessageStore
from adapters.postgres.unit_of_work import PostgresUnitOfWork
from adapters.system import SystemClock, Uuid7
from adapters.wechat.values import fitted
from domain.members.messages import Messages
from domain.members.reactions import MemberReactions
from ports.kernel import MemberId, OrderId
from ports.promotion.api import GroupBuyTold, ToldOutcome
from tests.flows.orders.conftest import COUPON_TEMPLATE, Shop, Shopper
from tests.flows.orders.partners import QuietWechat
from tests.flows.promotion.conftest import Promo

TITLE = "有机棉四季连体衣 新生儿侧开扣 换尿布不折腾 米白"


@pytest.mark.parametrize("outcome", ["succeeded", "failed", "reopened"])
async def test_once_and_in_fitting_words(uow: PostgresUnitOfWork, database, outcome: ToldOutcome) -> None:
    messages = Messages(
        uow, PostgresMessageStore(), QuietWechat(), ({"group_result": "T"}, True), (SystemClock(), Uuid7())
    )
    event = GroupBuyTold(OrderId(uuid4()), MemberId(uuid4()), uuid4(), outcome, "…", TITLE, SystemClock().now())
    for _ in range(2):
        async with uow.begin() as tx:
            await MemberReactions(messages).on_group_buy_told(tx, event)
    rows = await (await database.pool()).fetch(
        "select page, fields::text from members.message where member_id = $1", event.member_id
    )
    assert [row["page"] for row in rows] == [f"features/promotion/group/team/index?id={event.team_id}"]
    fields = dict(msgspec.json.decode(rows[0]["fields"]))
    assert {name: fitted(name, value) for name, value in fields.items()} == fields


async def test_an_owner_is_told_once_that_a_coupon_ends(promo: Promo, shop: Shop, buyer: Shopper) -> None:
    ends, spent = await promo.coupon(buyer, valid_days=3), await promo.coupon(buyer, valid_days=3)
    await promo.coupon(buyer, valid_days=30)
    await buyer.buy((await shop.sku(9_900), 1), coupon_ids=(spent,))
    shop.clock.pass_(days=1, hours=23)
    assert await promo.coupons.remind_expiring() == 0
    shop.clock.pass_(hours=2)
    brief = await promo.coupon(buyer, valid_days=1)
    told = await asyncio.gather(*(promo.coupons.remind_expiring() for _ in range(4)))
    assert sum(told) == 1
    await shop.settle()
    assert await promo.coupons.remind_expiring() == 0
    [(key, page, fields)] = await shop.rows(
        "select key, page, fields::text from members.message where template_id = $1", COUPON_TEMPLATE
    )
    assert (key, page) == (f"coupon_expiring:{ends}", "packages/promotion/pages/coupons/wallet/index")
    words = dict(msgspec.json.decode(fields))
    assert words["thing1"] == "满减券" and {name: fitted(name, value) for name, value in words.items()} == words
    assert await promo.state(brief) == "held", "whoever got it today was told of its end then"
