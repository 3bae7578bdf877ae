"""A moment is handed to WeCom once whatever happens between (G2)."""

import asyncio

import pytest
from msgspec.structs import replace

from domain.community.moment_desk import NothingToDecideOnMoment
from ports.community.cards import CardWish
from ports.community.moments import FollowMoment, HandOverMoment, RemindOfMoment, StopMoment
from ports.outside.wecom_moments import Moment
from tests.flows.community.conftest import OPERATOR, Circle
from tests.flows.community.moment_stage import CONTENT, Stage
from tests.flows.community.post_calendar import picture
from tests.flows.community.test_welcome_cards import _product


@pytest.fixture
async def stage(circle: Circle) -> Stage:
    return await Stage.of(circle)


async def test_it_is_made_once_by_many_sweeps_and_jobs(stage: Stage) -> None:
    moment_id = await stage.planned()
    stage.clock.pass_(hours=2)
    await asyncio.gather(*(stage.moments.open_due() for _ in range(8)))
    job = HandOverMoment(moment_id)
    await asyncio.gather(*(stage.parts.sending.on_hand_over(job) for _ in range(12)))
    await stage.shop.settle()
    await asyncio.gather(*(stage.moments.look_after() for _ in range(4)))
    await stage.shop.settle()
    await stage.parts.sending.on_hand_over(job)
    assert (stage.wecom.calls, len(stage.wecom.made)) == (1, 1)


async def test_jobs_that_come_twice_and_late_change_nothing(stage: Stage) -> None:
    moment_id = await stage.running()
    stage.wecom.publish("mei", 7)
    await asyncio.gather(*(stage.parts.following.on_follow(FollowMoment(moment_id)) for _ in range(4)))
    before = await stage.see(moment_id)
    assert (before.moment.published, before.moment.customers) == (1, 7)
    stage.clock.pass_(minutes=10)
    await stage.parts.following.on_follow(FollowMoment(moment_id))
    await stage.parts.following.on_remind(RemindOfMoment(moment_id, "mei"))
    await stage.parts.sending.on_stop(StopMoment(moment_id))
    await stage.parts.sending.on_hand_over(HandOverMoment(moment_id))
    assert await stage.see(moment_id) == before and stage.circle.wecom.app.told == []


async def test_a_lost_answer_is_found_again(stage: Stage) -> None:
    moment_id = await stage.due()
    stage.wecom.lose = True
    await stage.shop.settle()
    assert await stage.state(moment_id) == "unknown"
    await stage.later(minutes=6)
    assert await stage.state(moment_id) == "running" and stage.wecom.calls == 1
    stage.wecom.publish("lan", 2)
    await stage.later(minutes=2)
    assert await stage.guides(moment_id) == {"lan": "published", "mei": "waiting"}


async def test_who_dies_between_leaves_one_that_is_found(stage: Stage) -> None:
    moment_id = await stage.due()
    stage.wecom.die = True
    with pytest.raises(SystemExit):
        await stage.parts.sending.on_hand_over(HandOverMoment(moment_id))
    assert await stage.state(moment_id) == "starting"
    await stage.later(minutes=6)
    await stage.later(minutes=6)
    assert await stage.state(moment_id) == "running" and stage.wecom.calls == 1


async def test_what_is_nowhere_is_made_again_by_a_person_alone(stage: Stage) -> None:
    moment_id = await stage.due()
    stage.wecom.dead = True
    await stage.shop.settle()
    for _ in range(5):
        await stage.later(minutes=6)
    assert await stage.state(moment_id) == "unknown" and stage.wecom.made == []
    assert (await stage.shop.services.dashboard.attention(OPERATOR)).moments_in_doubt == 1
    await asyncio.gather(*(stage.desk.decide(OPERATOR, moment_id, "again") for _ in range(4)), return_exceptions=True)
    await stage.shop.settle()
    await stage.later(minutes=2)
    assert await stage.state(moment_id) == "running" and len(stage.wecom.made) == 1
    assert (await stage.shop.services.dashboard.attention(OPERATOR)).moments_in_doubt == 0
    with pytest.raises(NothingToDecideOnMoment):
        await stage.desk.decide(OPERATOR, moment_id, "again")


async def test_one_that_comes_to_light_late_is_not_made_again(stage: Stage) -> None:
    moment_id = await stage.due()
    stage.wecom.lose = stage.wecom.unlisted = True
    await stage.shop.settle()
    await stage.later(minutes=6)
    assert await stage.state(moment_id) == "unknown"
    stage.wecom.unlisted = False
    await stage.desk.decide(OPERATOR, moment_id, "again")
    await stage.shop.settle()
    assert await stage.state(moment_id) == "running" and stage.wecom.calls == 1


async def test_others_of_the_same_words_are_not_taken_for_ours(stage: Stage) -> None:
    moment_id = await stage.due(replace(CONTENT, guide_ids=("mei",)))
    # To a guide of whom ours knows nothing, and twice the same: neither can be told to be ours.
    stage.wecom.by_hand(Moment(CONTENT.text, ("mei", "bei")))
    stage.wecom.dead = True
    await stage.shop.settle()
    await stage.later(minutes=6)
    assert await stage.state(moment_id) == "unknown"
    for _ in range(2):
        stage.wecom.by_hand(Moment(CONTENT.text, ("mei",)))
    await stage.later(minutes=1)
    await stage.later(minutes=5)
    assert await stage.state(moment_id) == "unknown"
    said = await stage.desk.decide(OPERATOR, moment_id, "said")
    assert said.moment.state == "running" and stage.wecom.calls == 1


async def test_a_link_tells_which_of_the_same_words_is_ours(stage: Stage) -> None:
    product_id = await _product(stage.circle, picture())
    moment_id = await stage.due(replace(CONTENT, link=CardWish("", product_id, None)))
    stage.wecom.by_hand(Moment(CONTENT.text, ("mei",)))
    stage.wecom.lose = True
    await stage.shop.settle()
    await stage.later(minutes=6)
    assert await stage.state(moment_id) == "running"
    [(found,)] = await stage.shop.rows("select wecom_id from community.moment where id = $1", moment_id)
    assert found == stage.wecom.made[1].id


async def test_throttled_comes_again_and_refused_is_said(stage: Stage) -> None:
    moment_id = await stage.due()
    stage.wecom.throttled = True
    await stage.shop.settle()
    assert await stage.state(moment_id) == "queued" and stage.wecom.made == []
    stage.clock.pass_(seconds=61)
    await stage.shop.settle()
    await stage.later(minutes=2)
    assert await stage.state(moment_id) == "running" and len(stage.wecom.made) == 1
    stage.wecom.refusing = 48002
    other_id = await stage.due(replace(CONTENT, text="换一条"))
    await stage.shop.settle()
    seen = await stage.see(other_id)
    assert seen.moment.state == "failed" and seen.moment.problem
    stage.wecom.refusing = None
    await stage.desk.decide(OPERATOR, other_id, "again")
    await stage.shop.settle()
    await stage.later(minutes=2)
    assert await stage.state(other_id) == "running" and len(stage.wecom.made) == 2


async def test_a_job_that_fails_says_why(stage: Stage) -> None:
    stage.wecom.failing = 41081
    moment_id = await stage.running()
    seen = await stage.see(moment_id)
    assert (seen.moment.state, seen.moment.problem) == ("failed", "图片尺寸不合要求")


async def test_it_is_cancelled_meanwhile(stage: Stage) -> None:
    moment_id = await stage.due()
    assert (await stage.desk.cancel(OPERATOR, moment_id)).moment.state == "cancelled"
    await stage.shop.settle()
    await stage.later(minutes=6)
    assert await stage.state(moment_id) == "cancelled" and stage.wecom.calls == 0
    # Both at once: either it is cancelled and WeCom is not called, or WeCom has it and the operator is told so.
    for _ in range(6):
        calls = stage.wecom.calls
        other_id = await stage.due()
        told = await asyncio.gather(
            stage.parts.sending.on_hand_over(HandOverMoment(other_id)),
            stage.desk.cancel(OPERATOR, other_id),
            return_exceptions=True,
        )
        was_cancelled = not isinstance(told[1], BaseException)
        assert (await stage.state(other_id) == "cancelled") == was_cancelled
        assert stage.wecom.calls - calls == (0 if was_cancelled else 1)


async def test_without_its_product_or_its_guides_it_is_not_made(stage: Stage) -> None:
    product_id = await _product(stage.circle, picture())
    moment_id = await stage.planned(replace(CONTENT, link=CardWish("", product_id, None)))
    await stage.shop.rows("update commerce.product set status = 'off_sale' where id = $1", product_id)
    stage.clock.pass_(hours=2)
    await stage.moments.open_due()
    await stage.shop.settle()
    seen = await stage.see(moment_id)
    assert seen.moment.state == "failed" and "不在售" in (seen.moment.problem or "")
    other_id = await stage.planned(replace(CONTENT, guide_ids=("mei",)))
    await stage.shop.rows("update community.guide set is_active = false where user_id = 'mei'")
    stage.clock.pass_(hours=2)
    await stage.moments.open_due()
    await stage.shop.settle()
    seen = await stage.see(other_id)
    assert seen.moment.state == "failed" and "离职" in (seen.moment.problem or "")
    late_id = await stage.planned()
    stage.clock.pass_(hours=9)
    await stage.moments.open_due()
    await stage.shop.settle()
    assert await stage.state(late_id) == "failed" and stage.wecom.calls == 0
