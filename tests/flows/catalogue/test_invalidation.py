"""What one process changes, the others forget; without Valkey nothing breaks."""

import asyncio
from contextlib import suppress
from uuid import uuid4

from adapters.valkey.connection import connect
from adapters.valkey.invalidation import ValkeyInvalidation


async def test_a_change_reaches_every_process(valkey_url: str) -> None:
    here, there = connect(valkey_url), connect(valkey_url)
    # Other tests publish on the same server, whichever of its databases they use.
    topics, forgotten = [f"catalogue:{uuid4()}", f"product:{uuid4()}"], list[str]()
    ours, theirs = ValkeyInvalidation(here), ValkeyInvalidation(there)
    theirs.subscribe(forgotten.append)
    task = asyncio.create_task(theirs.listen())
    try:
        async with asyncio.timeout(10):
            while (await here.pubsub_numsub("siyu:changed"))[0][1] == 0:
                await asyncio.sleep(0.01)
            # Longer than the connection's own time-out for an answer: silence is no error.
            await asyncio.sleep(2.5)
            await ours.changed(topics)
            while topics[-1] not in forgotten:
                await asyncio.sleep(0.01)
        assert [topic for topic in forgotten if topic in topics] == topics
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
