"""How many posts a group gets: by rules that operators set, counted by the day for which a post was planned (G2)."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from domain.community.group_post_desk import Draft
from domain.community.post_limits import GroupPostClash
from domain.community.rule_book_desk import RuleBookChanged
from ports.community.group_post_views import GroupPostDetail
from ports.community.group_posts import PostTarget
from ports.community.post_rules import PostRules
from tests.flows.community.conftest import OPERATOR, Circle
from tests.flows.community.post_calendar import CONTENT, Calendar

VIP = replace(CONTENT, target=PostTarget("vip"))


@pytest.fixture
async def calendar(circle: Circle) -> Calendar:
    return await Calendar.of(circle)


async def test_a_content_post_and_a_daily_sale_share_a_day(calendar: Calendar) -> None:
    await calendar.planned(VIP)
    await calendar.planned(replace(VIP, text="今晚八点秒杀"), hours=3)
    third = await calendar.write(replace(VIP, text="第三条"), hours=4)
    with pytest.raises(GroupPostClash, match="当天已有 2 条群发"):
        await calendar.desk.plan(OPERATOR, third.post.id, 1)
    seen = await calendar.see(third.post.id)
    assert (seen.post.state, seen.post.version) == ("draft", 1)
    calendar.clock.pass_(hours=3)
    await calendar.posts.open_due()
    await calendar.shop.settle()
    assert calendar.said() == {"mei": [("wr1",), ("wr1",)]}


async def test_the_same_words_twice_a_day_are_refused(calendar: Calendar) -> None:
    await calendar.planned(VIP)
    again = await calendar.write(CONTENT, hours=5)
    with pytest.raises(GroupPostClash, match="「群wr1」当天已有一条文字相同的群发"):
        await calendar.desk.plan(OPERATOR, again.post.id, 1)
    tomorrow = await calendar.write(CONTENT, hours=26)
    assert (await calendar.desk.plan(OPERATOR, tomorrow.post.id, 1)).post.state == "planned"


async def test_wecoms_own_limit_is_never_exceeded(calendar: Calendar) -> None:
    await calendar.rule("month_4", 2)
    for number in range(4):
        await calendar.planned(replace(VIP, text=f"第 {number} 条"), hours=2 + 24 * number)
    fifth = await calendar.write(replace(VIP, text="第五条"), hours=24 * 5)
    with pytest.raises(GroupPostClash, match="当月已有 4 条群发，到了企业微信的上限"):
        await calendar.desk.plan(OPERATOR, fifth.post.id, 1)
    week = await calendar.desk.week(OPERATOR, None)
    assert (week.use.allowed, week.use.most, week.use.chat_name, week.use.full) == (4, 4, "群wr1", 1)
    assert (week.use.starts_on.isoformat(), week.use.ends_on.isoformat()) == ("2025-11-01", "2025-11-30")
    # In December there is room again.
    december = Draft(fifth.post.content, datetime(2025, 12, 1, 2, tzinfo=UTC))
    await calendar.desk.change(OPERATOR, fifth.post.id, december, 1)
    assert (await calendar.desk.plan(OPERATOR, fifth.post.id, 2)).post.state == "planned"


async def test_a_post_of_the_evening_belongs_to_its_day(calendar: Calendar) -> None:
    """Planned for 23:59 in Shanghai, opened after midnight."""
    await calendar.rule(per_day=1)
    evening = _next_evening(calendar)
    late = await _planned_at(calendar, "晚安", evening)
    early = await _planned_at(calendar, "早安", evening + timedelta(hours=8))
    calendar.clock.pass_(seconds=int((evening - calendar.clock.now()).total_seconds()) + 120)
    await calendar.posts.open_due()
    await calendar.shop.settle()
    rows = await calendar.shop.rows("select post_id, day from community.group_post_chat")
    assert {(post_id, day.isoformat()) for post_id, day in rows} == {(late, _day(evening))}
    calendar.clock.pass_(hours=8)
    await calendar.posts.open_due()
    await calendar.shop.settle()
    assert [(await calendar.see(one)).post.state for one in (late, early)] == ["sent", "sent"]


async def test_a_rule_that_was_tightened_holds_for_what_is_planned(calendar: Calendar) -> None:
    first = await calendar.planned(VIP)
    second = await calendar.planned(replace(CONTENT, text="第二条"))
    await calendar.rule(per_day=1)
    calendar.clock.pass_(hours=2)
    await calendar.posts.open_due()
    await calendar.shop.settle()
    states = {(await calendar.see(one)).post.state for one in (first, second)}
    sent = sorted(chat_id for chats in calendar.said().values() for one in chats for chat_id in one)
    assert states == {"sent"} and sent == ["wr1", "wr2", "wr3"]
    assert "1 个群" in " ".join([(await calendar.see(one)).post.problem or "" for one in (first, second)])


async def test_rules_are_kept_in_versions(calendar: Calendar) -> None:
    assert (await calendar.rules.rules(OPERATOR)).rules == PostRules("month_days", 2)
    told = "select count(*) from governance.audit where action = 'community.group_posts_rules'"
    [(before,)] = await calendar.shop.rows(told)
    saves = [calendar.rules.save(OPERATOR, PostRules("week_7", number), 0) for number in (1, 2, 3)]
    done = await asyncio.gather(*saves, return_exceptions=True)
    assert sum(isinstance(one, RuleBookChanged) for one in done) == 2
    assert (await calendar.rules.rules(OPERATOR)).version == 1
    assert await calendar.shop.rows(told) == [(before + 1,)]


async def test_many_plan_at_once_and_two_have_the_day(calendar: Calendar) -> None:
    made = [await calendar.write(replace(VIP, text=f"第 {number} 条")) for number in range(6)]
    done = await asyncio.gather(*(calendar.desk.plan(OPERATOR, one.post.id, 1) for one in made), return_exceptions=True)
    assert sum(isinstance(one, GroupPostDetail) for one in done) == 2
    assert sum(isinstance(one, GroupPostClash) for one in done) == 4


async def _planned_at(calendar: Calendar, words: str, at: datetime) -> UUID:
    made = await calendar.desk.create(OPERATOR, Draft(replace(VIP, text=words), at))
    await calendar.desk.plan(OPERATOR, made.post.id, 1)
    return made.post.id


def _next_evening(calendar: Calendar) -> datetime:
    """23:59 in Shanghai."""
    at = calendar.clock.now().replace(hour=15, minute=59, second=0, microsecond=0)
    return at if at > calendar.clock.now() else at + timedelta(days=1)


def _day(at: datetime) -> str:
    return (at + timedelta(hours=8)).date().isoformat()
