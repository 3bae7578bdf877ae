"""Paid membership: the calendar of periods, what an upgrade costs, and what is due when.

Calendar: days are those of Asia/Shanghai. A period of n months ends on the anchor day n months later at the same time
of day; where a month is too short it ends on its last day, and the anchor stays: 31 January, 28 February, 31 March.

Upgrade: the unused part of what was paid, by whole seconds, is credited against the price. The credit is rounded *up*
to a whole fen, in the member's favour, and never exceeds what was paid; at least 1 fen is left to pay, because a
payment of nothing cannot be made.
"""

from calendar import monthrange
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from ports.kernel import Fen
from ports.members.subscription_store import Period, Plan, Subscription, SubscriptionRules, SubscriptionState

CHINA = ZoneInfo("Asia/Shanghai")
WINDOW_FROM, WINDOW_TO = 7, 22
"""Hours in Shanghai in which WeChat Pay accepts announcements and deductions (wxpay_v2/papay/chapter3_8, 3_10)."""
NOTICE_DAYS = 2
"""A deduction is announced on day 1 and made on day 3 at the earliest."""
ANSWER_WITHIN = timedelta(days=1)
"""How long a deduction that was asked for may take before the membership goes on without it."""
AMOUNT_MIN: Fen = 1
RENEW_FROM = timedelta(days=30)
"""By hand a membership is renewed this long before its end at the earliest."""


def day_of(at: datetime) -> int:
    return at.astimezone(CHINA).day


def months_later(at: datetime, months: int, anchor_day: int) -> datetime:
    """`months` later on the anchor day, or on the last day of a month that has no such day; same time of day."""
    local = at.astimezone(CHINA)
    index = local.year * 12 + local.month - 1 + months
    year, month = index // 12, index % 12 + 1
    day = min(anchor_day, monthrange(year, month)[1])
    return local.replace(year=year, month=month, day=day).astimezone(at.tzinfo)


class Upgrade(Struct, frozen=True):
    """`unused_seconds` of `total_seconds` were paid with `value_fen`: line by line what is charged."""

    price_fen: Fen
    value_fen: Fen
    unused_seconds: int
    total_seconds: int
    credit_fen: Fen
    amount_fen: Fen


def unused_fen(period: Period, now: datetime) -> Fen:
    """Of what was paid for it, credit included; rounded up to a fen."""
    value = period.paid_fen + period.credit_fen
    total = int((period.ends_at - period.starts_at).total_seconds())
    left = min(max(int((period.ends_at - now).total_seconds()), 0), total)
    return -(-value * left // total) if total > 0 else 0


def live(periods: Sequence[Period], until: datetime, now: datetime) -> list[Period]:
    """Those whose value is not used up: what an upgrade credited counts no more, nor what a parting took back."""
    upgraded = max((period.no for period in periods if period.kind == "upgrade"), default=0)
    return [
        period
        for period in periods
        if period.no >= upgraded and period.kind != "trial" and period.ends_at > now and period.starts_at < until
    ]


def upgrade(running: Sequence[Period], price_fen: Fen, now: datetime) -> Upgrade:
    """`running` as `live` gives them: the period that runs and those paid ahead. At least 1 fen is charged."""
    value = sum(period.paid_fen + period.credit_fen for period in running)
    total = sum(int((period.ends_at - period.starts_at).total_seconds()) for period in running)
    left = sum(int((period.ends_at - max(now, period.starts_at)).total_seconds()) for period in running)
    credit = min(sum(unused_fen(period, now) for period in running), value, price_fen - AMOUNT_MIN)
    return Upgrade(price_fen, value, left, total, credit, price_fen - credit)


def in_window(at: datetime) -> datetime:
    """That moment, or the next one at which WeChat Pay takes such calls."""
    local = at.astimezone(CHINA)
    opens = local.replace(hour=WINDOW_FROM, minute=0, second=0, microsecond=0)
    if local < opens:
        return opens.astimezone(at.tzinfo)
    if local.hour >= WINDOW_TO:
        return (opens + timedelta(days=1)).astimezone(at.tzinfo)
    return at


def first_deduction_after(announced_at: datetime) -> datetime:
    local = announced_at.astimezone(CHINA) + timedelta(days=NOTICE_DAYS)
    return local.replace(hour=WINDOW_FROM, minute=0, second=0, microsecond=0).astimezone(announced_at.tzinfo)


def begin_trial(sub: Subscription, plan: Plan) -> Subscription:
    ends_at = sub.created_at + timedelta(days=plan.trial_days)
    return replace(sub, state="trialing", period_no=0, ends_at=ends_at, anchor_day=day_of(ends_at))


def next_span(sub: Subscription | None, plan: Plan, now: datetime) -> tuple[datetime, datetime, int]:
    """Start, end and anchor day of the period that a payment of the plan's whole price buys."""
    if sub is None or sub.state == "ended":
        return now, months_later(now, plan.months, day_of(now)), day_of(now)
    anchor = sub.anchor_day
    return sub.ends_at, months_later(sub.ends_at, plan.months, anchor), anchor


def planned(sub: Subscription, rules: SubscriptionRules) -> Subscription:
    """With `benefits_until` and `next_at` as its state asks for. Idempotent."""
    if sub.state == "ended":
        return replace(sub, next_at=None, charge_at=None)
    if sub.state == "cancelled":
        return replace(sub, benefits_until=sub.ends_at, charge_at=None, next_at=sub.ends_at)
    if sub.state == "grace":
        assert sub.grace_until is not None
        retry_at = sub.charge_at
        next_at = sub.grace_until if retry_at is None else min(retry_at, sub.grace_until)
        return replace(sub, benefits_until=sub.grace_until, next_at=next_at)
    if sub.contract_id is not None and sub.charge_at is None:
        # The deduction was asked for: `asked` has said when to look again.
        return sub
    moments = []
    if sub.reminded_no < sub.period_no + 1:
        moments.append(sub.ends_at - timedelta(days=rules.remind_days if sub.state == "active" else 1))
    if sub.charge_at is None:
        return replace(sub, benefits_until=sub.ends_at, next_at=min([*moments, sub.ends_at]))
    moments.append(announce_at(sub) if sub.announced_no < sub.period_no + 1 else sub.charge_at)
    # While the contract is asked nobody is without benefits: only a refusal ends them.
    due_at = max(sub.ends_at, sub.charge_at)
    return replace(sub, benefits_until=due_at + ANSWER_WITHIN, next_at=min(moments))


def announce_at(sub: Subscription) -> datetime:
    assert sub.charge_at is not None
    return in_window(sub.charge_at - timedelta(days=NOTICE_DAYS))


def with_contract(sub: Subscription, contract_id: UUID) -> Subscription:
    """The contract is signed: the end of what is paid will be renewed through it."""
    running: SubscriptionState = "active" if sub.period_no > 0 else "trialing"
    state = running if sub.state == "cancelled" else sub.state
    charge_at = None if state == "grace" else in_window(sub.ends_at)
    return replace(sub, state=state, contract_id=contract_id, charge_at=charge_at)


def announced(sub: Subscription, now: datetime) -> Subscription:
    assert sub.charge_at is not None
    at = max(sub.charge_at, in_window(first_deduction_after(now)))
    return replace(sub, announced_no=sub.period_no + 1, charge_at=at)


def asked(sub: Subscription, rules: SubscriptionRules, now: datetime) -> Subscription:
    """The deduction was asked for: the answer comes as an event, and the sweep looks again when it did not."""
    over = sub.grace_until or max(sub.ends_at, now) + timedelta(days=rules.grace_days)
    until = max(over, now + ANSWER_WITHIN)
    grace_until = until if sub.state == "grace" else None
    return replace(sub, charge_at=None, grace_until=grace_until, benefits_until=until, next_at=until)


def failed(sub: Subscription, rules: SubscriptionRules, now: datetime) -> Subscription:
    """A renewal was refused: grace with the next try; a trial that cannot be paid simply ends."""
    if sub.period_no == 0:
        return ended(sub, now)
    due_at = sub.due_at or max(sub.ends_at, now)
    tries = sub.tries + 1
    left = [due_at + timedelta(days=day) for day in rules.retry_days[tries:]]
    retry_at = in_window(max(left[0], now)) if left and sub.contract_id is not None else None
    grace_until = max(due_at + timedelta(days=rules.grace_days), retry_at or now)
    return replace(sub, state="grace", tries=tries, due_at=due_at, grace_until=grace_until, charge_at=retry_at)


def renewed(sub: Subscription, period: Period, anchor_day: int) -> Subscription:
    """A period was paid: whatever was due is settled."""
    charge_at = in_window(period.ends_at) if sub.contract_id is not None else None
    return replace(
        sub,
        state="active",
        plan_code=period.plan_code,
        period_no=period.no,
        anchor_day=anchor_day,
        period_starts_at=period.starts_at,
        ends_at=period.ends_at,
        charge_at=charge_at,
        due_at=None,
        grace_until=None,
        tries=0,
    )


def is_asked(sub: Subscription) -> bool:
    """A deduction is under way, or the last one was and no other is planned."""
    return sub.contract_id is not None and sub.charge_at is None and sub.state != "cancelled"


def cancelled(sub: Subscription, now: datetime) -> Subscription:
    """Runs to the end of what is paid; in grace nothing is paid any more, so that it ends at once."""
    if sub.state == "grace":
        return ended(sub, now)
    return replace(sub, state="cancelled", contract_id=None, charge_at=None)


def without_contract(sub: Subscription) -> Subscription:
    """The contract ended in WeChat: nothing renews by itself, the rest stays as it is."""
    return replace(sub, contract_id=None, charge_at=None)


def ended(sub: Subscription, now: datetime) -> Subscription:
    return replace(
        sub, state="ended", benefits_until=min(sub.benefits_until, now), ended_at=now, charge_at=None, next_at=None
    )
