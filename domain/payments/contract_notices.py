"""Notices about contracts and deductions, verified when they come and handled from the inbox."""

from domain.payments.contracts import Contracts
from domain.payments.deductions import Deductions
from ports.inbox import Callback, Inbox
from ports.kernel import Tx
from ports.outside.pay import ContractGateway


class ContractNotices:
    def __init__(self, inbox: Inbox, gateway: ContractGateway) -> None:
        self._inbox = inbox
        self._gateway = gateway

    async def receive(self, body: bytes) -> None:
        """Raises ForgedNotice; then nothing is stored."""
        notice = self._gateway.read_notice(body)
        callback = Callback(source="wechat_pay_contract", dedup_key=notice.key, kind=notice.kind, headers={}, body=body)
        await self._inbox.receive(callback)


class ContractNoticeHandler:
    def __init__(self, gateway: ContractGateway, contracts: Contracts, deductions: Deductions) -> None:
        self._gateway = gateway
        self._contracts = contracts
        self._deductions = deductions

    async def on_notice(self, tx: Tx, callback: Callback) -> None:
        notice = self._gateway.read_notice(callback.body)
        if notice.contract is not None:
            await self._contracts.book(tx, notice.contract)
        if notice.deduction is not None:
            await self._deductions.book(tx, notice.deduction)
