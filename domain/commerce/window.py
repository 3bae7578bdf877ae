"""The shop window: what stands on the home page above the products."""

from collections.abc import Sequence
from uuid import UUID

from msgspec import Struct

from domain.commerce.media import MediaLibrary
from ports.cache import CATALOGUE, Invalidation
from ports.commerce.window_store import BannerRow, WindowStore
from ports.kernel import Ids, UnitOfWork


class BannerDraft(Struct, frozen=True):
    title: str
    subtitle: str
    media_id: UUID
    link: str


class ShopWindow:
    def __init__(
        self, uow: UnitOfWork, store: WindowStore, media: MediaLibrary, invalidation: Invalidation, ids: Ids
    ) -> None:
        self._uow = uow
        self._store = store
        self._media = media
        self._invalidation = invalidation
        self._ids = ids

    async def dress(self, banners: Sequence[BannerDraft], hot_words: Sequence[str]) -> None:
        """Replaces all banners and hot words. Raises MediaNotFound."""
        async with self._uow.begin() as tx:
            media = await self._media.resolve(tx, [banner.media_id for banner in banners])
            rows = [
                BannerRow(self._ids.new(), banner.title, banner.subtitle, media[banner.media_id].url, banner.link)
                for banner in banners
            ]
            await self._store.set_banners(tx, rows)
            await self._store.set_hot_words(tx, hot_words)
        await self._invalidation.changed([CATALOGUE])
