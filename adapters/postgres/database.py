"""The connection pool."""

import asyncio
from typing import Any

import asyncpg

STATEMENTS_CACHED = 1000


async def _keep(connection: Any) -> None:
    """Replaces the query that asyncpg sends at every release, a round trip that doubled the price of a read.

    Our connections hold no session state; an open transaction is rolled back by the driver before this is called.
    """


class Database:
    """A pool of asyncpg connections, opened at first use on the loop that uses it."""

    def __init__(self, url: str, *, connections_max: int = 20) -> None:
        self._url = url.replace("postgresql+asyncpg://", "postgresql://")
        self._connections_max = connections_max
        self._pool: asyncpg.Pool | None = None
        self._opening = asyncio.Lock()

    async def pool(self) -> asyncpg.Pool:
        if self._pool is None:
            async with self._opening:
                if self._pool is None:
                    self._pool = await asyncpg.create_pool(
                        self._url,
                        min_size=1,
                        max_size=self._connections_max,
                        statement_cache_size=STATEMENTS_CACHED,
                        max_inactive_connection_lifetime=60,
                        command_timeout=30,
                        reset=_keep,
                        server_settings={
                            "timezone": "UTC",
                            "application_name": "siyu",
                            "jit": "off",
                            "max_parallel_workers_per_gather": "0",
                        },
                    )
        return self._pool

    async def probe(self) -> None:
        """Raises OSError when the server does not answer."""
        try:
            await (await self.pool()).fetchval("select 1")
        except (asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise ConnectionError("PostgreSQL does not answer") from error

    async def close(self) -> None:
        if self._pool is not None:
            await self._pool.close()
            self._pool = None
