"""Refunds: booked with their cause, sent under one number for ever, finished by answer, notice or query."""

from datetime import timedelta

from domain.payments.attempts import BATCH_MAX, LEASE, each
from domain.payments.ledger import fee_back_fen, refund_booked_lines, refund_paid_lines
from domain.payments.numbers import out_refund_no
from domain.payments.schedule import REFUND_FIRST_CHECK_AFTER, next_refund_check
from ports.kernel import Clock, DomainError, Ids, OutsideUnavailable, RefundId, Tx, UnitOfWork
from ports.outside.pay import PayGateway, PayRefused, RefundOrder, RefundResult, TradeNotFound
from ports.payments.api import RefundRequest, RefundStuck, RefundSucceeded, RefundTooLarge
from ports.payments.jobs import SendRefund
from ports.payments.store import LedgerEntry, Refund, RefundStore

STUCK_CHECK_AFTER = timedelta(hours=1)
WORDS = {
    "ABNORMAL": "退款异常：原支付账户收不了款，请在微信支付商户平台处理",
    "CLOSED": "退款已关闭：请在微信支付商户平台核对后重新发起",
}


class UnknownRefund(DomainError):
    code = "payments.unknown_refund"
    message = "收到了一笔不认识的退款"


class RefundNotStuck(DomainError):
    code = "payments.refund_not_stuck"
    message = "这笔退款正在处理或已经完成，无需重新发起"


class Refunds:
    def __init__(self, uow: UnitOfWork, clock: Clock, ids: Ids, store: RefundStore, gateway: PayGateway) -> None:
        self._uow = uow
        self._clock = clock
        self._ids = ids
        self._store = store
        self._gateway = gateway

    async def request(self, tx: Tx, request: RefundRequest) -> RefundId:
        assert request.amount_fen > 0
        refund_id = RefundId(self._ids.new())
        entry = LedgerEntry(self._ids.new(), self._clock.now(), refund_booked_lines(request.amount_fen))
        booked = await self._store.book(tx, refund_id, out_refund_no(refund_id), request, entry)
        if booked is not None:
            tx.enqueue(SendRefund(booked))
            return booked
        known = await self._store.by_key(tx, request.key)
        if known is None:
            raise RefundTooLarge
        return known

    async def handle_send(self, job: SendRefund) -> None:
        """Raises OutsideUnavailable: the job comes again, and then asks before it repeats."""
        async with self._uow.reading() as tx:
            refund = await self._store.read(tx, job.refund_id)
        if refund is None or refund.state not in ("requested", "sent"):
            return
        if refund.state == "sent" and await self._ask(refund, resend_closed=True):
            return
        async with self._uow.begin() as tx:
            await self._store.sent(tx, refund.id, self._clock.now() + REFUND_FIRST_CHECK_AFTER)
        try:
            result = await self._gateway.refund(
                RefundOrder(
                    out_refund_no=refund.out_refund_no,
                    out_trade_no=refund.out_trade_no,
                    refund_fen=refund.amount_fen,
                    total_fen=refund.total_fen,
                    reason=refund.reason,
                )
            )
        except PayRefused as error:
            await self._stuck(refund, error.text)
            return
        await self.record(result)

    async def _ask(self, refund: Refund, *, resend_closed: bool = False) -> bool:
        """False: WeChat Pay knows nothing of it, or closed it and may be asked anew; sending is right."""
        try:
            result = await self._gateway.query_refund(refund.out_refund_no)
        except TradeNotFound:
            return False
        if result.status == "CLOSED" and resend_closed:
            return False
        await self.record(result)
        return True

    async def record(self, result: RefundResult) -> None:
        """As `book`, by itself."""
        async with self._uow.begin() as tx:
            await self.book(tx, result)

    async def book(self, tx: Tx, result: RefundResult) -> None:
        """From an answer, a notice or the sweep; harmless when repeated. Raises UnknownRefund."""
        refund = await self._store.lock(tx, result.out_refund_no)
        if refund is None:
            raise UnknownRefund(f"收到了一笔不认识的退款：{result.out_refund_no}")
        if refund.state == "succeeded":
            return
        if result.status == "SUCCESS":
            await self._succeed(tx, refund, result)
        elif result.status in WORDS:
            await self._set_stuck(tx, refund, WORDS[result.status])

    async def _succeed(self, tx: Tx, refund: Refund, result: RefundResult) -> None:
        now = self._clock.now()
        fee_back = fee_back_fen(refund.fee_fen, refund.total_fen, refund.refunded_fen, refund.amount_fen)
        entry = LedgerEntry(self._ids.new(), now, refund_paid_lines(refund.amount_fen, fee_back))
        await self._store.succeeded(tx, refund, result.refund_id, entry)
        tx.emit(
            RefundSucceeded(
                refund_id=refund.id,
                key=refund.key,
                order_id=refund.order_id,
                amount_fen=refund.amount_fen,
                refunded_at=result.refunded_at or now,
                purpose=refund.purpose,
            )
        )

    async def _stuck(self, refund: Refund, problem: str) -> None:
        async with self._uow.begin() as tx:
            await self._set_stuck(tx, refund, problem)

    async def _set_stuck(self, tx: Tx, refund: Refund, problem: str) -> None:
        # Still asked about now and then: a person may settle it in WeChat Pay's console.
        if await self._store.stuck(tx, refund.id, problem, self._clock.now() + STUCK_CHECK_AFTER):
            tx.emit(RefundStuck(refund.id, refund.key, refund.order_id, problem, refund.purpose))

    async def poll_refunds(self) -> int:
        """The sweep for refunds whose end was not told: one bounded batch. Returns how many were asked about."""
        now = self._clock.now()
        async with self._uow.begin() as tx:
            refunds = await self._store.claim_due(tx, now, now + LEASE, BATCH_MAX)
        await each(refunds, self._poll)
        return len(refunds)

    async def _poll(self, refund: Refund) -> None:
        try:
            known = await self._ask(refund)
        except (OutsideUnavailable, PayRefused):
            known = True
        async with self._uow.begin() as tx:
            if not known and refund.state == "sent":
                tx.enqueue(SendRefund(refund.id))
            now = self._clock.now()
            at = next_refund_check(now, refund.checks)
            if refund.state == "stuck":
                at = max(at, now + STUCK_CHECK_AFTER)
            await self._store.check_later(tx, refund.id, at)
