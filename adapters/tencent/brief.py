"""Looking something up in Valkey that we can do without: a cache that hangs must not cost a customer's time."""

import asyncio
from collections.abc import Awaitable

SECONDS_MAX = 0.5


async def briefly[T](work: Awaitable[T]) -> T:
    """Raises TimeoutError, which is an OSError, besides what `work` raises."""
    async with asyncio.timeout(SECONDS_MAX):
        return await work
