"""After-sale requests that guides decide: by the shop's own decision, within the limit, of their own customers."""

from uuid import uuid4

import pytest

from domain.commerce.after_sale_reading import AfterSaleNotFound
from domain.commerce.after_sale_rules import AfterSaleNotAllowed
from domain.community.guide_after_sales import Wish, guide_actor_id
from ports.commerce.after_sale_store import ReturnParcel
from ports.community.guide_after_sales import GuideCaller, GuideCase, GuidesDoNotDecide
from ports.community.sidebar import ContactNotYours, NotAMember
from ports.community.sidebar_store import AllowanceRule
from ports.governance.api import PermissionMissing
from ports.kernel import Invalid
from tests.flows.community.after_sales import AGREE, BOSS, GUIDE, MEI, REFUSE, a_case, asked_back, limited, standing
from tests.flows.community.beside import follows
from tests.flows.community.conftest import OPERATOR, Circle


async def test_what_a_guide_sees_and_that_nothing_is_open_by_default(circle: Circle) -> None:
    shop, desk = circle.shop, circle.parts.sidebar.after_sales
    _, case = await a_case(shop)
    seen = await desk.one(GUIDE, case)
    assert (seen.kind_text, seen.reason_text, seen.description) == ("仅退款", "质量有问题", "杯口有一道裂痕")
    assert (seen.refund_fen, seen.freight_fen, [line.refund_fen for line in seen.lines]) == (9900, 0, [9900])
    assert seen.deadline_at is not None and (seen.deadline_at - seen.applied_at).total_seconds() == 48 * 3600
    assert seen.actions == ("leave_word",) and "没有开放" in seen.limit_text
    before = await standing(shop)
    for wish in (AGREE, REFUSE):
        with pytest.raises(GuidesDoNotDecide):
            await desk.decide(MEI, case, wish)
    assert await standing(shop) == before


async def test_a_guide_agrees_and_the_money_goes_back_once(circle: Circle) -> None:
    shop, desk = circle.shop, circle.parts.sidebar.after_sales
    buyer, case = await a_case(shop)
    await limited(shop, 9900)
    assert (await desk.one(GUIDE, case)).actions == ("agree", "refuse", "leave_word")
    done = await desk.decide(MEI, case, Wish(True, "照片看得清"))
    assert (done.outcome, done.text) == ("agreed", "已同意，¥99.00 正在原路退回")
    await shop.settle()
    view = await shop.services.after_sale_reading.one(buyer.id, case.after_sale_id)
    assert (view.status, len(shop.bank.refunds)) == ("refunded", 1)
    texts = [entry.text for entry in (await buyer.see(view.order_id)).timeline]
    assert f"导购 {GUIDE}已同意退款 ¥99.00" in texts
    shown = await shop.services.after_sale_desk.one(BOSS, case.after_sale_id)
    assert (shown.decided_by, shown.decision_note) == (f"导购 {GUIDE}", "照片看得清")
    rows = await shop.rows(
        "select operator_id, operator_name, ip, detail from governance.audit"
        " where action = 'after_sale.approve' and target_id = $1",
        case.after_sale_id,
    )
    assert rows == [(guide_actor_id(GUIDE), f"导购 {GUIDE}", "10.0.0.8", "照片看得清")]
    before = await standing(shop)
    for wish in (AGREE, REFUSE):
        with pytest.raises(AfterSaleNotAllowed, match="已经有人处理"):
            await desk.decide(MEI, case, wish)
    assert await standing(shop) == before
    after = await desk.one(GUIDE, case)
    assert (after.deadline_at, after.actions, after.decided_by) == (None, ("leave_word",), f"导购 {GUIDE}")


async def test_a_refusal_has_a_reason_that_the_customer_reads(circle: Circle) -> None:
    shop, desk = circle.shop, circle.parts.sidebar.after_sales
    buyer, case = await a_case(shop)
    await limited(shop, 10_000)
    before = await standing(shop)
    with pytest.raises(Invalid):
        await desk.decide(MEI, case, Wish(False, "  "))
    assert await standing(shop) == before
    done = await desk.decide(MEI, case, REFUSE)
    assert (done.outcome, done.after_sale.status, shop.bank.refunds) == ("refused", "rejected", {})
    view = await shop.services.after_sale_reading.one(buyer.id, case.after_sale_id)
    assert (view.status, view.reject_reason) == ("rejected", "照片看不出问题")
    texts = [entry.text for entry in (await buyer.see(view.order_id)).timeline]
    assert f"导购 {GUIDE}未同意售后申请：照片看不出问题" in texts


async def test_a_return_that_is_agreed_waits_for_the_goods_and_is_the_shops_then(circle: Circle) -> None:
    shop, desk = circle.shop, circle.parts.sidebar.after_sales
    buyer, case = await a_case(shop, kind="return_refund")
    await limited(shop, 9900)
    done = await desk.decide(MEI, case, AGREE)
    assert (done.outcome, done.text, done.after_sale.status) == (
        "agreed",
        "已同意退货，等客户寄回商品",
        "awaiting_return",
    )
    await shop.services.after_sales.send_back(
        buyer.id, case.after_sale_id, ReturnParcel("ZTO", "中通快递", "7300001111")
    )
    seen = await desk.one(GUIDE, case)
    assert (seen.return_parcel, seen.actions) == ("中通快递 7300001111", ("leave_word",))
    with pytest.raises(AfterSaleNotAllowed):
        await desk.decide(MEI, case, REFUSE)
    assert shop.bank.refunds == {}


@pytest.mark.parametrize("wish", [AGREE, REFUSE])
async def test_above_the_limit_it_goes_to_the_shop_and_nothing_is_decided(circle: Circle, wish: Wish) -> None:
    shop, desk = circle.shop, circle.parts.sidebar.after_sales
    buyer, case = await a_case(shop)
    await limited(shop, 9899)
    seen = await desk.one(GUIDE, case)
    assert seen.hands_over and "转给店铺" in seen.limit_text
    done = await desk.decide(MEI, case, wish)
    assert (done.outcome, done.text, done.after_sale.status) == (
        "handed_over",
        "超出您的权限，已转给店铺",
        "escalated",
    )
    await shop.settle()
    shown = await shop.services.after_sale_desk.one(BOSS, case.after_sale_id)
    assert (shown.status, shown.decided_by) == ("escalated", "")
    assert shown.problem is not None and shown.problem.startswith(f"导购 {GUIDE}转来：退款 ¥99.00 超出导购权限")
    assert await shop.rows("select count(*) from payments.refund where order_id = $1", shown.order_id) == [(0,)]
    # It is the shop's now: not the guide's again, whatever the limit.
    await limited(shop, 50_000)
    with pytest.raises(AfterSaleNotAllowed):
        await desk.decide(MEI, case, AGREE)
    await shop.services.after_sale_desk.approve(BOSS, case.after_sale_id, "")
    await shop.settle()
    view = await shop.services.after_sale_reading.one(buyer.id, case.after_sale_id)
    assert (view.status, len(shop.bank.refunds)) == ("refunded", 1)


async def test_nobody_decides_for_the_customers_of_others(circle: Circle) -> None:
    shop, desk = circle.shop, circle.parts.sidebar.after_sales
    buyer, case = await a_case(shop)
    await limited(shop, 100_000)
    other = await shop.shopper()
    lans = await follows(shop, "lan", other.id)
    mine = await follows(shop, GUIDE, (await shop.shopper()).id)
    nobody = await follows(shop, GUIDE, None)
    foreign = await asked_back(shop, other)
    before = await standing(shop)
    lan = GuideCaller("lan", "")
    for caller, wrong, error in (
        (lan, case, ContactNotYours),
        (lan, GuideCase(lans, case.after_sale_id), AfterSaleNotFound),
        (MEI, GuideCase(mine, case.after_sale_id), AfterSaleNotFound),
        (MEI, GuideCase(case.contact_id, foreign.id), AfterSaleNotFound),
        (MEI, GuideCase(case.contact_id, uuid4()), AfterSaleNotFound),
        (MEI, GuideCase(nobody, case.after_sale_id), NotAMember),
        (MEI, GuideCase("wm-nobody", case.after_sale_id), ContactNotYours),
    ):
        for call in (
            desk.one(caller.user_id, wrong),
            desk.decide(caller, wrong, AGREE),
            desk.decide(caller, wrong, REFUSE),
            desk.leave_word(caller, wrong, "您好"),
        ):
            with pytest.raises(error):
                await call
    # Handed over to somebody else meanwhile.
    await shop.rows(
        "update community.follow set ended_at = $1, ended_by = 'transfer' where contact_id = $2",
        shop.clock.now(),
        case.contact_id,
    )
    with pytest.raises(ContactNotYours):
        await desk.decide(MEI, case, AGREE)
    assert await standing(shop) == before
    assert (await shop.services.after_sale_reading.one(buyer.id, case.after_sale_id)).status == "applied"


async def test_a_word_reaches_the_customer_and_decides_nothing(circle: Circle) -> None:
    shop, desk = circle.shop, circle.parts.sidebar.after_sales
    buyer, case = await a_case(shop)
    with pytest.raises(Invalid):
        await desk.leave_word(MEI, case, " ")
    seen = await desk.leave_word(MEI, case, " 已经帮您催了，今天给答复 ")
    assert seen.status == "applied"
    texts = [entry.text for entry in (await buyer.see(seen.order_id)).timeline]
    assert f"导购 {GUIDE}就售后留言：已经帮您催了，今天给答复" in texts
    [(count,)] = await shop.rows("select count(*) from governance.audit where action = 'after_sale.leave_word'")
    assert count >= 1


async def test_the_limit_is_set_by_whoever_may_refund_and_a_guide_may_have_their_own(circle: Circle) -> None:
    shop, allowances = circle.shop, circle.parts.sidebar.allowances
    with pytest.raises(PermissionMissing):
        await allowances.set_rule(OPERATOR, AllowanceRule("", 10, None, 0, 5000))
    assert await shop.rows("select count(*) from community.allowance_rule") == [(0,)]
    await limited(shop, 5000)
    # What is no news of the limit is nobody's privilege.
    page = await allowances.set_rule(OPERATOR, AllowanceRule("", 20, None, 1, 5000))
    assert [(rule.coupons_max, rule.refund_max_fen) for rule in page.rules] == [(20, 5000)]
    await limited(shop, 0, GUIDE)
    _, case = await a_case(shop, 4900)
    with pytest.raises(GuidesDoNotDecide):
        await circle.parts.sidebar.after_sales.decide(MEI, case, AGREE)
    with pytest.raises(PermissionMissing):
        await allowances.remove_rule(OPERATOR, GUIDE, 1)
    assert len((await allowances.page(BOSS)).rules) == 2
    await allowances.remove_rule(BOSS, GUIDE, 1)
    assert (await circle.parts.sidebar.after_sales.decide(MEI, case, AGREE)).outcome == "agreed"
