"""The chart of accounts and the entries of the double-entry money ledger. Debit is positive, credit negative.

asset:wechat_pay            the balance of the merchant account: payments less fees less refunds
income:sales                what shoppers paid for orders
income:memberships          what members paid for a paid membership
income:refunds              what they get back (a debit, it lessens the income)
liability:refunds_payable   refunds that are promised and not yet carried out
expense:payment_fee         WeChat Pay's fee, given back with a refund in proportion
"""

from ports.kernel import Fen
from ports.payments.api import Purpose
from ports.payments.store import Account, LedgerLine

FeeRate = int
"""Per hundred thousand: 600 is 0.6 %."""
PAYMENT_FEE_RATE: FeeRate = 600
_WHOLE = 100_000


def fee_fen(paid_fen: Fen, rate: FeeRate) -> Fen:
    """Rounded half up to a fen, per payment (WeChat Pay's trade bill)."""
    assert paid_fen >= 0
    return (2 * paid_fen * rate + _WHOLE) // (2 * _WHOLE)


def fee_back_fen(fee: Fen, paid_fen: Fen, refunded_fen: Fen, refund_fen: Fen) -> Fen:
    """The part of the fee that this refund gives back, when `refunded_fen` went back before it.

    The cumulative share is rounded, not each part: after a full refund exactly the whole fee has come back.
    """
    assert refunded_fen >= 0 and refunded_fen + refund_fen <= paid_fen

    def back(total_fen: Fen) -> Fen:
        return (2 * fee * total_fen + paid_fen) // (2 * paid_fen)

    return back(refunded_fen + refund_fen) - back(refunded_fen)


_INCOME: dict[Purpose, Account] = {"order": "income:sales", "subscription": "income:memberships"}


def payment_lines(paid_fen: Fen, fee: Fen, purpose: Purpose = "order") -> tuple[LedgerLine, ...]:
    return _lines(
        LedgerLine("asset:wechat_pay", paid_fen - fee),
        LedgerLine("expense:payment_fee", fee),
        LedgerLine(_INCOME[purpose], -paid_fen),
    )


def refund_booked_lines(amount_fen: Fen) -> tuple[LedgerLine, ...]:
    return _lines(LedgerLine("income:refunds", amount_fen), LedgerLine("liability:refunds_payable", -amount_fen))


def refund_paid_lines(amount_fen: Fen, fee_back: Fen) -> tuple[LedgerLine, ...]:
    return _lines(
        LedgerLine("liability:refunds_payable", amount_fen),
        LedgerLine("asset:wechat_pay", fee_back - amount_fen),
        LedgerLine("expense:payment_fee", -fee_back),
    )


def _lines(*lines: LedgerLine) -> tuple[LedgerLine, ...]:
    assert sum(line.amount_fen for line in lines) == 0
    return tuple(line for line in lines if line.amount_fen)
