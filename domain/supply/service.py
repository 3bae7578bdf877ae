"""What other modules may ask of supply: `SupplyApi`, whole."""

from collections.abc import Sequence
from datetime import datetime

from domain.supply import fulfilment as rules
from domain.supply.ground import Ground
from domain.supply.pools import Pools
from domain.supply.receivers import seal
from domain.supply.reservations import Reservations, book
from domain.supply.stock import Fact, Units, moves
from ports.kernel import CampaignId, Invalid, OrderId, SkuId, Tx
from ports.members.api import PostalAddress
from ports.supply.api import (
    Allotment,
    AlreadyShipped,
    Consignment,
    Destination,
    FreeStock,
    ParcelLine,
    PoolLevel,
    PoolTake,
    RestWithdrawn,
    SoldOut,
    Want,
)
from ports.supply.store import Fulfilment, FulfilmentLine, ReservedLine


class SupplyService:
    """Implements `ports.supply.api.SupplyApi`. All writes happen in the caller's transaction.

    Locks: the order's reservation first, then rows of pools, then of the stock, each in (sku, warehouse) order.
    """

    def __init__(self, ground: Ground, reservations: Reservations) -> None:
        self._ids = ground.ids
        self._clock = ground.clock
        self._cipher = ground.cipher
        self._stock = ground.stock
        self._rows = ground.reservations
        self._fulfilments = ground.fulfilments
        self._reservations = reservations
        self._pools = Pools(ground)

    async def free(self, tx: Tx, sku_ids: Sequence[SkuId]) -> list[FreeStock]:
        return await self._stock.free(tx, sku_ids)

    async def route(self, tx: Tx, wants: Sequence[Want], to: Destination | None) -> list[Allotment]:
        return await self._reservations.route(tx, wants, to)

    async def reserve(
        self, tx: Tx, order_id: OrderId, wants: Sequence[Want], to: Destination | None, until: datetime
    ) -> list[Allotment]:
        return await self._reservations.reserve(tx, order_id, wants, to, until)

    async def hold(self, tx: Tx, order_id: OrderId, until: datetime) -> None:
        await self._reservations.hold(tx, order_id, until)

    async def set_aside(self, tx: Tx, campaign_id: CampaignId, sku_id: SkuId, units: int) -> None:
        await self._pools.set_aside(tx, campaign_id, sku_id, units)

    async def pool_level(self, tx: Tx, campaign_id: CampaignId, sku_id: SkuId) -> PoolLevel:
        return await self._pools.level(tx, campaign_id, sku_id)

    async def reserve_from_pool(
        self, tx: Tx, pool: tuple[CampaignId, SkuId], takes: Sequence[PoolTake], until: datetime
    ) -> frozenset[OrderId]:
        return await self._pools.reserve(tx, pool, takes, until)

    async def dissolve(self, tx: Tx, campaign_id: CampaignId) -> int:
        return await self._pools.dissolve(tx, campaign_id)

    async def confirm(self, tx: Tx, order_id: OrderId, consignment: Consignment) -> bool:
        found = await self._rows.lock_whole(tx, order_id)
        if found is None or found[0].state == "released":
            return False
        reservation, lines = found
        if reservation.state == "firm":
            return True
        if reservation.state == "expired":
            try:
                await self._reservations.retake(tx, reservation, self._clock.now())
            except SoldOut:
                return False
            lines = await self._rows.lines(tx, order_id)
        named = {item.line_id for item in consignment.goods} if consignment.to is not None else set()
        if handed := [line for line in lines if line.line_id not in named]:
            await self._hand_over(tx, order_id, handed)
        if sent := [line for line in lines if line.line_id in named]:
            await self._open(tx, order_id, sent, consignment)
        return True

    async def let_go(self, tx: Tx, order_id: OrderId, now: datetime) -> None:
        if await self._rows.lock(tx, order_id) is not None:
            await self._fulfilments.let_go(tx, order_id, now + rules.SHIP_WITHIN)

    async def readdress(self, tx: Tx, order_id: OrderId, to: PostalAddress) -> None:
        reservation = await self._rows.lock(tx, order_id)
        if reservation is None or reservation.state != "firm":
            return
        if any(line.claimed for line in await self._fulfilments.lines(tx, order_id)):
            raise AlreadyShipped("已经在打包发货，不能再修改地址")
        await self._fulfilments.readdress(tx, order_id, seal(self._cipher, to))

    async def release(self, tx: Tx, order_id: OrderId) -> None:
        reservation = await self._rows.lock(tx, order_id)
        if reservation is None or reservation.state == "released":
            return
        if reservation.state == "held":
            await self._reservations.give_back(tx, reservation, "release")
        if reservation.state == "firm":
            before = await self._fulfilments.lines(tx, order_id)
            await self._free(tx, before, rules.withdraw_all(before))
        await self._rows.set_state(tx, order_id, "released")

    async def withdraw(self, tx: Tx, order_id: OrderId, lines: Sequence[ParcelLine]) -> None:
        if await self._rows.lock(tx, order_id) is None:
            raise AlreadyShipped
        before = await self._fulfilments.lines(tx, order_id)
        after = rules.withdraw(before, lines)
        await self._free(tx, before, after)
        if rules.shipped_whole(after):
            tx.emit(RestWithdrawn(order_id, self._clock.now()))

    async def restock(self, tx: Tx, key: str, order_id: OrderId, line: ParcelLine, *, sellable: bool) -> None:
        cause = f"restock:{key}:{line.line_id}"
        if await self._rows.lock(tx, order_id) is None or await self._stock.told(tx, cause):
            return
        before = await self._fulfilments.lines(tx, order_id)
        found = rules.take_back(before, line.line_id, line.quantity)
        if found is None:
            raise Invalid("退回的数量超过了发出的数量", field="quantity")
        after, units = found
        await self._fulfilments.save(tx, after)
        fact = Fact("return" if sellable else "scrap", cause, order_id)
        await book(tx, self._stock, moves(fact, units), self._clock.now())

    async def _free(self, tx: Tx, before: Sequence[FulfilmentLine], after: Sequence[FulfilmentLine]) -> None:
        """Saves what was withdrawn and gives the units back to the stock."""
        units = rules.withdrawn_units(before, after)
        if not units:
            return
        await self._fulfilments.save(tx, after, rules.statuses(after))
        order_id, withdrawn = after[0].order_id, sum(line.withdrawn for line in after)
        # The order's total of withdrawn units grows with every withdrawal: with it, the key is used once.
        fact = Fact("release", f"withdraw:{order_id}:{withdrawn}", order_id)
        await book(tx, self._stock, moves(fact, units), self._clock.now())

    async def _hand_over(self, tx: Tx, order_id: OrderId, lines: Sequence[ReservedLine]) -> None:
        """Virtual goods: nothing is sent, the units leave the stock at once."""
        units = [Units(line.sku_id, line.warehouse_id, line.quantity) for line in lines]
        fact = Fact("ship", f"hand_over:{order_id}", order_id)
        await book(tx, self._stock, moves(fact, units), self._clock.now())
        await self._rows.set_state(tx, order_id, "firm")

    async def _open(self, tx: Tx, order_id: OrderId, lines: Sequence[ReservedLine], consignment: Consignment) -> None:
        """One fulfilment per warehouse, with the snapshot of goods and the sealed address."""
        assert consignment.to is not None
        receiver = seal(self._cipher, consignment.to)
        goods = {item.line_id: item for item in consignment.goods}
        by_warehouse = {
            warehouse_id: Fulfilment(
                id=self._ids.new(),
                order_id=order_id,
                order_number=consignment.order_number,
                warehouse_id=warehouse_id,
                status="to_ship",
                receiver=receiver,
                note=consignment.note,
                paid_at=consignment.paid_at,
                ship_by=consignment.paid_at + rules.SHIP_WITHIN,
                on_hold=consignment.on_hold,
            )
            for warehouse_id in sorted({line.warehouse_id for line in lines})
        }
        opened = [
            FulfilmentLine(
                fulfilment_id=by_warehouse[line.warehouse_id].id,
                line_id=line.line_id,
                order_id=order_id,
                sku_id=line.sku_id,
                warehouse_id=line.warehouse_id,
                title=goods[line.line_id].title,
                option_text=goods[line.line_id].option_text,
                image_url=goods[line.line_id].image_url,
                weight_g=goods[line.line_id].weight_g,
                price_fen=goods[line.line_id].price_fen,
                quantity=line.quantity,
            )
            for line in lines
        ]
        await self._fulfilments.open(tx, list(by_warehouse.values()), opened)
