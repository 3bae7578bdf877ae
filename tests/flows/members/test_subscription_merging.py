"""Two members are one person: no span that was paid for is lost, and nobody is charged twice."""

from datetime import timedelta
from uuid import uuid4

import pytest

from domain.members.subscription_ground import TrialUsed
from ports.members.merging import Merge
from tests.flows.members.club import Club, shanghai
from tests.flows.orders.conftest import Shopper


async def merged(club: Club, gone: Shopper, kept: Shopper) -> Merge:
    merge = Merge(uuid4(), gone.id, kept.id, club.shop.clock.now())
    for _ in range(2):
        async with club.shop.uow.begin() as tx:
            await club.services.follower.merge(tx, merge)
    await club.shop.settle()
    return merge


async def parted(club: Club, merge: Merge) -> None:
    for _ in range(2):
        async with club.shop.uow.begin() as tx:
            await club.services.follower.part(tx, merge)
    await club.shop.settle()


@pytest.fixture
async def other(club: Club) -> Shopper:
    return await club.shop.shopper()


async def test_the_only_membership_follows_and_goes_back(club: Club, member: Shopper, other: Shopper) -> None:
    await club.buy(member)
    before = await club.state(member)
    merge = await merged(club, member, other)
    assert await club.state(other) == before
    assert (await club.page(member)).current is None
    assert await club.charges(other) == [("first", "paid", 990, False)]
    await parted(club, merge)
    assert await club.state(member) == before
    assert (await club.page(other)).current is None


async def test_two_memberships_become_one_longer_one(club: Club, member: Shopper, other: Shopper) -> None:
    await club.buy(member)
    await club.buy(other, "yearly")
    code = await club.sign(member)
    club.shop.clock.pass_(days=10)
    merge = await merged(club, member, other)
    left = timedelta(days=20)
    state = await club.state(other)
    assert (state.plan_code, state.ends_at) == ("yearly", shanghai("2027-04-10T10:00") + left)
    assert (await club.periods(other))[-1][0] == "merged"
    assert (await club.page(member)).current is None
    assert club.wechat.known[code].state == "ended"
    await parted(club, merge)
    assert (await club.state(other)).ends_at == shanghai("2027-04-10T10:00")
    back = await club.state(member)
    assert (back.state, back.ends_at, back.renews_itself) == ("active", shanghai("2026-05-10T10:00"), False)


async def test_what_went_on_since_stays_where_it_is(club: Club, member: Shopper, other: Shopper) -> None:
    await club.buy(member)
    club.shop.clock.pass_(days=10)
    merge = await merged(club, member, other)
    await club.buy(other)
    state = await club.state(other)
    await parted(club, merge)
    assert await club.state(other) == state
    assert (await club.page(member)).current is None


async def test_one_person_has_one_trial(club: Club, member: Shopper, other: Shopper) -> None:
    await club.services.buying.start_trial(member.id, "monthly")
    await club.until(club.shop.clock.at + timedelta(days=4), timedelta(hours=12))
    await merged(club, member, other)
    with pytest.raises(TrialUsed):
        await club.services.buying.start_trial(other.id, "monthly")


async def test_a_credited_upgrade_counts_the_merged_value_once(club: Club, member: Shopper, other: Shopper) -> None:
    await club.buy(member)
    await club.buy(other)
    merge = await merged(club, member, other)
    [yearly] = [plan for plan in (await club.page(other)).plans if plan.code == "yearly"]
    assert yearly.upgrade is not None
    assert yearly.upgrade.credit_fen == 1980
    await parted(club, merge)
    [yearly] = [plan for plan in (await club.page(other)).plans if plan.code == "yearly"]
    assert yearly.upgrade is not None
    assert yearly.upgrade.credit_fen == 990
