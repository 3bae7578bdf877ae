"""The consumers of the flash sale's queue: one in each worker process, beside the actors.

It takes bundles of tickets and has commerce write their orders. A bundle leaves the queue only after its transaction;
whoever dies before that leaves it to another one, who writes the same again, which changes nothing.
"""

import asyncio
import os
import socket
import time
from collections.abc import Sequence
from itertools import groupby

import structlog
from msgspec import Struct
from prometheus_client import Counter

from domain.commerce.flash_orders import FlashOrders
from domain.promotion.flash_keeper import FlashKeeper
from ports.kernel import CampaignId, StorageUnavailable
from ports.promotion.flash import Bundle, FlashStream, PoolRef, QueueUnavailable
from ports.promotion.flash_orders import FlashBatch

BATCH_TICKETS = 200
"""A bundle more may come on top."""

BUNDLES_MAX = 40
LOOK_SECONDS = 0.5
WAIT_SECONDS = 0.5
CLAIM_SECONDS = 1.0
PAUSE_SECONDS = 0.3
ALONE_MAX = 3
GIVEN_UP = "系统出了点问题，这次没有抢到，请再试一次"
log = structlog.get_logger("siyu.flash")
WRITTEN = Counter("siyu_flash_tickets", "Tickets of flash sales that consumers took from the queue", ["outcome"])


class _Task(Struct):
    """The consumer's work on one campaign, and the pools that it reads."""

    pools: list[PoolRef]
    work: asyncio.Task[None] | None = None


class FlashConsumer:
    def __init__(self, stream: FlashStream, keeper: FlashKeeper, orders: FlashOrders) -> None:
        self._stream = stream
        self._keeper = keeper
        self._orders = orders
        self._name = f"{socket.gethostname()}:{os.getpid()}:{id(self):x}"
        self._tasks: dict[CampaignId, _Task] = {}

    async def run(self) -> None:
        """Until cancelled: looks which campaigns sell, and works on each."""
        try:
            while True:
                try:
                    await self._look()
                except (StorageUnavailable, QueueUnavailable) as error:
                    log.info("flash sales cannot be looked up for a moment", error=error.text)
                except Exception as error:  # whatever it is, the sales must go on
                    log.error("looking up flash sales failed", exc_info=error)
                await asyncio.sleep(LOOK_SECONDS)
        finally:
            for task in self._tasks.values():
                if task.work is not None:
                    task.work.cancel()

    async def _look(self) -> None:
        found: dict[CampaignId, list[PoolRef]] = {}
        for row in await self._keeper.open_pools():
            if row.is_loaded:
                found.setdefault(row.sale.campaign_id, []).append(row.pool)
        for campaign_id, pools in found.items():
            task = self._tasks.setdefault(campaign_id, _Task([]))
            task.pools = pools
            if task.work is None or task.work.done():
                task.work = asyncio.create_task(self._follow(task))
        for campaign_id in self._tasks.keys() - found.keys():
            # The work ends by itself: it reads no pools any more.
            self._tasks.pop(campaign_id).pools = []

    async def _follow(self, task: _Task) -> None:
        claimed_at = 0.0
        while task.pools:
            pools = task.pools
            try:
                if time.monotonic() - claimed_at > CLAIM_SECONDS:
                    claimed_at = time.monotonic()
                    for pool in pools:
                        await self.handle(pool, await self._stream.claim(pool, self._name, BUNDLES_MAX))
                read = await self._stream.read(pools, self._name, BUNDLES_MAX, WAIT_SECONDS)
                for pool, bundles in groupby(read, key=lambda one: one[0]):
                    await self.handle(pool, [bundle for _, bundle in bundles])
            except (StorageUnavailable, QueueUnavailable) as error:
                log.info("a flash sale waits for a moment", campaign=str(pools[0].campaign_id), error=error.text)
                await asyncio.sleep(PAUSE_SECONDS)
                await self._mend()
            except Exception as error:  # the bundles are claimed again
                log.error("a flash sale's bundles failed", campaign=str(pools[0].campaign_id), exc_info=error)
                await asyncio.sleep(PAUSE_SECONDS)

    async def _mend(self) -> None:
        """The clock's sweep comes by way of the server that may just have been lost; this way is shorter."""
        try:
            await self._keeper.sweep()
        except (StorageUnavailable, QueueUnavailable) as error:
            log.info("flash sales cannot be kept for a moment", error=error.text)

    async def handle(self, pool: PoolRef, bundles: Sequence[Bundle]) -> None:
        """In their order, about BATCH_TICKETS tickets in a transaction."""
        some: list[Bundle] = []
        tickets = 0
        for bundle in bundles:
            some.append(bundle)
            tickets += len(bundle.tickets)
            if tickets >= BATCH_TICKETS:
                await self._write(pool, some)
                some, tickets = [], 0
        if some:
            await self._write(pool, some)

    async def _write(self, pool: PoolRef, bundles: Sequence[Bundle]) -> None:
        tickets = tuple(ticket for bundle in bundles for ticket in bundle.tickets)
        try:
            placed = await self._orders.write(FlashBatch(pool, tickets))
        except StorageUnavailable:
            raise
        except Exception as error:  # one of them may be at fault: they are tried one by one
            log.error("a batch of a flash sale failed", tickets=len(tickets), exc_info=error)
            placed = await self._one_by_one(FlashBatch(pool, tickets))
        WRITTEN.labels("ordered").inc(placed)
        WRITTEN.labels("other").inc(len(tickets) - placed)
        await self._stream.finish(pool, bundles)

    async def _one_by_one(self, batch: FlashBatch) -> int:
        placed = 0
        for ticket in batch.tickets:
            placed += await self._alone(FlashBatch(batch.pool, (ticket,)))
        return placed

    async def _alone(self, batch: FlashBatch) -> int:
        """Given up only when it fails again and again: its member is told, the others go on."""
        ticket = str(batch.tickets[0].ask.ticket_id)
        for attempt in range(1, ALONE_MAX + 1):
            try:
                return await self._orders.write(batch)
            except StorageUnavailable:
                raise
            except Exception as error:  # whatever it is, the others must not wait for it
                log.error("a ticket of a flash sale failed", ticket=ticket, attempt=attempt, exc_info=error)
        await self._orders.refuse(batch, GIVEN_UP)
        return 0
