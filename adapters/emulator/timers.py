"""Work that happens later. What must survive a restart is written in the books and rescheduled at start."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

log = logging.getLogger("siyu.emulator")


class Timers:
    """Delayed coroutines on the event loop, all ended when the emulator stops."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def after(self, seconds: float, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run `work` once, `seconds` from now; a failure is logged and does not touch its neighbours."""
        task = asyncio.get_running_loop().create_task(self._run(seconds, work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def every(self, seconds: float, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        async def again() -> None:
            try:
                await work()
            finally:
                self.after(seconds, again)

        self.after(seconds, again)

    async def _run(self, seconds: float, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        if seconds > 0:
            await asyncio.sleep(seconds)
        try:
            await work()
        except Exception:
            log.exception("delayed work failed")

    async def stop(self) -> None:
        while self._tasks:
            tasks = list(self._tasks)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._tasks.difference_update(tasks)
