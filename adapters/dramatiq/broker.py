"""The broker over Valkey, and the waker that tells workers of new delivery rows."""

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import dramatiq
import structlog
from dramatiq.brokers.redis import RedisBroker
from dramatiq.middleware import AgeLimit, AsyncIO, Middleware, Retries, ShutdownNotifications
from redis.exceptions import RedisError

QUEUE = "default"
DELIVER = "deliver"
SWEEP = "sweep"
GATHER_SECONDS = 0.002
BATCH_MAX = 50
log = structlog.get_logger("siyu.waker")


def make_broker(valkey_url: str) -> RedisBroker:
    """Retries are off: a delivery row knows its own attempts, a sweep comes again by itself."""
    middleware: list[Middleware] = [AgeLimit(), ShutdownNotifications(), Retries(max_retries=0), AsyncIO()]
    broker = RedisBroker(url=valkey_url, middleware=middleware)
    broker.declare_queue(QUEUE)
    return broker


def message(actor: str, *args: Any, max_age_ms: int | None = None) -> "dramatiq.Message[Any]":
    options = {"max_age": max_age_ms} if max_age_ms else {}
    return dramatiq.Message(queue_name=QUEUE, actor_name=actor, args=args, kwargs={}, options=options)


class BatchingWaker:
    """Implements `adapters.postgres.unit_of_work.Waker`: rows of a few milliseconds go in one message.

    Sending is a blocking call, so it runs in a thread; a lost message costs a second, until the sweeper comes.
    """

    def __init__(self, broker: RedisBroker) -> None:
        self._broker = broker
        self._waiting: list[tuple[str, str]] = []
        self._timer: asyncio.TimerHandle | None = None
        self._sending: set[asyncio.Future[None]] = set()

    def wake(self, due: Sequence[tuple[UUID, str]]) -> None:
        self._waiting.extend((str(delivery_id), kind) for delivery_id, kind in due)
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(GATHER_SECONDS, self._flush)

    def _flush(self) -> None:
        waiting, self._waiting, self._timer = self._waiting, [], None
        loop = asyncio.get_running_loop()
        for start in range(0, len(waiting), BATCH_MAX):
            sent = loop.run_in_executor(None, self._send, waiting[start : start + BATCH_MAX])
            self._sending.add(sent)
            sent.add_done_callback(self._sending.discard)

    def _send(self, batch: list[tuple[str, str]]) -> None:
        try:
            self._broker.enqueue(message(DELIVER, batch))
        except (RedisError, dramatiq.errors.ConnectionError) as error:
            log.warning("workers were not woken; the sweeper will find the rows", rows=len(batch), error=str(error))
