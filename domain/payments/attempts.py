"""Attempts: intend, prepay, check, close, and the search for payments that nobody told us of."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from domain.payments.ledger import FeeRate, fee_fen, payment_lines
from domain.payments.numbers import out_trade_no, purpose_of
from domain.payments.schedule import EXPIRY_GRACE, FIRST_CHECK_AFTER, PREPAY_VALID_FOR, next_check
from ports.kernel import AttemptId, Clock, DomainError, Ids, OrderId, OutsideUnavailable, Tx, UnitOfWork
from ports.outside.pay import PayGateway, PayRefused, PrepayOrder, Trade, TradeNotFound
from ports.payments.api import Attempt, CheckState, PaymentIntent, PaymentSucceeded, PayParams, SubscriptionPaid
from ports.payments.jobs import CloseAttempt
from ports.payments.store import AttemptStore, LedgerEntry

BATCH_MAX = 50
ASKED_AT_ONCE_MAX = 8
LEASE = timedelta(seconds=60)
PAID_STATES = ("SUCCESS", "REFUND")
DEAD_STATES = ("CLOSED", "REVOKED", "PAYERROR")


class AttemptClosed(DomainError):
    code = "payments.attempt_closed"
    message = "这次支付已经关闭，请返回订单重新查看"


class AlreadyPaid(DomainError):
    code = "payments.already_paid"
    message = "订单已经支付，无需重复付款"


class PrepayRefused(DomainError):
    """The shopper cannot help it; the reason stands in the log of the adapter."""

    code = "payments.prepay_refused"
    message = "微信支付没有受理这笔付款，请刷新订单后再试，或联系客服"


class UnknownTrade(DomainError):
    """WeChat Pay tells of a payment that stands in no attempt of ours: a person must look."""

    code = "payments.unknown_trade"
    message = "收到了一笔不认识的付款"


class Attempts:
    def __init__(self, uow: UnitOfWork, clock: Clock, ids: Ids, store: AttemptStore, gateway: PayGateway) -> None:
        self._uow = uow
        self._clock = clock
        self._ids = ids
        self._store = store
        self._gateway = gateway

    async def intend(self, tx: Tx, intent: PaymentIntent) -> Attempt:
        attempt_id = AttemptId(self._ids.new())
        number = out_trade_no(intent.order_number, attempt_id)
        assert purpose_of(number) == intent.purpose, "the number of a trade tells what it is for"
        return await self._store.intend(tx, attempt_id, number, intent, self._clock.now())

    async def prepay(self, attempt: Attempt) -> PayParams:
        """A prepay id that still holds is signed again without a call."""
        now = self._clock.now()
        if attempt.state == "paid":
            raise AlreadyPaid
        if attempt.state not in ("created", "prepaid") or attempt.expires_at <= now:
            raise AttemptClosed
        prepay_id = attempt.prepay_id
        if prepay_id is None or attempt.prepay_until is None or attempt.prepay_until <= now:
            prepay_id = await self._place(attempt)
            got = replace(attempt, prepay_id=prepay_id, prepay_until=now + PREPAY_VALID_FOR)
            async with self._uow.single() as tx:
                if not await self._store.prepaid(tx, got, now + FIRST_CHECK_AFTER):
                    # The order was closed meanwhile. The client never learns the prepay id, so nobody can pay.
                    raise AttemptClosed
        signed = self._gateway.client_params(prepay_id)
        return PayParams(
            attempt_id=attempt.id,
            app_id=signed.app_id,
            time_stamp=signed.time_stamp,
            nonce_str=signed.nonce_str,
            package=signed.package,
            sign_type=signed.sign_type,
            pay_sign=signed.pay_sign,
            pay_by=attempt.expires_at,
        )

    async def _place(self, attempt: Attempt) -> str:
        order = PrepayOrder(
            out_trade_no=attempt.out_trade_no,
            openid=attempt.openid,
            amount_fen=attempt.amount_fen,
            description=attempt.description,
            expires_at=attempt.expires_at,
        )
        try:
            return await self._gateway.prepay(order)
        except PayRefused as error:
            raise PrepayRefused from error

    async def close(self, tx: Tx, order_id: OrderId) -> None:
        for attempt_id in await self._store.begin_closing(tx, order_id, self._clock.now()):
            tx.enqueue(CloseAttempt(attempt_id))


class Recording(Struct, frozen=True):
    uow: UnitOfWork
    clock: Clock
    ids: Ids
    attempts: AttemptStore
    fee_rate: FeeRate


class Payments:
    """Records a payment once, whoever tells of it: a notice, a query, the sweep."""

    def __init__(self, given: Recording) -> None:
        self._given = given

    async def record(self, trade: Trade) -> bool:
        """As `book`, by itself."""
        async with self._given.uow.begin() as tx:
            return await self.book(tx, trade)

    async def book(self, tx: Tx, trade: Trade) -> bool:
        """True when it was news. The event carries the amount that really came. Raises UnknownTrade."""
        given = self._given
        assert trade.state in PAID_STATES
        if trade.amount_fen is None or trade.transaction_id is None or trade.paid_at is None:
            raise UnknownTrade(f"微信支付的答复缺少金额、流水号或时间：{trade.out_trade_no}")
        fee = fee_fen(trade.amount_fen, given.fee_rate)
        lines = payment_lines(trade.amount_fen, fee, purpose_of(trade.out_trade_no))
        entry = LedgerEntry(given.ids.new(), given.clock.now(), lines)
        paid = await given.attempts.paid(tx, trade, fee, entry)
        if paid is None:
            if not await given.attempts.known(tx, trade.out_trade_no):
                raise UnknownTrade(f"收到了一笔不认识的付款：{trade.out_trade_no}")
            return False
        told = PaymentSucceeded if paid.purpose == "order" else SubscriptionPaid
        tx.emit(told(paid.order_id, paid.id, trade.amount_fen, trade.transaction_id, trade.paid_at))
        return True


class Settler(Protocol):
    async def settle(self, attempt: Attempt) -> CheckState: ...


class Inquiry:
    """Asks WeChat Pay about open attempts, records what it finds, and closes what can be paid no more."""

    def __init__(
        self, uow: UnitOfWork, clock: Clock, store: AttemptStore, gateway: PayGateway, books: Payments
    ) -> None:
        self._uow = uow
        self._clock = clock
        self._store = store
        self._gateway = gateway
        self._books = books
        self._collecting: Settler | None = None

    def collecting(self, settler: Settler) -> None:
        """Attempts that collect through a contract are settled there."""
        self._collecting = settler

    async def check(self, order_id: OrderId) -> CheckState:
        """`pending` also while WeChat Pay does not answer: the sweep goes on asking. Nothing attempted is `closed`."""
        async with self._uow.reading() as tx:
            attempts = await self._store.of_order(tx, order_id)
        states: set[CheckState] = set()
        for attempt in attempts:
            try:
                states.add(await self.settle(attempt))
            except (OutsideUnavailable, PayRefused):
                states.add("pending")
        if "paid" in states:
            return "paid"
        return "closed" if states <= {"closed"} else "pending"

    async def settle(self, attempt: Attempt) -> CheckState:
        """One attempt: query; paid is recorded; what expired or is not wanted is closed. Raises OutsideUnavailable."""
        if attempt.state in ("paid", "closed"):
            return "paid" if attempt.state == "paid" else "closed"
        if attempt.contract_id is not None:
            assert self._collecting is not None, "nobody settles what is collected through a contract"
            return await self._collecting.settle(attempt)
        expired = self._clock.now() >= attempt.expires_at + EXPIRY_GRACE
        unwanted = expired or attempt.state == "closing"
        if attempt.state == "created" and not unwanted:
            return "pending"
        try:
            trade = await self._gateway.query(attempt.out_trade_no)
        except TradeNotFound:
            return await self._closed(attempt) if unwanted else "pending"
        if trade.state in PAID_STATES:
            await self._books.record(trade)
            return "paid"
        if trade.state in DEAD_STATES:
            return await self._closed(attempt)
        if not unwanted or trade.state == "USERPAYING":
            return "pending"
        return await self._close(attempt, expired)

    async def _close(self, attempt: Attempt, expired: bool) -> CheckState:
        try:
            await self._gateway.close(attempt.out_trade_no)
        except TradeNotFound:
            return await self._closed(attempt)
        except PayRefused:
            # Paid between query and close: the next round finds it. After the expiry a refusal changes nothing.
            return await self._closed(attempt) if expired and await self._unpaid(attempt) else "pending"
        return await self._closed(attempt)

    async def _unpaid(self, attempt: Attempt) -> bool:
        return (await self._gateway.query(attempt.out_trade_no)).state not in PAID_STATES

    async def _closed(self, attempt: Attempt) -> CheckState:
        async with self._uow.begin() as tx:
            await self._store.closed(tx, attempt.id)
        return "closed"

    async def handle_close(self, job: CloseAttempt) -> None:
        async with self._uow.reading() as tx:
            attempt = await self._store.read(tx, job.attempt_id)
        if attempt is not None and await self.settle(attempt) == "pending":
            await self._later(attempt)

    async def poll_open_attempts(self) -> int:
        """The sweep for lost notices and passed expiries: one bounded batch. Returns how many were asked about."""
        now = self._clock.now()
        async with self._uow.begin() as tx:
            attempts = await self._store.claim_due(tx, now, now + LEASE, BATCH_MAX)
        await each(attempts, self._poll)
        return len(attempts)

    async def _poll(self, attempt: Attempt) -> None:
        try:
            state = await self.settle(attempt)
        except (OutsideUnavailable, PayRefused, UnknownTrade):
            state = "pending"
        if state == "pending":
            await self._later(attempt)

    async def _later(self, attempt: Attempt) -> None:
        async with self._uow.begin() as tx:
            at = next_check(self._clock.now(), attempt.checks, attempt.expires_at)
            await self._store.check_later(tx, attempt.id, at)


async def each[T](things: Sequence[T], act: Callable[[T], Awaitable[None]]) -> None:
    """A few at a time."""
    gate = asyncio.Semaphore(ASKED_AT_ONCE_MAX)

    async def one(thing: T) -> None:
        async with gate:
            await act(thing)

    await asyncio.gather(*(one(thing) for thing in things))
