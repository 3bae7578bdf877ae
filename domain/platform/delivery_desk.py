"""What got stuck: shown, and tried again by a person."""

from uuid import UUID

from ports.governance.api import Actor, AuditApi, AuditEntry
from ports.kernel import DomainError, NotFound, Page, UnitOfWork
from ports.platform.views import Count, DeliveryDeskStore, DeliveryRow, DeliveryStatus, InboxRow


class NotParked(DomainError):
    code = "platform.not_parked"
    message = "这条投递不在待处理状态，请刷新查看"


class DeliveryDesk:
    def __init__(self, uow: UnitOfWork, store: DeliveryDeskStore, audit: AuditApi) -> None:
        self._uow = uow
        self._store = store
        self._audit = audit

    async def deliveries(
        self, actor: Actor, status: DeliveryStatus, cursor: str | None, limit: int
    ) -> Page[DeliveryRow]:
        actor.require("system.read")
        async with self._uow.reading() as tx:
            return await self._store.deliveries(tx, status, cursor, limit)

    async def callbacks(
        self, actor: Actor, given: tuple[DeliveryStatus | None, str | None], cursor: str | None, limit: int
    ) -> Page[InboxRow]:
        actor.require("system.read")
        async with self._uow.reading() as tx:
            return await self._store.callbacks(tx, given, cursor, limit)

    async def retry(self, actor: Actor, delivery_id: UUID) -> DeliveryRow:
        """The sweeper wakes it within seconds. Raises NotFound, NotParked."""
        actor.require("system.write")
        async with self._uow.begin() as tx:
            row = await self._store.delivery(tx, delivery_id)
            if row is None:
                raise NotFound
            if not await self._store.retry(tx, delivery_id):
                raise NotParked
            await self._audit.record(tx, AuditEntry(actor, "delivery.retry", row.subscriber, delivery_id))
            after = await self._store.delivery(tx, delivery_id)
        assert after is not None
        return after

    async def retry_callback(self, actor: Actor, inbox_id: UUID) -> InboxRow:
        """Its delivery has the same id. Raises NotFound, NotParked."""
        actor.require("system.write")
        async with self._uow.reading() as tx:
            if await self._store.callback(tx, inbox_id) is None:
                raise NotFound
        await self.retry(actor, inbox_id)
        async with self._uow.reading() as tx:
            row = await self._store.callback(tx, inbox_id)
        assert row is not None
        return row

    async def retry_all(self, actor: Actor) -> Count:
        actor.require("system.write")
        async with self._uow.begin() as tx:
            woken = await self._store.retry(tx, None)
            await self._audit.record(tx, AuditEntry(actor, "delivery.retry", "全部", detail=str(len(woken))))
        return Count(len(woken))
