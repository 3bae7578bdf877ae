"""Warehouses and what people do to their stock by hand: receive goods, correct a count, set a safety level."""

from domain.supply.ground import Ground
from domain.supply.stock import Fact, Units, moves, places
from ports.governance.api import Actor, AuditApi, AuditEntry
from ports.kernel import DomainError, Invalid, NotFound, Page, SkuId, Tx, WarehouseId
from ports.supply.store import Level, Warehouse
from ports.supply.views import StockFilter, StockMoveView, StockView, StockViews, WarehouseList


class NotEnoughOnHand(DomainError):
    code = "supply.not_enough_on_hand"
    kind = "conflict"
    message = "调整后的库存会少于已被订单占用的数量，请先处理相关订单"


class WarehouseDesk:
    """`receive` and `open` are also what the seeder and an import call."""

    def __init__(self, ground: Ground, views: StockViews, audit: AuditApi) -> None:
        self._ground = ground
        self._views = views
        self._audit = audit

    async def warehouses(self, actor: Actor) -> WarehouseList:
        """For whoever has a list that is filtered by warehouse."""
        actor.require_any("stock.read", "fulfilment.read", "orders.read")
        async with self._ground.uow.reading() as tx:
            return WarehouseList(await self._views.warehouses(tx))

    async def stock(self, actor: Actor, given: StockFilter, cursor: str | None, limit: int) -> Page[StockView]:
        actor.require("stock.read")
        async with self._ground.uow.reading() as tx:
            return await self._views.stock(tx, given, cursor, limit)

    async def moves(
        self, actor: Actor, place: tuple[SkuId | None, WarehouseId | None], cursor: str | None, limit: int
    ) -> Page[StockMoveView]:
        actor.require("stock.read")
        async with self._ground.uow.reading() as tx:
            return await self._views.moves(tx, place, cursor, limit)

    async def open(self, warehouse: Warehouse) -> None:
        """Harmless when repeated: the code is unique."""
        async with self._ground.uow.begin() as tx:
            await self._ground.stock.add_warehouse(tx, warehouse, self._ground.clock.now())

    async def receive(
        self, key: str, sku_id: SkuId, warehouse_id: WarehouseId, quantity: int, by: Actor | None = None
    ) -> None:
        """Goods arrive. `key` is the natural key of the arrival: one SKU and warehouse count it once.

        Audited when an operator (`by`) takes them in.
        """
        assert quantity > 0, quantity
        async with self._ground.uow.begin() as tx:
            await self._ground.stock.open_row(tx, sku_id, warehouse_id)
            fact = Fact("receive", f"receive:{key}:{sku_id}:{warehouse_id}", by=by.name if by else "")
            if await self._ground.stock.told(tx, fact.cause):
                return
            units = Units(sku_id, warehouse_id, quantity)
            level = await self._change(tx, fact, units)
            assert level is not None, f"no warehouse {warehouse_id}"
            if by is not None:
                row, detail = await self._row(tx, units), f"{quantity:+d}，入库后 {level.on_hand}"
                await self._audit.record(tx, AuditEntry(by, "stock.receive", row.code, sku_id, key, detail))

    async def adjust(self, actor: Actor, units: Units, reason: str) -> StockView:
        """Corrects the count by `units.quantity`, up or down. Raises NotFound, NotEnoughOnHand; audited."""
        actor.require("stock.write")
        if units.quantity == 0:
            raise Invalid("调整数量不能为 0", field="delta")
        ground = self._ground
        async with ground.uow.begin() as tx:
            await ground.stock.open_row(tx, units.sku_id, units.warehouse_id)
            before = await self._row(tx, units)
            fact = Fact("adjust", f"adjust:{ground.ids.new()}", reference=reason, by=actor.name)
            level = await self._change(tx, fact, units)
            if level is None:
                raise NotEnoughOnHand(field="delta")
            detail = f"{units.quantity:+d}，调整后 {level.on_hand}"
            await self._audit.record(tx, AuditEntry(actor, "stock.adjust", before.code, units.sku_id, reason, detail))
            return await self._row(tx, units)

    async def set_safety(self, actor: Actor, units: Units) -> StockView:
        """The level at which the stock counts as low: `units.quantity`. Raises NotFound."""
        actor.require("stock.write")
        async with self._ground.uow.begin() as tx:
            stock = self._ground.stock
            await stock.open_row(tx, units.sku_id, units.warehouse_id)
            await stock.set_safety(tx, units.sku_id, units.warehouse_id, units.quantity)
            row, detail = await self._row(tx, units), f"安全库存 {units.quantity}"
            await self._audit.record(tx, AuditEntry(actor, "stock.safety", row.code, units.sku_id, None, detail))
            return row

    async def _row(self, tx: Tx, units: Units) -> StockView:
        """Raises NotFound for a SKU or warehouse that is none."""
        row = await self._views.stock_row(tx, units.sku_id, units.warehouse_id)
        if row is None:
            raise NotFound("没有找到这个规格的库存")
        return row

    async def _change(self, tx: Tx, fact: Fact, units: Units) -> Level | None:
        """None: refused, nothing was changed."""
        made = moves(fact, [units])
        await self._ground.stock.lock(tx, places(made))
        levels = await self._ground.stock.book(tx, made, self._ground.clock.now())
        return levels[0] if levels else None
