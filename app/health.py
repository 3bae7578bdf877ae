"""Whether this process can serve: PostgreSQL and Valkey answer."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

ANSWER_SECONDS = 2.0


class Health:
    """`probes`: each raises OSError when its server does not answer."""

    def __init__(self, probes: Mapping[str, Callable[[], Awaitable[None]]]) -> None:
        self._probes = probes

    async def check(self) -> dict[str, str]:
        states = await asyncio.gather(*(_state(probe) for probe in self._probes.values()))
        return dict(zip(self._probes, states, strict=True))


async def _state(probe: Callable[[], Awaitable[None]]) -> str:
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            await probe()
    except OSError:
        return "unavailable"
    return "ok"
