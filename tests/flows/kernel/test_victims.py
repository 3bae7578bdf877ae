"""Two transactions that lock in two orders: the server gives one up, and its caller hears that storage is away."""

import asyncio

from sqlalchemy import text

from adapters.postgres.sql import Statement
from adapters.postgres.unit_of_work import PostgresUnitOfWork
from ports.kernel import StorageUnavailable

_LOCK = Statement(text("select pg_advisory_xact_lock(:key)"))


async def test_the_victim_of_a_deadlock_may_try_again(uow: PostgresUnitOfWork) -> None:
    first_is_held = asyncio.Barrier(2)

    async def both(keys: tuple[int, int]) -> None:
        async with uow.begin() as tx:
            await _LOCK.all(tx, key=keys[0])
            await first_is_held.wait()
            await _LOCK.all(tx, key=keys[1])

    done = await asyncio.gather(both((91, 92)), both((92, 91)), return_exceptions=True)
    assert [type(one) for one in done if one is not None] == [StorageUnavailable]
    first_is_held = asyncio.Barrier(1)
    await both((91, 92))
