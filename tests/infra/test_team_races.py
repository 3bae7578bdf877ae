"""Many at the same moment over one team: the last place, the sweep against a payment, a refund against success."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from typing import Any
from uuid import uuid4

import pytest

from adapters.postgres.database import Database
from app.prove.teams import off_teams
from domain.promotion.teams import TeamFull, UnpaidSeat
from ports.kernel import MemberId
from tests.flows.promotion.group_world import GroupWorld, Seated


@pytest.fixture
async def world(fresh_database_url: str) -> AsyncIterator[GroupWorld]:
    database = Database(fresh_database_url, connections_max=30)
    world = GroupWorld(database)
    await world.build(sizes=(2, 3, 5))
    yield world
    assert await off_teams(await database.pool()) == {}
    await database.close()


async def together(*work: Coroutine[Any, Any, Any]) -> list[Any]:
    return list(await asyncio.gather(*work, return_exceptions=True))


async def lapsed(opener: Seated, count: int) -> list[Seated]:
    """Orders whose hold ran out, each after the other, still payable."""
    seats = []
    for _ in range(count):
        seats.append(await opener.friend())
        opener.world.clock.pass_(minutes=16)
    await opener.world.team_clock.sweep()
    return seats


async def test_the_last_place_is_taken_once(world: GroupWorld) -> None:
    opener = await world.open(3)
    await opener.friend(paid=True)
    done = await together(*(opener.friend() for _ in range(20)))
    assert [isinstance(one, Seated) for one in done].count(True) == 1
    assert [isinstance(one, TeamFull) for one in done].count(True) == 19


@pytest.mark.parametrize("reopens", [True, False])
async def test_many_payments_for_the_last_place_at_the_same_moment(world: GroupWorld, reopens: bool) -> None:
    await world.rows(
        "update promotion.campaign set rule = jsonb_set(rule, '{reopens}', $1::text::jsonb)", str(reopens).lower()
    )
    opener = await world.open(2)
    payers = await lapsed(opener, 12)
    # Told twice each, all at once.
    assert set(await together(*(one.pay() for one in payers), *(one.pay() for one in payers))) == {None}
    seats = await world.rows("select state, is_counted, is_moved from promotion.seat order by id")
    assert sorted(seats[1:]) == sorted([("paid", True, False)] + [("paid" if reopens else "left", False, reopens)] * 11)
    told = await world.told()
    assert told.count("team_succeeded 2") == 1 and told.count("group_buy_told succeeded") == 2
    assert told.count("group_buy_told reopened") == (11 if reopens else 0)
    assert told.count("activity_failed") == (0 if reopens else 11)


@pytest.mark.parametrize("times", range(5))
async def test_the_sweep_against_the_completing_payment_ends_one_way(world: GroupWorld, times: int) -> None:
    del times
    opener = await world.open(3)
    await opener.friend(paid=True)
    world.clock.pass_(hours=23, minutes=55)
    last = await opener.friend()
    world.clock.pass_(minutes=6, seconds=30)
    assert all(
        not isinstance(one, Exception)
        for one in await together(world.team_clock.sweep(), last.pay(), world.team_clock.sweep(), last.pay())
    )
    state, _ = await world.team(opener.team_id)
    told = await world.told()
    if state == "succeeded":
        assert told.count("team_succeeded 3") == 1 and "activity_failed" not in told
    else:
        assert state == "failed" and told.count("activity_failed") == 2 and "team_succeeded 3" not in told
        assert await world.team(await last.now_in()) == ("open", "paid")


@pytest.mark.parametrize("times", range(5))
async def test_the_leaders_refund_against_success_ends_one_way(world: GroupWorld, times: int) -> None:
    del times
    opener = await world.open(2)
    last = await opener.friend()
    assert set(await together(opener.refund(), last.pay(), opener.refund())) == {None}
    state, seats = await world.team(opener.team_id)
    told = await world.told()
    assert seats == "left paid"
    if state == "succeeded":
        assert told.count("team_succeeded 2") == 1
    else:
        assert state == "open" and told == [] and await world.leader(opener.team_id) == last.member


async def test_one_member_opens_and_joins_once_at_the_same_moment(world: GroupWorld) -> None:
    teams, member = [await world.open(3) for _ in range(4)], MemberId(uuid4())
    joins = [world.take(world.ref(None, one.team_id), member) for one in teams]
    done = await together(*joins, *(world.take(world.ref(2), member) for _ in range(4)))
    assert [isinstance(one, Seated) for one in done].count(True) == 1
    assert all(isinstance(one, Seated | UnpaidSeat) for one in done)
    assert await world.rows("select count(*) from promotion.seat where member_id = $1", member) == [(1,)]
    assert await world.rows(
        "select count(*) from promotion.team t where not exists (select from promotion.seat where team_id = t.id)"
    ) == [(0,)]


async def test_everything_at_once_keeps_the_books(world: GroupWorld) -> None:
    """Forty members in ten teams join, pay, cancel and are refunded while the sweep runs."""
    openers = [await world.open(3) for _ in range(10)]

    async def life(number: int) -> None:
        for step in range(3):
            try:
                seat = await openers[(number + step) % 10].friend()
            except (TeamFull, UnpaidSeat):
                continue
            await (seat.pay, seat.cancel, seat.pay)[(number + step) % 3]()
            if number % 5 == 0:
                await seat.refund()

    async def sweeps() -> None:
        for _ in range(10):
            await world.team_clock.sweep()

    done = await together(*(life(number) for number in range(40)), sweeps())
    assert [one for one in done if isinstance(one, Exception)] == []
    world.clock.pass_(days=2)
    await world.team_clock.sweep()
    assert await world.rows("select count(*) from promotion.team where state = 'open'") == [(0,)]
    paid = await world.rows("""
        select count(*) from promotion.seat s join promotion.team t on t.id = s.team_id
        where s.state = 'paid' and t.state = 'failed'
    """)
    assert (await world.told()).count("activity_failed") == paid[0][0]
