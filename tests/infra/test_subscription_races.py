"""Paid memberships under concurrency: one charge per period, one period per payment, exact sums."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from domain.members.subscription_ground import AlreadySubscribed
from ports.kernel import DomainError
from ports.payments.jobs import Deduct
from tests.flows.members.club import Club, shanghai
from tests.flows.orders.conftest import Shop, Shopper

MANY = 12


@pytest.fixture
async def club(fresh_database_url: str, servers, tmp_path) -> AsyncIterator[Club]:
    shop = Shop(fresh_database_url, servers.valkey_url, str(tmp_path))
    await shop.open()
    club = Club(shop)
    await club.open()
    yield club
    await shop.built.database.close()
    await shop.built.valkey.aclose()


@pytest.fixture
async def member(club: Club) -> Shopper:
    return await club.shop.shopper()


async def test_many_sweeps_at_once_ask_once(club: Club, member: Shopper) -> None:
    await club.buy(member)
    await club.sign(member)
    await club.until(shanghai("2026-05-10T09:00"), timedelta(hours=6))
    club.shop.clock.pass_(hours=1)
    await asyncio.gather(*(club.services.renewals.sweep() for _ in range(MANY)))
    [(attempt_id,)] = await club.shop.rows("select id from payments.attempt where contract_id is not null")
    await asyncio.gather(
        *(club.shop.modules.payments.deductions.handle_deduct(Deduct(attempt_id)) for _ in range(3)),
        return_exceptions=True,
    )
    await club.shop.settle()
    assert len(set(club.wechat.calls)) == 1
    paid = club.wechat.take(club.last_deduction(), club.shop.clock.at)
    await asyncio.gather(*(club.tell(paid) for _ in range(4)))
    assert len(await club.periods(member)) == 2
    assert (await club.shop.balance())["income:memberships"] == -1980


async def test_many_presses_are_one_trial(club: Club, member: Shopper) -> None:
    plans = ("monthly", "yearly")
    starts = (club.services.buying.start_trial(member.id, plans[turn % 2]) for turn in range(MANY))  # type: ignore[arg-type]
    results = await asyncio.gather(*starts, return_exceptions=True)
    refused = [result for result in results if result is not None]
    assert len(refused) == MANY // 2 and all(isinstance(result, AlreadySubscribed) for result in refused)
    [(subscriptions, trials)] = await club.shop.rows(
        "select (select count(*) from members.subscription), (select count(*) from members.subscription_trial)"
    )
    assert (subscriptions, trials) == (1, 1)


async def test_many_presses_for_both_plans_leave_one_open_and_one_period(club: Club, member: Shopper) -> None:
    plans = ("monthly", "yearly")
    tries = (club.services.buying.buy(member.id, plans[turn % 2]) for turn in range(MANY))  # type: ignore[arg-type]
    results = await asyncio.gather(*tries, return_exceptions=True)
    bought = {r.charge_id: r for r in results if not isinstance(r, BaseException)}
    assert all(isinstance(result, DomainError) for result in results if isinstance(result, BaseException))
    [(still_open,)] = await club.shop.rows("select count(*) from members.subscription_charge where state = 'open'")
    assert still_open == 1
    for one in bought.values():
        await club.pay(one)
    await club.shop.settle()
    [(periods, kept)] = await club.shop.rows(
        "select count(*), coalesce(sum(paid_fen), 0)::bigint from members.subscription_period"
    )
    balance = await club.shop.balance()
    assert periods == 1
    assert -balance["income:memberships"] - balance.get("income:refunds", 0) == kept


async def test_cancelling_against_a_renewal_ends_in_one_of_the_two(club: Club, member: Shopper) -> None:
    await club.buy(member)
    await club.sign(member)
    await club.until(shanghai("2026-05-10T10:00"), timedelta(hours=6))
    paid = club.wechat.take(club.last_deduction(), club.shop.clock.at)
    await asyncio.gather(club.tell(paid), club.services.buying.cancel(member.id))
    await club.shop.settle()
    state, periods, refunds = await club.state(member), await club.periods(member), await club.refunds()
    assert state.state == "cancelled"
    # Either the period was bought before the member cancelled, or the money went back.
    assert (len(periods), len(refunds)) in ((2, 0), (1, 1))
