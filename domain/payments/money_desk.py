"""The admin's money pages, and sending a stuck refund again."""

from msgspec.structs import replace

from domain.payments.refunds import RefundNotStuck
from ports.crypto import mask_number
from ports.governance.api import Actor, AuditApi, AuditEntry
from ports.kernel import NotFound, Page, RefundId, UnitOfWork
from ports.payments.jobs import SendRefund
from ports.payments.store import RefundStore
from ports.payments.views import LedgerEntryView, MoneySummary, MoneyViews, StuckRefund

READ = "money.read"
READ_REFUNDS = "after_sale.read"
RESEND = "after_sale.write"


class MoneyDesk:
    def __init__(self, uow: UnitOfWork, views: MoneyViews, refunds: RefundStore, audit: AuditApi) -> None:
        self._uow = uow
        self._views = views
        self._refunds = refunds
        self._audit = audit

    async def ledger(self, actor: Actor, account: str | None, cursor: str | None, limit: int) -> Page[LedgerEntryView]:
        actor.require(READ)
        async with self._uow.reading() as tx:
            return await self._views.ledger(tx, account, cursor, limit)

    async def summary(self, actor: Actor) -> MoneySummary:
        actor.require(READ)
        async with self._uow.reading() as tx:
            return await self._views.summary(tx)

    async def stuck_refunds(self, actor: Actor, cursor: str | None, limit: int) -> Page[StuckRefund]:
        """Also those that no after-sale request stands for: late and second payments, goods that were gone."""
        actor.require(READ_REFUNDS)
        async with self._uow.reading() as tx:
            page = await self._views.stuck_refunds(tx, cursor, limit)
        items = [replace(row, order_number=mask_number(row.order_number)) for row in page.items]
        return Page(items, page.next_cursor)

    async def resend_refund(self, actor: Actor, refund_id: RefundId, reason: str) -> None:
        """A person looked into a stuck refund: send it again, under the same number. Raises RefundNotStuck."""
        actor.require(RESEND)
        async with self._uow.begin() as tx:
            refund = await self._refunds.read(tx, refund_id)
            if refund is None:
                raise NotFound
            if not await self._refunds.requested_again(tx, refund_id):
                raise RefundNotStuck
            entry = AuditEntry(actor, "refunds.resend", refund.out_refund_no, target_id=refund_id, reason=reason)
            await self._audit.record(tx, entry)
            tx.enqueue(SendRefund(refund_id))
