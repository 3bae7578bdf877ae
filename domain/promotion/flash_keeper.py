"""The life of a flash sale's pools: set aside, loaded before the start, settled, made anew after a loss, dissolved.

PostgreSQL holds the truth; the copy in fast memory is made from it and fenced by a generation. A sweep does it every
second, in whichever worker gets it, and each step may be cut off after any line.

**Settling.** Units that come back, and those of refused tickets, are set free in the copy by one rule: if nothing waits
in the queue and nothing was accepted since we looked, then what PostgreSQL has left is what is free. Whoever is served
after the look makes the sum wrong, and therefore stops it; the next second tries again.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from msgspec.structs import replace

from ports.kernel import CampaignId, Clock, Tx, UnitOfWork
from ports.promotion.flash import Copy, FlashCopies, PoolRef, QueueUnavailable
from ports.promotion.flash_store import FlashPoolRow, FlashSale, FlashStore
from ports.supply.api import SoldOut, SupplyApi

LOAD_WITHIN = timedelta(seconds=8)
"""Who began to load a copy and has not finished by then has died."""

DRAIN_WITHIN = timedelta(minutes=2)
"""So long a sale that is over waits for its queue, when the queue cannot even be asked."""

HELD_FOR = timedelta(seconds=60)
"""While somebody drains a queue by hand, no sweep makes its copy anew."""

UNTOLD_MAX = 500
log = structlog.get_logger("siyu.flash")


class FlashKeeper:
    def __init__(self, uow: UnitOfWork, store: FlashStore, others: tuple[SupplyApi, FlashCopies], clock: Clock) -> None:
        self._uow = uow
        self._store = store
        self._supply, self._copies = others
        self._clock = clock

    async def published(self, tx: Tx, campaign_id: CampaignId) -> None:
        """Sets aside the units of a campaign that is being published. Raises SoldOut."""
        await self._open(tx, await self._store.items(tx, campaign_id))

    async def sweep(self) -> int:
        """Opens, loads, settles and closes whatever is due."""
        await self._open_published()
        async with self._uow.reading() as tx:
            rows = await self._store.pools(tx)
        if not rows:
            return 0
        try:
            server_id = await self._copies.server_id()
        except QueueUnavailable:
            server_id = None
        done = 0
        by_campaign: dict[CampaignId, list[FlashPoolRow]] = {}
        for row in rows:
            by_campaign.setdefault(row.sale.campaign_id, []).append(row)
        for campaign_id, pools in by_campaign.items():
            try:
                if pools[0].sale.is_over(self._clock.now()):
                    done += await self._close(campaign_id, pools, is_reachable=server_id is not None)
                elif server_id is not None:
                    done += sum([await self._keep(row, server_id) for row in pools])
            except QueueUnavailable:
                log.warning("the queue does not answer", campaign=str(campaign_id))
        return done

    async def remake(self, row: FlashPoolRow, server_id: str, *, is_held: bool = False) -> bool:
        """Makes the copy of the next generation from what PostgreSQL knows. False: somebody else does.

        `is_held`: the caller has it by `pause`. Raises QueueUnavailable.
        """
        claimed = await self._claim(row, server_id, is_held=is_held)
        if claimed is None:
            return False
        await self._load(claimed, row.pool)
        return True

    async def open_pools(self) -> list[FlashPoolRow]:
        async with self._uow.reading() as tx:
            return await self._store.pools(tx)

    async def pause(self, row: FlashPoolRow) -> None:
        """The copy accepts nothing until it is made anew; what waits is still handled. Raises QueueUnavailable."""
        async with self._uow.begin() as tx:
            await self._store.hold(tx, row.pool, self._clock.now() + HELD_FOR)
        await self._copies.pause(row.pool)

    async def waiting(self, row: FlashPoolRow) -> int:
        """Bundles that no consumer has finished. Raises QueueUnavailable."""
        return await self._copies.waiting(row.pool)

    async def server_id(self) -> str:
        """Raises QueueUnavailable."""
        return await self._copies.server_id()

    async def _load(self, pool: PoolRef, before: PoolRef) -> None:
        """Fills the copy of a claimed generation. Raises QueueUnavailable."""
        async with self._uow.begin() as tx:
            [row] = await self._store.lock(tx, pool.campaign_id, pool.sku_id)
            level = await self._supply.pool_level(tx, pool.campaign_id, pool.sku_id)
            tickets = await self._store.counted(tx, pool)
        sale = row.sale
        copy = Copy(sale.starts_at, sale.ends_at, sale.per_member_max or 0, level.rest, tuple(tickets))
        await self._copies.drop(before)
        await self._copies.load(pool, copy)
        async with self._uow.begin() as tx:
            is_ours = await self._store.loaded(tx, pool, self._clock.now())
        log.info("copy made", campaign=str(pool.campaign_id), generation=pool.generation, free=level.rest, ours=is_ours)

    async def _open_published(self) -> None:
        """What was published past `published`, as by an import."""
        async with self._uow.reading() as tx:
            found = await self._store.unopened(tx, self._clock.now())
        for campaign_id in dict.fromkeys(sale.campaign_id for sale in found):
            try:
                async with self._uow.begin() as tx:
                    await self._open(tx, [sale for sale in found if sale.campaign_id == campaign_id])
            except SoldOut as error:
                log.warning("too few units for a flash sale", campaign=str(campaign_id), skus=len(error.sku_ids))

    async def _open(self, tx: Tx, sales: Sequence[FlashSale]) -> None:
        for sale in sales:
            await self._supply.set_aside(tx, sale.campaign_id, sale.sku_id, sale.quota)
        if sales:
            await self._store.open(tx, sales[0].campaign_id, [sale.sku_id for sale in sales], self._clock.now())

    async def _keep(self, row: FlashPoolRow, server_id: str) -> int:
        state = await self._copies.state(row.pool) if row.is_loaded and row.server_id == server_id else None
        if state is None:
            return int(await self.remake(row, server_id))
        async with self._uow.reading() as tx:
            untold = await self._store.untold(tx, row.pool, UNTOLD_MAX)
        if untold:
            await self._copies.forgive(row.pool, untold)
            async with self._uow.single() as tx:
                await self._store.told(tx, [ticket for _, ticket in untold])
        if state.waiting:
            return len(untold)
        async with self._uow.reading() as tx:
            level = await self._supply.pool_level(tx, row.sale.campaign_id, row.sale.sku_id)
        await self._show(row, level.taken)
        if level.rest == state.free:
            return len(untold)
        return len(untold) + await self._copies.settle(row.pool, state.accepted, level.rest)

    async def _show(self, row: FlashPoolRow, taken: int) -> None:
        async with self._uow.single() as tx:
            await self._store.show_taken(tx, row.pool, taken)

    async def _claim(self, row: FlashPoolRow, server_id: str, *, is_held: bool) -> PoolRef | None:
        now = self._clock.now()
        async with self._uow.begin() as tx:
            [found] = await self._store.lock(tx, row.sale.campaign_id, row.sale.sku_id)
            is_free = is_held or found.claimed_until is None or found.claimed_until <= now
            if not found.is_open or not is_free or (found.pool, found.is_loaded) != (row.pool, row.is_loaded):
                return None
            await self._store.claim(tx, found.pool, server_id, now + LOAD_WITHIN, now)
        return replace(found.pool, generation=found.pool.generation + 1)

    async def _close(self, campaign_id: CampaignId, pools: Sequence[FlashPoolRow], *, is_reachable: bool) -> int:
        """Accepts nothing more, waits for what was accepted, and gives the rest back to the stock."""
        now = self._clock.now()
        if not is_reachable and now < pools[0].sale.ends_at + DRAIN_WITHIN:
            return 0
        if is_reachable and not await self._drained(pools, now):
            return 0
        async with self._uow.begin() as tx:
            locked = [row for row in await self._store.lock(tx, campaign_id) if row.is_open]
            if not locked:
                return 0
            for row in locked:
                level = await self._supply.pool_level(tx, campaign_id, row.sale.sku_id)
                await self._store.show_taken(tx, row.pool, level.taken)
            freed = await self._supply.dissolve(tx, campaign_id)
            await self._store.close(tx, campaign_id, now)
        log.info("flash sale closed", campaign=str(campaign_id), freed=freed)
        if is_reachable:
            for row in pools:
                await self._copies.drop(row.pool)
        return 1

    async def _drained(self, pools: Sequence[FlashPoolRow], now: datetime) -> bool:
        waiting = 0
        for row in pools:
            await self._copies.close(row.pool, now)
            state = await self._copies.state(row.pool)
            waiting += state.waiting if state else 0
        return waiting == 0
