"""Coupons that guides give away: within the allowance, once, and explained where they are refused."""

from uuid import UUID, uuid4

import pytest

from domain.community.guide_allowances import AllowanceChanged
from ports.community.guide_sales import AllowanceSpent, CouponNotGrantable
from ports.community.sidebar import ContactNotYours, NotAMember
from ports.community.sidebar_store import AllowanceRule
from ports.kernel import Invalid
from tests.flows.community.beside import follows
from tests.flows.community.conftest import OPERATOR, Circle
from tests.flows.promotion.conftest import Promo

GUIDE = "mei"


@pytest.fixture
def promo(circle: Circle) -> Promo:
    return Promo(circle.shop)


async def _allowed(circle: Circle, template_ids: list[UUID], coupons: int | None, value_fen: int | None) -> None:
    desk = circle.parts.sidebar.allowances
    page = await desk.page(OPERATOR)
    version = next((rule.version for rule in page.rules if not rule.guide), 0)
    await desk.set_rule(OPERATOR, AllowanceRule("", coupons, value_fen, version))
    await desk.set_templates(OPERATOR, template_ids)


async def _standing(circle: Circle) -> list[tuple]:
    return await circle.shop.rows("""
        select (select count(*) from promotion.coupon), (select sum(claimed) from promotion.coupon_template),
               (select count(*) from community.coupon_gift), (select count(*) from community.draft),
               (select coalesce(sum(coupons), 0) from community.allowance_use),
               (select coalesce(sum(value_fen), 0) from community.allowance_use)
    """)


async def test_a_coupon_is_given_and_taken_from_the_allowance(circle: Circle, promo: Promo) -> None:
    buyer = await circle.shop.shopper()
    contact_id = await follows(circle.shop, GUIDE, buyer.id)
    template_id = await promo.template(value=3000)
    await _allowed(circle, [template_id], 10, 5000)
    desk = circle.parts.sidebar.coupons
    tab = await desk.tab(GUIDE, contact_id)
    assert [(one.worth_fen, one.refusal) for one in tab.items] == [(3000, None)]
    done = await desk.grant(GUIDE, contact_id, template_id)
    assert (done.allowance.coupons_used, done.allowance.value_used_fen) == (1, 3000)
    assert done.draft.card is not None and "?t=" in done.draft.card.path
    [(holder,)] = await circle.shop.rows("select member_id from promotion.coupon")
    assert holder == buyer.id
    [(kind, guide)] = await circle.shop.rows("select kind, guide from community.touches")
    assert (kind, guide) == ("coupon", GUIDE)
    tab = await desk.tab(GUIDE, contact_id)
    assert tab.items[0].refusal == "客户已领到这张优惠券的上限" and len(tab.granted) == 1


async def test_what_is_refused_changes_nothing_and_says_why(circle: Circle, promo: Promo) -> None:
    shop, desk = circle.shop, circle.parts.sidebar.coupons
    buyers = [await shop.shopper() for _ in range(2)]
    first, second = [await follows(shop, GUIDE, buyer.id) for buyer in buyers]
    nobody = await follows(shop, GUIDE, None)
    template_id, endless = await promo.template(value=3000), await promo.template("percent", 90)
    other = await promo.template(value=1000)
    await _allowed(circle, [template_id, endless], 10, 5000)
    await desk.grant(GUIDE, first, template_id)
    before = await _standing(circle)
    for contact_id, wanted, error, words in (
        (second, template_id, AllowanceSpent, "您本月还能发 ¥20.00 的优惠，这张券要用 ¥30.00"),
        (first, template_id, CouponNotGrantable, "客户已领到这张优惠券的上限"),
        (second, other, CouponNotGrantable, "这张优惠券不在导购可发的范围里"),
        (second, endless, CouponNotGrantable, "没有封顶的折扣券不能由导购发放"),
        (second, uuid4(), CouponNotGrantable, "这张优惠券不在导购可发的范围里"),
        (nobody, template_id, NotAMember, ""),
    ):
        with pytest.raises(error) as refused:
            await desk.grant(GUIDE, contact_id, wanted)
        assert words in refused.value.text
    with pytest.raises(ContactNotYours):
        await desk.grant("lan", second, template_id)
    assert await _standing(circle) == before


async def test_a_new_month_is_a_new_allowance_and_a_guide_may_have_their_own(circle: Circle, promo: Promo) -> None:
    shop, desk, allowances = circle.shop, circle.parts.sidebar.coupons, circle.parts.sidebar.allowances
    contacts = [await follows(shop, GUIDE, (await shop.shopper()).id) for _ in range(3)]
    template_id = await promo.template(value=100)
    await _allowed(circle, [template_id], 1, None)
    await desk.grant(GUIDE, contacts[0], template_id)
    with pytest.raises(AllowanceSpent, match="1 张发券额度已用完"):
        await desk.grant(GUIDE, contacts[1], template_id)
    page = await allowances.set_rule(OPERATOR, AllowanceRule(GUIDE, 2, None, 0))
    await desk.grant(GUIDE, contacts[1], template_id)
    with pytest.raises(AllowanceChanged):
        await allowances.set_rule(OPERATOR, AllowanceRule(GUIDE, 9, None, 0))
    own = next(rule for rule in page.rules if rule.guide == GUIDE)
    await allowances.remove_rule(OPERATOR, GUIDE, own.version)
    with pytest.raises(AllowanceSpent):
        await desk.grant(GUIDE, contacts[2], template_id)
    shop.clock.pass_(days=12)
    assert (await desk.grant(GUIDE, contacts[2], template_id)).allowance.coupons_used == 1
    with pytest.raises(Invalid):
        await allowances.set_templates(OPERATOR, [uuid4()])
    rows = await shop.rows("select count(*) from governance.audit where action = 'community.allowance'")
    assert rows[0][0] >= 4


async def test_without_a_rule_nobody_gives_anything(circle: Circle, promo: Promo) -> None:
    contact_id = await follows(circle.shop, GUIDE, (await circle.shop.shopper()).id)
    template_id = await promo.template(value=100)
    await circle.parts.sidebar.allowances.set_templates(OPERATOR, [template_id])
    with pytest.raises(AllowanceSpent, match="还没有发券额度"):
        await circle.parts.sidebar.coupons.grant(GUIDE, contact_id, template_id)
    assert (await _standing(circle))[0][0] == 0
