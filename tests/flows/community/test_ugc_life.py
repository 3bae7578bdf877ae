"""Reviews and posts once they are there: follow-ups, posts, votes, lists, leaving (G5)."""

import asyncio
from uuid import uuid4

import pytest

from adapters.postgres.stores import CommunityPersonalData, PostgresUgc
from domain.community.ugc_desk import NotShown, Wish
from domain.community.ugc_reading import OwnContent
from domain.community.ugc_rules import FollowUpClosed
from domain.community.ugc_writing import Draft, TooManyPosts
from ports.community.ugc import AlreadyReviewed, CheckUgc, UgcNotFound
from ports.community.ugc_views import DeskFilter, ReviewFilter
from ports.kernel import Invalid
from ports.members.api import MemberLeft, MergeStep
from tests.flows.community.ugc import MODERATOR, Wall
from tests.flows.orders.conftest import Shopper


async def test_a_follow_up_is_judged_like_the_review(wall: Wall, mei: Shopper) -> None:
    mine = await wall.write(mei, await wall.bought(mei))
    with pytest.raises(FollowUpClosed):
        await wall.ugc.writing.follow_up(mei.id, mine.id, Draft("又用了一周", (), False))
    await wall.shop.settle()
    wall.shop.clock.pass_(days=7)
    with pytest.raises(UgcNotFound):
        await wall.ugc.writing.follow_up((await wall.shop.shopper()).id, mine.id, Draft("不是我写的", (), False))
    more = await wall.ugc.writing.follow_up(mei.id, mine.id, Draft("又用了一周", (), False))
    with pytest.raises(AlreadyReviewed):
        await wall.ugc.writing.follow_up(mei.id, mine.id, Draft("第三次", (), False))
    assert mine.product_id is not None
    assert (await wall.ugc.reading.of_product(mine.product_id, None)).top[0].follow_up is None
    await wall.shop.settle()
    shown = (await wall.ugc.reading.of_product(mine.product_id, None)).top[0].follow_up
    assert shown is not None and (shown.body, shown.days) == ("又用了一周", 7)
    await wall.ugc.writing.delete(mei.id, mine.id)
    assert await wall.state(more.id) == "deleted"


async def test_posts_show_goods_and_are_chosen(wall: Wall, mei: Shopper) -> None:
    [(product_id,)] = await wall.shop.rows("select product_id from commerce.sku where id = $1", await wall.shop.sku())
    with pytest.raises(Invalid):
        await wall.ugc.writing.post(mei.id, [product_id], Draft("没有图", (), False))
    with pytest.raises(Invalid):
        await wall.ugc.writing.post(mei.id, [uuid4()], Draft("假商品", (await wall.picture(),), False))  # type: ignore[list-item]
    mine = await wall.ugc.writing.post(mei.id, [product_id], Draft("宝宝穿上真好看", (await wall.picture(),), True))
    with pytest.raises(UgcNotFound):
        await wall.ugc.reading.post(mine.id, None)
    assert (await wall.ugc.reading.post(mine.id, mei.id)).is_mine
    await wall.shop.settle()
    await wall.tell(next(iter(wall.judge.asked)))
    [shown] = (await wall.ugc.reading.posts(product_id, None, None, 10)).items
    assert (shown.author, shown.products[0].id) == ("匿名用户", product_id)
    await wall.ugc.desk.feature(MODERATOR, mine.id, is_featured=True)
    async with wall.shop.uow.reading() as tx:
        [featured] = await wall.ugc.views.featured(tx, 10)
    assert featured.id == mine.id and featured.picture_url
    await wall.ugc.desk.decide(MODERATOR, [mine.id], Wish("hide", "测试"))
    async with wall.shop.uow.reading() as tx:
        assert list(await wall.ugc.views.featured(tx, 10)) == []
    with pytest.raises(NotShown):
        await wall.ugc.desk.feature(MODERATOR, mine.id, is_featured=True)


async def test_others_vote_once_and_report_once(wall: Wall, mei: Shopper) -> None:
    mine = await wall.write(mei, await wall.bought(mei))
    other = await wall.shop.shopper()
    with pytest.raises(UgcNotFound):
        await wall.ugc.reading.vote(other.id, mine.id, is_helpful=True)
    await wall.shop.settle()
    with pytest.raises(OwnContent):
        await wall.ugc.reading.vote(mei.id, mine.id, is_helpful=True)
    votes = await asyncio.gather(*(wall.ugc.reading.vote(other.id, mine.id, is_helpful=True) for _ in range(4)))
    assert {vote.helpful for vote in votes} == {1}
    assert (await wall.ugc.reading.vote(other.id, mine.id, is_helpful=False)).helpful == 0
    assert (await wall.ugc.reading.vote(other.id, mine.id, is_helpful=False)).helpful == 0
    for _ in range(2):
        await wall.ugc.reading.report(other.id, mine.id, "ad", "像广告")
    [item] = (await wall.ugc.desk.page(MODERATOR, DeskFilter("reported"), None, 10)).items
    assert [(one.cause, one.words) for one in item.reports] == [("ad", "像广告")] and await wall.shown(mine.id)
    assert (await wall.ugc.desk.counts(MODERATOR)).reported == 1
    await wall.ugc.desk.settle_reports(MODERATOR, mine.id)
    assert (await wall.ugc.desk.counts(MODERATOR)).reported == 0


async def test_the_list_is_filtered_and_turned(wall: Wall) -> None:
    sku_id = await wall.shop.sku(south=50)
    people = [await wall.shop.shopper() for _ in range(5)]
    for place, who in enumerate(people):
        order = await who.buy((sku_id, 1))
        await wall.completed(who, order.id)
        await wall.write(who, order.lines[0].id, f"第 {place} 条", stars=place + 1)
        await wall.shop.settle()
        wall.shop.clock.pass_(minutes=1)
    [(product_id,)] = await wall.shop.rows("select product_id from commerce.sku where id = $1", sku_id)
    seen, cursor = [], None
    while True:
        page = await wall.ugc.reading.reviews(ReviewFilter(product_id), None, cursor, 2)
        seen += [one.stars for one in page.items]
        if (cursor := page.next_cursor) is None:
            break
    assert seen == [5, 4, 3, 2, 1]
    only = await wall.ugc.reading.reviews(ReviewFilter(product_id, stars=2), None, None, 10)
    assert [one.stars for one in only.items] == [2]
    assert (await wall.ugc.reading.reviews(ReviewFilter(product_id, with_pictures=True), None, None, 10)).items == []
    detail = await wall.ugc.desk.reply(MODERATOR, only.items[0].id, "谢谢您的反馈")
    assert detail.item.reply == "谢谢您的反馈"
    summary = (await wall.ugc.reading.of_product(product_id, None)).summary
    assert (summary.star_counts, summary.average_tenths, summary.good_percent) == ((1, 1, 1, 1, 1), 30, 40)


async def test_many_reviews_of_one_product_at_once(wall: Wall) -> None:
    sku_id = await wall.shop.sku(south=50)
    lines = []
    for _ in range(8):
        who = await wall.shop.shopper()
        order = await who.buy((sku_id, 1))
        await wall.completed(who, order.id)
        lines.append((who, order.lines[0].id))
    written = await asyncio.gather(*(wall.write(who, line_id) for who, line_id in lines))
    await asyncio.gather(*(wall.ugc.checking.on_check(CheckUgc(one.id)) for one in written))
    await asyncio.gather(
        *(wall.ugc.writing.delete(who.id, one.id) for (who, _), one in zip(lines[:3], written[:3], strict=True)),
        wall.ugc.desk.decide(MODERATOR, [one.id for one in written[3:5]], Wish("hide", "重复")),
    )
    assert written[0].product_id is not None
    assert (await wall.ugc.reading.of_product(written[0].product_id, None)).summary.count == 3


async def test_leaving_takes_posts_and_pictures_and_the_name(wall: Wall, mei: Shopper) -> None:
    review = await wall.write(mei, await wall.bought(mei), "这条评价会留下，只是没有名字", pictures=1)
    post = await wall.ugc.writing.post(mei.id, [], Draft("这篇会删除", (await wall.picture(),), False))
    await wall.shop.settle()
    for trace_id in tuple(wall.judge.asked):
        await wall.tell(trace_id)
    assert await wall.state(post.id) == "visible" and review.product_id is not None
    for _ in range(2):
        async with wall.shop.uow.begin() as tx:
            await wall.ugc.member_moves.on_left(tx, MemberLeft(mei.id))
    page = await wall.ugc.reading.of_product(review.product_id, None)
    assert [(one.author, one.body, one.pictures) for one in page.top] == [
        ("匿名用户", "这条评价会留下，只是没有名字", ())
    ]
    assert page.summary.with_pictures == 0
    assert await wall.shop.rows("select state, body from community.ugc where id = $1", post.id) == [("deleted", "")]
    assert await wall.shop.rows("select count(*) from community.ugc_picture") == [(0,)]


async def test_the_copy_of_ones_own_data_has_it(wall: Wall, mei: Shopper) -> None:
    await wall.write(mei, await wall.bought(mei), "写进副本")
    async with wall.shop.uow.reading() as tx:
        written, said = await CommunityPersonalData().export(tx, mei.id)
    assert written.count == 1 and "写进副本" in written.items and said.count == 0


async def test_what_was_written_follows_a_merge(wall: Wall, mei: Shopper) -> None:
    mine = await wall.write(mei, await wall.bought(mei))
    await wall.shop.settle()
    other = await wall.shop.shopper()
    step = MergeStep(uuid4(), mei.id, other.id, is_undone=False)
    async with wall.shop.uow.begin() as tx:
        for _ in range(2):
            await PostgresUgc().take_over(tx, step)
    assert (await wall.ugc.writing.own_one(other.id, mine.id)).id == mine.id
    undone = MergeStep(step.merge_id, mei.id, other.id, is_undone=True)
    async with wall.shop.uow.begin() as tx:
        await PostgresUgc().give_back(tx, undone)
    assert (await wall.ugc.writing.own_one(mei.id, mine.id)).id == mine.id


async def test_a_day_has_room_for_so_many_posts(wall: Wall, mei: Shopper) -> None:
    for _ in range(10):
        await wall.ugc.writing.post(mei.id, [], Draft("晒", (await wall.picture(),), False))
    with pytest.raises(TooManyPosts):
        await wall.ugc.writing.post(mei.id, [], Draft("晒", (await wall.picture(),), False))
    wall.shop.clock.pass_(days=1, minutes=1)
    await wall.ugc.writing.post(mei.id, [], Draft("晒", (await wall.picture(),), False))
