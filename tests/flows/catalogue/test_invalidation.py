"""What one process changes, the others forget; without Valkey nothing breaks."""

import asyncio
from contextlib import suppress

from adapters.valkey.connection import connect
from adapters.valkey.invalidation import ValkeyInvalidation


async def test_a_change_reaches_every_process(valkey_url: str) -> None:
    here, there = connect(valkey_url), connect(valkey_url)
    forgotten: list[str] = []
    ours, theirs = ValkeyInvalidation(here), ValkeyInvalidation(there)
    theirs.subscribe(forgotten.append)
    task = asyncio.create_task(theirs.listen())
    try:
        async with asyncio.timeout(10):
            while (await here.pubsub_numsub("siyu:changed"))[0][1] == 0:
                await asyncio.sleep(0.01)
            # Longer than the connection's own time-out for an answer: silence is no error.
            await asyncio.sleep(2.5)
            await ours.changed(["catalogue", "product:1"])
            while len(forgotten) < 2:
                await asyncio.sleep(0.01)
        assert forgotten == ["catalogue", "product:1"]
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await here.aclose()
        await there.aclose()


async def test_our_own_caches_forget_when_valkey_is_away() -> None:
    away = connect("redis://127.0.0.1:1/0")
    invalidation = ValkeyInvalidation(away)
    forgotten: list[str] = []
    invalidation.subscribe(forgotten.append)
    await invalidation.changed(["catalogue"])
    assert forgotten == ["catalogue"]
    await away.aclose()
