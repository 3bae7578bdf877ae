"""Whether this process can serve: PostgreSQL and Valkey answer."""

import asyncio

import asyncpg
from redis.asyncio import Redis
from redis.exceptions import RedisError

from adapters.postgres.database import Database

ANSWER_SECONDS = 2.0


class Health:
    def __init__(self, database: Database, valkey: "Redis[bytes]") -> None:
        self._database = database
        self._valkey = valkey

    async def check(self) -> dict[str, str]:
        postgres, valkey = await asyncio.gather(self._postgres(), self._ping())
        return {"postgres": postgres, "valkey": valkey}

    async def _postgres(self) -> str:
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                pool = await self._database.pool()
                await pool.fetchval("select 1")
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            return "unavailable"
        return "ok"

    async def _ping(self) -> str:
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await self._valkey.ping()
        except (OSError, TimeoutError, RedisError):
            return "unavailable"
        return "ok"
