"""The shop as the seed holds it: its services, its time, and the outer world of the past."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from app.actors.deliver import Deliverer
from app.seed.clock import OwnDeliveries, PastClock
from app.seed.outside import PastBank, PastCouriers
from app.wiring import Built
from ports.governance.api import Actor
from ports.kernel import MemberId, SkuId, WarehouseId

AT_ONCE_MAX = 6


@dataclass
class Shop:
    """`skus` is by (product, place among its SKUs); `refusals` counts what the rules did not allow."""

    built: Built
    deliverer: Deliverer
    clock: PastClock
    own: OwnDeliveries
    bank: PastBank
    couriers: PastCouriers
    now: datetime
    actors: dict[str, Actor] = field(default_factory=dict)
    members: list[MemberId] = field(default_factory=list)
    skus: dict[tuple[int, int], SkuId] = field(default_factory=dict)
    sites: dict[str, WarehouseId] = field(default_factory=dict)
    refusals: Counter[str] = field(default_factory=Counter)

    def at(self, moment: datetime) -> None:
        """From here on in this task it is this time."""
        self.clock.set(moment)
        self.own.open()

    async def settle(self) -> None:
        """What was caused by this task is delivered."""
        await self.own.deliver(self.deliverer)


async def side_by_side[T](things: Iterable[T], act: Callable[[T], Awaitable[None]]) -> None:
    """A few at a time; the first failure ends all."""
    gate = asyncio.Semaphore(AT_ONCE_MAX)

    async def one(thing: T) -> None:
        async with gate:
            await act(thing)

    async with asyncio.TaskGroup() as group:
        for thing in things:
            group.create_task(one(thing))
