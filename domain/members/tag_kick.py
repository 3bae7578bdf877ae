"""A nudge inside one process: somebody is due."""

import asyncio


class TagKick:
    """`is_followed`: this process computes who is due as soon as it is told; else a job has to be sent."""

    def __init__(self) -> None:
        self._told = asyncio.Event()
        self.is_followed = False

    def told(self) -> None:
        """Called on the loop of whoever waits, after the commit."""
        self._told.set()

    async def wait(self) -> None:
        """Until told again; nudges that came meanwhile are one."""
        await self._told.wait()
        self._told.clear()
