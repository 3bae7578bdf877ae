"""Shoppers' pictures come with their requests, reviews and posts, and go when nothing shows them any more (G5, V9)."""

import hashlib
from datetime import timedelta

from domain.commerce.media import for_phone, names_of, store_named
from ports.commerce.catalogue_store import MediaNotFound, MediaRow
from ports.commerce.shopper_pictures import EraseFiles, Erasure, ShopperPictureStore
from ports.community.api import PicturesDropped
from ports.kernel import Clock, Ids, Tx, UnitOfWork
from ports.outside.images import ImageRenderer
from ports.outside.storage import BlobStore

UNUSED_FOR = timedelta(days=1)
"""Whoever has uploaded a picture has so long to show it."""
STALE_AFTER = timedelta(hours=1)
BATCH_MAX = 100


class ShopperPictures:
    def __init__(
        self,
        uow: UnitOfWork,
        store: ShopperPictureStore,
        outside: tuple[ImageRenderer, BlobStore],
        system: tuple[Clock, Ids],
    ) -> None:
        self._uow = uow
        self._store = store
        self._renderer, self._blobs = outside
        self._clock, self._ids = system

    async def upload(self, content: bytes) -> MediaRow:
        """The medium; the same content again gives the same one. Raises NotAPicture, PictureTooLarge, MediaNotFound.

        Files are named by the row and not by their content: an erasure that is late can hit no later upload.
        """
        sha256 = hashlib.sha256(content).digest()
        look_at = self._clock.now() + UNUSED_FOR
        async with self._uow.begin() as tx:
            known = await self._store.known(tx, sha256, look_at)
        if known is not None:
            return known
        picture = await self._renderer.render(content)
        media_id = self._ids.new()
        async with self._uow.begin() as tx:
            await self._store.note(tx, Erasure(media_id, names_of(media_id.hex, picture)), self._clock.now())
        renditions = await store_named(self._blobs, media_id.hex, picture)
        row = MediaRow(
            id=media_id,
            sha256=sha256,
            kind="image",
            url=for_phone(renditions).url,
            width=picture.width,
            height=picture.height,
            poster_url=None,
            renditions=renditions,
        )
        async with self._uow.begin() as tx:
            stored = await self._store.put(tx, row, self._clock.now(), look_at)
            if stored.id != media_id:
                tx.enqueue(EraseFiles(media_id))  # the same picture was there sooner
            elif not await self._store.cross_out(tx, media_id):
                raise MediaNotFound  # it took so long that the files were taken for left behind
            return stored

    async def on_dropped(self, tx: Tx, event: PicturesDropped) -> None:
        await self._store.look_now(tx, event.media_ids, self._clock.now())

    async def look_after(self) -> int:
        """Sweep: pictures that nothing shows go, the row first. How many."""
        now = self._clock.now()
        async with self._uow.begin() as tx:
            found = await self._store.due(tx, now, BATCH_MAX)
            used = await self._store.in_use(tx, [row.id for row in found])
            await self._store.leave(tx, sorted(used))
            gone = [row for row in found if row.id not in used]
            for row in gone:
                await self._store.note(tx, Erasure(row.id, _names(row)), now)
                tx.enqueue(EraseFiles(row.id))
            await self._store.delete(tx, [row.id for row in gone])
        return len(gone)

    async def on_erase(self, job: EraseFiles) -> None:
        """The files of a row that is no more. Done twice it does nothing."""
        async with self._uow.reading() as tx:
            erasure = await self._store.find(tx, job.media_id)
        if erasure is None:
            return
        for name in erasure.names:
            await self._blobs.delete(name)
        async with self._uow.begin() as tx:
            await self._store.cross_out(tx, erasure.media_id)

    async def erase_stale(self) -> int:
        """Sweep: files whose upload or erasure has died on the way."""
        async with self._uow.reading() as tx:
            found = await self._store.stale(tx, self._clock.now() - STALE_AFTER, BATCH_MAX)
        for media_id in found:
            await self.on_erase(EraseFiles(media_id))
        return len(found)


def _names(row: MediaRow) -> tuple[str, ...]:
    return tuple(one.url.rpartition("/")[2] for one in row.renditions)
