"""Shoppers' pictures go with whatever showed them, rows and files alike, and nothing that is needed goes (G5, V9)."""

import asyncio
import io
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from PIL import Image

from domain.commerce.shopper_pictures import STALE_AFTER, UNUSED_FOR
from domain.commerce.window import BannerDraft
from domain.community.ugc_writing import Draft
from ports.commerce.catalogue_store import MediaNotFound, MediaRow
from ports.commerce.shopper_pictures import EraseFiles
from ports.kernel import Invalid, OutsideUnavailable
from ports.members.api import MemberLeft
from tests.flows.community.ugc import Wall
from tests.flows.orders.conftest import Shopper


def drawn(shade: int) -> bytes:
    """A picture of one colour; the wall is not wiped of pictures, so that every test takes shades of its own."""
    file = io.BytesIO()
    Image.new("RGB", (900, 600), (shade // 256, shade % 256, 90)).save(file, "PNG")
    return file.getvalue()


class Gallery:
    def __init__(self, wall: Wall, folder: Path) -> None:
        self.wall, self.folder = wall, folder
        self.pictures = wall.shop.modules.commerce.shopper_pictures

    async def upload(self, content: bytes) -> MediaRow:
        return await self.pictures.upload(content)

    def files(self) -> set[str]:
        return {one.name for one in self.folder.rglob("*.webp")}

    def has(self, row: MediaRow) -> bool:
        names = {one.url.rpartition("/")[2] for one in row.renditions}
        assert names <= self.files() or not names & self.files(), "all of them, or none"
        return names <= self.files()

    async def is_known(self, row: MediaRow) -> bool:
        return bool(await self.wall.shop.rows("select from commerce.media where id = $1", row.id))

    async def sweep(self) -> int:
        gone = await self.pictures.look_after()
        await self.wall.shop.settle()
        return gone

    async def posted(self, by: Shopper, *rows: MediaRow) -> UUID:
        made = await self.wall.ugc.writing.post(by.id, [], Draft("晒一晒", tuple(row.id for row in rows), False))
        return made.id


@pytest.fixture
async def gallery(wall: Wall, tmp_path: Path) -> Gallery:
    await wall.shop.rows("delete from commerce.media where is_shoppers")
    await wall.shop.rows("truncate commerce.file_erasure")
    return Gallery(wall, tmp_path)


async def left(gallery: Gallery, shopper: Shopper) -> None:
    async with gallery.wall.shop.uow.begin() as tx:
        tx.emit(MemberLeft(shopper.id))
    await gallery.wall.shop.settle()


async def test_a_deleted_post_takes_its_files_along(gallery: Gallery, mei: Shopper) -> None:
    own, other = await gallery.upload(drawn(1)), await gallery.upload(drawn(2))
    post, stays = await gallery.posted(mei, own), await gallery.posted(mei, other)
    gallery.wall.shop.clock.pass_(days=2)
    assert await gallery.sweep() == 0 and gallery.has(own) and gallery.has(other)
    await gallery.wall.ugc.writing.delete(mei.id, post)
    await gallery.wall.shop.settle()
    assert await gallery.sweep() == 1
    assert not gallery.has(own) and not await gallery.is_known(own)
    assert gallery.has(other) and await gallery.is_known(other)
    assert await gallery.wall.shop.rows("select from commerce.file_erasure") == []
    assert (await gallery.wall.ugc.writing.own_one(mei.id, stays)).pictures


async def test_who_leaves_takes_the_files_of_posts_and_reviews_along(gallery: Gallery, mei: Shopper) -> None:
    of_post, of_review = await gallery.upload(drawn(3)), await gallery.upload(drawn(4))
    await gallery.posted(mei, of_post)
    line_id = await gallery.wall.bought(mei)
    await gallery.wall.ugc.writing.review(mei.id, line_id, 5, Draft("很软", (of_review.id,), False))
    gallery.wall.shop.clock.pass_(days=2)
    assert await gallery.sweep() == 0
    await left(gallery, mei)
    assert await gallery.sweep() == 2
    assert not gallery.has(of_post) and not gallery.has(of_review)


async def test_a_picture_that_something_else_shows_stays(gallery: Gallery, mei: Shopper) -> None:
    lan = await gallery.wall.shop.shopper()
    content = drawn(5)
    row = await gallery.upload(content)
    assert await gallery.upload(content) == row
    mine, theirs = await gallery.posted(mei, row), await gallery.posted(lan, row)
    gallery.wall.shop.clock.pass_(days=2)
    await gallery.wall.ugc.writing.delete(mei.id, mine)
    await gallery.wall.shop.settle()
    assert await gallery.sweep() == 0 and gallery.has(row)
    await gallery.wall.ugc.writing.delete(lan.id, theirs)
    await gallery.wall.shop.settle()
    assert await gallery.sweep() == 1 and not gallery.has(row)


async def test_what_the_shop_uses_itself_is_not_a_shoppers_any_more(gallery: Gallery, mei: Shopper) -> None:
    content, again = drawn(6), drawn(7)
    by_upload, by_use = await gallery.upload(content), await gallery.upload(again)
    assert (await gallery.wall.shop.services.media.upload(content)).id == by_upload.id
    await gallery.wall.shop.modules.commerce.window.dress([BannerDraft("", "", by_use.id, "/")], [])
    gallery.wall.shop.clock.pass_(days=3)
    assert await gallery.sweep() == 0
    assert gallery.has(by_upload) and gallery.has(by_use)


async def test_what_was_never_shown_goes_after_a_day(gallery: Gallery, mei: Shopper) -> None:
    row = await gallery.upload(drawn(8))
    gallery.wall.shop.clock.pass_(seconds=UNUSED_FOR.total_seconds() - 60)
    assert await gallery.sweep() == 0 and gallery.has(row)
    # Whoever takes it up again has another day.
    assert await gallery.upload(drawn(8)) == row
    gallery.wall.shop.clock.pass_(minutes=2)
    assert await gallery.sweep() == 0
    gallery.wall.shop.clock.pass_(days=1)
    assert await gallery.sweep() == 1 and not gallery.has(row)
    with pytest.raises(Invalid):
        await gallery.posted(mei, row)
    # The same picture once more is a new one, which the old erasure cannot reach.
    later = await gallery.upload(drawn(8))
    await gallery.pictures.on_erase(EraseFiles(row.id))
    assert later.id != row.id and gallery.has(later)


async def test_pictures_of_the_shop_are_not_looked_at(gallery: Gallery) -> None:
    row = await gallery.wall.shop.services.media.upload(drawn(9))
    gallery.wall.shop.clock.pass_(days=30)
    assert await gallery.sweep() == 0 and gallery.has(row)


async def test_a_death_between_row_and_files_is_made_good(gallery: Gallery, mei: Shopper) -> None:
    row = await gallery.upload(drawn(10))
    gallery.wall.shop.clock.pass_(days=2)
    # The row is gone and its process too; the job of the same commit is what remains.
    assert await gallery.pictures.look_after() == 1
    assert gallery.has(row) and not await gallery.is_known(row)
    await gallery.wall.shop.rows("delete from kernel.delivery where name = 'commerce.erase_files'")
    assert await gallery.pictures.erase_stale() == 0
    gallery.wall.shop.clock.pass_(seconds=STALE_AFTER.total_seconds() + 1)
    assert await gallery.pictures.erase_stale() == 1
    assert not gallery.has(row) and await gallery.wall.shop.rows("select from commerce.file_erasure") == []
    assert await gallery.pictures.erase_stale() == 0


class Dying:
    """A store of files where the process dies at the nth file that is written or deleted."""

    def __init__(self, inner: object, after: int) -> None:
        self._inner, self._after = inner, after

    def __getattr__(self, name: str) -> object:
        return getattr(self._inner, name)

    async def put(self, *given: object) -> None:
        self._step()
        await self._inner.put(*given)  # type: ignore[attr-defined]

    async def delete(self, name: str) -> None:
        self._step()
        await self._inner.delete(name)  # type: ignore[attr-defined]

    def _step(self) -> None:
        if self._after == 0:
            raise OutsideUnavailable
        self._after -= 1


@pytest.mark.parametrize("after", [0, 1])
async def test_an_upload_that_dies_leaves_no_file_for_ever(
    gallery: Gallery, after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, blobs = gallery.files(), gallery.pictures._blobs
    monkeypatch.setattr(gallery.pictures, "_blobs", Dying(blobs, after))
    with pytest.raises(OutsideUnavailable):
        await gallery.upload(drawn(20 + after))
    monkeypatch.setattr(gallery.pictures, "_blobs", blobs)
    assert len(gallery.files() - before) == after
    # One that is only slow is not taken for dead.
    assert await gallery.pictures.erase_stale() == 0
    gallery.wall.shop.clock.pass_(hours=2)
    assert await gallery.pictures.erase_stale() == 1
    assert gallery.files() == before


async def test_an_erasure_that_dies_half_way_goes_on(gallery: Gallery, monkeypatch: pytest.MonkeyPatch) -> None:
    row = await gallery.upload(drawn(30))
    gallery.wall.shop.clock.pass_(days=2)
    await gallery.pictures.look_after()
    blobs = gallery.pictures._blobs
    monkeypatch.setattr(gallery.pictures, "_blobs", Dying(blobs, 1))
    with pytest.raises(OutsideUnavailable):
        await gallery.pictures.on_erase(EraseFiles(row.id))
    monkeypatch.setattr(gallery.pictures, "_blobs", blobs)
    await gallery.wall.shop.settle()
    assert not gallery.has(row)


async def test_an_upload_slower_than_the_sweep_is_refused_whole(
    gallery: Gallery, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, store = gallery.files(), gallery.pictures._store

    class Slow:
        def __getattr__(self, name: str) -> object:
            return getattr(store, name)

        async def put(self, tx: object, *given: object) -> MediaRow:
            await gallery.wall.shop.rows("delete from commerce.file_erasure")
            return await store.put(tx, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(gallery.pictures, "_store", Slow())
    with pytest.raises(MediaNotFound):
        await gallery.upload(drawn(31))
    assert await gallery.wall.shop.rows("select from commerce.media where is_shoppers") == []
    assert gallery.files() >= before


async def test_the_same_picture_from_many_at_once_is_one(gallery: Gallery, mei: Shopper) -> None:
    rows = await asyncio.gather(*(gallery.upload(drawn(40)) for _ in range(6)))
    assert len({row.id for row in rows}) == 1
    await gallery.wall.shop.settle()
    assert gallery.has(rows[0])
    assert len([name for name in gallery.files() if name.startswith(rows[0].id.hex)]) == len(rows[0].renditions)
    assert await gallery.wall.shop.rows("select from commerce.file_erasure") == []


async def test_a_post_and_the_sweep_at_once_never_part_a_picture_from_its_post(gallery: Gallery, mei: Shopper) -> None:
    rows = [await gallery.upload(drawn(50 + number)) for number in range(5)]
    gallery.wall.shop.clock.pass_(days=1, minutes=1)

    async def post(row: MediaRow) -> bool:
        try:
            await gallery.posted(mei, row)
        except Invalid:
            return False
        return True

    posted = await asyncio.gather(*(post(row) for row in rows), gallery.pictures.look_after())
    await gallery.wall.shop.settle()
    for row, is_posted in zip(rows, posted, strict=False):
        assert gallery.has(row) if is_posted else not await gallery.is_known(row)
    gallery.wall.shop.clock.pass_(seconds=timedelta(hours=2).total_seconds())
    await gallery.pictures.look_after()
    await gallery.wall.shop.settle()
    for row, is_posted in zip(rows, posted, strict=False):
        assert gallery.has(row) == is_posted
