"""The radar as a guide looks at it: visits of one customer, who is in the shop now, and both as they happen (G3)."""

from collections.abc import AsyncGenerator
from datetime import timedelta

from msgspec import Struct

from domain.community.guide_contacts import member_of, whose
from domain.community.radar_feed import RadarFeed
from domain.community.radar_live import RadarTold, now_contact, of_contact, of_guide
from domain.community.visit_rules import grouped, told
from ports.community.radar import RadarViews
from ports.community.sidebar import NowContact, NowList, Visit
from ports.community.sidebar_store import SidebarViews
from ports.kernel import Clock, MemberId, Page, Tx, UnitOfWork

NOW = timedelta(minutes=30)
NOW_MAX = 100
SHOWN_MAX = 30


class GuideRadar:
    def __init__(self, uow: UnitOfWork, views: tuple[SidebarViews, RadarViews], feed: RadarFeed, clock: Clock) -> None:
        self._uow = uow
        self._views, self._radar = views
        self._feed = feed
        self._clock = clock

    async def visits(self, guide: str, contact_id: str, page: tuple[str | None, int]) -> Page[Visit]:
        """`page`: cursor, and how many events. Raises ContactNotYours."""
        async with self._uow.reading() as tx:
            member_id = (await whose(self._views, tx, guide, contact_id)).member_id
            if member_id is None:
                return Page([])
            rows, following = await self._radar.events(tx, member_id, *page)
        return Page(grouped(rows, more=following is not None), following)

    async def now(self, guide: str) -> NowList:
        async with self._uow.reading() as tx:
            return NowList(await self._here(tx, guide))

    async def follow(self, guide: str, contact_id: str, last_event_id: str | None) -> AsyncGenerator[RadarTold]:
        """Raises ContactNotYours, NotAMember, TooManyGuides, StorageUnavailable; then the stream just ends."""
        async with self._uow.reading() as tx:
            member_id = await member_of(self._views, tx, guide, contact_id)

        async def picture(tx: Tx) -> tuple[Struct, ...]:
            return await self._latest(tx, member_id)

        return await self._feed.follow("event", of_contact(guide, contact_id), last_event_id, picture)

    async def follow_all(self, guide: str, last_event_id: str | None) -> AsyncGenerator[RadarTold]:
        """Raises TooManyGuides, StorageUnavailable; then the stream just ends."""

        async def picture(tx: Tx) -> tuple[Struct, ...]:
            return await self._here(tx, guide)

        return await self._feed.follow("now", of_guide(guide), last_event_id, picture)

    async def _latest(self, tx: Tx, member_id: MemberId) -> tuple[Struct, ...]:
        rows, _ = await self._radar.events(tx, member_id, None, SHOWN_MAX)
        return tuple(map(told, rows))

    async def _here(self, tx: Tx, guide: str) -> tuple[NowContact, ...]:
        return tuple(map(now_contact, await self._radar.now(tx, guide, self._clock.now() - NOW, NOW_MAX)))
