"""The numbers under which WeChat Pay knows our attempts and refunds."""

from ports.kernel import AttemptId, RefundId
from ports.payments.api import Purpose

OUT_TRADE_NO_MAX = 32
MEMBERSHIP_PREFIX = "M"
"""Order numbers are digits: so the number of a trade tells what it is for."""


def out_trade_no(order_number: str, attempt_id: AttemptId) -> str:
    """The order number, `T` and the random tail of the id: people can read it, and it fits in 32 characters (D.5)."""
    number = f"{order_number}T{attempt_id.hex[-12:]}"
    assert len(number) <= OUT_TRADE_NO_MAX, "the order number is too long"
    return number


def purpose_of(out_trade_no: str) -> Purpose:
    return "subscription" if out_trade_no.startswith(MEMBERSHIP_PREFIX) else "order"


def out_refund_no(refund_id: RefundId) -> str:
    """Never changes: the same number refunds once (D.9)."""
    return f"R{refund_id.hex}"
