"""Moments: written, planned, published by guides, and what they have brought (G2)."""

from uuid import uuid4

import pytest
from msgspec.structs import replace

from domain.community.moment_desk import (
    MomentBegun,
    MomentChanged,
    MomentDraft,
    MomentNotFound,
    MomentNotRunning,
)
from ports.community.cards import CardWish
from ports.governance.api import PermissionMissing
from ports.kernel import Invalid, ProductId
from tests.flows.community.conftest import OPERATOR, Circle
from tests.flows.community.moment_stage import CONTENT, Stage
from tests.flows.community.post_calendar import picture
from tests.flows.community.test_attribution import bought
from tests.flows.community.test_welcome_cards import _product
from tests.flows.community.wecom import SHOP

READER = replace(OPERATOR, permissions=frozenset({"community.read"}))
NOBODY = replace(OPERATOR, permissions=frozenset())


@pytest.fixture
async def stage(circle: Circle) -> Stage:
    return await Stage.of(circle)


async def test_guides_publish_it_and_customers_are_counted(stage: Stage) -> None:
    moment_id = await stage.running()
    [made] = stage.wecom.made
    assert (made.moment.text, made.moment.senders, made.moment.tag_ids) == (CONTENT.text, ("lan", "mei"), ())
    seen = await stage.see(moment_id)
    assert (seen.moment.state, seen.moment.guides, seen.moment.published) == ("running", 2, 0)
    stage.wecom.publish("mei", 12)
    await stage.later(minutes=2)
    seen = await stage.see(moment_id)
    assert (seen.moment.published, seen.moment.customers) == (1, 12)
    assert {one.user_id: (one.state, one.name) for one in seen.guides} == {
        "mei": ("published", "导购mei"),
        "lan": ("waiting", "导购lan"),
    }
    made.published["mei"] = 15
    await stage.later(minutes=30)
    assert (await stage.see(moment_id)).moment.customers == 12
    await stage.later(minutes=40)
    assert (await stage.see(moment_id)).moment.customers == 15
    made.published["mei"] = 99
    await stage.later(hours=5)
    seen = await stage.see(moment_id)
    assert (seen.moment.customers, stage.wecom.calls) == (15, 1)


async def test_pictures_or_the_link_of_its_touch_go_along(stage: Stage) -> None:
    medium = await stage.shop.services.media.upload(picture())
    await stage.running(replace(CONTENT, picture_ids=(medium.id,), guide_ids=("mei",)))
    [drawn] = stage.wecom.made
    assert drawn.moment.senders == ("mei",) and len(drawn.moment.pictures) == 1 and drawn.moment.link is None
    assert await stage.shop.rows("select count(*) from community.touches") == [(0,)]
    product_id = await _product(stage.circle, picture())
    moment_id = await stage.running(replace(CONTENT, link=CardWish("", product_id, None)))
    link = stage.wecom.made[1].moment.link
    [(code, kind, guide, of_post)] = await stage.shop.rows("select code, kind, guide, post_id from community.touches")
    assert link is not None and link.picture
    assert link.url == f"{SHOP}#/features/product/detail/index?id={product_id}&t={code}"
    assert (kind, guide, of_post) == ("moment", None, moment_id)


async def test_what_it_has_brought(stage: Stage) -> None:
    product_id = await _product(stage.circle, picture())
    moment_id = await stage.running(replace(CONTENT, link=CardWish("", product_id, None)))
    [(code,)] = await stage.shop.rows("select code from community.touches")
    [(sku_id,)] = await stage.shop.rows("select id from commerce.sku where product_id = $1", product_id)
    buyer = await stage.shop.shopper()
    await stage.circle.parts.performance.touches.open(buyer.id, code)
    stage.clock.pass_(minutes=1)
    order = await bought(stage.circle, buyer, (sku_id, 1))
    await stage.shop.settle()
    seen = await stage.see(moment_id)
    assert (seen.result.touches, seen.result.openings, seen.result.orders, seen.result.buyers) == (1, 1, 1, 1)
    assert (seen.moment.visitors, seen.moment.orders) == (1, 1) and seen.result.kept_fen > 0
    assert [one.number for one in seen.orders] == [order.number[-6:]]
    [(why,)] = await stage.shop.rows("select why from community.attributed_orders")
    assert "朋友圈" in why


async def test_it_is_changed_taken_back_and_cancelled_before_it_begins(stage: Stage) -> None:
    moment_id = await stage.planned()
    with pytest.raises(MomentChanged):
        await stage.desk.take_back(OPERATOR, moment_id, 1)
    seen = await stage.see(moment_id)
    draft = MomentDraft(replace(CONTENT, text="换一句"), seen.moment.planned_at)
    assert (await stage.desk.change(OPERATOR, moment_id, draft, 2)).moment.state == "planned"
    assert (await stage.desk.take_back(OPERATOR, moment_id, 3)).moment.state == "draft"
    stage.clock.pass_(hours=3)
    assert await stage.moments.open_due() == 0
    with pytest.raises(Invalid):
        await stage.desk.plan(OPERATOR, moment_id, 4)
    assert (await stage.desk.cancel(OPERATOR, moment_id)).moment.state == "cancelled"
    with pytest.raises(MomentBegun):
        await stage.desk.plan(OPERATOR, moment_id, 5)
    copied = await stage.desk.copy(OPERATOR, moment_id)
    assert (copied.moment.state, copied.moment.content.text) == ("draft", "换一句")
    assert copied.moment.planned_at > stage.clock.now()
    actions = await stage.shop.rows("select action from governance.audit where target_id = $1", moment_id)
    assert {action for (action,) in actions} == {
        f"community.moment_{word}" for word in ("create", "plan", "change", "take_back", "cancel")
    }


async def test_what_cannot_be_planned_stays_as_it_was(stage: Stage) -> None:
    await stage.shop.rows("update community.guide set is_active = false where user_id = 'lan'")
    product_id = ProductId(uuid4())
    for content, field in (
        (replace(CONTENT, guide_ids=("lan",)), "guideIds"),
        (replace(CONTENT, guide_ids=("lan", "mei")), "guideIds"),
        (replace(CONTENT, tag_ids=("t-none",)), "tagIds"),
    ):
        made = await stage.write(content)
        with pytest.raises(Invalid) as refused:
            await stage.desk.plan(OPERATOR, made.moment.id, 1)
        assert refused.value.field == field
        assert (await stage.see(made.moment.id)).moment == made.moment
    before = await stage.shop.rows("select count(*) from community.moment")
    for content, field in (
        (replace(CONTENT, picture_ids=(uuid4(),)), "pictureIds"),
        (replace(CONTENT, link=CardWish("", product_id, None)), "link"),
    ):
        with pytest.raises(Invalid) as refused:
            await stage.write(content)
        assert refused.value.field == field
    assert await stage.shop.rows("select count(*) from community.moment") == before


async def test_operators_need_permission(stage: Stage) -> None:
    moment_id = await stage.planned()
    before = (await stage.see(moment_id)).moment
    for call in (
        stage.desk.create(READER, MomentDraft(CONTENT, before.planned_at)),
        stage.desk.cancel(READER, moment_id),
        stage.desk.stop(READER, moment_id),
        stage.desk.copy(READER, moment_id),
        stage.desk.decide(READER, moment_id, "again"),
        stage.desk.page(NOBODY, None, 20),
    ):
        with pytest.raises(PermissionMissing):
            await call
    assert (await stage.see(moment_id)).moment == before
    assert len((await stage.desk.page(READER, None, 20)).items) == 1
    with pytest.raises(MomentNotFound):
        await stage.desk.one(OPERATOR, uuid4())


async def test_the_list_is_in_pages_and_counts_the_month(stage: Stage) -> None:
    for hours in (2, 3, 4, 5, 6):
        await stage.planned(replace(CONTENT, text=f"第 {hours} 条"), hours=hours)
    await stage.write(hours=7)
    first = await stage.desk.page(OPERATOR, None, 4)
    rest = await stage.desk.page(OPERATOR, first.next_cursor, 4)
    assert [one.content.text for one in first.items[1:]] == ["第 6 条", "第 5 条", "第 4 条"]
    assert (len(rest.items), rest.next_cursor, first.month_count) == (2, None, 5) and "4 条" in first.advice


async def test_a_guide_who_does_not_publish_is_reminded_once(stage: Stage) -> None:
    await stage.running()
    stage.wecom.publish("lan", 3)
    await stage.later(minutes=30)
    assert stage.circle.wecom.app.told == []
    for _ in range(8):
        await stage.later(minutes=30)
    assert [one.user_ids for one in stage.circle.wecom.app.told] == [("mei",)]


async def test_a_guide_who_has_left_is_left_out_and_not_reminded(stage: Stage) -> None:
    stage.wecom.gone.add("lan")
    moment_id = await stage.running()
    assert await stage.guides(moment_id) == {"lan": "left_out", "mei": "waiting"}
    await stage.shop.rows("update community.guide set is_active = false where user_id = 'mei'")
    for _ in range(6):
        await stage.later(hours=1)
    assert stage.circle.wecom.app.told == []
    seen = await stage.see(moment_id)
    assert (seen.moment.guides, [one.is_active for one in seen.guides if one.user_id == "mei"]) == (1, [False])


async def test_a_running_one_is_stopped_and_what_is_published_stays(stage: Stage) -> None:
    moment_id = await stage.running()
    stage.wecom.publish("mei", 4)
    with pytest.raises(MomentBegun):
        await stage.desk.cancel(OPERATOR, moment_id)
    assert (await stage.desk.stop(OPERATOR, moment_id)).moment.state == "stopping"
    await stage.shop.settle()
    assert await stage.state(moment_id) == "stopped" and stage.wecom.made[0].is_cancelled
    await stage.later(minutes=2)
    seen = await stage.see(moment_id)
    assert (seen.moment.published, seen.moment.customers) == (0, 0)
    with pytest.raises(MomentNotRunning):
        await stage.desk.stop(OPERATOR, moment_id)


async def test_one_that_is_being_made_is_stopped_when_it_is_made(stage: Stage) -> None:
    stage.wecom.is_making = True
    moment_id = await stage.running()
    assert await stage.state(moment_id) == "making"
    await stage.desk.stop(OPERATOR, moment_id)
    await stage.shop.settle()
    assert await stage.state(moment_id) == "stopping"
    stage.wecom.is_making = False
    await stage.later(minutes=2)
    assert await stage.state(moment_id) == "stopped" and stage.wecom.made[0].is_cancelled


async def test_a_stop_that_is_refused_says_so(stage: Stage) -> None:
    moment_id = await stage.running()
    stage.wecom.refusing_stop = 48002
    await stage.desk.stop(OPERATOR, moment_id)
    await stage.shop.settle()
    seen = await stage.see(moment_id)
    assert seen.moment.state == "running" and "没有停止成功" in (seen.moment.problem or "")
