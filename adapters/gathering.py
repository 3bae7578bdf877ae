"""Calls that meet: those that come while one is under way go together in the next, which is cheaper for all."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextvars import Context

GROUP_MAX = 64


class Gathering[A, R]:
    """`call` answers for many asks, in their order. One call is under way at a time; a lone ask waits for nobody.

    An error of the call is told to every ask that went in it.
    """

    def __init__(self, call: Callable[[list[A]], Awaitable[Sequence[R]]], group_max: int = GROUP_MAX) -> None:
        self._call = call
        self._group_max = group_max
        self._waiting: list[tuple[A, asyncio.Future[R]]] = []
        self._task: asyncio.Task[None] | None = None
        self._is_due = False

    @property
    def is_idle(self) -> bool:
        return self._task is None and not self._waiting

    def ask(self, ask: A) -> asyncio.Future[R]:
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[R] = loop.create_future()
        self._waiting.append((ask, answer))
        if self._task is None and not self._is_due:
            self._is_due = True
            # Whoever asks in the same turn of the loop comes along.
            loop.call_soon(self._send)
        return answer

    def _send(self) -> None:
        self._is_due = False
        some, self._waiting = self._waiting[: self._group_max], self._waiting[self._group_max :]
        # Its own context: what the first of the group is doing is nobody else's affair.
        self._task = asyncio.get_running_loop().create_task(self._answer(some), context=Context())

    async def _answer(self, some: list[tuple[A, asyncio.Future[R]]]) -> None:
        try:
            answers = await self._call([ask for ask, _ in some])
        except BaseException as error:  # everybody is told what went wrong
            for _, waiting in some:
                if not waiting.done():
                    waiting.set_exception(error)
            if not isinstance(error, Exception):
                raise
        else:
            for (_, waiting), answer in zip(some, answers, strict=True):
                if not waiting.done():
                    waiting.set_result(answer)
        finally:
            self._task = None
            if self._waiting:
                self._send()
