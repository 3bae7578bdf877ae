"""Many reservations at once: the calls of one process that meet within a turn of its loop go in one script call."""

import asyncio
from collections.abc import Awaitable, Callable

from ports.promotion.flash import Ask, PoolRef

BATCH_MAX = 64
IN_FLIGHT_MAX = 1
"""Per pool. More callers wait for an answer that is under way: then they go together, which is cheaper for all."""

Call = Callable[[PoolRef, list[tuple[Ask, str]]], Awaitable[list[int]]]
_Waiting = tuple[Ask, str, asyncio.Future[int]]


class _Line:
    """The callers of one pool."""

    __slots__ = ("in_flight", "is_due", "waiting")

    def __init__(self) -> None:
        self.waiting: list[_Waiting] = []
        self.in_flight = 0
        self.is_due = False


class Batches:
    """`call` answers for many asks of one pool, in their order."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._lines: dict[PoolRef, _Line] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def ask(self, pool: PoolRef, ask: Ask, at: str) -> asyncio.Future[int]:
        loop = asyncio.get_running_loop()
        line = self._lines.get(pool)
        if line is None:
            line = self._lines[pool] = _Line()
        answer: asyncio.Future[int] = loop.create_future()
        line.waiting.append((ask, at, answer))
        if not line.is_due and line.in_flight < IN_FLIGHT_MAX:
            line.is_due = True
            loop.call_soon(self._send, pool, line)
        return answer

    def _send(self, pool: PoolRef, line: _Line) -> None:
        line.is_due = False
        while line.waiting and line.in_flight < IN_FLIGHT_MAX:
            some, line.waiting = line.waiting[:BATCH_MAX], line.waiting[BATCH_MAX:]
            line.in_flight += 1
            task = asyncio.get_running_loop().create_task(self._answer(pool, line, some))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _answer(self, pool: PoolRef, line: _Line, some: list[_Waiting]) -> None:
        try:
            answers = await self._call(pool, [(ask, at) for ask, at, _ in some])
        except BaseException as error:  # every caller is told what went wrong
            for _, _, waiting in some:
                if not waiting.done():
                    waiting.set_exception(error)
            if not isinstance(error, Exception):
                raise
        else:
            for (_, _, waiting), answer in zip(some, answers, strict=True):
                if not waiting.done():
                    waiting.set_result(answer)
        finally:
            line.in_flight -= 1
            self._send(pool, line)
            if not line.waiting and not line.in_flight:
                self._lines.pop(pool, None)
