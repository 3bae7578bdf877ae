"""What WeCom counts of guides' chats is read once a day, completely, and shown for what it is."""

import asyncio
from datetime import date, timedelta

import pytest

from domain.community.periods import day_of, period_of
from domain.community.reply_reading import MORNING
from ports.community.performance import PeriodKind
from ports.community.replies import Replies
from ports.governance.api import Actor, PermissionMissing
from ports.kernel import OperatorId, OutsideUnavailable
from ports.outside.wecom import WecomForbidden, WecomThrottled
from tests.flows.community.conftest import OPERATOR, Circle

DAY = timedelta(days=1)


async def serving(circle: Circle, *user_ids: str) -> None:
    await circle.shop.rows(
        "insert into community.guide (user_id, name, first_seen_at)"
        " select u, '导购' || u, $2 from unnest($1::text[]) u",
        list(user_ids),
        circle.shop.clock.now() - DAY * 40,
    )


def today(circle: Circle) -> date:
    return day_of(circle.shop.clock.now() - MORNING)


async def read(circle: Circle) -> int:
    return await circle.parts.performance.reply_reading.read_due()


async def kept(circle: Circle, user_id: str = "mei") -> dict[date, int]:
    rows = await circle.shop.rows("select day, chats from community.guide_day where user_id = $1", user_id)
    return {row[0]: row[1] for row in rows}


async def shown(circle: Circle, user_id: str = "mei", kind: PeriodKind = "month", day: date | None = None) -> Replies:
    board = await circle.parts.performance.desk.leaderboard(OPERATOR, kind, day)
    return next(one.replies for one in board.guides if one.user_id == user_id)


async def test_yesterday_is_read_once_and_the_past_before_it(circle: Circle) -> None:
    await serving(circle, "mei", "lan")
    now = today(circle)
    circle.wecom.chatting.says("mei", now - DAY, chats=4, messages=9, reply_rate=7_500, reply_seconds=120, blocked=1)
    circle.wecom.chatting.says("mei", now - DAY * 20, chats=2, messages=3)
    assert await read(circle) == 2
    assert {one[0] for one in circle.wecom.chatting.asked} == {"mei", "lan"}
    found = await kept(circle)
    assert (found[now - DAY], found[now - DAY * 20]) == (4, 2)
    # What is over for good and was not told is nothing; what may still come is not known.
    assert found[now - DAY * 30] == 0 and now - DAY * 2 not in found
    asked = len(circle.wecom.chatting.asked)
    assert await read(circle) == 0 and len(circle.wecom.chatting.asked) == asked


async def test_late_figures_replace_earlier_ones(circle: Circle) -> None:
    await serving(circle, "mei")
    first = today(circle)
    circle.wecom.chatting.says("mei", first - DAY, chats=1)
    await read(circle)
    circle.shop.clock.pass_(days=1)
    circle.wecom.chatting.says("mei", first - DAY, chats=6)
    circle.wecom.chatting.says("mei", first - DAY * 2, chats=3)
    await read(circle)
    found = await kept(circle)
    assert (found[first - DAY], found[first - DAY * 2]) == (6, 3)
    assert circle.wecom.chatting.asked[-1] == ("mei", first - DAY * 3, first)


async def test_an_outage_leaves_no_hole(circle: Circle) -> None:
    await serving(circle, "mei")
    first = today(circle)
    circle.wecom.chatting.says("mei", first - DAY, chats=1)
    await read(circle)
    for number in range(12):
        circle.wecom.chatting.says("mei", first + DAY * number, chats=number)
    circle.wecom.chatting.trouble = OutsideUnavailable()
    for _ in range(9):
        circle.shop.clock.pass_(days=1)
        with pytest.raises(OutsideUnavailable):
            await read(circle)
    before = await kept(circle)
    assert max(before) == first - DAY
    # Through the outage the days are said to be unread, not to be empty.
    last = first + DAY * 8
    rows = (await circle.parts.performance.desk.replies(OPERATOR, "mei", "month", last)).days
    unread = {one.day for one in rows if not one.is_read}
    assert {one for one in (last, last - DAY) if one.month == last.month} <= unread
    circle.wecom.chatting.trouble = None
    assert await read(circle) == 1
    found = await kept(circle)
    assert [found[first + DAY * number] for number in range(9)] == list(range(9))


async def test_a_death_between_two_spans_goes_on_where_it_stopped(circle: Circle) -> None:
    await serving(circle, "mei")
    chatting = circle.wecom.chatting
    chatting.trouble, chatting.fails_after = OutsideUnavailable(), 1
    with pytest.raises(OutsideUnavailable):
        await read(circle)
    [(user_id, _, through)] = chatting.asked
    [(kept_through, read_on)] = await circle.shop.rows("select through, read_on from community.guide_reading")
    assert (user_id, kept_through, read_on) == ("mei", through, None)
    chatting.trouble = None
    assert await read(circle) == 1
    assert chatting.asked[1][1] == through + DAY - DAY * 3 and chatting.asked[-1][2] == today(circle) - DAY


async def test_several_workers_read_each_guide_once(circle: Circle) -> None:
    names = [f"guide-{number}" for number in range(8)]
    await serving(circle, *names)
    counts = await asyncio.gather(*(read(circle) for _ in range(4)))
    assert sum(counts) == 8
    last = today(circle) - DAY
    assert sorted(one[0] for one in circle.wecom.chatting.asked if one[2] == last) == names


async def test_who_has_left_is_passed_over(circle: Circle) -> None:
    await serving(circle, "gone", "mei", "old")
    await circle.shop.rows("update community.guide set is_active = false where user_id = 'old'")
    circle.wecom.chatting.gone = {"gone"}
    circle.wecom.chatting.says("mei", today(circle) - DAY, chats=5, messages=5)
    assert await read(circle) == 2
    assert {one[0] for one in circle.wecom.chatting.asked} == {"gone", "mei"}
    assert (await kept(circle))[today(circle) - DAY] == 5 and await kept(circle, "gone") == {}
    assert await read(circle) == 0
    # What was read of somebody before they left is still theirs, and nothing of theirs is missed.
    await circle.shop.rows("update community.guide set is_active = false where user_id = 'mei'")
    day = today(circle) - DAY
    found = await shown(circle, day=day)
    assert (found.chats, found.days_unread) == (5, 0)


async def test_what_wecom_forbids_is_said_and_tried_again_later(circle: Circle) -> None:
    await serving(circle, "lan", "mei")
    circle.wecom.chatting.trouble = WecomForbidden(48002)
    assert await read(circle) == 0
    board = await circle.parts.performance.desk.leaderboard(OPERATOR, "month", None)
    assert board.replies_problem == WecomForbidden(48002).text
    circle.wecom.chatting.trouble = None
    circle.shop.clock.pass_(hours=2)
    assert await read(circle) == 2
    board = await circle.parts.performance.desk.leaderboard(OPERATOR, "month", None)
    assert board.replies_problem is None


async def test_a_block_is_waited_for(circle: Circle) -> None:
    await serving(circle, "mei")
    circle.wecom.chatting.trouble = WecomThrottled(60)
    assert await read(circle) == 0
    circle.wecom.chatting.trouble = None
    assert await read(circle) == 0 and circle.wecom.chatting.asked == []
    circle.shop.clock.pass_(seconds=61)
    assert await read(circle) == 1


async def test_a_period_is_summed_by_chats_and_says_what_is_missing(circle: Circle) -> None:
    await serving(circle, "mei")
    now = today(circle)
    week = period_of("week", now - DAY * 7)
    circle.wecom.chatting.says("mei", week.first_day, chats=90, messages=200, reply_rate=10_000, reply_seconds=60)
    circle.wecom.chatting.says("mei", week.first_day + DAY, chats=10, messages=11, reply_rate=0, blocked=2)
    await read(circle)
    found = await shown(circle, kind="week", day=week.first_day)
    assert (found.chats, found.messages, found.reply_rate, found.reply_seconds) == (100, 211, 9_000, 60)
    assert found.blocked == 2 and found.days_read + found.days_unread == 7
    # Today is told tomorrow: neither read nor missed.
    assert await shown(circle, kind="day", day=day_of(circle.shop.clock.now())) == Replies()
    async with circle.shop.uow.reading() as tx:
        own = await circle.parts.performance.desk.own(tx, "mei", week)
    assert own.replies == found
    stranger = Actor(OperatorId(OPERATOR.id), "小周", frozenset(), "127.0.0.1")
    with pytest.raises(PermissionMissing):
        await circle.parts.performance.desk.replies(stranger, "mei", "week", week.first_day)
