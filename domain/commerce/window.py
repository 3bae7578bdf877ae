"""The shop window: what stands on the home page above the products."""

from collections.abc import Sequence
from uuid import UUID

from msgspec import Struct

from domain.commerce.media import MediaLibrary
from ports.cache import CATALOGUE, Invalidation
from ports.commerce.window_store import BannerRow, WindowStore
from ports.governance.api import Actor, AuditApi, AuditEntry
from ports.kernel import Ids, UnitOfWork


class BannerDraft(Struct, frozen=True):
    title: str
    subtitle: str
    media_id: UUID
    link: str


class ShopWindow:
    def __init__(
        self,
        uow: UnitOfWork,
        store: WindowStore,
        media: MediaLibrary,
        told: tuple[Invalidation, AuditApi],
        ids: Ids,
    ) -> None:
        self._uow = uow
        self._store = store
        self._media = media
        self._invalidation, self._audit = told
        self._ids = ids

    async def dress(self, banners: Sequence[BannerDraft], hot_words: Sequence[str], by: Actor | None = None) -> None:
        """Replaces all banners and hot words; audited when an operator does it. Raises MediaNotFound."""
        async with self._uow.begin() as tx:
            media = await self._media.resolve(tx, [banner.media_id for banner in banners])
            rows = [
                BannerRow(self._ids.new(), banner.title, banner.subtitle, media[banner.media_id].url, banner.link)
                for banner in banners
            ]
            await self._store.set_banners(tx, rows)
            await self._store.set_hot_words(tx, hot_words)
            if by is not None:
                detail = f"{len(banners)} 张横幅，热词：{'、'.join(hot_words)}"
                await self._audit.record(tx, AuditEntry(by, "window.dress", "首页", detail=detail))
        await self._invalidation.changed([CATALOGUE])
