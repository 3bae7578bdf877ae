"""The radar's feed of one process: it reads for all its followers, and only while there are some (ADR 0034)."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from weakref import WeakSet

from msgspec import Struct

from domain.community.radar_live import (
    CATCH_UP_MAX,
    Mailbox,
    RadarNews,
    RadarPicture,
    RadarTold,
    TooManyGuides,
    Wants,
    event_id,
    read_event_id,
)
from ports.cache import EVENTS
from ports.community.radar import FeedPlace, FeedReading, RadarViews
from ports.kernel import Clock, StorageUnavailable, Tx, UnitOfWork

BATCH_MAX = 500
POLL_SECONDS = 0.25
"""How late an event is told whose hint was lost."""
BREATH_SECONDS = 0.02
RETRY_SECONDS = 1.0
BEAT_SECONDS = 15.0
FOLLOW_SECONDS_MAX = 600.0
LOOK_BACK = timedelta(days=2)
"""Events are clamped to a day: so far back the feed can have news."""
FOLLOWERS_MAX = 2000
ReadPicture = Callable[[Tx], Awaitable[tuple[Struct, ...]]]
"""What a follower is shown at first."""


class _Follower:
    def __init__(self, mailbox: Mailbox) -> None:
        self.mailbox = mailbox
        self.bell = asyncio.Event()

    def cut(self) -> None:
        self.mailbox.is_cut = True
        self.bell.set()


class RadarFeed:
    def __init__(self, uow: UnitOfWork, views: RadarViews, clock: Clock, followers_max: int = FOLLOWERS_MAX) -> None:
        self._uow = uow
        self._views = views
        self._clock = clock
        self._followers_max = followers_max
        # Weak: a follower that went away before it was told anything leaves no trace.
        self._followers: WeakSet[_Follower] = WeakSet()
        self._woken = asyncio.Event()
        self._reader: asyncio.Task[None] | None = None
        self._ready: asyncio.Future[bool] | None = None
        self._is_closed = False

    def wake(self, topic: str) -> None:
        """Subscribed to `ports.cache.Invalidation`."""
        if topic == EVENTS:
            self._woken.set()

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

    async def follow(
        self, name: str, wants: Wants, last_event_id: str | None, picture: ReadPicture
    ) -> AsyncGenerator[RadarTold]:
        """`picture` is told first, unless what was missed is little. Raises TooManyGuides, StorageUnavailable."""
        if self._is_closed or len(self._followers) >= self._followers_max:
            raise TooManyGuides
        # The reader stands somewhere before the picture is read: what is in neither does not exist.
        follower = _Follower(Mailbox(name, wants, FeedPlace()))
        self._followers.add(follower)
        await self._reading()
        async with self._uow.reading() as tx:
            place, first = await self._first(tx, (name, wants), last_event_id, picture)
        follower.mailbox.put(place, ())
        return self._tell(follower, first)

    async def _first(
        self, tx: Tx, given: tuple[str, Wants], last_event_id: str | None, picture: ReadPicture
    ) -> tuple[FeedPlace, list[RadarTold]]:
        name, wants = given
        last = read_event_id(last_event_id)
        if last is not None and await self._views.is_known(tx, last):
            missed = await self._views.after(tx, last, self._clock.now() - LOOK_BACK, CATCH_UP_MAX)
            if missed.is_whole:
                shown = [(event, wants(event)) for event in missed.events]
                return missed.place, [
                    RadarNews(event_id(event.place) if event.is_settled else None, name, item)
                    for event, item in shown
                    if item is not None
                ]
        place = await self._views.place(tx)
        return place, [RadarPicture(event_id(place), await picture(tx))]

    async def _tell(self, follower: _Follower, first: Sequence[RadarTold]) -> AsyncGenerator[RadarTold]:
        mailbox, bell = follower.mailbox, follower.bell
        ends_at = asyncio.get_running_loop().time() + FOLLOW_SECONDS_MAX
        try:
            for told in first:
                yield told
            while not mailbox.is_cut and asyncio.get_running_loop().time() < ends_at:
                bell.clear()
                for news in mailbox.take():
                    yield news
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
                    place = await self._views.place(tx)
            except StorageUnavailable:
                return
            ready.set_result(True)
            early: frozenset[FeedPlace] = frozenset()
            while self._followers:
                self._woken.clear()
                try:
                    async with self._uow.reading() as tx:
                        reading = await self._views.after(tx, place, self._clock.now() - LOOK_BACK, BATCH_MAX)
                except StorageUnavailable:
                    await asyncio.sleep(RETRY_SECONDS)
                    continue
                early = self._hand_out(reading, early)
                if reading.is_whole or reading.place == place:
                    await self._pause()
                place = reading.place
        finally:
            # Whatever ended the reader, nobody is left waiting for it.
            self._reader = None
            self._cut_all()
            if not ready.done():
                ready.set_result(False)

    def _hand_out(self, reading: FeedReading, early: frozenset[FeedPlace]) -> frozenset[FeedPlace]:
        """What is not settled comes with every reading: it is told once. Returns those."""
        news = [event for event in reading.events if event.place not in early]
        for follower in list(self._followers):
            if follower.mailbox.put(reading.place, news):
                follower.bell.set()
        return frozenset(event.place for event in reading.events if not event.is_settled)

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
