"""The points shop, coupons that promotion grants, handing out, and giving back."""

from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from domain.members.redeem_rules import (
    AwardSettledBefore,
    ItemChanged,
    ItemGone,
    ItemLimitReached,
    ItemNotFound,
)
from ports.governance.api import PermissionMissing
from ports.kernel import Invalid
from ports.members.api import CouponAwarded
from ports.members.play import AwardNotFound, ClientKeyReused
from ports.members.points import PointsShort
from ports.members.redeeming import AdminRedeemItem, AwardFilter, RedeemItemRow
from tests.flows.orders.conftest import Shopper
from tests.flows.play.stage import CLERK, EDITOR, NOBODY, READER, THANKS, Fair, prize

_TEMPLATE = """
    insert into promotion.coupon_template (id, name, rule, state, total, per_member_max, claim_from, claim_until,
        valid_days, returns_on_refund, is_listed, version, created_at, updated_at)
    values ($1, '满 99 减 10', '{"kind":"amount","layer":"shop","value":1000,"minFen":9900,
        "scope":{"kind":"all","ids":[]}}', $2, $3, 1, now() - interval '20 years', now() + interval '20 years', 30,
        false, false, 1, now(), now())
"""


async def template(fair: Fair, total: int = 10, state: str = "published") -> UUID:
    template_id = uuid4()
    await fair.shop.rows(_TEMPLATE, template_id, state, total)
    return template_id


async def test_goods_are_bought_with_points_and_handed_out_for_a_code(fair: Fair, mei: Shopper) -> None:
    item = await fair.item(points=80, stock=2)
    await fair.give(mei, 100)
    done = await fair.redeem(mei, item.id)
    assert (done.is_new, done.text, done.award.state_text) == (True, "兑换成功，凭兑换码领取", "待领取")
    assert await fair.points(mei) == 20 == done.shop.points
    [shown] = done.shop.items
    assert (shown.left, shown.had, shown.can_redeem, shown.why_not) == (1, 1, False, "还差 60 积分")
    desk = fair.play.redeem_desk
    with pytest.raises(PermissionMissing):
        await desk.hand_out(NOBODY, done.award.id, "")
    with pytest.raises(PermissionMissing):
        await desk.hand_out(READER, done.award.id, "")
    [row] = (await desk.awards(CLERK, AwardFilter(code=done.award.code), None, 10)).items
    assert row.id == done.award.id and "*" in row.member_name
    after = await desk.hand_out(CLERK, done.award.id, "南山店")
    assert (after.state_text, after.settled_by, after.note) == ("已领取", "店员", "南山店")
    for again in (desk.hand_out(CLERK, done.award.id, ""), desk.cancel(EDITOR, done.award.id, "不要了")):
        with pytest.raises(AwardSettledBefore):
            await again
    with pytest.raises(AwardNotFound):
        await desk.hand_out(CLERK, uuid4(), "")
    assert await fair.points(mei) == 20


async def test_the_same_request_is_one_redemption(fair: Fair, mei: Shopper) -> None:
    item, other, key = await fair.item(), await fair.item(), uuid4().hex
    await fair.give(mei, 500)
    first, again = await fair.redeem(mei, item.id, key), await fair.redeem(mei, item.id, key)
    assert (again.is_new, again.award) == (False, first.award) and await fair.points(mei) == 400
    with pytest.raises(ClientKeyReused):
        await fair.redeem(mei, other.id, key)
    assert await fair.points(mei) == 400


async def test_refusals_change_nothing(fair: Fair, mei: Shopper) -> None:
    last = await fair.item(stock=1, per_member_max=1)
    off, dear = await fair.item(is_enabled=False), await fair.item(points=10_000)
    empty = await fair.item(stock=0)
    await fair.give(mei, 300)
    await fair.redeem(mei, last.id)
    for item_id, refusal in (
        (last.id, ItemLimitReached),
        (off.id, ItemNotFound),
        (uuid4(), ItemNotFound),
        (dear.id, PointsShort),
        (empty.id, ItemGone),
    ):
        with pytest.raises(refusal):
            await fair.redeem(mei, item_id)
    assert await fair.points(mei) == 200
    taken = await fair.shop.rows("select sum(taken)::int from members.redeem_item")
    assert taken == [(1,)] and await fair.shop.rows("select count(*) from members.award") == [(1,)]


async def test_cancelling_gives_unit_and_points_back_once(fair: Fair, mei: Shopper) -> None:
    item = await fair.item(per_member_max=1, stock=1)
    await fair.give(mei, 100)
    done = await fair.redeem(mei, item.id)
    desk = fair.play.redeem_desk
    with pytest.raises(PermissionMissing):
        await desk.cancel(CLERK, done.award.id, "缺货")
    after = await desk.cancel(EDITOR, done.award.id, "缺货")
    assert (after.state_text, after.note) == ("已取消，积分已退回", "缺货")
    with pytest.raises(AwardSettledBefore):
        await desk.cancel(EDITOR, done.award.id, "缺货")
    assert await fair.points(mei) == 100
    assert (await fair.redeem(mei, item.id)).is_new, "what was given back counts for nobody"


async def test_a_coupon_bought_with_points_comes_into_the_wallet(fair: Fair, mei: Shopper) -> None:
    item = await fair.item(template_id=await template(fair), points=50)
    await fair.give(mei, 100)
    done = await fair.redeem(mei, item.id)
    assert done.award.state_text == "优惠券发放中" and done.award.code is None
    with pytest.raises(AwardSettledBefore):
        await fair.play.redeem_desk.cancel(EDITOR, done.award.id, "已在发放")
    await fair.shop.settle()
    [award] = (await fair.play.redeeming.mine(mei.id, None, 10)).items
    assert award.state_text == "已放入卡包"
    async with fair.shop.uow.begin() as tx:
        tx.emit(CouponAwarded(award.id, mei.id, item.template_id))  # type: ignore[arg-type]
    await fair.shop.settle()
    held = await fair.shop.rows("select claim_key, state from promotion.coupon where member_id = $1", mei.id)
    assert held == [(f"award:{award.id}", "held")], "told twice, granted once"
    # How many each member may claim does not bind what is paid for.
    await fair.redeem(mei, item.id)
    await fair.shop.settle()
    assert await fair.shop.rows("select count(*) from promotion.coupon where member_id = $1", mei.id) == [(2,)]


@pytest.mark.parametrize(("total", "state"), [(0, "published"), (5, "stopped"), (None, "")])
async def test_a_coupon_that_cannot_be_granted_gives_the_points_back(
    fair: Fair, mei: Shopper, total: int | None, state: str
) -> None:
    template_id = uuid4() if total is None else await template(fair, max(total, 1), state)
    if total == 0:
        await fair.shop.rows("update promotion.coupon_template set claimed = total where id = $1", template_id)
    item = await fair.item(template_id=template_id, points=50)
    await fair.give(mei, 60)
    await fair.redeem(mei, item.id)
    assert await fair.points(mei) == 10
    await fair.shop.settle()
    assert await fair.points(mei) == 60
    [award] = (await fair.play.redeeming.mine(mei.id, None, 10)).items
    assert award.state_text == "已取消，积分已退回"
    assert await fair.shop.rows("select taken from members.redeem_item") == [(0,)]


async def test_a_coupon_prize_that_cannot_be_granted_waits_for_an_operator(fair: Fair, mei: Shopper) -> None:
    good, bad = await template(fair), await template(fair, state="stopped")
    for template_id, expected in ((good, "已放入卡包"), (bad, "等待客服处理")):
        made = await fair.lottery(
            (prize("coupon", "满 99 减 10", 1_000_000, 5, template_id=template_id), prize("thanks", THANKS, 0))
        )
        await fair.draw(mei, made.id)
        await fair.shop.settle()
        award = (await fair.play.redeeming.mine(mei.id, None, 10)).items[0]
        assert award.state_text == expected
    [failed] = (await fair.play.redeem_desk.awards(READER, AwardFilter(state="failed"), None, 10)).items
    assert failed.note == "优惠券没有发布或已经停止" and failed.state_text == "发券没有成功，请处理"
    after = await fair.play.redeem_desk.hand_out(EDITOR, failed.id, "已单独发券")
    assert after.state == "done"


async def test_items_are_edited_with_versions_and_never_below_what_is_gone(fair: Fair, mei: Shopper) -> None:
    item, desk = await fair.item(stock=2), fair.play.redeem_desk
    await fair.give(mei, 200)
    await fair.redeem(mei, item.id)
    with pytest.raises(PermissionMissing):
        await desk.save(READER, _row(item))
    with pytest.raises(Invalid):
        await desk.save(EDITOR, replace(_row(item), stock=0))
    after = await desk.save(EDITOR, replace(_row(item), stock=1, points=10))
    assert (after.stock, after.taken, after.points, after.version) == (1, 1, 10, 2)
    with pytest.raises(ItemChanged):
        await desk.save(EDITOR, _row(item))
    with pytest.raises(ItemNotFound):
        await desk.save(EDITOR, replace(_row(item), id=uuid4()))
    with pytest.raises(ItemGone):
        await fair.redeem(mei, item.id)


def _row(item: AdminRedeemItem) -> RedeemItemRow:
    return RedeemItemRow(**{name: getattr(item, name) for name in RedeemItemRow.__struct_fields__})


async def test_redemptions_follow_a_merge_and_points_go_back_to_whom_they_became(
    fair: Fair, mei: Shopper, lin: Shopper
) -> None:
    item = await fair.item(per_member_max=1)
    await fair.give(lin, 100)
    done = await fair.redeem(lin, item.id)
    merge = await fair.merge(lin, mei)
    await fair.give(mei, 100)
    with pytest.raises(ItemLimitReached):
        await fair.redeem(mei, item.id)
    await fair.play.redeem_desk.cancel(EDITOR, done.award.id, "缺货")
    assert await fair.points(mei) == 200
    await fair.part(merge)
    # What came back while they were one is whose they were then; the record of it goes back to who had redeemed.
    assert (await fair.points(mei), await fair.points(lin)) == (200, 0)
    assert len((await fair.play.redeeming.mine(lin.id, None, 10)).items) == 1
