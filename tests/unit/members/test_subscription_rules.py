"""Paid membership's pure rules: the calendar with its anchor, what an upgrade costs, and what is due when."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.members import subscription_rules as rules
from domain.members.subscription_buying import blank
from ports.kernel import MemberId
from ports.members.subscription_store import Period, Plan, Subscription, SubscriptionRules

ONE, TWO = UUID(int=1), UUID(int=2)
MONTHLY = Plan("monthly", "月度会员", 990, 1, 3, 95, True, 150, True)
YEARLY = Plan("yearly", "年度会员", 19900, 12, 3, 92, True, 200, True)
TERMS = SubscriptionRules(3, (0, 1, 3), 3)
MOMENTS = st.integers(1_577_836_800, 2_051_222_400).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


def at(text: str) -> datetime:
    """In Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=rules.CHINA).astimezone(UTC)


def period(starts: datetime, ends: datetime, paid: int, no: int = 1, **more: object) -> Period:
    given = {"kind": "first", "credit_fen": 0} | more
    return Period(ONE, no, plan_code="monthly", starts_at=starts, ends_at=ends, paid_fen=paid, charge_id=None, **given)  # type: ignore[arg-type]


def active(ends_at: datetime, **more: object) -> Subscription:
    sub = blank(ONE, MemberId(TWO), MONTHLY, ends_at - timedelta(days=30))
    return replace(sub, state="active", period_no=1, ends_at=ends_at, **more)


@pytest.mark.parametrize(
    ("start", "months", "anchor", "end"),
    [
        ("2026-01-31T10:00", 1, 31, "2026-02-28T10:00"),
        ("2028-01-31T10:00", 1, 31, "2028-02-29T10:00"),
        ("2026-02-28T10:00", 1, 31, "2026-03-31T10:00"),
        ("2026-03-31T10:00", 1, 31, "2026-04-30T10:00"),
        ("2026-12-15T00:30", 1, 15, "2027-01-15T00:30"),
        ("2028-02-29T10:00", 12, 29, "2029-02-28T10:00"),
        ("2026-11-30T23:59", 12, 30, "2027-11-30T23:59"),
    ],
)
def test_a_month_ends_on_its_anchor_or_on_its_last_day(start: str, months: int, anchor: int, end: str) -> None:
    assert rules.months_later(at(start), months, anchor) == at(end)


def test_the_day_is_that_of_shanghai() -> None:
    late = datetime(2026, 1, 30, 17, 0, tzinfo=UTC)
    assert rules.day_of(late) == 31
    assert rules.months_later(late, 1, 31) == datetime(2026, 2, 27, 17, 0, tzinfo=UTC)


@given(start=MOMENTS, count=st.integers(1, 40))
def test_the_anchor_is_kept_over_any_number_of_months(start: datetime, count: int) -> None:
    anchor, moment = rules.day_of(start), start
    for _ in range(count):
        before, moment = moment, rules.months_later(moment, 1, anchor)
        assert timedelta(days=28) <= moment - before <= timedelta(days=31)
    assert moment == rules.months_later(start, count, anchor)


@given(
    start=MOMENTS,
    paid=st.lists(st.integers(1, 100_000), min_size=1, max_size=4),
    gone=st.integers(0, 200 * 86_400),
    price=st.integers(2, 100_000),
)
def test_an_upgrade_credits_no_more_than_was_paid_and_charges_at_least_one_fen(
    start: datetime, paid: list[int], gone: int, price: int
) -> None:
    periods, moment = [], start
    for no, fen in enumerate(paid, 1):
        ends_at = rules.months_later(moment, 1, rules.day_of(start))
        periods.append(period(moment, ends_at, fen, no))
        moment = ends_at
    now = start + timedelta(seconds=gone)
    cost = rules.upgrade(rules.live(periods, moment, now), price, now)
    assert cost.credit_fen + cost.amount_fen == price
    assert cost.amount_fen >= 1
    assert 0 <= cost.credit_fen <= sum(paid)
    assert 0 <= cost.unused_seconds <= cost.total_seconds


def test_half_a_month_is_credited_by_the_second_and_rounded_for_the_member() -> None:
    start, end = at("2026-04-01T00:00"), at("2026-05-01T00:00")
    cost = rules.upgrade([period(start, end, 990)], 19900, start + timedelta(days=10))
    assert (cost.credit_fen, cost.amount_fen) == (660, 19240)
    second_later = rules.upgrade([period(start, end, 990)], 19900, start + timedelta(days=10, seconds=1))
    assert second_later.credit_fen == 660


def test_a_trial_is_worth_nothing_and_what_was_upgraded_counts_no_more() -> None:
    start = at("2026-04-01T00:00")
    trial = period(start, start + timedelta(days=3), 0, 0, kind="trial")
    month = period(start, start + timedelta(days=30), 990, 1)
    year = period(start + timedelta(days=5), start + timedelta(days=370), 19075, 2, kind="upgrade", credit_fen=825)
    now = start + timedelta(days=6)
    assert rules.live([trial, month], month.ends_at, now) == [month]
    assert rules.live([trial, month, year], year.ends_at, now) == [year]
    assert rules.live([trial, month], start, now) == []


def test_calls_to_wechat_wait_for_its_hours() -> None:
    assert rules.in_window(at("2026-04-01T03:00")) == at("2026-04-01T07:00")
    assert rules.in_window(at("2026-04-01T12:34")) == at("2026-04-01T12:34")
    assert rules.in_window(at("2026-04-01T22:00")) == at("2026-04-02T07:00")


@given(MOMENTS)
def test_a_deduction_is_at_least_on_the_third_day_after_its_notice(end: datetime) -> None:
    sub = rules.planned(rules.with_contract(active(end), TWO), TERMS)
    told_at = rules.announce_at(sub)
    after = rules.announced(sub, told_at)
    assert after.charge_at is not None
    days = (after.charge_at.astimezone(rules.CHINA).date() - told_at.astimezone(rules.CHINA).date()).days
    assert 2 <= days <= 8
    assert rules.in_window(after.charge_at) == after.charge_at
    assert after.charge_at >= sub.ends_at or (sub.ends_at - after.charge_at) < timedelta(days=1)


def test_without_a_contract_it_ends_with_what_was_paid() -> None:
    end = at("2026-04-30T10:00")
    sub = rules.planned(active(end), TERMS)
    assert (sub.benefits_until, sub.next_at) == (end, end - timedelta(days=3))
    told = rules.planned(replace(sub, reminded_no=2), TERMS)
    assert told.next_at == end


def test_a_refused_renewal_brings_grace_with_tries_on_days_one_and_three() -> None:
    end = at("2026-04-30T10:00")
    sub = rules.asked(rules.announced(rules.with_contract(active(end), TWO), end - timedelta(days=2)), TERMS, end)
    first = rules.planned(rules.failed(sub, TERMS, end), TERMS)
    assert (first.state, first.tries, first.charge_at) == ("grace", 1, end + timedelta(days=1))
    assert first.grace_until == end + timedelta(days=3) == first.benefits_until
    second = rules.planned(rules.failed(rules.asked(first, TERMS, end + timedelta(days=1)), TERMS, end), TERMS)
    assert (second.tries, second.charge_at) == (2, end + timedelta(days=3))


def test_a_trial_that_cannot_be_paid_ends() -> None:
    now = at("2026-04-04T10:00")
    trial = rules.begin_trial(blank(ONE, MemberId(TWO), MONTHLY, now - timedelta(days=3)), MONTHLY)
    assert trial.ends_at == now
    assert rules.failed(rules.with_contract(trial, TWO), TERMS, now).state == "ended"


def test_cancelling_keeps_what_is_paid_and_collects_nothing() -> None:
    end = at("2026-04-30T10:00")
    sub = rules.planned(rules.cancelled(rules.with_contract(active(end), TWO), end - timedelta(days=9)), TERMS)
    assert (sub.state, sub.benefits_until, sub.next_at) == ("cancelled", end, end)
    assert (sub.contract_id, sub.charge_at) == (None, None)


@given(MOMENTS, st.sampled_from(["trialing", "active", "cancelled"]))
def test_planning_twice_changes_nothing(end: datetime, state: str) -> None:
    once = rules.planned(replace(active(end), state=state), TERMS)
    assert rules.planned(once, TERMS) == once
