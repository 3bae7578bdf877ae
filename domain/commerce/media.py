"""Uploaded pictures: rendered, stored by content, and known by one row however often they are uploaded."""

import hashlib
from collections.abc import Sequence
from uuid import UUID

from ports.commerce.catalogue_store import MediaNotFound, MediaRow, MediaStore, Rendition
from ports.kernel import Clock, Ids, NotFound, Tx, UnitOfWork
from ports.outside.images import ImageRenderer, Picture
from ports.outside.storage import BlobStore

WEBP = "image/webp"
PHONE_WIDTH = 800
"""The rendition whose address stands in lists and on pages."""


class PictureNotFound(NotFound):
    code = "commerce.picture_not_found"
    message = "没有找到这张图片"


class MediaLibrary:
    def __init__(
        self, uow: UnitOfWork, store: MediaStore, outside: tuple[ImageRenderer, BlobStore], system: tuple[Clock, Ids]
    ) -> None:
        self._uow = uow
        self._store = store
        self._renderer, self._blobs = outside
        self._clock, self._ids = system

    async def upload(self, content: bytes) -> MediaRow:
        """The medium; the same content again gives the same one. Raises NotAPicture, PictureTooLarge."""
        sha256 = hashlib.sha256(content).digest()
        async with self._uow.reading() as tx:
            known = await self._store.by_sha(tx, sha256)
        if known is not None and (kept := await self._kept(known.id)) is not None:
            return kept
        picture = await self._renderer.render(content)
        renditions = await store_renditions(self._blobs, sha256, picture)
        row = MediaRow(
            id=self._ids.new(),
            sha256=sha256,
            kind="image",
            url=for_phone(renditions).url,
            width=picture.width,
            height=picture.height,
            poster_url=None,
            renditions=renditions,
        )
        async with self._uow.begin() as tx:
            stored = await self._store.put(tx, row, self._clock.now())
            await self._store.keep(tx, [stored.id])
            if (await self._store.get(tx, [stored.id])).get(stored.id) is None:
                # A shopper's, which was erased while we waited for it.
                stored = await self._store.put(tx, row, self._clock.now())
            return stored

    async def _kept(self, media_id: UUID) -> MediaRow | None:
        """The same picture from a shopper is the shop's own from now on. None: it was erased meanwhile."""
        async with self._uow.begin() as tx:
            await self._store.keep(tx, [media_id])
            return (await self._store.get(tx, [media_id])).get(media_id)

    async def one(self, media_id: UUID) -> MediaRow:
        """A picture that was uploaded. Raises PictureNotFound."""
        async with self._uow.reading() as tx:
            found = await self._store.get(tx, [media_id])
        if media_id not in found or found[media_id].kind != "image":
            raise PictureNotFound
        return found[media_id]

    async def resolve(self, tx: Tx, ids: Sequence[UUID]) -> dict[UUID, MediaRow]:
        """Every one of them, pictures all. Raises MediaNotFound."""
        found = await self.resolve_with_videos(tx, ids)
        if any(row.kind != "image" for row in found.values()):
            raise MediaNotFound
        return found

    async def resolve_with_videos(self, tx: Tx, ids: Sequence[UUID]) -> dict[UUID, MediaRow]:
        """Every one of them, used by the shop itself from now on. Raises MediaNotFound."""
        wanted = set(ids)
        if wanted:
            await self._store.keep(tx, sorted(wanted))
        found = await self._store.get(tx, sorted(wanted)) if wanted else {}
        if len(found) < len(wanted):
            raise MediaNotFound
        return found


async def store_renditions(blobs: BlobStore, sha256: bytes, picture: Picture) -> tuple[Rendition, ...]:
    """`sha256` is that of the original picture."""
    return await store_named(blobs, sha256.hex()[:20], picture)


def names_of(stem: str, picture: Picture) -> tuple[str, ...]:
    return tuple(f"{stem}-{rendered.width}.webp" for rendered in picture.renditions)


async def store_named(blobs: BlobStore, stem: str, picture: Picture) -> tuple[Rendition, ...]:
    renditions = []
    for name, rendered in zip(names_of(stem, picture), picture.renditions, strict=True):
        await blobs.put(name, rendered.content, WEBP)
        renditions.append(Rendition(rendered.width, blobs.url(name)))
    return tuple(renditions)


def for_phone(renditions: Sequence[Rendition]) -> Rendition:
    return next((one for one in renditions if one.width >= PHONE_WIDTH), renditions[-1])


def rendition_url(row: MediaRow, width: int) -> str:
    """The narrowest rendition of at least this width, else the widest."""
    fitting = [rendition for rendition in row.renditions if rendition.width >= width]
    return min(fitting, key=lambda r: r.width).url if fitting else row.url
