"""When the outside is asked again, and the numbers it knows us by."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from domain.payments.numbers import out_refund_no, out_trade_no
from domain.payments.schedule import EXPIRY_GRACE, next_check, next_refund_check
from ports.kernel import AttemptId, RefundId

NOW = datetime(2025, 11, 20, 2, 0, tzinfo=UTC)
FAR = NOW + timedelta(days=1)


def test_checks_grow_apart_up_to_ten_minutes() -> None:
    waits = [(next_check(NOW, checks, FAR) - NOW).total_seconds() for checks in range(8)]
    assert waits == [30, 60, 120, 240, 480, 600, 600, 600]


def test_the_expiry_is_never_slept_through() -> None:
    soon = NOW + timedelta(seconds=20)
    assert next_check(NOW, 5, soon) == soon + EXPIRY_GRACE
    assert next_check(soon + timedelta(minutes=1), 0, soon) > soon + timedelta(minutes=1)


def test_refund_checks_grow_apart_up_to_six_hours() -> None:
    waits = [(next_refund_check(NOW, checks) - NOW).total_seconds() for checks in (0, 1, 5, 10, 60)]
    assert waits == [60, 120, 1920, 21600, 21600]


def test_numbers_fit_the_wire() -> None:
    assert re.fullmatch(r"[0-9A-Za-z_-]{6,32}", out_trade_no("202511200000000001", AttemptId(uuid4())))
    assert re.fullmatch(r"[0-9A-Za-z_-]{6,64}", out_refund_no(RefundId(uuid4())))
