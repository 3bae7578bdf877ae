"""Many at the same moment: a group gets as many posts as the rules allow, however many processes open them."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest

from domain.community.group_post_desk import Draft
from domain.community.post_limits import GroupPostClash
from ports.community.group_post_views import GroupPostDetail
from ports.community.group_posts import PostContent, PostTarget
from ports.community.post_rules import PostRules, WecomLimit
from tests.flows.community.conftest import OPERATOR
from tests.flows.community.wecom import Wecom
from tests.flows.orders.conftest import HandClock, Shop

POSTS, PROCESSES, CHATS = 30, 8, 5
_CHAT = """
    insert into community.chat (chat_id, name, owner, notice, admins, kind, state, members, version, made_at, read_at)
    values ($1, $1, $2, '', '{}', 'ordinary', 'normal', 12, '1', now(), now())
"""


@pytest.fixture
async def shop(fresh_database_url: str, servers, tmp_path) -> AsyncIterator[Shop]:
    wecom = Wecom(HandClock())
    shop = Shop(fresh_database_url, servers.valkey_url, str(tmp_path), wecom=wecom.partners(), clock=wecom.clock)
    await shop.open()
    for number in range(CHATS):
        await shop.rows(_CHAT, f"wr{number}", "mei" if number % 2 else "lan")
    yield shop
    await shop.built.database.close()
    await shop.built.valkey.aclose()


async def _drafted(shop: Shop, number: int) -> UUID:
    content = PostContent(f"第 {number} 条", (), None, None, PostTarget("all"))
    at = shop.clock.now() + timedelta(minutes=10)
    made = await shop.modules.community.group_posts.desk.create(OPERATOR, Draft(content, at))
    return made.post.id


@pytest.mark.parametrize(("limit", "per_day", "expected"), [("month_days", 2, 2), ("month_4", 9, 4), ("day_1", 1, 1)])
async def test_posts_opened_at_once_share_the_room_of_a_group(
    shop: Shop, limit: WecomLimit, per_day: int, expected: int
) -> None:
    parts = shop.modules.community.group_posts
    await parts.rules.save(OPERATOR, PostRules(limit, per_day), 0)
    for number in range(POSTS):
        await _drafted(shop, number)
    # Nobody has weighed them when they were planned, as if the rule had been another one then.
    await shop.rows("update community.group_post set state = 'planned'")
    shop.clock.pass_(minutes=11)
    while sum(await asyncio.gather(*(parts.posts.open_due() for _ in range(PROCESSES)))):
        pass
    rows = await shop.rows("select chat_id, count(*) from community.group_post_chat group by 1")
    assert dict(rows) == {f"wr{number}": expected for number in range(CHATS)}
    states = Counter(row[0] for row in await shop.rows("select state from community.group_post"))
    assert states == {"sending": expected, "failed": POSTS - expected}
    assert await shop.rows("select count(*) from community.group_post_send") == [(2 * expected,)]


async def test_posts_planned_at_once_share_the_room_of_a_group(shop: Shop) -> None:
    desk = shop.modules.community.group_posts.desk
    ids = [await _drafted(shop, number) for number in range(12)]
    done = await asyncio.gather(*(desk.plan(OPERATOR, one, 1) for one in ids), return_exceptions=True)
    assert sum(isinstance(one, GroupPostDetail) for one in done) == 2
    assert sum(isinstance(one, GroupPostClash) for one in done) == 10
    assert await shop.rows("select state, count(*) from community.group_post group by 1 order by 1") == [
        ("draft", 10),
        ("planned", 2),
    ]
