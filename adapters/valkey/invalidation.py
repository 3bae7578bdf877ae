"""Cache invalidation over publish and subscribe. A hint: losing one only leaves the staleness bound."""

import asyncio
from collections.abc import Callable, Sequence

import msgspec
import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

CHANNEL = "siyu:changed"
RECONNECT_SECONDS = 2.0
GATHER_SECONDS = 0.002
LISTEN_SECONDS = 30.0
log = structlog.get_logger("siyu.invalidation")
_topics = msgspec.json.Decoder(list[str])


class ValkeyInvalidation:
    """Implements `ports.cache.Invalidation`. `listen` runs as a task for the life of a server process."""

    def __init__(self, valkey: Redis) -> None:
        self._valkey = valkey
        self._forget: list[Callable[[str], None]] = []

    async def changed(self, topics: Sequence[str]) -> None:
        self._tell(topics)
        try:
            await self._valkey.publish(CHANNEL, msgspec.json.encode(list(topics)))
        except (RedisError, OSError) as error:
            log.warning("other processes were not told", topics=len(topics), error=str(error))

    def subscribe(self, forget: Callable[[str], None]) -> None:
        self._forget.append(forget)

    async def listen(self) -> None:
        """Until cancelled. Reconnects when Valkey comes back."""
        while True:
            try:
                async with self._valkey.pubsub(ignore_subscribe_messages=True) as channel:
                    await channel.subscribe(CHANNEL)
                    while True:
                        # None: nothing was told for a while, which is how it mostly is.
                        message = await channel.get_message(timeout=LISTEN_SECONDS)
                        if message is not None:
                            self._tell(_topics.decode(message["data"]))
            except (RedisError, OSError, msgspec.DecodeError) as error:
                log.info("not listening for a moment", error=str(error))
                await asyncio.sleep(RECONNECT_SECONDS)

    def _tell(self, topics: Sequence[str]) -> None:
        for topic in topics:
            for forget in self._forget:
                forget(topic)


class Hint:
    """Of what happens many times a second: told once for the commits of a few milliseconds, and nobody waits for it."""

    def __init__(self, invalidation: ValkeyInvalidation, topic: str) -> None:
        self._invalidation = invalidation
        self._topic = topic
        self._timer: asyncio.TimerHandle | None = None
        self._telling: set[asyncio.Task[None]] = set()

    def tell(self) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(GATHER_SECONDS, self._flush)

    def _flush(self) -> None:
        self._timer = None
        task = asyncio.get_running_loop().create_task(self._invalidation.changed([self._topic]))
        # The loop itself keeps no task alive.
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)
