"""Money of paid memberships: upgrades, double presses, and payments that nobody wants any more."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from domain.members.subscription_ground import NoDowngrade, NoSubscription
from ports.governance.api import Actor
from ports.kernel import NotFound, OperatorId
from tests.flows.members.club import Club, shanghai
from tests.flows.orders.conftest import Shopper


async def test_an_upgrade_credits_what_is_unused(club: Club, member: Shopper) -> None:
    await club.buy(member)
    await club.until(shanghai("2026-04-20T10:00"), timedelta(hours=12))
    [yearly] = [plan for plan in (await club.page(member)).plans if plan.code == "yearly"]
    assert yearly.action == "upgrade" and yearly.upgrade is not None
    assert (yearly.upgrade.credit_fen, yearly.upgrade.amount_fen) == (660, 19240)
    bought = await club.buy(member, "yearly")
    assert (bought.credit_fen, bought.amount_fen) == (660, 19240)
    state = await club.state(member)
    assert (state.plan_code, state.ends_at) == ("yearly", shanghai("2027-04-20T10:00"))
    with pytest.raises(NoDowngrade):
        await club.services.buying.buy(member.id, "monthly")
    assert (await club.shop.balance())["income:memberships"] == -(990 + 19240)


async def test_an_upgrade_paid_after_the_membership_changed_goes_back(club: Club, member: Shopper) -> None:
    await club.buy(member)
    await club.sign(member)
    await club.until(shanghai("2026-05-10T09:55"), timedelta(hours=6))
    bought = await club.services.buying.buy(member.id, "yearly")
    await club.until(shanghai("2026-05-10T10:00"), timedelta(minutes=5))
    await club.tell(club.wechat.take(club.last_deduction(), club.shop.clock.at))
    await club.pay(bought)
    assert [amount for amount, _, _ in await club.refunds()] == [bought.amount_fen]
    assert (await club.state(member)).plan_code == "monthly"


async def test_a_double_press_is_one_purchase_and_another_plan_closes_the_first(club: Club, member: Shopper) -> None:
    first, again = await asyncio.gather(*(club.services.buying.buy(member.id, "monthly") for _ in range(2)))
    assert first.charge_id == again.charge_id
    yearly = await club.services.buying.buy(member.id, "yearly")
    assert yearly.charge_id != first.charge_id
    await club.pay(first)
    assert await club.refunds() == [(990, "购买关闭后收到付款", "succeeded")]
    assert (await club.page(member)).current is None
    await club.pay(yearly)
    assert (await club.state(member)).plan_code == "yearly"


async def test_late_second_and_wrong_payments_go_back(club: Club, member: Shopper) -> None:
    late = await club.services.buying.buy(member.id, "monthly")
    club.shop.clock.pass_(minutes=16)
    assert await club.services.settling.close_overdue() == 1
    await club.pay(late)
    wrong = await club.services.buying.buy(member.id, "monthly")
    await club.pay(wrong, 1)
    assert [(amount, state) for amount, _, state in await club.refunds()] == [(990, "succeeded"), (1, "succeeded")]
    assert (await club.page(member)).current is None
    balance = await club.shop.balance()
    assert balance["income:memberships"] + balance["income:refunds"] == 0
    assert balance["asset:wechat_pay"] == 0


async def test_a_lost_notice_of_a_purchase_is_found_by_the_members_own_question(club: Club, member: Shopper) -> None:
    bought = await club.services.buying.buy(member.id, "monthly")
    club.shop.bank.pay(await club.number(bought))
    assert (await club.services.buying.check(member.id, bought.charge_id)).state == "paid"
    await club.shop.settle()
    assert (await club.state(member)).state == "active"
    other = await club.shop.shopper()
    with pytest.raises(NotFound):
        await club.services.buying.check(other.id, bought.charge_id)


async def test_points_count_more_while_the_membership_runs(club: Club, member: Shopper) -> None:
    async def percent() -> int:
        async with club.shop.uow.reading() as tx:
            card = await club.shop.services.identity.card(tx, member.id)
        return card.level.points_multiplier_percent

    # What a sale reads compares with the database's own clock.
    club.shop.clock.at = datetime.now(UTC)
    assert await percent() == 100
    await club.buy(member)
    assert await percent() == 150
    actor = Actor(OperatorId(UUID(int=9)), "小林", frozenset({"members.adjust"}), "127.0.0.1")
    await club.services.desk.end(actor, await club.subscription_id(member.id), "顾客要求")
    await club.shop.settle()
    assert await percent() == 100


async def test_an_operators_end_pays_back_what_is_unused(club: Club, member: Shopper) -> None:
    await club.buy(member)
    code = await club.sign(member)
    club.shop.clock.pass_(days=10)
    actor = Actor(OperatorId(UUID(int=9)), "小林", frozenset({"members.adjust"}), "127.0.0.1")
    subscription_id = await club.subscription_id(member.id)
    ended = await club.services.desk.end(actor, subscription_id, "顾客要求")
    await club.shop.settle()
    assert ended.refunded_fen == 660
    assert await club.refunds() == [(660, "会员提前结束", "succeeded")]
    assert (await club.page(member)).current is None
    assert club.wechat.known[code].state == "ended"
    with pytest.raises(NoSubscription):
        await club.services.desk.end(actor, subscription_id, "再次")
    assert len(await club.refunds()) == 1
