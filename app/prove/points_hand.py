"""One of the processes that `siyu prove points` kills: it earns, spends, holds, refunds, adjusts, merges and parts.

What it does n-th is decided by `n` alone. Whoever takes over after a kill begins some steps before the last one that
was acknowledged: what was done already is told again, as callers do who never heard an answer.
"""

import asyncio
import random
import sys
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from uuid import NAMESPACE_OID, UUID, uuid5

from app.settings import load_settings
from app.wiring import Built, build
from domain.members.points_book import Cause
from ports.commerce.api import AfterSaleRefunded, OrderCompleted
from ports.kernel import DomainError, MemberId, OrderId, Tx
from ports.members.points import Earning, Spending

ORDERS_BACK = 12
"""So many steps back a hold or a spending is settled, given back, or refunded."""


class Hand:
    """`members` are the people whose points it handles; other hands handle the same ones."""

    def __init__(self, built: Built, name: str, members: Sequence[MemberId]) -> None:
        self._built = built
        self._services = built.modules.members.points
        self._name = name
        self._members = members

    async def step(self, number: int) -> str:
        """Does it, whole or not at all; what it was, and how it ended."""
        dice = random.Random(f"{self._name}:{number}")  # noqa: S311
        doing = dice.choices(*zip(*self._deeds(), strict=True))[0]
        try:
            if doing == self._sweep:
                done: object = await self._services.book.sweep()
            else:
                async with self._built.services.uow.begin() as tx:
                    done = await doing(tx, number, dice)
        except DomainError as error:
            done = error.code
        return f"{doing.__name__.strip('_')} {done}"

    def _deeds(self) -> list[tuple[Callable[..., Awaitable[object]], int]]:
        return [
            (self._earn, 25),
            (self._spend, 20),
            (self._hold, 10),
            (self._settle, 12),
            (self._give_back, 10),
            (self._told_of_order, 15),
            (self._take_back, 5),
            (self._merge, 3),
            (self._part, 3),
            (self._sweep, 4),
        ]

    def key(self, number: int) -> str:
        return f"{self._name}:{number}"

    def _order(self, number: int) -> OrderId:
        return OrderId(uuid5(NAMESPACE_OID, self.key(number)))

    async def _earn(self, tx: Tx, number: int, dice: random.Random) -> bool:
        until = self._built.clock.now() + timedelta(seconds=dice.choice([1, 5, 20, 3600, 3600, 7200]))
        member = dice.choice(self._members)
        earning = Earning(self.key(number), member, dice.randint(1, 500), "task", "证明", until)
        return await self._services.book.earn(tx, earning)

    async def _spend(self, tx: Tx, number: int, dice: random.Random) -> bool:
        spending = Spending(self.key(number), dice.choice(self._members), dice.randint(1, 300), "lottery", "证明")
        return await self._services.book.spend(tx, spending)

    async def _hold(self, tx: Tx, number: int, dice: random.Random) -> None:
        await self._services.book.hold(tx, dice.choice(self._members), self._order(number), dice.randint(1, 300))

    async def _settle(self, tx: Tx, number: int, dice: random.Random) -> None:
        """Of whatever stands there: most steps held nothing."""
        for back in range(number - ORDERS_BACK, number):
            await self._services.book.settle(tx, self._order(back), paid=dice.random() < 0.5)

    async def _give_back(self, tx: Tx, number: int, dice: random.Random) -> bool:
        spent = dice.choice([self.key(number - dice.randint(1, ORDERS_BACK)), f"checkout:{self._order(number - 3)}"])
        returning = Earning(self.key(number), dice.choice(self._members), dice.randint(1, 200), "refund", "证明")
        return await self._services.book.give_back(tx, spent, returning)

    async def _told_of_order(self, tx: Tx, number: int, dice: random.Random) -> None:
        """Of one order by any of the hands, in whatever order the tidings come."""
        order_id = OrderId(uuid5(NAMESPACE_OID, f"order:{number // 8}"))
        member = self._members[order_id.int % len(self._members)]
        kept_fen = dice.choice([30_000, 20_000, 12_345, 1, 0])
        if dice.random() < 0.5:
            await self._services.orders.on_order_completed(tx, OrderCompleted(order_id, member, kept_fen))
            return
        now = self._built.clock.now()
        event = AfterSaleRefunded(UUID(int=number), order_id, "0000", member, 1, "", now, kept_fen)
        await self._services.orders.on_after_sale_refunded(tx, event)

    async def _take_back(self, tx: Tx, number: int, dice: random.Random) -> bool:
        cause = Cause(self.key(number), "adjustment", "证明")
        return await self._services.book.take_back(tx, dice.choice(self._members), cause, (dice.randint(1, 400), None))

    async def _merge(self, tx: Tx, number: int, dice: random.Random) -> None:
        """As an operator who is sure: everything of the two becomes one, points among it."""
        one, other = dice.sample(self._members, 2)
        merging = self._built.modules.members.identities.merging
        await merging.merge(tx, (one, other), "operator", (f"证明 {self.key(number)}",), "证明")

    async def _part(self, tx: Tx, number: int, dice: random.Random) -> None:
        """One of the merges that stand, whichever; none: nothing happens."""
        pool = await self._built.database.pool()
        standing = [
            row[0] for row in await pool.fetch("select id from members.merge where undone_at is null order by id")
        ]
        if standing:
            merging = self._built.modules.members.identities.merging
            await merging.part(tx, dice.choice(standing), "证明", f"证明 {self.key(number)}")

    async def _sweep(self) -> int:
        return await self._services.book.sweep()


async def main(name: str, start: int, members: Sequence[str]) -> None:
    """Prints `done`, the number and the end of each step."""
    built = build(load_settings())
    async with built.open():
        hand, number = Hand(built, name, [MemberId(UUID(member)) for member in members]), start
        while True:
            ended = await hand.step(number)
            print("done", number, ended, flush=True)
            number += 1


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), sys.argv[3:]))
