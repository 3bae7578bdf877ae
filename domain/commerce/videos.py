"""Uploaded videos: checked, stored by content with the picture that stands for them until they play."""

import asyncio
import hashlib

from domain.commerce.media import for_phone, store_renditions
from ports.commerce.catalogue_store import MediaRow, MediaStore
from ports.kernel import Clock, DomainError, Ids, UnitOfWork
from ports.outside.images import ImageRenderer
from ports.outside.storage import BlobStore
from ports.outside.video import VideoReader

MP4 = "video/mp4"


class VideoLibrary:
    def __init__(
        self,
        uow: UnitOfWork,
        store: MediaStore,
        outside: tuple[VideoReader, ImageRenderer, BlobStore],
        system: tuple[Clock, Ids],
    ) -> None:
        self._uow = uow
        self._store = store
        self._reader, self._renderer, self._blobs = outside
        self._clock, self._ids = system

    async def upload(self, content: bytes, poster: bytes) -> MediaRow:
        """The medium; the same video with the same poster again gives the same one. Nothing is stored of a refused one.

        Raises what `VideoReader.read` raises about the field `file`, and NotAPicture or PictureTooLarge about `poster`.
        """
        of_video, of_poster = await asyncio.to_thread(lambda: (_sha256(content), _sha256(poster)))
        sha256 = _sha256(of_video + of_poster)
        async with self._uow.reading() as tx:
            known = await self._store.by_sha(tx, sha256)
        if known is not None:
            return known
        video = await asyncio.to_thread(self._reader.read, content)
        try:
            picture = await self._renderer.render(poster)
        except DomainError as error:
            # The renderer names the only file that it was ever given.
            error.field = "poster"
            raise
        renditions = await store_renditions(self._blobs, of_poster, picture)
        name = f"{of_video.hex()[:20]}.mp4"
        await self._blobs.put(name, video.content, MP4)
        row = MediaRow(
            id=self._ids.new(),
            sha256=sha256,
            kind="video",
            url=self._blobs.url(name),
            width=video.width,
            height=video.height,
            poster_url=for_phone(renditions).url,
            renditions=renditions,
        )
        async with self._uow.begin() as tx:
            return await self._store.put(tx, row, self._clock.now())


def _sha256(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()
