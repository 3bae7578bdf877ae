"""Members are told of their guide in WeChat, once for each assignment, where they have agreed to it (G6)."""

import asyncio

from msgspec.structs import replace

from adapters.postgres.community_personal_views import PostgresPersonalGuideViews
from ports.community.api import PersonalGuideAssigned
from ports.kernel import OutsideUnavailable
from ports.outside.wechat import MessageRefused, SubscribeMessage
from ports.outside.wecom_app import StaffChanged
from tests.flows.community.conftest import OPERATOR, Circle
from tests.flows.community.test_attribution import told
from tests.flows.community.test_handover import guide_of, rich, ruled, standing
from tests.flows.community.wecom import CORP
from tests.flows.orders.conftest import GUIDE_TEMPLATE, Shopper


def heard(circle: Circle) -> list[SubscribeMessage]:
    return [one for one in circle.shop.wechat.messages if one.template_id == GUIDE_TEMPLATE]


async def agrees(circle: Circle, buyer: Shopper, times: int = 1) -> None:
    await circle.shop.rows(
        "insert into members.message_grant (openid, template_id, remaining)"
        " select openid, $2, $3 from members.member where id = $1",
        buyer.id,
        GUIDE_TEMPLATE,
        times,
    )


async def appointed(circle: Circle, buyer: Shopper, guide: str = "mei") -> None:
    await circle.parts.performance.personal_guides.change(OPERATOR, buyer.id, guide, "会员要求")
    await circle.shop.settle()


async def words(circle: Circle) -> list[tuple[str, str | None]]:
    return [(one.told_member, one.told_member_why) for one in await standing(circle)]


async def test_who_agreed_is_told_once(circle: Circle) -> None:
    await ruled(circle)
    buyer = await circle.shop.shopper()
    await agrees(circle, buyer, 5)
    await appointed(circle, buyer)
    [message] = heard(circle)
    fields = {field.name: field.value for field in message.fields}
    assert (fields["thing1"], message.page) == ("导购mei", "features/mine/index")
    assert await words(circle) == [("sent", None)]
    # The same fact again and at once, and the same guide once more: nothing is said twice.
    [view] = await standing(circle)
    event = PersonalGuideAssigned(view.id, buyer.id, "导购mei", view.since)
    await told(circle, event, event, event)
    await asyncio.gather(*(appointed(circle, buyer) for _ in range(3)))
    assert len(heard(circle)) == 1


async def test_who_did_not_agree_finds_the_card_and_the_desk_says_so(circle: Circle) -> None:
    await ruled(circle)
    buyer = await rich(circle)
    assert await guide_of(circle, buyer) == "mei"
    assert heard(circle) == [] and await words(circle) == [("no_grant", None)]
    assert await circle.parts.performance.personal_guides.own(buyer.id) is not None
    # Who agrees later has agreed to the next one: what is past is not told after all.
    await agrees(circle, buyer)
    await circle.shop.settle()
    assert heard(circle) == []
    await appointed(circle, buyer, "lan")
    assert len(heard(circle)) == 1


async def test_a_replaced_guide_is_told_again(circle: Circle) -> None:
    await ruled(circle)
    buyer = await circle.shop.shopper()
    await agrees(circle, buyer, 2)
    await appointed(circle, buyer)
    circle.wecom.staff_ids.remove("mei")
    await circle.told(StaffChanged("mei", has_left=True, at=circle.shop.clock.now()))
    circle.shop.clock.pass_(minutes=1)
    await circle.shop.settle()
    assert await circle.parts.performance.handover.replace_left() == 1
    await circle.shop.settle()
    names = [next(field.value for field in one.fields if field.name == "thing1") for one in heard(circle)]
    assert names == ["导购mei", "导购lan"]
    assert await circle.parts.performance.handover.replace_left() == 0
    assert len(heard(circle)) == 2


async def test_what_wechat_says_is_shown_and_nothing_is_repeated(circle: Circle) -> None:
    await ruled(circle)
    refused, lost = await circle.shop.shopper(), await circle.shop.shopper()
    for buyer, trouble in ((refused, MessageRefused("用户拒绝接受消息")), (lost, OutsideUnavailable())):
        await agrees(circle, buyer, 3)
        circle.shop.wechat.trouble = trouble
        await appointed(circle, buyer)
    circle.shop.wechat.trouble = None
    await circle.shop.settle()
    found = {one.member_id: (one.told_member, one.told_member_why) for one in await standing(circle)}
    assert found[refused.id] == ("refused", "用户拒绝接受消息")
    assert found[lost.id] == ("unknown", OutsideUnavailable().text)
    assert len(heard(circle)) == 2


async def test_a_shop_without_the_template_says_so(circle: Circle) -> None:
    await ruled(circle)
    buyer = await circle.shop.shopper()
    await circle.shop.rows(
        "insert into community.personal_guides (id, member_id, guide, how, reason, since)"
        " values (gen_random_uuid(), $1, 'mei', 'operator', '从前', now())",
        buyer.id,
    )
    assert await words(circle) == [("untold", None)]
    async with circle.shop.uow.reading() as tx:
        found = await PostgresPersonalGuideViews(CORP, has_template=False).of_member(tx, buyer.id)
    assert found is not None and replace(found, told_member="untold") == (await standing(circle))[0]
    assert found.told_member == "no_template"
