"""Points as members read them and operators keep them."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from domain.members.points_desk import AdjustmentDecided, OwnAdjustment, PointsRuleChanged
from ports.governance.api import Actor, PermissionMissing
from ports.kernel import Invalid, MemberId, NotFound, OperatorId
from ports.members.points import PointsShort
from ports.members.points_store import PointsRule
from tests.flows.orders.conftest import Shop, Shopper
from tests.flows.points.conftest import Points

CODES = frozenset(("members.read", "members.write", "members.adjust", "members.approve"))
ZHOU = Actor(OperatorId(UUID(int=1)), "小周", CODES, "127.0.0.1")
LIN = replace(ZHOU, id=OperatorId(UUID(int=2)), name="小林")


async def test_a_small_adjustment_is_made_at_once(shop: Shop, buyer: Shopper, points: Points) -> None:
    desk = points.services.desk
    row = await desk.adjust(ZHOU, buyer.id, 1000, "活动补发")
    assert (row.state, row.decided_name) == ("done", "小周")
    row = await desk.adjust(ZHOU, buyer.id, -300, "误发收回")
    assert row.state == "done"
    page = await desk.statement_of(ZHOU, buyer.id, None, 10)
    assert {line.by for line in (await desk.statement(buyer.id, None, 10)).items} == {""}, "no names for the member"
    assert [(line.words, line.points, line.by) for line in page.items] == [
        ("人工调整：误发收回", -300, "小周"),
        ("人工调整：活动补发", 1000, "小周"),
    ]
    audited = await shop.rows(
        "select action, detail from governance.audit where target_id = $1 order by id desc", buyer.id
    )
    assert audited == [("points.adjust", "-300 积分"), ("points.adjust", "+1000 积分")]


async def test_a_large_adjustment_wants_a_second_operator(shop: Shop, buyer: Shopper, points: Points) -> None:
    desk = points.services.desk
    row = await desk.adjust(ZHOU, buyer.id, 1001, "老会员补偿")
    assert row.state == "waiting"
    assert await points.of(buyer.id) == (0, 0, 0)
    with pytest.raises(OwnAdjustment):
        await desk.decide(ZHOU, row.id, agreed=True)
    assert (await desk.decide(LIN, row.id, agreed=True)).state == "done"
    assert await points.of(buyer.id) == (1001, 0, 0)
    with pytest.raises(AdjustmentDecided):
        await desk.decide(LIN, row.id, agreed=True)
    refused = await desk.adjust(ZHOU, buyer.id, 5000, "再补")
    assert (await desk.decide(LIN, refused.id, agreed=False)).state == "rejected"
    assert await points.of(buyer.id) == (1001, 0, 0)


async def test_nobody_takes_more_than_there_is(buyer: Shopper, points: Points) -> None:
    await points.earn(buyer.id, 100)
    with pytest.raises(PointsShort, match="只有 100"):
        await points.services.desk.adjust(ZHOU, buyer.id, -101, "收回")
    assert await points.of(buyer.id) == (100, 0, 0)
    assert (await points.services.desk.adjustments(ZHOU, None, None, 10)).items == []


async def test_refusals_change_nothing(buyer: Shopper, points: Points) -> None:
    desk = points.services.desk
    for points_, reason, member in ((0, "无", buyer.id), (5, " ", buyer.id)):
        with pytest.raises(Invalid):
            await desk.adjust(ZHOU, member, points_, reason)
    with pytest.raises(NotFound):
        await desk.adjust(ZHOU, MemberId(uuid4()), 5, "不存在的会员")
    with pytest.raises(PermissionMissing):
        await desk.adjust(replace(ZHOU, permissions=frozenset(("members.read",))), buyer.id, 5, "无权限")
    assert (await desk.adjustments(ZHOU, None, None, 10)).items == []


async def test_the_rule_is_changed_by_one_at_a_time(shop: Shop, buyer: Shopper, points: Points) -> None:
    desk = points.services.desk
    before = await desk.rule(ZHOU)
    try:
        after = await desk.set_rule(ZHOU, replace(before.rule, earn_per_yuan=2), before.version)
        assert "每实付 1 元得 2 积分" in after.sentences[0]
        with pytest.raises(PointsRuleChanged):
            await desk.set_rule(LIN, before.rule, before.version)
        with pytest.raises(Invalid) as refused:
            await desk.set_rule(ZHOU, replace(before.rule, redeem_max_percent=101), after.version)
        assert refused.value.field == "redeemMaxPercent"
        assert (await desk.rule(ZHOU)).rule.earn_per_yuan == 2
    finally:
        now = await desk.rule(ZHOU)
        await desk.set_rule(ZHOU, PointsRule(), now.version)


async def test_members_see_what_they_have_and_what_ends(shop: Shop, buyer: Shopper, points: Points) -> None:
    now = shop.clock.now()
    await points.earn(buyer.id, 30, until=now + timedelta(minutes=1))
    await points.earn(buyer.id, 200, until=now + timedelta(days=3))
    await points.earn(buyer.id, 100, until=now + timedelta(days=40))
    shop.clock.pass_(minutes=2)
    view = await points.services.desk.mine(buyer.id)
    assert (view.available, view.held, view.owed, view.worth_fen) == (300, 0, 0, 300)
    assert [lot.points for lot in view.expiring] == [200, 100]
    first = await points.services.desk.statement(buyer.id, None, 2)
    rest = await points.services.desk.statement(buyer.id, first.next_cursor, 2)
    assert [line.points for line in (*first.items, *rest.items)] == [100, 200, 30]
    assert rest.next_cursor is None


async def test_finance_sees_what_the_shop_owes(shop: Shop, buyer: Shopper, points: Points) -> None:
    await points.earn(buyer.id, 1000)
    await points.spend(buyer.id, 400)
    await points.earn(buyer.id, 50, until=shop.clock.now() + timedelta(minutes=1))
    shop.clock.pass_(minutes=2)
    await points.book.sweep()
    report = await points.services.desk.liability(ZHOU)
    assert (report.available, report.members, report.worth_fen) == (600, 1, 600)
    assert [(row.month, row.points) for row in report.by_end] == [("2026-11", 600)]
    assert [(f.month, f.granted, f.redeemed, f.expired) for f in report.flows] == [("2025-11", 1050, 400, 50)]
    assert report.redeemed_percent == 40
