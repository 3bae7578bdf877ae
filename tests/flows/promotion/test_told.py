"""What members are told of their team: once per seat and outcome, in words that the template takes."""

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
from tests.flows.orders.partners import QuietWechat

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
