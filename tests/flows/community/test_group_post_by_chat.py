"""A message for each group: confirmed one by one, and what comes of each group is known (G2)."""

import asyncio

import pytest
from msgspec.structs import replace

from ports.community.cards import CardWish
from ports.community.group_posts import PostTarget, SendGroupPost, SendKey
from ports.kernel import Invalid
from tests.flows.community.conftest import OPERATOR, Circle
from tests.flows.community.post_calendar import CONTENT, Calendar, picture
from tests.flows.community.test_attribution import bought
from tests.flows.community.test_welcome_cards import _product

ONE_BY_ONE = replace(CONTENT, by_chat=True)


@pytest.fixture
async def calendar(circle: Circle) -> Calendar:
    return await Calendar.of(circle)


async def test_each_group_has_its_own_message_and_task(calendar: Calendar) -> None:
    post_id = await calendar.sent(ONE_BY_ONE)
    assert {owner: sorted(chats) for owner, chats in calendar.said().items()} == {
        "mei": [("wr1",), ("wr2",)],
        "lan": [("wr3",)],
    }
    assert await calendar.tasks() == [("lan", "open"), ("mei", "open"), ("mei", "open")]
    await calendar.deciding.decide(OPERATOR, SendKey(post_id, "mei", "wr2"), "withdraw")
    await calendar.shop.settle()
    assert await calendar.chats(post_id) == {"wr1": "waiting", "wr2": "withdrawn", "wr3": "waiting"}
    calendar.wecom.confirm("mei")
    await calendar.later(minutes=11)
    seen = await calendar.see(post_id)
    assert (seen.post.owners, seen.post.confirmed, seen.post.delivered) == (3, 1, 1)
    assert await calendar.chats(post_id) == {"wr1": "sent", "wr2": "withdrawn", "wr3": "waiting"}


async def test_an_owner_of_many_groups_is_reminded_once(calendar: Calendar) -> None:
    await calendar.sent(ONE_BY_ONE)
    for _ in range(4):
        await calendar.later(minutes=40)
    assert sorted(one.user_ids for one in calendar.circle.wecom.app.told) == [("lan",), ("mei",)]
    assert "逐条确认" in calendar.circle.wecom.app.told[0].text
    assert await calendar.tasks() == [("lan", "open"), ("mei", "open"), ("mei", "open")]
    # After a week nobody is asked any more.
    await calendar.later(days=7)
    assert await calendar.tasks() == [("lan", "cancelled"), ("mei", "cancelled"), ("mei", "cancelled")]


async def test_too_many_groups_are_not_confirmed_one_by_one(calendar: Calendar) -> None:
    made = await calendar.write(ONE_BY_ONE)
    await calendar.shop.rows("""
        insert into community.chat (chat_id, name, owner, notice, admins, kind, state, members, version, made_at,
            read_at)
        select 'many' || n, '', 'mei', '', '{}', 'ordinary', 'normal', 3, '1', now(), now()
        from generate_series(1, 198) n
    """)
    with pytest.raises(Invalid) as refused:
        await calendar.desk.plan(OPERATOR, made.post.id, 1)
    assert (refused.value.field, (await calendar.see(made.post.id)).post.state) == ("target", "draft")
    await calendar.shop.rows("delete from community.chat where chat_id = 'many7'")
    assert (await calendar.desk.plan(OPERATOR, made.post.id, 1)).post.state == "planned"


async def test_two_messages_of_the_same_words_are_told_apart_by_their_groups(calendar: Calendar) -> None:
    post_id = await calendar.due(ONE_BY_ONE)
    sending = calendar.circle.parts.group_posts.sending
    for chat_id in ("wr1", "wr2"):
        calendar.wecom.lose = True
        await sending.on_send(SendGroupPost(post_id, "mei", chat_id))
    await calendar.shop.settle()
    states = sorted((one.owner, one.chat_id, one.state) for one in (await calendar.see(post_id)).sends)
    assert states == [("lan", "wr3", "made"), ("mei", "wr1", "unknown"), ("mei", "wr2", "unknown")]
    await calendar.later(minutes=6)
    rows = await calendar.shop.rows("select chat_id, message_id from community.group_post_send order by 1")
    handed = {one.message.chat_ids[0]: one.id for one in calendar.wecom.handed}
    assert dict(rows) == handed and len(handed) == 3


async def test_what_each_group_has_brought(calendar: Calendar) -> None:
    product_id = await _product(calendar.circle, picture())
    post_id = await calendar.sent(replace(ONE_BY_ONE, card=CardWish("", product_id, None)))
    [(code,)] = await calendar.shop.rows("select code from community.touches where chat_id = 'wr2'")
    [(sku_id,)] = await calendar.shop.rows("select id from commerce.sku where product_id = $1", product_id)
    buyer = await calendar.shop.shopper()
    await calendar.circle.parts.performance.touches.open(buyer.id, code)
    calendar.clock.pass_(minutes=1)
    await bought(calendar.circle, buyer, (sku_id, 1))
    await calendar.shop.settle()
    seen = await calendar.see(post_id)
    brought = {chat.chat_id: (chat.result.openings, chat.result.orders) for chat in seen.chats if chat.result}
    assert brought == {"wr1": (0, 0), "wr2": (1, 1), "wr3": (0, 0)}
    assert (seen.result.touches, seen.result.orders) == (3, 1)
    kept = {chat.chat_id: chat.result.kept_fen for chat in seen.chats if chat.result}
    assert kept["wr2"] == seen.result.kept_fen > 0


async def test_of_a_message_to_several_groups_nobody_knows_which(calendar: Calendar) -> None:
    post_id = await calendar.sent()
    known = {chat.chat_id: chat.result is not None for chat in (await calendar.see(post_id)).chats}
    # Lan has one group: what comes of her message comes from there.
    assert known == {"wr1": False, "wr2": False, "wr3": True}


async def test_equal_words_around_midnight_wait_for_each_other(calendar: Calendar) -> None:
    """Both days may have them; while the first is in doubt, the second is not said."""
    target = PostTarget("chats", ("wr3",))
    first = await calendar.due(replace(CONTENT, target=target))
    calendar.wecom.lose = calendar.wecom.unlisted = True
    await calendar.shop.settle()
    second = await calendar.write(replace(CONTENT, target=target), hours=20)
    await calendar.desk.plan(OPERATOR, second.post.id, 1)
    # As if midnight had just been between them.
    await calendar.shop.rows(
        "update community.group_post set planned_at = $1 where id = $2", calendar.clock.now(), second.post.id
    )
    await calendar.shop.rows("update community.group_post_chat set day = day - 1 where post_id = $1", first)
    await calendar.posts.open_due()
    await calendar.shop.settle()
    assert await calendar.states(second.post.id) == {"lan": "planned"} and len(calendar.wecom.handed) == 1
    calendar.wecom.unlisted = False
    await calendar.later(minutes=6)
    assert await calendar.states(first) == {"lan": "made"}
    await calendar.later(minutes=6)
    assert await calendar.states(second.post.id) == {"lan": "made"}
    rows = await calendar.shop.rows("select post_id, message_id from community.group_post_send")
    assert dict(rows) == {first: "msg0", second.post.id: "msg1"}


async def test_two_of_the_same_words_are_never_in_doubt_together(calendar: Calendar) -> None:
    """Many workers try both at once: one of them is started, and the other waits."""
    target = PostTarget("chats", ("wr3",))
    ids = [await calendar.planned(replace(CONTENT, target=target), hours=hours) for hours in (2, 26)]
    calendar.clock.pass_(hours=2)
    await calendar.posts.open_due()
    await calendar.shop.rows(
        "update community.group_post set planned_at = $1 where id = $2", calendar.clock.now(), ids[1]
    )
    await calendar.shop.rows("update community.group_post_chat set day = day - 1 where post_id = $1", ids[0])
    await calendar.posts.open_due()
    calendar.wecom.always_lost = True
    sending = calendar.circle.parts.group_posts.sending
    await asyncio.gather(*(sending.on_send(SendGroupPost(one, "lan")) for one in ids * 6))
    states = sorted([(await calendar.states(one))["lan"] for one in ids])
    assert states == ["planned", "unknown"] and len(calendar.wecom.handed) == 1
