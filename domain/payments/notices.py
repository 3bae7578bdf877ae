"""Notices of WeChat Pay, handled from the inbox."""

from collections.abc import Mapping

from domain.payments.attempts import PAID_STATES, Payments
from domain.payments.refunds import Refunds
from ports.inbox import Callback, Inbox
from ports.kernel import Tx
from ports.outside.pay import PayGateway


class Notices:
    def __init__(self, inbox: Inbox, gateway: PayGateway) -> None:
        self._inbox = inbox
        self._gateway = gateway

    async def receive(self, headers: Mapping[str, str], body: bytes) -> None:
        """Verifies, stores, and is done: WeChat Pay waits five seconds. Raises ForgedNotice; then nothing is stored."""
        notice = await self._gateway.read_notice(headers, body)
        kept = {name: headers[name] for name in sorted(headers) if name.startswith("wechatpay-")}
        callback = Callback(source="wechat_pay", dedup_key=notice.id, kind=notice.kind, headers=kept, body=body)
        await self._inbox.receive(callback)


class NoticeHandler:
    def __init__(self, gateway: PayGateway, payments: Payments, refunds: Refunds) -> None:
        self._gateway = gateway
        self._payments = payments
        self._refunds = refunds

    async def on_notice(self, tx: Tx, callback: Callback) -> None:
        notice = self._gateway.reopen_notice(callback.body)
        if notice.trade is not None and notice.trade.state in PAID_STATES:
            await self._payments.book(tx, notice.trade)
        if notice.refund is not None:
            await self._refunds.book(tx, notice.refund)
