"""Reviews and posts: nothing is seen before it is judged, and everything that happens once happens once (G5)."""

import asyncio
from uuid import uuid4

import pytest

from domain.community.ugc_desk import Wish
from ports.community.api import ReviewDiscredited
from ports.community.ugc import AlreadyReviewed, CheckUgc, LineNotFound, NotReviewable, UgcNotFound
from ports.community.ugc_views import DeskFilter
from ports.governance.api import PermissionMissing
from ports.kernel import Invalid
from ports.payments.api import MediaJudged
from tests.flows.community.ugc import MODERATOR, Wall
from tests.flows.orders.conftest import OPERATOR, Shopper


async def _points(wall: Wall, who: Shopper) -> int:
    """Of reviews alone: the order has earned its own."""
    [(points,)] = await wall.shop.rows(
        "select coalesce(sum(-e.points), 0)::int from members.points_entry e"
        " join members.points_booking b on b.id = e.booking_id"
        " where b.member_id = $1 and b.source in ('task', 'review') and e.account in ('granted')",
        who.id,
    )
    return int(points)


async def test_a_text_that_passes_is_shown_and_earns_once(wall: Wall, mei: Shopper) -> None:
    line_id = await wall.bought(mei)
    assert [one.line_id for one in (await wall.ugc.writing.to_review(mei.id, None, None, 10)).items] == [line_id]
    mine = await wall.write(mei, line_id, "用了一个月，孩子很喜欢，料子很软和")
    assert mine.state == "submitted" and not await wall.shown(mine.id)
    await wall.shop.settle()
    assert await wall.shown(mine.id) and await _points(wall, mei) == 30
    await wall.ugc.checking.on_check(CheckUgc(mine.id))
    await wall.shop.settle()
    assert await _points(wall, mei) == 30 and len(wall.judge.texts) == 1
    summary = (await wall.ugc.reading.of_product(mine.product_id, None)).summary  # type: ignore[arg-type]
    assert (summary.count, summary.average_tenths, summary.good_percent) == (1, 50, 100)
    assert (await wall.ugc.writing.to_review(mei.id, None, None, 10)).items == []
    [author] = [one.author for one in (await wall.ugc.reading.of_product(mine.product_id, None)).top]  # type: ignore[arg-type]
    assert author.endswith("**")


async def test_a_picture_waits_for_its_verdict(wall: Wall, mei: Shopper) -> None:
    mine = await wall.write(mei, await wall.bought(mei), "好", pictures=2)
    await wall.shop.settle()
    first, second = wall.judge.asked
    assert await wall.state(mine.id) == "checking"
    assert all(url.startswith("http") for url in wall.judge.asked.values())
    await wall.tell(first)
    await wall.tell(first)
    assert await wall.state(mine.id) == "checking" and not await wall.shown(mine.id)
    await wall.tell(second)
    assert await wall.shown(mine.id)
    await wall.tell(second, "risky")  # the first verdict of a trace stays
    assert await wall.shown(mine.id)


async def test_a_verdict_that_comes_before_its_trace_is_known(wall: Wall, mei: Shopper) -> None:
    mine = await wall.write(mei, await wall.bought(mei), "好", pictures=1)
    known = wall.judge.picture

    async def quick(openid: str, scene: object, url: str) -> str:
        trace_id = await known(openid, scene, url)  # type: ignore[arg-type]
        async with wall.shop.uow.begin() as tx:
            await wall.ugc.checking.on_judged(tx, MediaJudged(trace_id, "pass", 100))
        return trace_id

    wall.judge.picture = quick  # type: ignore[method-assign]
    await wall.shop.settle()
    assert await wall.shown(mine.id)


async def test_two_askers_and_their_verdicts_at_once(wall: Wall, mei: Shopper) -> None:
    mine = await wall.write(mei, await wall.bought(mei), "好", pictures=3)
    await asyncio.gather(*(wall.ugc.checking.on_check(CheckUgc(mine.id)) for _ in range(3)))
    await asyncio.gather(*(wall.tell(trace_id) for trace_id in (*wall.judge.asked, *wall.judge.asked)))
    assert await wall.shown(mine.id)
    history = (await wall.ugc.desk.one(MODERATOR, mine.id)).history
    assert [entry.to_state for entry in history] == ["checking", "visible"]


async def test_a_risky_one_is_refused_with_words_and_may_be_written_anew(wall: Wall, mei: Shopper) -> None:
    line_id = await wall.bought(mei)
    mine = await wall.write(mei, line_id, "都是坏话")
    await wall.shop.settle()
    told = await wall.ugc.writing.own_one(mei.id, mine.id)
    assert told.state == "refused" and "辱骂" in told.reason and not await wall.shown(mine.id)
    again = await wall.write(mei, line_id, "好话")
    await wall.shop.settle()
    assert await wall.shown(again.id)
    [outcome] = await wall.ugc.desk.decide(MODERATOR, [mine.id], Wish("show", ""))
    assert outcome.problem and await wall.state(mine.id) == "refused"


async def test_a_doubtful_one_waits_for_a_person(wall: Wall, mei: Shopper) -> None:
    mine = await wall.write(mei, await wall.bought(mei), "这话难说")
    await wall.shop.settle()
    [waiting] = (await wall.ugc.desk.page(MODERATOR, DeskFilter("waiting"), None, 10)).items
    assert waiting.id == mine.id and "辱骂" in waiting.why
    assert (await wall.ugc.writing.own_one(mei.id, mine.id)).reason == ""
    with pytest.raises(PermissionMissing):
        await wall.ugc.desk.decide(OPERATOR, [mine.id], Wish("show", ""))
    with pytest.raises(Invalid):
        await wall.ugc.desk.decide(MODERATOR, [mine.id], Wish("refuse", " "))
    assert await wall.state(mine.id) == "in_review"
    outcomes = await wall.ugc.desk.decide(MODERATOR, [mine.id, uuid4()], Wish("show", ""))
    assert [one.state for one in outcomes] == ["visible", None] and await wall.shown(mine.id)
    [undone] = await wall.ugc.desk.undo(MODERATOR, [mine.id])
    assert undone.state == "in_review" and not await wall.shown(mine.id)
    wall.shop.clock.pass_(minutes=20)
    await wall.ugc.desk.decide(MODERATOR, [mine.id], Wish("refuse", "与商品无关"))
    wall.shop.clock.pass_(minutes=11)
    [late] = await wall.ugc.desk.undo(MODERATOR, [mine.id])
    assert late.problem and (await wall.ugc.writing.own_one(mei.id, mine.id)).reason == "与商品无关"


async def test_a_lost_verdict_goes_to_a_person_and_may_still_come(wall: Wall, mei: Shopper) -> None:
    mine = await wall.write(mei, await wall.bought(mei), "好", pictures=1)
    await wall.shop.settle()
    [trace_id] = wall.judge.asked
    wall.shop.clock.pass_(minutes=29)
    assert await wall.ugc.checking.hand_over() == 0
    wall.shop.clock.pass_(minutes=1)
    assert await wall.ugc.checking.hand_over() == 1 and await wall.ugc.checking.hand_over() == 0
    assert await wall.state(mine.id) == "in_review"
    await wall.tell(trace_id)
    assert await wall.shown(mine.id)


@pytest.mark.parametrize("how", ["inactive", "failure", "away"])
async def test_what_wechat_does_not_judge_is_never_seen_unseen(wall: Wall, mei: Shopper, how: str) -> None:
    line_id = await wall.bought(mei)
    wall.judge.is_inactive, wall.judge.is_away = how == "inactive", how == "away"
    mine = await wall.write(mei, line_id, "好" if how != "failure" else "", pictures=1)
    for _ in range(6):
        await wall.shop.settle()
        wall.shop.clock.pass_(minutes=4)
    if how == "failure":
        [trace_id] = wall.judge.asked
        await wall.tell(trace_id, "review", failure="错误 -1008")
    assert await wall.state(mine.id) == "in_review" and not await wall.shown(mine.id)
    item = (await wall.ugc.desk.one(MODERATOR, mine.id)).item
    assert item.doubt == "check_failed" and {check.state for check in item.checks} == {"failed"}


async def test_the_author_deletes_while_it_is_judged(wall: Wall, mei: Shopper) -> None:
    line_id = await wall.bought(mei)
    mine = await wall.write(mei, line_id, "好", pictures=1)
    await wall.shop.settle()
    with pytest.raises(UgcNotFound):
        await wall.ugc.writing.delete((await wall.shop.shopper()).id, mine.id)
    assert await wall.state(mine.id) == "checking"
    for _ in range(2):
        await wall.ugc.writing.delete(mei.id, mine.id)
    [trace_id] = wall.judge.asked
    await wall.tell(trace_id)
    assert await wall.state(mine.id) == "deleted" and not await wall.shown(mine.id)
    assert await wall.ugc.desk.decide(MODERATOR, [mine.id], Wish("show", "")) != []
    assert await wall.state(mine.id) == "deleted"
    with pytest.raises(AlreadyReviewed):
        await wall.write(mei, line_id, "再写一次")


async def test_one_line_is_reviewed_once_whoever_presses_how_often(wall: Wall, mei: Shopper) -> None:
    line_id = await wall.bought(mei)
    done = await asyncio.gather(*(wall.write(mei, line_id) for _ in range(6)), return_exceptions=True)
    assert sum(isinstance(one, AlreadyReviewed) for one in done) == 5
    assert await wall.shop.rows("select count(*) from community.ugc") == [(1,)]


async def test_only_what_one_has_bought_and_kept(wall: Wall, mei: Shopper) -> None:
    sku_id = await wall.shop.sku()
    order = await mei.buy((sku_id, 1))
    other = await wall.shop.shopper()
    line_id = order.lines[0].id
    assert "review" not in (await mei.see(order.id)).actions
    with pytest.raises(NotReviewable):
        await wall.write(mei, line_id)
    with pytest.raises(LineNotFound):
        await wall.write(other, line_id)
    await wall.completed(mei, order.id)
    with pytest.raises(LineNotFound):
        await wall.write(other, line_id)
    assert await wall.shop.rows("select count(*) from community.ugc") == [(0,)]
    assert (await mei.see(order.id)).actions[-1] == "review"
    await wall.write(mei, line_id)
    assert "review" not in (await mei.see(order.id)).actions


async def test_a_refund_after_the_review_leaves_it(wall: Wall, mei: Shopper) -> None:
    mine = await wall.write(mei, await wall.bought(mei), "很不满意，已经申请退款，等了很久没人理")
    await wall.shop.settle()
    await wall.shop.rows(
        "update commerce.order_line set refunded = quantity where id = (select line_id from"
        " community.ugc where id = $1)",
        mine.id,
    )
    assert await wall.shown(mine.id)


async def test_a_fraud_gives_its_points_back_in_whatever_order_it_is_told(wall: Wall, mei: Shopper) -> None:
    mine = await wall.write(mei, await wall.bought(mei), "刷单刷单刷单刷单刷单刷单刷单刷单")
    await wall.shop.settle()
    assert await _points(wall, mei) == 30
    for _ in range(2):
        await wall.ugc.desk.decide(MODERATOR, [mine.id], Wish("hide", "刷单", is_fraud=True))
        await wall.shop.settle()
    assert await wall.state(mine.id) == "hidden" and await _points(wall, mei) == 0
    await wall.ugc.desk.decide(MODERATOR, [mine.id], Wish("show", ""))
    await wall.shop.settle()
    assert await _points(wall, mei) == 0
    early = await wall.write(mei, await wall.bought(mei), "还没展示就被发现是刷单的内容，写得很长")
    async with wall.shop.uow.begin() as tx:
        [(line_id,)] = await wall.shop.rows("select line_id from community.ugc where id = $1", early.id)
        tx.emit(ReviewDiscredited(early.id, line_id, mei.id))
    await wall.shop.settle()
    assert await _points(wall, mei) == 0
