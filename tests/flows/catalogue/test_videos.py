"""Videos: stored by content, refused whole, and where they may stand in a product."""

from pathlib import Path

import pytest
from sqlalchemy import text

from adapters.postgres.sql import Statement
from domain.commerce.categories import CategoryDraft
from domain.commerce.product_draft import MediaPick
from ports.commerce.catalogue_store import MediaNotFound
from ports.kernel import DomainError, Invalid
from ports.outside.images import NotAPicture
from ports.outside.video import NotAVideo, VideoStartsSlowly, VideoTooLong
from tests.flows.catalogue.conftest import Shop, png
from tests.videos import Film

_COVERS = Statement(text("select cover_url from commerce.product where id = any(cast(:ids as uuid[]))"))
_COUNT = Statement(text("select count(*) as count from commerce.media"))


async def _stored(shop: Shop, folder: Path) -> tuple[int, set[str]]:
    async with shop.uow.reading() as tx:
        row = await _COUNT.one(tx)
    assert row is not None
    return row["count"], {path.name for path in folder.rglob("*") if path.is_file()}


async def _content(shop: Shop, url: str) -> tuple[bytes, str]:
    name = url.removeprefix("/files/")
    found = await shop.blobs.about(name)
    assert found is not None
    return await shop.blobs.part(name, 0, found[0]), found[1]


async def test_a_video_is_stored_with_its_poster(shop: Shop) -> None:
    film = Film(size=(640, 480)).content()
    medium = await shop.videos.upload(film, png(shop.ids.new()))
    assert (medium.kind, medium.width, medium.height) == ("video", 640, 480)
    assert medium.poster_url is not None
    assert await _content(shop, medium.url) == (film, "video/mp4")
    assert (await _content(shop, medium.poster_url))[1] == "image/webp"


async def test_the_same_again_is_the_same_medium_and_another_poster_is_another(shop: Shop, tmp_path: Path) -> None:
    film, poster = Film().content(), png(shop.ids.new())
    first = await shop.videos.upload(film, poster)
    stored = await _stored(shop, tmp_path)
    assert await shop.videos.upload(film, poster) == first
    assert await _stored(shop, tmp_path) == stored
    other = await shop.videos.upload(film, png(shop.ids.new()))
    assert (other.id != first.id, other.url) == (True, first.url)


@pytest.mark.parametrize(
    ("film", "expected"),
    [
        (b"no film", NotAVideo),
        (Film(seconds=90).content(), VideoTooLong),
        (b"".join(Film().parts()[at] for at in (0, 2, 1)), VideoStartsSlowly),
    ],
)
async def test_nothing_is_stored_of_a_refused_video(
    shop: Shop, tmp_path: Path, film: bytes, expected: type[DomainError]
) -> None:
    before = await _stored(shop, tmp_path)
    with pytest.raises(expected) as refused:
        await shop.videos.upload(film, png(shop.ids.new()))
    assert refused.value.field == "file"
    assert await _stored(shop, tmp_path) == before


async def test_nothing_is_stored_of_a_video_whose_poster_is_refused(shop: Shop, tmp_path: Path) -> None:
    before = await _stored(shop, tmp_path)
    with pytest.raises(NotAPicture) as refused:
        await shop.videos.upload(Film().content(), b"no picture")
    assert refused.value.field == "poster"
    assert await _stored(shop, tmp_path) == before


async def test_a_product_shows_its_video_first_and_lists_show_its_first_picture(shop: Shop) -> None:
    category_id, picture_id, video_id = await shop.category(), await shop.picture(), await shop.video()
    plain = await shop.catalogue.create_product(shop.draft(category_id, picture_id))
    media = (MediaPick(picture_id), MediaPick(video_id, "video"), MediaPick(await shop.picture()))
    product = await shop.catalogue.create_product(shop.draft(category_id, picture_id, media=media))
    assert [one.media_id for one in product.media] == [video_id, picture_id, media[2].media_id]
    assert [one.kind for one in product.media] == ["video", "image", "image"]
    assert product.media[0].url.endswith(".mp4") and product.media[0].poster_url
    async with shop.uow.reading() as tx:
        covers = {row["cover_url"] for row in await _COVERS.all(tx, ids=[plain.id, product.id])}
    assert covers == {plain.media[0].url}
    assert plain.media[0].url.endswith(".webp")


async def test_where_a_video_may_not_stand(shop: Shop) -> None:
    category_id, picture_id, video_id = await shop.category(), await shop.picture(), await shop.video()
    video, picture = MediaPick(video_id, "video"), MediaPick(picture_id)
    skus = (shop.sku("50g", 5900, media_id=video_id), shop.sku("100g", 9900))
    for changes, field in (
        ({"media": (video,)}, "media"),
        # What the editor calls it does not count.
        ({"media": (MediaPick(video_id, "image"),)}, "media"),
        ({"media": (video, MediaPick(await shop.video()), picture)}, "media"),
        ({"media": (video, video)}, "media"),
        ({"detail_media": (video,)}, "detailMedia"),
        ({"skus": skus}, "skus[0].mediaId"),
    ):
        with pytest.raises(Invalid) as refused:
            await shop.catalogue.create_product(shop.draft(category_id, picture_id, **changes))
        assert refused.value.field == field
    with pytest.raises(MediaNotFound):
        await shop.categories.add(CategoryDraft("辅食", None, video_id))
