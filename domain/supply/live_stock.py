"""The live feed of one process: it reads for all its followers, and only while there are some (S2)."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import suppress
from weakref import WeakSet

from msgspec.structs import replace

from domain.supply.live import (
    CATCH_UP_MAX,
    Mailbox,
    Show,
    Told,
    TooManyFollowers,
    read_event_id,
    wanted,
)
from ports.cache import STOCK
from ports.governance.api import Actor
from ports.kernel import SkuId, StorageUnavailable, UnitOfWork
from ports.supply.live import Reading, StockChange, StockFeed

BATCH_MAX = 500
POLL_SECONDS = 0.25
"""How late a change is told whose hint was lost."""
BREATH_SECONDS = 0.005
"""Between two readings, however many hints come: a busy shop is read in gulps."""
RETRY_SECONDS = 1.0
BEAT_SECONDS = 15.0
FOLLOW_SECONDS_MAX = 600.0
"""Then the follower is let go and comes again: with a session that still holds, to the process that has room."""


class Follower:
    """A mailbox, and the bell that rings when something is in it."""

    def __init__(self, mailbox: Mailbox) -> None:
        self.mailbox = mailbox
        self.bell = asyncio.Event()

    def cut(self) -> None:
        self.mailbox.is_cut = True
        self.bell.set()


class LiveStock:
    """`follow` for shoppers, `follow_as` for operators."""

    def __init__(self, uow: UnitOfWork, feed: StockFeed, followers_max: int) -> None:
        self._uow = uow
        self._feed = feed
        self._followers_max = followers_max
        # Weak: a follower that went away before it was told anything leaves no trace.
        self._followers: WeakSet[Follower] = WeakSet()
        self._woken = asyncio.Event()
        self._reader: asyncio.Task[None] | None = None
        self._ready: asyncio.Future[bool] | None = None
        self._is_closed = False

    def wake(self, topic: str) -> None:
        """Subscribed to `ports.cache.Invalidation`."""
        if topic == STOCK:
            self._woken.set()

    async def follow_as(
        self, actor: Actor, sku_ids: Sequence[SkuId] | None, last_event_id: str | None, show: Show
    ) -> AsyncGenerator[Told]:
        """Without SKUs: all of them."""
        actor.require("stock.read")
        return await self._follow(None if sku_ids is None else wanted(sku_ids), last_event_id, show)

    async def follow(self, sku_ids: Sequence[SkuId], last_event_id: str | None, show: Show) -> AsyncGenerator[Told]:
        """Raises Invalid, TooManyFollowers, StorageUnavailable; from then on the stream just ends."""
        return await self._follow(wanted(sku_ids), last_event_id, show)

    def let_go(self) -> None:
        """Ends every stream and takes no new follower: the process is about to end."""
        self._is_closed = True
        self._cut_all()

    async def close(self) -> None:
        self.let_go()
        if self._reader is not None:
            self._reader.cancel()
            with suppress(asyncio.CancelledError):
                await self._reader

    async def _follow(
        self, sku_ids: frozenset[SkuId] | None, last_event_id: str | None, show: Show
    ) -> AsyncGenerator[Told]:
        if self._is_closed or len(self._followers) >= self._followers_max:
            raise TooManyFollowers
        follower = Follower(Mailbox(sku_ids, show))
        self._followers.add(follower)
        # The reader stands somewhere before the first reading is begun: what is in neither does not exist.
        await self._reading()
        last = read_event_id(last_event_id)
        async with self._uow.reading() as tx:
            asked = None if sku_ids is None else sorted(sku_ids)
            first = await self._feed.after(tx, last, asked, CATCH_UP_MAX) if last is not None else None
            if first is None or not (first.is_known and first.is_whole):
                first, last = await self._feed.picture(tx, asked or ()), None
        return self._tell(follower, follower.mailbox.start(first, last))

    async def _tell(self, follower: Follower, first: Sequence[Told]) -> AsyncGenerator[Told]:
        mailbox, bell = follower.mailbox, follower.bell
        ends_at = asyncio.get_running_loop().time() + FOLLOW_SECONDS_MAX
        try:
            for told in first:
                yield told
            while not mailbox.is_cut and asyncio.get_running_loop().time() < ends_at:
                bell.clear()
                for figure in mailbox.take():
                    yield figure
                if bell.is_set():
                    continue
                try:
                    async with asyncio.timeout(BEAT_SECONDS):
                        await bell.wait()
                except TimeoutError:
                    if not bell.is_set():
                        yield mailbox.beat()
        finally:
            self._followers.discard(follower)

    async def _reading(self) -> None:
        """Returns when the reader knows where it stands. Raises StorageUnavailable."""
        if self._reader is None:
            self._ready = asyncio.get_running_loop().create_future()
            self._reader = asyncio.create_task(self._read(self._ready))
        assert self._ready is not None
        if not await asyncio.shield(self._ready):
            raise StorageUnavailable

    async def _read(self, ready: asyncio.Future[bool]) -> None:
        try:
            try:
                async with self._uow.reading() as tx:
                    position = (await self._feed.picture(tx, ())).position
            except StorageUnavailable:
                return
            ready.set_result(True)
            early: dict[SkuId, StockChange] = {}
            while self._followers:
                self._woken.clear()
                try:
                    async with self._uow.reading() as tx:
                        reading = await self._feed.after(tx, position, None, BATCH_MAX)
                except StorageUnavailable:
                    await asyncio.sleep(RETRY_SECONDS)
                    continue
                early = self._hand_out(reading, early)
                if reading.is_whole or reading.position == position:
                    await self._pause()
                position = reading.position
        finally:
            # Whatever ended the reader, nobody is left waiting for it.
            self._reader = None
            self._cut_all()
            if not ready.done():
                ready.set_result(False)

    def _hand_out(self, reading: Reading, early: dict[SkuId, StockChange]) -> dict[SkuId, StockChange]:
        """A move that is not settled comes with every reading: it is told once. Returns those."""
        news = replace(reading, changes=tuple(one for one in reading.changes if early.get(one.sku_id) != one))
        for follower in list(self._followers):
            if follower.mailbox.put(news):
                follower.bell.set()
        return {one.sku_id: one for one in reading.changes if not one.is_settled}

    async def _pause(self) -> None:
        await asyncio.sleep(BREATH_SECONDS)
        try:
            async with asyncio.timeout(POLL_SECONDS):
                await self._woken.wait()
        except TimeoutError:
            return

    def _cut_all(self) -> None:
        for follower in list(self._followers):
            follower.cut()
