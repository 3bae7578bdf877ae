"""`siyu rebuild`: what Valkey held is made good from PostgreSQL after it was lost or emptied.

Valkey holds messages for the workers, which are only hints about delivery rows; cached answers, which servers are
told to forget; WeChat's access token, which is fetched again at its next use; and the copies of flash sale pools, which
are drained and made anew. Nothing else has to be put back.
"""

import asyncio
import time
from collections.abc import Sequence
from itertools import batched

from msgspec import Struct

from app.actors.queue import DELIVER
from app.settings import load_settings
from app.wiring import Built, build
from domain.promotion.flash_keeper import FlashKeeper
from ports.cache import CATALOGUE

BATCH_MAX = 50
DRAIN_SECONDS = 15.0
DRAIN_POLL_SECONDS = 0.05


class Rebuilt(Struct, frozen=True):
    """`woken`: deliveries that are due, told to the workers again. `waiting`: due later; a sweep wakes them then.

    `copies`: pools of flash sales that were loaded again.
    """

    woken: int
    waiting: int
    copies: int = 0


async def rebuild(built: Built) -> Rebuilt:
    now = built.clock.now()
    async with built.services.uow.reading() as tx:
        due, waiting = await built.deliveries.pending(tx, now)
    for some in batched(due, BATCH_MAX):
        told = [(str(delivery_id), kind) for delivery_id, kind in some]
        await asyncio.to_thread(built.queue.send, DELIVER, told)
    await built.invalidation.changed([CATALOGUE])
    return Rebuilt(len(due), waiting, await rebuild_flash(built.modules.promotion.flash.keeper))


async def rebuild_flash(keeper: FlashKeeper) -> int:
    """Pauses every copy, waits for the consumers to finish what was queued, and loads the next generation.

    Who still waits after DRAIN_SECONDS, because no consumer runs, is told to queue again.
    """
    server_id = await keeper.server_id()
    rows = await keeper.open_pools()
    for row in rows:
        await keeper.pause(row)
    until = time.monotonic() + DRAIN_SECONDS
    while sum([await keeper.waiting(row) for row in rows]):
        if time.monotonic() > until:
            break
        await asyncio.sleep(DRAIN_POLL_SECONDS)
    return sum([await keeper.remake(row, server_id, is_held=True) for row in rows])


async def _run() -> int:
    built = build(load_settings())
    async with built.open():
        done = await rebuild(built)
    print(f"deliveries: {done.woken} told to the workers again, {done.waiting} due later")
    print(f"flash sales: {done.copies} pools loaded again from PostgreSQL")
    print("kept pages: all servers were told to forget theirs")
    print("WeChat's access token: fetched again at its next use")
    return 0


def main(arguments: Sequence[str] = ()) -> int:
    return asyncio.run(_run())
