"""A message that nobody has confirmed is taken back; owners have a task for each that waits for them (G2)."""

import asyncio
from uuid import UUID

import pytest
from msgspec.structs import replace

from domain.community.group_post_deciding import AlreadyConfirmed, NotFoundYet, NothingToDecide
from domain.community.group_post_withdrawing import TOO_LATE
from ports.community.group_posts import PostTarget, SendKey, WithdrawGroupPost
from ports.kernel import OutsideUnavailable
from tests.flows.community.conftest import OPERATOR, Circle
from tests.flows.community.post_calendar import ALL, CONTENT, Calendar

VIP = replace(CONTENT, target=PostTarget("vip"))


@pytest.fixture
async def calendar(circle: Circle) -> Calendar:
    return await Calendar.of(circle)


async def withdraw(calendar: Calendar, post_id: UUID, owner: str = "mei") -> None:
    await calendar.deciding.decide(OPERATOR, SendKey(post_id, owner), "withdraw")


async def test_what_nobody_has_confirmed_is_taken_back_and_its_room_is_free(calendar: Calendar) -> None:
    await calendar.rule(per_day=1)
    post_id = await calendar.sent()
    assert await calendar.tasks() == [("lan", "open"), ("mei", "open")]
    await withdraw(calendar, post_id)
    assert (await calendar.states(post_id), (await calendar.see(post_id)).post.state) == (
        {"lan": "made", "mei": "withdrawing"},
        "sending",
    )
    await calendar.shop.settle()
    seen = await calendar.see(post_id)
    assert (seen.post.state, seen.post.problem) == ("sent", "1 条已撤回")
    assert await calendar.chats(post_id) == {"wr1": "withdrawn", "wr2": "withdrawn", "wr3": "waiting"}
    assert await calendar.tasks() == [("lan", "open"), ("mei", "cancelled")]
    # Nobody of hers was touched, and her groups may have another post today.
    assert await calendar.shop.rows("select guide from community.touches") == [("lan",)]
    calendar.wecom.confirm("mei")
    other = await calendar.sent(replace(VIP, text="换一条"))
    assert (await calendar.see(other)).post.state == "sent"
    await withdraw(calendar, post_id, "lan")
    await calendar.shop.settle()
    seen = await calendar.see(post_id)
    assert (seen.post.state, seen.result.touches, seen.post.delivered) == ("withdrawn", 0, 0)


async def test_asked_twice_it_is_taken_back_once(calendar: Calendar) -> None:
    post_id = await calendar.sent(VIP)
    await asyncio.gather(*(withdraw(calendar, post_id) for _ in range(5)))
    job = WithdrawGroupPost(post_id, "mei")
    await asyncio.gather(*(calendar.circle.parts.group_posts.withdrawing.on_withdraw(job) for _ in range(4)))
    await calendar.shop.settle()
    await withdraw(calendar, post_id)
    await calendar.later(minutes=6)
    assert await calendar.states(post_id) == {"mei": "withdrawn"}
    [(count,)] = await calendar.shop.rows(
        "select count(*) from governance.audit where action = 'community.group_post_withdraw' and target_id = $1",
        post_id,
    )
    assert count == 1
    for decision in ("said", "again"):
        with pytest.raises(NothingToDecide):
            await calendar.deciding.decide(OPERATOR, SendKey(post_id, "mei"), decision)  # type: ignore[arg-type]


async def test_what_was_confirmed_is_not_taken_back(calendar: Calendar) -> None:
    post_id = await calendar.sent(VIP)
    calendar.wecom.confirm("mei")
    await calendar.later(minutes=11)
    with pytest.raises(AlreadyConfirmed):
        await withdraw(calendar, post_id)
    assert (await calendar.states(post_id), calendar.wecom.cancels) == ({"mei": "made"}, 0)
    assert await calendar.tasks() == [("mei", "done")]


@pytest.mark.parametrize("code", [None, 41065])
async def test_confirmed_in_the_last_moment_it_is_out(calendar: Calendar, code: int | None) -> None:
    """Whether WeCom refuses then, or answers as if it had been taken back: groups have it."""
    post_id = await calendar.sent(VIP)
    calendar.wecom.quick, calendar.wecom.keeping = True, code
    await withdraw(calendar, post_id)
    await calendar.shop.settle()
    seen = await calendar.see(post_id)
    assert (seen.post.state, seen.sends[0].state, seen.sends[0].problem) == ("sent", "made", TOO_LATE)
    assert (seen.post.delivered, seen.result.touches, await calendar.tasks()) == (1, 1, [("mei", "done")])


async def test_a_refusal_leaves_it_waiting_for_its_owner(calendar: Calendar) -> None:
    post_id = await calendar.sent(VIP)
    calendar.wecom.keeping = 48002
    await withdraw(calendar, post_id)
    await calendar.shop.settle()
    seen = await calendar.see(post_id)
    assert seen.sends[0].state == "made" and (seen.sends[0].problem or "").startswith("企业微信没有撤回")
    assert await calendar.tasks() == [("mei", "open")]
    calendar.wecom.keeping = None
    await withdraw(calendar, post_id)
    await calendar.shop.settle()
    assert await calendar.states(post_id) == {"mei": "withdrawn"}


async def test_while_it_is_given_out_nobody_knows_and_it_is_tried_again(calendar: Calendar) -> None:
    post_id = await calendar.sent(VIP)
    calendar.wecom.is_giving_out = True
    await withdraw(calendar, post_id)
    with pytest.raises(OutsideUnavailable):
        await calendar.circle.parts.group_posts.withdrawing.on_withdraw(WithdrawGroupPost(post_id, "mei"))
    assert await calendar.states(post_id) == {"mei": "withdrawing"}
    calendar.wecom.is_giving_out = False
    await calendar.shop.settle()
    assert await calendar.states(post_id) == {"mei": "withdrawn"}


async def test_a_lost_answer_is_made_good_by_the_next_attempt(calendar: Calendar) -> None:
    post_id = await calendar.sent(VIP)
    calendar.wecom.lose_cancel = True
    await withdraw(calendar, post_id)
    with pytest.raises(OutsideUnavailable):
        await calendar.circle.parts.group_posts.withdrawing.on_withdraw(WithdrawGroupPost(post_id, "mei"))
    assert await calendar.states(post_id) == {"mei": "withdrawing"}
    # The job itself is lost, too.
    await calendar.shop.rows("delete from kernel.delivery where name = 'community.withdraw_group_post'")
    await calendar.later(minutes=6)
    assert (await calendar.states(post_id), calendar.wecom.cancels) == ({"mei": "withdrawn"}, 2)
    assert await calendar.chats(post_id) == {"wr1": "withdrawn"}


async def test_what_wecom_has_not_shown_yet_cannot_be_taken_back(calendar: Calendar) -> None:
    post_id = await calendar.due(VIP)
    calendar.wecom.dead = True
    await calendar.shop.settle()
    with pytest.raises(NothingToDecide):
        await withdraw(calendar, post_id)
    await calendar.deciding.decide(OPERATOR, SendKey(post_id, "mei"), "said")
    assert await calendar.tasks() == [("mei", "open")]
    with pytest.raises(NotFoundYet):
        await withdraw(calendar, post_id)
    assert (await calendar.states(post_id), calendar.wecom.cancels) == ({"mei": "made"}, 0)


async def test_a_task_is_done_when_the_owner_has_confirmed(calendar: Calendar) -> None:
    post_id = await calendar.sent()
    rows = await calendar.shop.rows("select text, chat_id from community.guide_task where guide = 'lan'")
    assert [(CONTENT.text in row[0], row[1]) for row in rows] == [(True, "wr3")]
    calendar.wecom.confirm("lan")
    await calendar.later(minutes=11)
    assert await calendar.tasks() == [("lan", "done"), ("mei", "open")]
    await calendar.later(hours=2)
    # The application's reminder stays as it is.
    assert [one.user_ids for one in calendar.circle.wecom.app.told] == [("mei",)]
    assert calendar.said() == ALL and (await calendar.see(post_id)).post.confirmed == 1
