"""A post is handed over once for each owner whatever happens between, and followed to the groups (G2)."""

import asyncio

import pytest
from msgspec.structs import replace

from domain.community.group_post_deciding import NothingToDecide
from ports.community.group_posts import PostTarget, SendGroupPost, SendKey
from ports.kernel import Invalid
from tests.flows.community.conftest import OPERATOR, Circle
from tests.flows.community.post_calendar import ALL, CONTENT, Calendar


@pytest.fixture
async def calendar(circle: Circle) -> Calendar:
    return await Calendar.of(circle)


async def test_one_message_for_each_owner_followed_to_the_groups(calendar: Calendar) -> None:
    post_id = await calendar.sent()
    assert calendar.said() == ALL
    assert (await calendar.see(post_id)).post.state == "sent"
    calendar.clock.pass_(minutes=20)
    calendar.wecom.confirm("mei", wr2="over_limit")
    await calendar.later(minutes=10)
    seen = await calendar.see(post_id)
    assert (seen.post.owners, seen.post.confirmed, seen.post.chats, seen.post.delivered) == (2, 1, 3, 1)
    assert {chat.chat_id: chat.state for chat in seen.chats} == {"wr1": "sent", "wr2": "failed", "wr3": "waiting"}
    assert calendar.said() == ALL


async def test_it_is_said_once_by_many_sweeps_and_jobs(calendar: Calendar) -> None:
    post_id = await calendar.planned()
    calendar.clock.pass_(hours=2)
    await asyncio.gather(*(calendar.posts.open_due() for _ in range(8)))
    sending = calendar.circle.parts.group_posts.sending
    await asyncio.gather(*(sending.on_send(SendGroupPost(post_id, owner)) for owner in ("mei", "lan") * 8))
    await calendar.shop.settle()
    await asyncio.gather(*(calendar.posts.look_after() for _ in range(4)))
    await calendar.shop.settle()
    assert calendar.said() == ALL
    assert await calendar.shop.rows("select count(*) from community.touches") == [(2,)]


async def test_a_lost_answer_is_found_again(calendar: Calendar) -> None:
    await calendar.due()
    calendar.wecom.lose = True
    await calendar.shop.settle()
    [(post_id,)] = await calendar.shop.rows("select id from community.group_post")
    assert sorted((await calendar.states(post_id)).values()) == ["made", "unknown"]
    assert (await calendar.see(post_id)).post.state == "unknown"
    dashboard = calendar.shop.services.dashboard
    assert (await dashboard.attention(OPERATOR)).posts_in_doubt == 1
    assert [one.id for one in (await calendar.desk.week(OPERATOR, None)).in_doubt] == [post_id]
    await calendar.later(minutes=6)
    assert (await dashboard.attention(OPERATOR)).posts_in_doubt == 0
    assert (await calendar.see(post_id)).post.state == "sent"
    assert calendar.said() == ALL


async def test_who_dies_between_leaves_a_message_that_is_found(calendar: Calendar) -> None:
    post_id = await calendar.due()
    calendar.wecom.die = True
    with pytest.raises(SystemExit):
        await calendar.circle.parts.group_posts.sending.on_send(SendGroupPost(post_id, "lan"))
    assert (await calendar.states(post_id))["lan"] == "starting"
    await calendar.shop.settle()
    await calendar.later(minutes=6)
    await calendar.later(minutes=6)
    assert await calendar.states(post_id) == {"lan": "made", "mei": "made"}
    assert calendar.said() == ALL


async def test_what_is_nowhere_is_said_again_by_a_person_alone(calendar: Calendar) -> None:
    await calendar.due(replace(CONTENT, target=PostTarget("chats", ("wr3",))))
    calendar.wecom.dead = True
    await calendar.shop.settle()
    for _ in range(5):
        await calendar.later(minutes=6)
    [(post_id,)] = await calendar.shop.rows("select id from community.group_post")
    assert await calendar.states(post_id) == {"lan": "unknown"} and calendar.said() == {}
    await calendar.deciding.decide(OPERATOR, SendKey(post_id, "lan"), "again")
    await calendar.shop.settle()
    assert await calendar.states(post_id) == {"lan": "made"} and calendar.said() == {"lan": [("wr3",)]}
    with pytest.raises(NothingToDecide):
        await calendar.deciding.decide(OPERATOR, SendKey(post_id, "lan"), "again")


async def test_a_message_that_comes_to_light_late_is_not_said_again(calendar: Calendar) -> None:
    post_id = await calendar.due(replace(CONTENT, target=PostTarget("chats", ("wr3",))))
    calendar.wecom.lose = calendar.wecom.unlisted = True
    await calendar.shop.settle()
    await calendar.later(minutes=6)
    assert await calendar.states(post_id) == {"lan": "unknown"}
    calendar.wecom.unlisted = False
    await asyncio.gather(
        *(calendar.deciding.decide(OPERATOR, SendKey(post_id, "lan"), "again") for _ in range(4)),
        return_exceptions=True,
    )
    await calendar.shop.settle()
    assert await calendar.states(post_id) == {"lan": "made"} and calendar.said() == {"lan": [("wr3",)]}


async def test_another_message_of_the_same_words_is_not_taken_for_ours(calendar: Calendar) -> None:
    post_id = await calendar.due(replace(CONTENT, target=PostTarget("chats", ("wr1",))))
    calendar.wecom.by_hand("mei", CONTENT.text, "wr2")
    calendar.wecom.dead = True
    await calendar.shop.settle()
    await calendar.later(minutes=6)
    assert await calendar.states(post_id) == {"mei": "unknown"}
    said = await calendar.deciding.decide(OPERATOR, SendKey(post_id, "mei"), "said")
    assert (said.post.state, [one.state for one in said.sends]) == ("sent", ["made"])
    assert calendar.said() == {"mei": [("wr2",)]}


async def test_throttled_comes_again_and_refused_is_said(calendar: Calendar) -> None:
    await calendar.rule(per_day=1)
    post_id = await calendar.due(replace(CONTENT, target=PostTarget("vip")))
    calendar.wecom.throttled = True
    await calendar.shop.settle()
    assert await calendar.states(post_id) == {"mei": "planned"}
    await calendar.later(minutes=6)
    assert await calendar.states(post_id) == {"mei": "made"} and calendar.said() == {"mei": [("wr1",)]}
    calendar.clock.pass_(days=1)
    calendar.wecom.refusing = 48002
    other_id = await calendar.sent()
    seen = await calendar.see(other_id)
    assert seen.post.state == "failed" and seen.post.problem
    # What failed takes nobody's turn: another post may go out today.
    calendar.wecom.refusing = None
    again = await calendar.sent(replace(CONTENT, text="换一条"))
    assert (await calendar.see(again)).post.state == "sent"
    with pytest.raises(Invalid):
        await calendar.deciding.decide(OPERATOR, SendKey(other_id, "mei"), "again")
