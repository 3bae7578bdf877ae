"""Group-buys from the first seat to the end: who sits, who pays late, who leads, who gets money back."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import pytest

from adapters.postgres.database import Database
from app.prove.teams import off_teams
from domain.promotion.group_buy import GroupBuyOver
from domain.promotion.teams import AlreadyInTeam, TeamEnded, TeamFull, TeamNotFound, UnpaidSeat
from ports.kernel import CampaignId, DomainError, Invalid, MemberId
from ports.promotion.api import OfferGone
from tests.flows.promotion.group_world import WIPE, GroupWorld


@pytest.fixture
async def world(database: Database) -> AsyncIterator[GroupWorld]:
    world = GroupWorld(database)
    await world.rows(WIPE)
    await world.build()
    yield world
    assert await off_teams(await database.pool()) == {}
    await world.rows(WIPE)


async def test_three_make_a_team_of_three(world: GroupWorld) -> None:
    opener = await world.open(3)
    second = await opener.friend(paid=True, sku=1)
    assert await world.team(opener.team_id) == ("open", "paid paid") and await world.told() == []
    third = await opener.friend(paid=True)
    assert await world.team(opener.team_id) == ("succeeded", "paid paid paid")
    assert await world.told() == ["team_succeeded 3", *["group_buy_told succeeded"] * 3]
    for seat in (opener, second, third):
        await seat.pay()
    await world.team_clock.sweep()
    assert len(await world.told()) == 4


async def test_the_price_is_that_of_the_size(world: GroupWorld) -> None:
    member = MemberId(uuid4())
    assert (await world.price(world.ref(2), member)).price_fen == 7900
    opener = await world.open(3)
    joining = await world.price(world.ref(None, opener.team_id), member, sku=1)
    assert (joining.price_fen, joining.sku_id, joining.label) == (7400, world.skus[1], "3 人团")
    assert joining.ref.size == 3


async def test_a_place_is_held_fifteen_minutes(world: GroupWorld) -> None:
    opener = await world.open(2)
    slow = await opener.friend()
    world.clock.pass_(minutes=14)
    with pytest.raises(TeamFull):
        await opener.friend()
    assert await world.team(opener.team_id) == ("open", "paid held")
    world.clock.pass_(minutes=1)
    quick = await opener.friend(paid=True)
    assert await world.team(opener.team_id) == ("succeeded", "paid lapsed paid")
    await slow.pay()
    assert await slow.now_in() != opener.team_id
    assert await world.team(await slow.now_in()) == ("open", "paid")
    assert await world.leader(await slow.now_in()) == slow.member
    assert await quick.now_in() == opener.team_id
    assert (await world.told())[-1] == "group_buy_told reopened"
    await slow.pay()
    assert len(await world.told()) == 4


async def test_a_lapsed_seat_takes_a_free_place_again(world: GroupWorld) -> None:
    opener = await world.open(3, paid=False)
    second = await opener.friend(paid=True)
    world.clock.pass_(minutes=16)
    await world.team_clock.sweep()
    assert await world.team(opener.team_id) == ("open", "lapsed paid")
    assert await world.leader(opener.team_id) == second.member
    await opener.pay()
    assert await world.team(opener.team_id) == ("open", "paid paid")


@pytest.mark.parametrize("why", ["no_reopening", "stopped", "over"])
async def test_a_late_payment_that_cannot_reopen_is_refunded(world: GroupWorld, why: str) -> None:
    opener = await world.open(2)
    slow = await opener.friend()
    world.clock.pass_(minutes=16)
    await opener.friend(paid=True)
    if why == "no_reopening":
        await world.rows("update promotion.campaign set rule = jsonb_set(rule, '{reopens}', 'false')")
    elif why == "stopped":
        await world.rows("update promotion.campaign set state = 'stopped', stopped_at = $1", world.clock.at)
    else:
        await world.rows("update promotion.campaign set ends_at = $1", world.clock.at)
    await slow.pay()
    await slow.pay()
    assert (await world.told())[-2:] == ["activity_failed", "group_buy_told failed"]
    assert (await world.told()).count("activity_failed") == 1
    assert await world.team(opener.team_id) == ("succeeded", "paid left paid")


async def test_a_team_that_is_not_full_in_time_is_refunded_once(world: GroupWorld) -> None:
    opener = await world.open(3)
    friend = await opener.friend(paid=True)
    world.clock.pass_(hours=24, seconds=-5)
    late = await opener.friend()
    world.clock.pass_(seconds=5)
    assert await world.team_clock.sweep() == 0, "a payment of the last second is still on its way"
    with pytest.raises(TeamEnded):
        await opener.friend()
    world.clock.pass_(minutes=1)
    assert await world.team_clock.sweep() == 1 and await world.team_clock.sweep() == 0
    assert await world.team(opener.team_id) == ("failed", "paid paid lapsed")
    assert await world.told() == ["activity_failed", "group_buy_told failed"] * 2
    await friend.refund()
    await opener.refund()
    assert await world.team(opener.team_id) == ("failed", "left left lapsed")
    await late.pay()
    assert await world.team(await late.now_in()) == ("open", "paid")


async def test_a_payment_that_came_before_the_sweep_counts(world: GroupWorld) -> None:
    opener = await world.open(2)
    world.clock.pass_(hours=24, seconds=-30)
    friend = await opener.friend()
    world.clock.pass_(minutes=5)
    await friend.pay()
    await world.team_clock.sweep()
    assert await world.team(opener.team_id) == ("succeeded", "paid paid")


async def test_stopping_the_campaign_refunds_open_teams(world: GroupWorld) -> None:
    opener = await world.open(3)
    full = await world.open(2)
    await full.friend(paid=True)
    await world.rows("update promotion.campaign set state = 'stopped', stopped_at = $1", world.clock.at)
    assert await world.team_clock.sweep() == 1
    assert await world.team(opener.team_id) == ("failed", "paid")
    assert await world.team(full.team_id) == ("succeeded", "paid paid")
    assert (await world.told()).count("activity_failed") == 1


async def test_leaders_follow_one_another_until_nobody_is_left(world: GroupWorld) -> None:
    opener = await world.open(3)
    second = await opener.friend()
    third = await opener.friend(paid=True)
    await opener.refund()
    assert await world.leader(opener.team_id) == third.member
    await third.refund()
    assert await world.leader(opener.team_id) == second.member
    await second.cancel()
    await second.cancel()
    assert await world.team(opener.team_id) == ("closed", "left left left")
    assert await world.told() == []


async def test_a_refund_after_success_leaves_the_team_as_it_is(world: GroupWorld) -> None:
    opener = await world.open(2)
    await opener.friend(paid=True)
    await opener.refund()
    assert await world.team(opener.team_id) == ("succeeded", "left paid")
    assert (await world.told()).count("team_succeeded 2") == 1


async def test_a_refund_that_is_told_before_its_payment_stays_a_refund(world: GroupWorld) -> None:
    opener = await world.open(2)
    friend = await opener.friend()
    await friend.refund()
    await friend.pay()
    assert await world.team(opener.team_id) == ("open", "paid left")


async def test_refusals_change_nothing(world: GroupWorld) -> None:
    opener = await world.open(2)
    nobody, other = world.ref(None, uuid4()), MemberId(uuid4())
    held = await world.take(world.ref(3))
    before = await world.rows("select * from promotion.team t join promotion.seat s on s.team_id = t.id order by s.id")
    cases: list[tuple[type[DomainError], object, MemberId]] = [
        (AlreadyInTeam, world.ref(None, opener.team_id), opener.member),
        (UnpaidSeat, world.ref(2), held.member),
        (UnpaidSeat, world.ref(None, opener.team_id), held.member),
        (TeamNotFound, nobody, other),
        (Invalid, world.ref(7), other),
        (Invalid, world.ref(3, opener.team_id), other),
    ]
    for refusal, ref, member in cases:
        with pytest.raises(refusal):
            await world.take(ref, member)  # type: ignore[arg-type]
        with pytest.raises(refusal):
            await world.price(ref, member)  # type: ignore[arg-type]
    after = await world.rows("select * from promotion.team t join promotion.seat s on s.team_id = t.id order by s.id")
    assert after == before


async def test_what_the_campaign_limits_holds_for_seats_too(world: GroupWorld) -> None:
    member = MemberId(uuid4())
    await world.rows("update promotion.campaign_item set quota = 2, taken = 2 where sku_id = $1", world.skus[0])
    with pytest.raises(OfferGone, match="名额"):
        await world.price(world.ref(2), member)
    await world.rows("update promotion.campaign_item set per_member_max = 1 where sku_id = $1", world.skus[1])
    assert (await world.price(world.ref(2), member, sku=1)).units_max == 1
    await world.rows(
        "insert into promotion.member_taking values ($1, $2, $3, 1)", world.campaign, world.skus[1], member
    )
    with pytest.raises(OfferGone, match="限购 1 件"):
        await world.price(world.ref(2), member, sku=1)


async def test_outside_its_time_a_campaign_sells_nothing(world: GroupWorld) -> None:
    world.clock.pass_(days=7)
    with pytest.raises(GroupBuyOver):
        await world.open(2)
    world.clock.pass_(days=-8)
    with pytest.raises(GroupBuyOver):
        await world.open(2)
    world.campaign = CampaignId(uuid4())
    with pytest.raises(Invalid):
        await world.open(2)


async def test_a_team_ends_with_its_campaign_at_the_latest(world: GroupWorld) -> None:
    world.clock.pass_(days=6, hours=23)
    opener = await world.open(2)
    [(left,)] = await world.rows("select expires_at - opened_at from promotion.team where id = $1", opener.team_id)
    assert left == timedelta(hours=1)
