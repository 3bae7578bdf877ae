"""When WeChat Pay is asked again about what it has not told us."""

from datetime import datetime, timedelta

FIRST_CHECK_AFTER = timedelta(seconds=30)
CHECK_AFTER_MAX = timedelta(minutes=10)
EXPIRY_GRACE = timedelta(seconds=5)
"""Past `time_expire` nobody can begin to pay; a payment under way ends within moments."""
REFUND_FIRST_CHECK_AFTER = timedelta(minutes=1)
REFUND_CHECK_AFTER_MAX = timedelta(hours=6)
PREPAY_VALID_FOR = timedelta(minutes=110)
"""A prepay id holds for two hours (D.6); ten minutes are left for the payer."""


def next_check(now: datetime, checks: int, expires_at: datetime) -> datetime:
    """30 s, 1 min, 2 min … at most 10 min, and right after the expiry."""
    later = now + min(FIRST_CHECK_AFTER * (1 << min(checks, 8)), CHECK_AFTER_MAX)
    return min(later, expires_at + EXPIRY_GRACE) if now < expires_at else later


def next_refund_check(now: datetime, checks: int) -> datetime:
    """1 min, 2 min … at most 6 h: cards take up to three working days (D.9)."""
    return now + min(REFUND_FIRST_CHECK_AFTER * (1 << min(checks, 10)), REFUND_CHECK_AFTER_MAX)
