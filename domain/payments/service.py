"""Payments as other modules ask of it: the parts behind one face."""

from domain.payments.attempts import Attempts, Inquiry
from domain.payments.refunds import Refunds
from ports.kernel import OrderId, RefundId, Tx
from ports.payments.api import Attempt, CheckState, PaymentIntent, PayParams, RefundRequest


class PaymentsService:
    """Implements `ports.payments.api.PaymentsApi`."""

    def __init__(self, attempts: Attempts, inquiry: Inquiry, refunds: Refunds) -> None:
        self._attempts = attempts
        self._inquiry = inquiry
        self._refunds = refunds

    async def intend(self, tx: Tx, intent: PaymentIntent) -> Attempt:
        return await self._attempts.intend(tx, intent)

    async def prepay(self, attempt: Attempt) -> PayParams:
        return await self._attempts.prepay(attempt)

    async def check(self, order_id: OrderId) -> CheckState:
        return await self._inquiry.check(order_id)

    async def close(self, tx: Tx, order_id: OrderId) -> None:
        await self._attempts.close(tx, order_id)

    async def request_refund(self, tx: Tx, request: RefundRequest) -> RefundId:
        return await self._refunds.request(tx, request)
