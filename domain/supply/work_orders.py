"""Closing courier work orders (S10)."""

from uuid import UUID

from domain.supply.ground import Ground
from ports.governance.api import Actor, AuditApi, AuditEntry
from ports.kernel import NotFound
from ports.supply.parcels import Resolution


class WorkOrders:
    def __init__(self, ground: Ground, audit: AuditApi) -> None:
        self._ground = ground
        self._audit = audit

    async def resolve(self, actor: Actor, work_order_id: UUID, resolution: str) -> None:
        """Raises NotFound when it is not open."""
        actor.require("fulfilment.write")
        async with self._ground.uow.begin() as tx:
            done = Resolution(actor.name, resolution, self._ground.clock.now())
            title = await self._ground.work_orders.resolve(tx, work_order_id, done)
            if title is None:
                raise NotFound("这张工单已处理或不存在")
            await self._audit.record(
                tx, AuditEntry(actor, "fulfilment.resolve_work_order", title, work_order_id, None, resolution)
            )
