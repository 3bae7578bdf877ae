"""Contracts to collect later 委托代扣: signed in WeChat, compared with WeChat every day, ended there or by us."""

from datetime import timedelta
from uuid import UUID

from msgspec.structs import replace

from domain.payments.attempts import BATCH_MAX, LEASE, Attempts, each
from ports.kernel import Clock, Fen, MemberId, OutsideUnavailable, Tx, UnitOfWork
from ports.outside.pay import ContractFacts, ContractGateway, PayRefused, TradeNotFound
from ports.payments.api import (
    Attempt,
    ContractEnded,
    ContractSigned,
    ContractState,
    ContractUnavailable,
    PaymentIntent,
    SigningJump,
)
from ports.payments.contract_store import Announcement, Contract, ContractStore
from ports.payments.jobs import AnnounceDeduction, Deduct, EndContract

FIRST_CHECK_AFTER = timedelta(seconds=30)
CHECK_AFTER_MAX = timedelta(days=1)
SIGNING_LASTS = timedelta(days=1)
"""Who has not consented by then will not."""


class Contracts:
    """Implements `ports.payments.api.ContractsApi`."""

    def __init__(
        self, uow: UnitOfWork, clock: Clock, store: ContractStore, gateway: ContractGateway, attempts: Attempts
    ) -> None:
        self._uow = uow
        self._clock = clock
        self._store = store
        self._gateway = gateway
        self._attempts = attempts

    @property
    def is_available(self) -> bool:
        return self._gateway.is_configured

    async def begin(self, tx: Tx, contract_id: UUID, member_id: MemberId, openid: str) -> SigningJump:
        if not self.is_available:
            raise ContractUnavailable
        now = self._clock.now()
        wanted = Contract(
            id=contract_id,
            member_id=member_id,
            openid=openid,
            code=contract_id.hex,
            serial=0,
            state="signing",
            ref=None,
            is_ending=False,
            checks=0,
            created_at=now,
        )
        contract = await self._store.begin(tx, wanted, now + FIRST_CHECK_AFTER)
        call = self._gateway.signing(contract.code, contract.serial)
        return SigningJump(call.app_id, call.path, dict(call.extra))

    async def check(self, contract_id: UUID) -> ContractState:
        async with self._uow.reading() as tx:
            contract = await self._store.read(tx, contract_id)
        if contract is None:
            return "ended"
        if contract.state == "ended":
            return "ended"
        try:
            return await self._compare(contract)
        except (OutsideUnavailable, PayRefused):
            return contract.state

    async def end(self, tx: Tx, contract_id: UUID) -> None:
        if await self._store.ending(tx, contract_id, self._clock.now() + FIRST_CHECK_AFTER):
            tx.enqueue(EndContract(contract_id))

    async def announce(self, tx: Tx, contract_id: UUID, amount_fen: Fen, key: str) -> None:
        wanted = Announcement(key, contract_id, amount_fen, "waiting")
        if await self._store.announce(tx, wanted, self._clock.now()):
            tx.enqueue(AnnounceDeduction(key))

    async def collect(self, tx: Tx, intent: PaymentIntent) -> Attempt:
        assert intent.contract_id is not None
        attempt = await self._attempts.intend(tx, intent)
        tx.enqueue(Deduct(attempt.id))
        return attempt

    async def handle_end(self, job: EndContract) -> None:
        """Raises OutsideUnavailable: the job comes again."""
        async with self._uow.reading() as tx:
            contract = await self._store.read(tx, job.contract_id)
        if contract is None:
            return
        try:
            await self._gateway.end_contract(contract.code)
        except (TradeNotFound, PayRefused):
            # Never signed, or ended before: WeChat Pay says which.
            if contract.state != "ended":
                await self._compare(replace(contract, is_ending=True))
            return
        await self._record_end(contract)

    async def handle_announce(self, job: AnnounceDeduction) -> None:
        """After a lost answer it is told again: a second message costs less than a renewal that WeChat refuses."""
        async with self._uow.reading() as tx:
            wanted = await self._store.announcement(tx, job.key)
            contract = await self._store.read(tx, wanted.contract_id) if wanted else None
        if wanted is None or contract is None or wanted.state != "waiting":
            return
        state, problem = "told", None
        if contract.ref is None or contract.state != "active":
            state, problem = "refused", "合约已解除"
        else:
            try:
                await self._gateway.announce(contract.ref, wanted.amount_fen)
            except (PayRefused, TradeNotFound) as error:
                state, problem = "refused", error.text
        async with self._uow.begin() as tx:
            await self._store.announced(tx, job.key, state, problem)

    async def book(self, tx: Tx, facts: ContractFacts) -> ContractState:
        """From a notice or a query; harmless when repeated, late or out of order: an ended contract stays ended."""
        contract = await self._store.lock(tx, facts.code)
        if contract is None or contract.state == "ended":
            if contract is not None and facts.state == "active":
                # Consent that came after its time, or after the member had cancelled: it must not stay in WeChat.
                tx.enqueue(EndContract(contract.id))
            return "ended"
        now = self._clock.now()
        if facts.state == "ended":
            await self._end(tx, contract)
            return "ended"
        if facts.state != "active" or contract.state == "active" or contract.is_ending:
            return contract.state
        if facts.openid != contract.openid:
            # Somebody else consented with what this member was given: nothing may be taken from him.
            if await self._store.ending(tx, contract.id, now + FIRST_CHECK_AFTER):
                tx.enqueue(EndContract(contract.id))
            return contract.state
        signed_at = facts.at or now
        await self._store.signed(tx, contract.id, facts.ref, signed_at, now + CHECK_AFTER_MAX)
        tx.emit(ContractSigned(contract.id, contract.member_id, signed_at))
        return "active"

    async def poll_contracts(self) -> int:
        """The sweep for notices that were lost: one bounded batch. Returns how many were asked about."""
        if not self.is_available:
            return 0
        now = self._clock.now()
        async with self._uow.begin() as tx:
            contracts = await self._store.claim_due(tx, now, now + LEASE, BATCH_MAX)
        await each(contracts, self._poll)
        return len(contracts)

    async def _poll(self, contract: Contract) -> None:
        try:
            state = await self._compare(contract)
        except (OutsideUnavailable, PayRefused):
            state = contract.state
        now = self._clock.now()
        if state == "ended":
            return
        async with self._uow.begin() as tx:
            if contract.is_ending:
                tx.enqueue(EndContract(contract.id))
            wait = min(FIRST_CHECK_AFTER * (1 << min(contract.checks, 12)), CHECK_AFTER_MAX)
            later = CHECK_AFTER_MAX if state == "active" and not contract.is_ending else wait
            await self._store.check_later(tx, contract.id, now + later)

    async def _compare(self, contract: Contract) -> ContractState:
        try:
            facts = await self._gateway.query_contract(contract.code)
        except TradeNotFound:
            over = contract.is_ending or self._clock.now() >= contract.created_at + SIGNING_LASTS
            if contract.state == "signing" and over:
                await self._record_end(contract)
                return "ended"
            return contract.state
        async with self._uow.begin() as tx:
            return await self.book(tx, facts)

    async def _record_end(self, contract: Contract) -> None:
        async with self._uow.begin() as tx:
            locked = await self._store.lock(tx, contract.code)
            if locked is not None and locked.state != "ended":
                await self._end(tx, locked)

    async def _end(self, tx: Tx, contract: Contract) -> None:
        now = self._clock.now()
        await self._store.ended(tx, contract.id, now)
        tx.emit(ContractEnded(contract.id, contract.member_id, now))
