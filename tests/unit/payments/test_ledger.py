"""The money ledger's pure rules: fees, and conservation over any sequence of payments and refunds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from domain.payments.ledger import (
    PAYMENT_FEE_RATE,
    fee_back_fen,
    fee_fen,
    payment_lines,
    refund_booked_lines,
    refund_paid_lines,
)

FEN = st.integers(min_value=1, max_value=100_000_000)


@pytest.mark.parametrize(
    ("paid_fen", "fee"),
    [(0, 0), (1, 0), (83, 0), (84, 1), (250, 2), (9900, 59), (9917, 60), (10_000, 60), (12_345, 74)],
)
def test_fee_is_rounded_half_up(paid_fen: int, fee: int) -> None:
    assert fee_fen(paid_fen, PAYMENT_FEE_RATE) == fee


@given(paid_fen=FEN, parts=st.lists(st.floats(min_value=0, max_value=1), max_size=8))
def test_all_parts_of_a_full_refund_give_back_the_whole_fee(paid_fen: int, parts: list[float]) -> None:
    fee = fee_fen(paid_fen, PAYMENT_FEE_RATE)
    gone = back = 0
    for part in [*parts, 1.0]:
        amount = int((paid_fen - gone) * part)
        given_back = fee_back_fen(fee, paid_fen, gone, amount)
        assert 0 <= given_back <= amount
        gone, back = gone + amount, back + given_back
    assert (gone, back) == (paid_fen, fee)


class Money(RuleBasedStateMachine):
    """Payments and refunds in any order: every entry balances, and the accounts tell what happened."""

    payments = Bundle("payments")

    def __init__(self) -> None:
        super().__init__()
        self.accounts: dict[str, int] = {}
        self.paid: list[dict[str, int]] = []
        self.booked: list[tuple[int, int]] = []

    def _post(self, lines: tuple[object, ...]) -> None:
        assert sum(line.amount_fen for line in lines) == 0
        for line in lines:
            self.accounts[line.account] = self.accounts.get(line.account, 0) + line.amount_fen

    @rule(target=payments, amount=FEN)
    def pay(self, amount: int) -> int:
        fee = fee_fen(amount, PAYMENT_FEE_RATE)
        self._post(payment_lines(amount, fee))
        self.paid.append({"paid": amount, "fee": fee, "booked": 0, "refunded": 0, "fee_back": 0})
        return len(self.paid) - 1

    @rule(payment=payments, share=st.floats(min_value=0, max_value=1))
    def book_refund(self, payment: int, share: float) -> None:
        attempt = self.paid[payment]
        amount = int((attempt["paid"] - attempt["booked"]) * share)
        if amount:
            attempt["booked"] += amount
            self._post(refund_booked_lines(amount))
            self.booked.append((payment, amount))

    @rule(which=st.integers(min_value=0, max_value=20))
    def refund_arrives(self, which: int) -> None:
        if not self.booked:
            return
        payment, amount = self.booked.pop(which % len(self.booked))
        attempt = self.paid[payment]
        back = fee_back_fen(attempt["fee"], attempt["paid"], attempt["refunded"], amount)
        self._post(refund_paid_lines(amount, back))
        attempt["refunded"] += amount
        attempt["fee_back"] += back

    @invariant()
    def ledger_balances_and_matches(self) -> None:
        def total(name: str) -> int:
            return sum(attempt[name] for attempt in self.paid)

        assert sum(self.accounts.values()) == 0
        assert self.accounts.get("income:sales", 0) == -total("paid")
        assert self.accounts.get("income:refunds", 0) == total("booked")
        assert self.accounts.get("liability:refunds_payable", 0) == total("refunded") - total("booked")
        assert self.accounts.get("expense:payment_fee", 0) == total("fee") - total("fee_back")
        balance = total("paid") - total("fee") - total("refunded") + total("fee_back")
        assert self.accounts.get("asset:wechat_pay", 0) == balance


TestMoney = Money.TestCase
