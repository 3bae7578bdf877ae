"""`siyu rebuild`: what Valkey held is made good from PostgreSQL after it was lost or emptied.

Valkey holds messages for the workers, which are only hints about delivery rows; cached answers, which servers are
told to forget; and WeChat's access token, which is fetched again at its next use. Nothing else has to be put back.
"""

import asyncio
from collections.abc import Sequence
from itertools import batched

from msgspec import Struct

from app.actors.queue import DELIVER
from app.settings import load_settings
from app.wiring import Built, build
from ports.cache import CATALOGUE

BATCH_MAX = 50


class Rebuilt(Struct, frozen=True):
    """`woken`: deliveries that are due, told to the workers again. `waiting`: due later; a sweep wakes them then."""

    woken: int
    waiting: int


async def rebuild(built: Built) -> Rebuilt:
    now = built.clock.now()
    async with built.services.uow.reading() as tx:
        due, waiting = await built.deliveries.pending(tx, now)
    for some in batched(due, BATCH_MAX):
        told = [(str(delivery_id), kind) for delivery_id, kind in some]
        await asyncio.to_thread(built.queue.send, DELIVER, told)
    await built.invalidation.changed([CATALOGUE])
    return Rebuilt(len(due), waiting)


async def _run() -> int:
    built = build(load_settings())
    async with built.open():
        done = await rebuild(built)
    print(f"deliveries: {done.woken} told to the workers again, {done.waiting} due later")
    print("kept pages: all servers were told to forget theirs")
    print("WeChat's access token: fetched again at its next use")
    return 0


def main(arguments: Sequence[str] = ()) -> int:
    return asyncio.run(_run())
