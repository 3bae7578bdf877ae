"""Members who pass a threshold get one guide of their own; who leaves hands over; operators may change it (G6)."""

from uuid import uuid4

import pytest

from domain.community.personal_guide_desk import NoPersonalGuide
from ports.community.attribution import AttributionRules
from ports.community.personal_guides import HandoverRules, PersonalGuideView
from ports.governance.api import PermissionMissing
from ports.kernel import Invalid, MemberId, NotFound
from ports.members.api import ConciergeEarned, LevelChanged, MemberLeft
from ports.outside.wecom_app import StaffChanged
from tests.flows.community.conftest import OPERATOR, Circle
from tests.flows.community.test_attribution import bought, decided, known_as, told
from tests.flows.identity.conftest import People
from tests.flows.orders.conftest import Shopper

SPEND = HandoverRules(is_on=True, spend_fen=20_000, on_concierge=False, guides=("mei", "lan"))


async def ruled(circle: Circle, rules: HandoverRules = SPEND) -> None:
    await circle.compare()
    desk = circle.parts.performance.rule_books
    await desk.save_handover(OPERATOR, rules, (await desk.handover(OPERATOR)).version)


async def standing(circle: Circle, *, is_past: bool = False) -> list[PersonalGuideView]:
    page = await circle.parts.performance.personal_guides.all(OPERATOR, None, is_past, (None, 100))
    return sorted(page.items, key=lambda one: one.id)


async def guide_of(circle: Circle, buyer: Shopper) -> str | None:
    return next((one.user_id for one in await standing(circle) if one.member_id == buyer.id), None)


async def rich(circle: Circle) -> Shopper:
    """A new member who has just passed the amount."""
    buyer, sku = await circle.shop.shopper(), await circle.shop.sku(25_000)
    await bought(circle, buyer, (sku, 1))
    return buyer


async def test_who_spends_enough_is_looked_after_and_the_guide_hears_of_it(circle: Circle) -> None:
    await ruled(circle)
    buyer, sku = await circle.shop.shopper(), await circle.shop.sku(15_000)
    await bought(circle, buyer, (sku, 1))
    assert await standing(circle) == []
    await bought(circle, buyer, (sku, 1))
    [view] = await standing(circle)
    assert (view.member_id, view.user_id, view.how, view.told) == (buyer.id, "mei", "rule", "told")
    assert view.reason == "近 365 天实付 300 元，达到 200 元的专属服务门槛"
    [message] = circle.wecom.app.told
    assert message.user_ids == ("mei",) and view.reason in message.text
    # A live code of the guide's own, which the member sees.
    card = await circle.parts.performance.personal_guides.own(buyer.id)
    assert card is not None and (card.name, card.is_contact) == ("导购mei", False)
    assert card.qr_url == "https://qr.example/config-0"
    assert circle.wecom.codes.made["config-0"].user_ids == ("mei",)
    assert await circle.parts.performance.personal_guides.own((await circle.shop.shopper()).id) is None
    # More purchases, and the sweep, change nothing.
    await bought(circle, buyer, (sku, 1))
    assert await circle.parts.performance.handover.assign_due() == 0
    assert [one.id for one in await standing(circle)] == [view.id] and len(circle.wecom.app.told) == 1


async def test_guides_take_turns_and_share_one_code_each(circle: Circle) -> None:
    await ruled(circle)
    buyers = [await rich(circle) for _ in range(5)]
    assert [await guide_of(circle, buyer) for buyer in buyers] == ["mei", "lan", "mei", "lan", "mei"]
    assert len(circle.wecom.codes.made) == 2


async def test_the_least_loaded_is_next(circle: Circle) -> None:
    await ruled(circle, HandoverRules(True, 20_000, 365, (), (), False, ("mei", "lan"), "least_loaded"))
    buyers = [await rich(circle) for _ in range(3)]
    assert [await guide_of(circle, buyer) for buyer in buyers] == ["mei", "lan", "mei"]
    desk = circle.parts.performance.personal_guides
    await desk.end(OPERATOR, buyers[0].id, "会员要求")
    await desk.end(OPERATOR, buyers[2].id, "会员要求")
    assert await guide_of(circle, await rich(circle)) == "mei"
    # Whoever lost theirs by an operator gets no other by the rules.
    assert await circle.parts.performance.handover.assign_due() == 0
    assert await guide_of(circle, buyers[0]) is None


async def test_levels_tags_and_the_concierge_amount_count_too(circle: Circle) -> None:
    rules = HandoverRules(True, 0, 365, ("gold",), (7,), True, ("mei",))
    await ruled(circle, rules)
    gold, tagged, earned, plain = [await circle.shop.shopper() for _ in range(4)]
    await circle.shop.rows("update members.member set level_code = 'gold' where id = $1", gold.id)
    now = circle.shop.clock.now()
    await told(
        circle,
        LevelChanged(gold.id, "silver", "gold", True, "升级", now),
        LevelChanged(plain.id, "", "", True, "", now),
    )
    assert [one.reason for one in await standing(circle)] == ["达到「黄金会员」等级"]
    await circle.shop.rows("update members.member set has_concierge_at = now() where id = $1", earned.id)
    await told(circle, ConciergeEarned(earned.id, 1, now))
    await circle.shop.rows(
        "insert into members.member_tag_set (member_id, tags) values ($1, array[7, 9])"
        " on conflict (member_id) do update set tags = array[7, 9]",
        tagged.id,
    )
    # Tags tell nobody: the sweep finds them.
    assert await circle.parts.performance.handover.assign_due() == 1
    await circle.shop.settle()
    reasons = {one.member_id: one.reason for one in await standing(circle)}
    assert reasons == {
        gold.id: "达到「黄金会员」等级",
        earned.id: "累计实付达到等级规则里的专属管家门槛",
        tagged.id: "进入高价值标签",
    }


async def test_nobody_is_assigned_while_it_is_off_or_nobody_serves(circle: Circle) -> None:
    buyer = await rich(circle)
    assert await circle.parts.performance.handover.assign_due() == 0
    await ruled(circle)
    await circle.shop.rows("update community.guide set has_contacts = false")
    assert await circle.parts.performance.handover.assign_due() == 0
    assert await standing(circle) == []
    await circle.shop.rows("update community.guide set has_contacts = true where user_id = 'lan'")
    assert await circle.parts.performance.handover.assign_due() == 1
    assert await guide_of(circle, buyer) == "lan"


async def test_a_guide_who_leaves_hands_their_members_over(circle: Circle) -> None:
    await ruled(circle)
    buyers = [await rich(circle) for _ in range(3)]
    circle.wecom.staff_ids.remove("mei")
    await circle.told(StaffChanged("mei", has_left=True, at=circle.shop.clock.now()))
    circle.shop.clock.pass_(minutes=1)
    await circle.shop.settle()
    assert await circle.parts.performance.handover.replace_left() == 2
    await circle.shop.settle()
    assert [await guide_of(circle, buyer) for buyer in buyers] == ["lan", "lan", "lan"]
    past = await standing(circle, is_past=True)
    assert {(one.user_id, one.ended_why) for one in past} == {("mei", "原专属导购 导购mei 已离职，由 导购lan 接手")}
    assert {one.how for one in await standing(circle)} == {"rule", "replacement"}
    assert await circle.parts.performance.handover.replace_left() == 0


async def test_when_the_last_guide_leaves_members_wait_for_another(circle: Circle) -> None:
    await ruled(circle, HandoverRules(True, 20_000, 365, (), (), False, ("mei",)))
    buyer = await rich(circle)
    await circle.shop.rows("update community.guide set is_active = false where user_id = 'mei'")
    assert await circle.parts.performance.handover.replace_left() == 0
    assert await guide_of(circle, buyer) == "mei"
    await circle.parts.performance.rule_books.save_handover(OPERATOR, HandoverRules(True, 20_000, guides=("lan",)), 1)
    assert await circle.parts.performance.handover.replace_left() == 1
    assert await guide_of(circle, buyer) == "lan"


async def test_an_operator_changes_and_ends_it_with_a_reason(circle: Circle) -> None:
    await ruled(circle)
    buyer = await rich(circle)
    desk = circle.parts.performance.personal_guides
    reader = OPERATOR.__class__(OPERATOR.id, OPERATOR.name, frozenset({"community.read"}), OPERATOR.ip)
    with pytest.raises(PermissionMissing):
        await desk.change(reader, buyer.id, "lan", "会员要求")
    for user_id, reason in (("nobody", "会员要求"), ("lan", "  ")):
        with pytest.raises(Invalid):
            await desk.change(OPERATOR, buyer.id, user_id, reason)
    with pytest.raises(NotFound):
        await desk.change(OPERATOR, MemberId(uuid4()), "lan", "会员要求")
    assert await guide_of(circle, buyer) == "mei"
    changed = await desk.change(OPERATOR, buyer.id, "lan", "会员要求")
    assert (changed.user_id, changed.how, changed.reason) == ("lan", "operator", "小周 指定：会员要求")
    assert (await desk.change(OPERATOR, buyer.id, "lan", "又按了一次")).id == changed.id
    await circle.shop.settle()
    assert [one.user_ids for one in circle.wecom.app.told] == [("mei",), ("lan",)]
    await desk.end(OPERATOR, buyer.id, "不再需要")
    with pytest.raises(NoPersonalGuide):
        await desk.end(OPERATOR, buyer.id, "不再需要")
    actions = await circle.shop.rows(
        "select action, reason from governance.audit where target_id = $1 order by at, id", buyer.id
    )
    assert actions == [
        ("community.personal_guide", "会员要求"),
        ("community.personal_guide_end", "不再需要"),
    ]


async def test_a_personal_guide_comes_first_where_the_rules_say_so(circle: Circle) -> None:
    await ruled(circle)
    buyer, sku = await rich(circle), await circle.shop.sku(9900)
    await known_as(circle, buyer, "lan", "wm1")
    assert (await decided(circle, (await bought(circle, buyer, (sku, 1))).id))[:2] == ("follow", "lan")
    rules = AttributionRules(order=("personal", "touch", "coupon", "follow"))
    await circle.parts.performance.rule_books.save_attribution(OPERATOR, rules, 0)
    assert (await decided(circle, (await bought(circle, buyer, (sku, 1))).id))[:2] == ("personal", "mei")


async def test_whose_contact_the_member_is_already_is_said_to_the_guide(circle: Circle) -> None:
    await ruled(circle)
    buyer = await circle.shop.shopper()
    await known_as(circle, buyer, "lan", "wm1")
    await bought(circle, buyer, (await circle.shop.sku(25_000), 1))
    [message] = circle.wecom.app.told
    assert message.user_ids == ("mei",) and "TA 已是 导购lan 的企业微信客户" in message.text
    assert [(one.user_id, one.is_contact) for one in await standing(circle)] == [("mei", False)]


async def test_a_lost_answer_tells_the_guide_once(circle: Circle) -> None:
    await ruled(circle)
    circle.wecom.app.lose = True
    buyer, sku = await circle.shop.shopper(), await circle.shop.sku(25_000)
    with pytest.raises(AssertionError):
        await bought(circle, buyer, (sku, 1))
    await circle.shop.rows(
        "update kernel.delivery set last_error = null, attempts = 0, due_at = $1", circle.shop.clock.now()
    )
    await circle.shop.settle()
    assert [one.user_ids for one in circle.wecom.app.told] == [("mei",)]
    assert [one.told for one in await standing(circle)] == ["told"]


async def test_guides_follow_merges_and_end_with_members(circle: Circle) -> None:
    await ruled(circle)
    one, other = await rich(circle), await circle.shop.shopper()
    people = People(circle.shop)
    merge_id = await people.join(one.id, other.id)
    await people.later()
    kept = other if await people.merged_into(one.id) else one
    assert await guide_of(circle, kept) == "mei"
    await people.part(merge_id)
    await people.later()
    assert (await guide_of(circle, one), await guide_of(circle, other)) == ("mei", None)
    await told(circle, MemberLeft(one.id))
    assert await standing(circle) == []
    assert [one.ended_why for one in await standing(circle, is_past=True)] == ["会员已注销"]


async def test_rules_name_guides_who_work_here(circle: Circle) -> None:
    await circle.compare()
    desk = circle.parts.performance.rule_books
    for wrong in (
        HandoverRules(True, 100, guides=()),
        HandoverRules(True, 100, guides=("nobody",)),
        HandoverRules(True, 0, on_concierge=False, guides=("mei",)),
        HandoverRules(False, -1),
        HandoverRules(False, 0, 0),
    ):
        with pytest.raises(Invalid):
            await desk.save_handover(OPERATOR, wrong, 0)
    assert (await desk.handover(OPERATOR)).version == 0
