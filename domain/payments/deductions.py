"""Money that is collected through a contract: asked for once under one number, and queried after every silence."""

from datetime import timedelta

from domain.payments.attempts import Payments
from ports.kernel import Clock, Tx, UnitOfWork
from ports.outside.pay import ContractGateway, Deduction, DeductionOrder, PayRefused, TradeNotFound
from ports.payments.api import Attempt, CheckState, CollectionFailed
from ports.payments.contract_store import ContractStore
from ports.payments.jobs import Deduct
from ports.payments.store import AttemptStore

FIRST_CHECK_AFTER = timedelta(minutes=1)
NOT_ACCEPTED = "微信支付没有受理这次扣款"
NO_CONTRACT = "自动续费合约已解除"


class Deductions:
    def __init__(
        self,
        uow: UnitOfWork,
        clock: Clock,
        stores: tuple[AttemptStore, ContractStore],
        gateway: ContractGateway,
        books: Payments,
    ) -> None:
        self._uow = uow
        self._clock = clock
        self._attempts, self._contracts = stores
        self._gateway = gateway
        self._books = books

    async def handle_deduct(self, job: Deduct) -> None:
        """Raises OutsideUnavailable: the job comes again, and then asks before it sends the same number again."""
        async with self._uow.reading() as tx:
            attempt = await self._attempts.read(tx, job.attempt_id)
            contract_id = attempt.contract_id if attempt else None
            contract = await self._contracts.read(tx, contract_id) if contract_id else None
        if attempt is None or contract is None or attempt.state not in ("created", "prepaid"):
            return
        if attempt.state == "prepaid" and await self._known(attempt):
            return
        if contract.state != "active" or contract.ref is None:
            await self._failed(attempt, NO_CONTRACT)
            return
        async with self._uow.single() as tx:
            if not await self._attempts.asked(tx, attempt.id, self._clock.now() + FIRST_CHECK_AFTER):
                return
        order = DeductionOrder(attempt.out_trade_no, contract.ref, attempt.amount_fen, attempt.description)
        try:
            await self._gateway.deduct(order)
        except PayRefused as error:
            await self._failed(attempt, error.text)

    async def settle(self, attempt: Attempt) -> CheckState:
        """As `Inquiry.settle`: what WeChat Pay says of it now. Raises OutsideUnavailable."""
        is_over = attempt.state == "closing" or self._clock.now() >= attempt.expires_at
        if attempt.state == "created" and not is_over:
            return "pending"
        try:
            result = await self._gateway.query_deduction(attempt.out_trade_no)
        except TradeNotFound:
            return await self._failed(attempt, NOT_ACCEPTED) if is_over else "pending"
        return await self._settled(attempt, result)

    async def book(self, tx: Tx, result: Deduction) -> None:
        """From a notice; harmless when repeated."""
        if result.trade is not None:
            await self._books.book(tx, result.trade)
        elif result.state == "failed":
            attempt = await self._attempts.by_number(tx, result.out_trade_no)
            if attempt is not None:
                await self._fail(tx, attempt, result.reason)

    async def _known(self, attempt: Attempt) -> bool:
        """False: WeChat Pay has never heard of it, so that sending it is right."""
        try:
            result = await self._gateway.query_deduction(attempt.out_trade_no)
        except TradeNotFound:
            return False
        await self._settled(attempt, result)
        return True

    async def _settled(self, attempt: Attempt, result: Deduction) -> CheckState:
        if result.trade is not None:
            await self._books.record(result.trade)
            return "paid"
        if result.state == "failed":
            return await self._failed(attempt, result.reason)
        return "pending"

    async def _failed(self, attempt: Attempt, reason: str) -> CheckState:
        async with self._uow.begin() as tx:
            await self._fail(tx, attempt, reason)
        return "closed"

    async def _fail(self, tx: Tx, attempt: Attempt, reason: str) -> None:
        assert attempt.contract_id is not None
        if await self._attempts.closed(tx, attempt.id):
            tx.emit(CollectionFailed(attempt.order_id, attempt.id, attempt.contract_id, attempt.purpose, reason))
