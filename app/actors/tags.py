"""Computes whoever is due, beside the actors of a worker process, as soon as one of its reactions says so.

While it computes some, others become due: they are the next batch. A job for each event would cost more than the tags.
"""

import asyncio

import structlog

from domain.members.tag_desk import TagDesk
from domain.members.tag_kick import TagKick
from ports.kernel import StorageUnavailable

PAUSE_SECONDS = 0.3
log = structlog.get_logger("siyu.tags")


class TagFollower:
    def __init__(self, desk: TagDesk, kick: TagKick) -> None:
        self._desk = desk
        self._kick = kick

    async def run(self) -> None:
        """Until cancelled. What it does not manage is done by the sweep."""
        self._kick.is_followed = True
        try:
            while True:
                await self._kick.wait()
                try:
                    await self._desk.compute_due()
                except StorageUnavailable as error:
                    log.info("tags wait for a moment", error=error.text)
                    await asyncio.sleep(PAUSE_SECONDS)
                except Exception as error:  # whatever it is, the next ones must go on
                    log.error("computing tags failed", exc_info=error)
                    await asyncio.sleep(PAUSE_SECONDS)
        finally:
            self._kick.is_followed = False
