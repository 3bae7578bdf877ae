"""Paid membership: trial, paying, renewing by contract, grace, cancelling."""

from datetime import timedelta

import pytest

from domain.members.subscription_ground import (
    AlreadySubscribed,
    ContractWanted,
    NoSubscription,
    RenewsItself,
    TrialUsed,
)
from ports.kernel import OutsideUnavailable
from ports.payments.api import ContractUnavailable
from ports.payments.jobs import Deduct
from tests.flows.members.club import Club, shanghai
from tests.flows.orders.conftest import Shopper

START = shanghai("2026-04-10T10:00")


async def test_a_trial_costs_nothing_and_is_given_once(club: Club, member: Shopper) -> None:
    assert (await club.page(member)).trial_available
    for _ in range(2):
        await club.services.buying.start_trial(member.id, "monthly")
    with pytest.raises(AlreadySubscribed):
        await club.services.buying.start_trial(member.id, "yearly")
    now = await club.state(member)
    assert (now.state, now.ends_at) == ("trialing", START + timedelta(days=3))
    assert now.note == "试用到 2026 年 4 月 13 日 10:00 结束，不会自动扣款"
    await club.until(START + timedelta(days=3, hours=1))
    page = await club.page(member)
    assert (page.current, page.trial_available) == (None, False)
    with pytest.raises(TrialUsed):
        await club.services.buying.start_trial(member.id, "yearly")
    assert await club.charges(member) == []
    assert await club.shop.balance() == {}


async def test_paying_within_the_trial_keeps_its_days(club: Club, member: Shopper) -> None:
    await club.services.buying.start_trial(member.id, "monthly")
    await club.until(START + timedelta(days=1))
    bought = await club.buy(member)
    assert bought.amount_fen == 990
    trial_end = START + timedelta(days=3)
    assert await club.periods(member) == [
        ("trial", "月度会员", START, trial_end, 0),
        ("first", "月度会员", trial_end, shanghai("2026-05-13T10:00"), 990),
    ]
    assert (await club.state(member)).state == "active"
    assert await club.shop.balance() == {
        "asset:wechat_pay": 984,
        "expense:payment_fee": 6,
        "income:memberships": -990,
    }


async def test_without_a_contract_it_ends_with_what_was_paid(club: Club, member: Shopper) -> None:
    await club.buy(member)
    end = shanghai("2026-05-10T10:00")
    await club.until(end - timedelta(hours=1), timedelta(hours=12))
    assert (await club.state(member)).note == "2026 年 5 月 10 日 10:00 到期，到期不自动续费"
    await club.until(end)
    assert (await club.page(member)).current is None
    assert club.wechat.calls == []


async def test_trial_then_paid_then_renewed_by_contract_month_after_month(club: Club, member: Shopper) -> None:
    await club.services.buying.start_trial(member.id, "monthly")
    await club.sign(member)
    state = await club.state(member)
    assert (state.renews_itself, state.next_charge_at, state.next_amount_fen) == (True, START + timedelta(days=3), 990)
    await club.until(START + timedelta(days=2))
    assert [amount for _, amount in club.wechat.announced] == [990]
    assert club.wechat.calls == []
    await club.until(START + timedelta(days=3))
    assert len(club.wechat.calls) == 1
    # Until the answer comes nobody is without benefits.
    assert (await club.state(member)).state == "trialing"
    await club.tell(club.wechat.take(club.last_deduction(), club.shop.clock.at))
    assert (await club.state(member)).ends_at == shanghai("2026-05-13T10:00")
    await club.until(shanghai("2026-05-13T10:00"), timedelta(hours=6))
    await club.tell(club.wechat.take(club.last_deduction(), club.shop.clock.at))
    await club.until(shanghai("2026-05-20T10:00"), timedelta(hours=12))
    assert [row[0] for row in await club.periods(member)] == ["trial", "first", "renewal"]
    assert (await club.state(member)).ends_at == shanghai("2026-06-13T10:00")
    assert (len(club.wechat.calls), len(club.wechat.announced)) == (2, 2)
    assert await club.events("members.subscription_started") == 0  # nobody subscribes to it yet
    assert (await club.shop.balance())["income:memberships"] == -1980


async def test_the_same_notice_twice_and_late_books_once(club: Club, member: Shopper) -> None:
    await club.buy(member)
    await club.sign(member)
    await club.until(shanghai("2026-05-10T10:00"), timedelta(hours=6))
    paid = club.wechat.take(club.last_deduction(), club.shop.clock.at)
    await club.tell(paid, paid)
    await club.until(shanghai("2026-05-12T10:00"), timedelta(hours=6))
    await club.tell(paid)
    assert len(await club.periods(member)) == 2
    assert (await club.shop.balance())["income:memberships"] == -1980
    assert await club.refunds() == []


async def test_a_lost_notice_is_found_by_asking(club: Club, member: Shopper) -> None:
    await club.buy(member)
    await club.sign(member)
    await club.until(shanghai("2026-05-10T10:00"), timedelta(hours=6))
    club.wechat.take(club.last_deduction(), club.shop.clock.at)
    club.shop.clock.pass_(minutes=2)
    assert await club.shop.modules.payments.inquiry.poll_open_attempts() == 1
    await club.shop.settle()
    assert len(await club.periods(member)) == 2


async def test_a_lost_answer_is_asked_about_and_not_repeated(club: Club, member: Shopper) -> None:
    await club.buy(member)
    await club.sign(member)
    await club.until(shanghai("2026-05-10T09:00"), timedelta(hours=6))
    club.shop.clock.pass_(hours=1)
    await club.services.renewals.sweep()
    [(attempt_id,)] = await club.shop.rows("select id from payments.attempt where contract_id is not null")
    club.wechat.loses_answers = True
    job, deductions = Deduct(attempt_id), club.shop.modules.payments.deductions
    with pytest.raises(OutsideUnavailable):
        await deductions.handle_deduct(job)
    club.wechat.loses_answers = False
    for _ in range(3):
        await deductions.handle_deduct(job)
    assert len(club.wechat.calls) == 1
    club.wechat.take(club.last_deduction(), club.shop.clock.at)
    await deductions.handle_deduct(job)
    await club.shop.settle()
    assert len(await club.periods(member)) == 2


async def test_a_failed_renewal_brings_grace_and_the_next_try_recovers(club: Club, member: Shopper) -> None:
    await club.buy(member)
    await club.sign(member)
    end = shanghai("2026-05-10T10:00")
    await club.until(end, timedelta(hours=6))
    refusal = club.wechat.refuse(club.last_deduction())
    await club.tell(refusal, refusal)
    state = await club.state(member)
    assert (state.state, state.grace_until) == ("grace", end + timedelta(days=3))
    assert "权益保留到 2026 年 5 月 13 日" in state.note
    await club.until(end + timedelta(hours=23))
    assert len(club.wechat.calls) == 1
    await club.until(end + timedelta(days=1))
    assert len(set(club.wechat.calls)) == 2
    await club.tell(club.wechat.take(club.last_deduction(), club.shop.clock.at))
    state = await club.state(member)
    # The time in grace was part of the period that is now paid.
    assert (state.state, state.ends_at) == ("active", shanghai("2026-06-10T10:00"))
    assert await club.charges(member) == [("first", "paid", 990, False), ("renewal", "paid", 990, True)]


async def test_after_the_last_try_the_grace_ends(club: Club, member: Shopper) -> None:
    await club.buy(member)
    code = await club.sign(member)
    end = shanghai("2026-05-10T10:00")
    await club.until(end, timedelta(hours=6))
    for day in (1, 3):
        await club.tell(club.wechat.refuse(club.last_deduction()))
        await club.until(end + timedelta(days=day))
    await club.tell(club.wechat.refuse(club.last_deduction()))
    assert len(set(club.wechat.calls)) == 3
    assert (await club.state(member)).state == "grace"
    await club.until(end + timedelta(days=4, hours=1))
    assert (await club.page(member)).current is None
    assert await club.charges(member) == [("first", "paid", 990, False), ("renewal", "failed", 990, True)]
    assert club.wechat.known[code].state == "ended"


async def test_grace_is_also_left_by_paying_by_hand(club: Club, member: Shopper) -> None:
    await club.buy(member)
    await club.sign(member)
    end = shanghai("2026-05-10T10:00")
    await club.until(end, timedelta(hours=6))
    await club.tell(club.wechat.refuse(club.last_deduction()))
    await club.until(end + timedelta(hours=5))
    await club.buy(member)
    await club.until(end + timedelta(days=5), timedelta(hours=6))
    assert len(club.wechat.calls) == 1
    assert (await club.state(member)).ends_at == shanghai("2026-06-10T10:00")
    assert (await club.charges(member))[1] == ("renewal", "closed", 990, True)


async def test_a_deduction_that_was_refused_and_came_after_all_goes_back(club: Club, member: Shopper) -> None:
    await club.buy(member)
    await club.sign(member)
    await club.until(shanghai("2026-05-10T10:00"), timedelta(hours=6))
    number = club.last_deduction()
    await club.tell(club.wechat.refuse(number))
    await club.buy(member)
    await club.tell(club.wechat.take(number, club.shop.clock.at))
    assert [(amount, reason) for amount, reason, _ in await club.refunds()] == [(990, "购买关闭后收到付款")]
    assert len(await club.periods(member)) == 2
    assert (await club.shop.balance())["income:refunds"] == 990


async def test_a_contract_that_the_member_ends_in_wechat_stops_renewing_alone(club: Club, member: Shopper) -> None:
    await club.buy(member)
    code = await club.sign(member)
    await club.until(shanghai("2026-05-08T12:00"), timedelta(hours=6))
    assert len(club.wechat.announced) == 1
    gone = club.wechat.withdraw(code, club.shop.clock.at)
    await club.tell(gone, gone)
    state = await club.state(member)
    assert (state.state, state.renews_itself) == ("active", False)
    await club.until(shanghai("2026-05-10T10:00"), timedelta(hours=6))
    assert (await club.page(member)).current is None
    assert club.wechat.calls == []


async def test_an_end_in_wechat_that_nobody_told_is_found_by_comparing(club: Club, member: Shopper) -> None:
    await club.buy(member)
    code = await club.sign(member)
    club.wechat.withdraw(code, club.shop.clock.at)
    club.shop.clock.pass_(days=1, minutes=1)
    assert await club.shop.modules.payments.contracts.poll_contracts() == 1
    await club.shop.settle()
    assert not (await club.state(member)).renews_itself


async def test_cancelling_ends_the_contract_and_keeps_what_is_paid(club: Club, member: Shopper) -> None:
    await club.buy(member)
    code = await club.sign(member)
    for _ in range(2):
        await club.services.buying.cancel(member.id)
        await club.shop.settle()
    assert club.wechat.known[code].state == "ended"
    state = await club.state(member)
    assert (state.state, state.can_cancel, state.ends_at) == ("cancelled", False, shanghai("2026-05-10T10:00"))
    await club.until(shanghai("2026-05-11T10:00"), timedelta(hours=12))
    assert (await club.page(member)).current is None
    assert club.wechat.calls == []
    with pytest.raises(NoSubscription):
        await club.services.buying.cancel(member.id)


async def test_who_cancels_in_the_trial_pays_nothing(club: Club, member: Shopper) -> None:
    await club.services.buying.start_trial(member.id, "yearly")
    await club.sign(member)
    await club.until(START + timedelta(days=2))
    await club.services.buying.cancel(member.id)
    await club.until(START + timedelta(days=10), timedelta(hours=6))
    assert club.wechat.calls == []
    assert await club.shop.balance() == {}
    assert await club.charges(member) == [("first", "closed", 19900, True)]


async def test_a_deduction_under_way_when_the_member_cancels_goes_back(club: Club, member: Shopper) -> None:
    await club.buy(member)
    await club.sign(member)
    await club.until(shanghai("2026-05-10T10:00"), timedelta(hours=6))
    await club.services.buying.cancel(member.id)
    await club.shop.settle()
    await club.tell(club.wechat.take(club.last_deduction(), club.shop.clock.at))
    assert [amount for amount, _, _ in await club.refunds()] == [990]
    await club.until(shanghai("2026-05-10T11:00"))
    assert (await club.page(member)).current is None


async def test_who_renews_by_contract_need_not_pay_and_signs_once(club: Club, member: Shopper) -> None:
    await club.buy(member)
    await club.sign(member)
    with pytest.raises(RenewsItself):
        await club.services.buying.buy(member.id, "monthly")
    with pytest.raises(ContractWanted):
        await club.services.buying.sign(member.id)


async def test_without_contract_settings_nothing_renews_and_the_page_says_so(club: Club, member: Shopper) -> None:
    club.wechat.is_configured = False
    await club.buy(member)
    page = await club.page(member)
    assert (page.auto_renew_available, page.auto_renew_text) == (False, "到期不自动续费，不会自动扣款")
    with pytest.raises(ContractUnavailable):
        await club.services.buying.sign(member.id)
