"""The content calendar: written, planned, a post a day for each group, and what it has brought (G2)."""

import asyncio

import pytest
from msgspec.structs import replace

from domain.community.group_post_desk import (
    Draft,
    GroupPostBegun,
    GroupPostChanged,
)
from domain.community.post_limits import GroupPostClash
from ports.community.cards import CardWish
from ports.community.group_post_views import GroupPostDetail
from ports.community.group_posts import PostTarget, SendKey
from ports.kernel import Invalid
from ports.outside.wecom import CardPart, PicturePart, TextPart
from tests.flows.community.conftest import OPERATOR, Circle
from tests.flows.community.post_calendar import CONTENT, Calendar, picture
from tests.flows.community.test_attribution import bought
from tests.flows.community.test_welcome_cards import _product
from tests.flows.community.wecom_posts import text_of


@pytest.fixture
async def calendar(circle: Circle) -> Calendar:
    return await Calendar.of(circle)


async def test_a_group_gets_one_post_a_day(calendar: Calendar) -> None:
    await calendar.rule(per_day=1)
    await calendar.planned(replace(CONTENT, target=PostTarget("vip")))
    made = await calendar.write(replace(CONTENT, text="晚上直播"), hours=5)
    with pytest.raises(GroupPostClash, match="「群wr1」当天已有 1 条群发（新品到店，欢迎来看），每个群每天最多 1 条"):
        await calendar.desk.plan(OPERATOR, made.post.id, 1)
    assert (await calendar.see(made.post.id)).post.state == "draft"
    ordinary = Draft(replace(CONTENT, text="晚上直播", target=PostTarget("ordinary")), made.post.planned_at)
    changed = await calendar.desk.change(OPERATOR, made.post.id, ordinary, 1)
    assert (await calendar.desk.plan(OPERATOR, made.post.id, changed.post.version)).post.state == "planned"
    # A planned one may not be moved into another's way either.
    with pytest.raises(GroupPostClash):
        await calendar.desk.change(OPERATOR, made.post.id, Draft(CONTENT, made.post.planned_at), 3)


async def test_many_plan_at_once_and_one_has_the_day(calendar: Calendar) -> None:
    await calendar.rule(per_day=1)
    made = [await calendar.write(replace(CONTENT, text=f"第 {number} 条")) for number in range(6)]
    done = await asyncio.gather(*(calendar.desk.plan(OPERATOR, one.post.id, 1) for one in made), return_exceptions=True)
    assert sum(isinstance(one, GroupPostDetail) for one in done) == 1
    assert sum(isinstance(one, GroupPostClash) for one in done) == 5


async def test_a_group_that_became_vip_meanwhile_gets_one_post_a_day_too(calendar: Calendar) -> None:
    await calendar.rule(per_day=1)
    await calendar.planned(replace(CONTENT, target=PostTarget("vip")))
    other = await calendar.planned(replace(CONTENT, text="晚上直播", target=PostTarget("ordinary")))
    await calendar.shop.rows("update community.chat set kind = 'vip' where chat_id = 'wr3'")
    calendar.clock.pass_(hours=2)
    await calendar.posts.open_due()
    await calendar.shop.settle()
    sent = sorted(chat_id for chats in calendar.said().values() for one in chats for chat_id in one)
    assert sent == ["wr1", "wr2", "wr3"]
    assert (await calendar.see(other)).post.state == "sent"


async def test_it_is_changed_taken_back_and_cancelled_before_it_begins(calendar: Calendar) -> None:
    post_id = await calendar.planned()
    with pytest.raises(GroupPostChanged):
        await calendar.desk.take_back(OPERATOR, post_id, 1)
    assert (await calendar.desk.take_back(OPERATOR, post_id, 2)).post.state == "draft"
    calendar.clock.pass_(hours=3)
    assert await calendar.posts.open_due() == 0
    with pytest.raises(Invalid):
        await calendar.desk.plan(OPERATOR, post_id, 3)
    assert (await calendar.desk.cancel(OPERATOR, post_id, 3)).post.state == "cancelled"
    with pytest.raises(GroupPostBegun):
        await calendar.desk.plan(OPERATOR, post_id, 4)
    begun = await calendar.due()
    for turn in (calendar.desk.cancel, calendar.desk.take_back):
        with pytest.raises(GroupPostBegun):
            await turn(OPERATOR, begun, 3)
    copied = await calendar.desk.copy(OPERATOR, post_id)
    assert copied.post.state == "draft" and copied.post.content == CONTENT
    assert copied.post.planned_at > calendar.clock.now()


async def test_a_week_shows_counts_and_gaps(calendar: Calendar) -> None:
    await calendar.write()
    await calendar.write(replace(CONTENT, text="另一条"), hours=26)
    week = await calendar.desk.week(OPERATOR, None)
    assert (week.starts_on.isoformat(), week.count, len(week.posts), len(week.gaps)) == ("2025-11-17", 2, 2, 5)
    assert week.advice


async def test_who_was_down_does_not_say_it_at_night(calendar: Calendar) -> None:
    post_id = await calendar.planned()
    calendar.clock.pass_(hours=9)
    await calendar.posts.open_due()
    await calendar.shop.settle()
    seen = await calendar.see(post_id)
    assert (seen.post.state, calendar.said()) == ("failed", {}) and seen.post.problem


async def test_an_owner_who_does_not_confirm_is_reminded_once(calendar: Calendar) -> None:
    await calendar.sent(replace(CONTENT, target=PostTarget("vip")))
    await calendar.later(minutes=50)
    assert calendar.circle.wecom.app.told == []
    for _ in range(6):
        await calendar.later(minutes=20)
    assert [one.user_ids for one in calendar.circle.wecom.app.told] == [("mei",)]
    calendar.clock.pass_(days=1)
    await calendar.sent(replace(CONTENT, target=PostTarget("ordinary")))
    calendar.wecom.confirm("lan")
    calendar.wecom.confirm("mei")
    await calendar.later(minutes=11)
    await calendar.later(hours=2)
    assert len(calendar.circle.wecom.app.told) == 1


async def test_pictures_and_the_card_of_its_touch_go_along(calendar: Calendar) -> None:
    product_id = await _product(calendar.circle, picture())
    medium = await calendar.shop.services.media.upload(picture())
    card = CardWish("", product_id, None)
    post_id = await calendar.sent(replace(CONTENT, picture_ids=(medium.id,), card=card, target=PostTarget("vip")))
    [one] = calendar.wecom.handed
    words, drawn, shown = one.message.parts
    [(code, kind, guide, of_post)] = await calendar.shop.rows(
        "select code, kind, guide, post_id from community.touches"
    )
    assert isinstance(words, TextPart) and isinstance(drawn, PicturePart) and isinstance(shown, CardPart)
    assert shown.page == f"features/product/detail/index?id={product_id}&t={code}"
    assert (kind, guide, of_post) == ("post", "mei", post_id) and text_of(one.message) == CONTENT.text


async def test_a_post_without_what_it_is_about_is_not_sent(calendar: Calendar) -> None:
    product_id = await _product(calendar.circle, picture())
    content = replace(CONTENT, card=CardWish("", product_id, None), target=PostTarget("vip"))
    post_id = await calendar.planned(content)
    await calendar.shop.rows("update commerce.product set status = 'off_sale' where id = $1", product_id)
    calendar.clock.pass_(hours=2)
    await calendar.posts.open_due()
    await calendar.shop.settle()
    seen = await calendar.see(post_id)
    assert (seen.post.state, calendar.said()) == ("failed", {}) and "不在售" in (seen.post.problem or "")
    await calendar.shop.rows("update commerce.product set status = 'on_sale' where id = $1", product_id)
    await calendar.deciding.decide(OPERATOR, SendKey(post_id, "mei"), "again")
    await calendar.shop.settle()
    seen = await calendar.see(post_id)
    assert (seen.post.state, seen.sends[0].problem) == ("sent", None) and len(calendar.wecom.handed) == 1


async def test_what_a_post_has_brought(calendar: Calendar) -> None:
    product_id = await _product(calendar.circle, picture())
    post_id = await calendar.sent(replace(CONTENT, card=CardWish("", product_id, None)))
    [(code,)] = await calendar.shop.rows("select code from community.touches where guide = 'mei'")
    [(sku_id,)] = await calendar.shop.rows("select id from commerce.sku where product_id = $1", product_id)
    buyer = await calendar.shop.shopper()
    await calendar.circle.parts.performance.touches.open(buyer.id, code)
    calendar.clock.pass_(minutes=1)
    order = await bought(calendar.circle, buyer, (sku_id, 1))
    await calendar.shop.settle()
    seen = await calendar.see(post_id)
    assert (seen.result.touches, seen.result.openings, seen.result.orders, seen.result.buyers) == (2, 1, 1, 1)
    assert seen.result.kept_fen > 0
    assert [(one.number, one.guide_name) for one in seen.orders] == [(order.number[-6:], "mei")]
