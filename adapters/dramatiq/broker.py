"""The broker over Valkey, and the waker that tells workers of new delivery rows."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import Future
from typing import Any

import dramatiq
import structlog
import uvloop
from dramatiq.asyncio import EventLoopThread, get_event_loop_thread, set_event_loop_thread
from dramatiq.brokers.redis import RedisBroker
from dramatiq.middleware import AgeLimit, AsyncIO, Middleware, Retries, ShutdownNotifications
from redis.exceptions import RedisError

from ports.deliveries import Due, following

QUEUE = "default"
GATHER_SECONDS = 0.002
BATCH_MAX = 50
log = structlog.get_logger("siyu.waker")


class FastLoopThread(EventLoopThread):
    def __init__(self, logger: logging.Logger) -> None:
        super().__init__(logger)
        self.loop.close()
        self.loop = uvloop.new_event_loop()


class FastAsyncIO(AsyncIO):
    """Dramatiq's own, on the event loop that the server uses too."""

    def before_worker_boot(self, broker: dramatiq.Broker, worker: dramatiq.Worker) -> None:
        thread = FastLoopThread(self.logger)
        thread.start(timeout=1.0)
        set_event_loop_thread(thread)


class Beside(Middleware):
    """Work that runs beside the actors, on their loop, as long as the worker process lives."""

    def __init__(self, work: Callable[[], Coroutine[None, None, None]]) -> None:
        self._work = work
        self._running: Future[None] | None = None

    def after_worker_boot(self, broker: dramatiq.Broker, worker: dramatiq.Worker) -> None:
        thread = get_event_loop_thread()
        assert thread is not None, "the loop of the actors is started before"
        self._running = asyncio.run_coroutine_threadsafe(self._work(), thread.loop)

    def before_worker_shutdown(self, broker: dramatiq.Broker, worker: dramatiq.Worker) -> None:
        if self._running is not None:
            self._running.cancel()


def make_broker(valkey_url: str) -> RedisBroker:
    """Retries are off: a delivery row knows its own attempts, a sweep comes again by itself."""
    middleware: list[Middleware] = [AgeLimit(), ShutdownNotifications(), Retries(max_retries=0), FastAsyncIO()]
    broker = RedisBroker(url=valkey_url, middleware=middleware)  # type: ignore[no-untyped-call]
    broker.declare_queue(QUEUE)
    return broker


class DramatiqSender:
    """Sends to an actor by its name. A broker that does not answer costs a second: sweeps find what was not sent."""

    def __init__(self, broker: RedisBroker) -> None:
        self._broker = broker

    def send(self, actor: str, argument: object, max_age_seconds: int | None = None) -> None:
        """Blocks for a round trip."""
        options: dict[str, Any] = {"max_age": max_age_seconds * 1000} if max_age_seconds else {}
        message: dramatiq.Message[Any] = dramatiq.Message(
            queue_name=QUEUE, actor_name=actor, args=(argument,), kwargs={}, options=options
        )
        try:
            self._broker.enqueue(message)
        except (RedisError, dramatiq.errors.ConnectionError) as error:
            log.warning("not sent; a sweep will find it", actor=actor, error=str(error))


class BatchingWaker:
    """Implements `ports.deliveries.Waker`: rows of a few milliseconds go in one message, sent from a thread."""

    def __init__(self, sender: DramatiqSender, actor: str) -> None:
        self._sender = sender
        self._actor = actor
        self._waiting: list[tuple[str, str]] = []
        self._timer: asyncio.TimerHandle | None = None

    def wake(self, due: Sequence[Due]) -> None:
        if (found := following.get()) is not None:
            found.extend(due)
            return
        self._waiting.extend((str(delivery_id), kind) for delivery_id, kind in due)
        if self._waiting and self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(GATHER_SECONDS, self._flush)

    def _flush(self) -> None:
        waiting, self._waiting, self._timer = self._waiting, [], None
        loop = asyncio.get_running_loop()
        for start in range(0, len(waiting), BATCH_MAX):
            loop.run_in_executor(None, self._sender.send, self._actor, waiting[start : start + BATCH_MAX])
