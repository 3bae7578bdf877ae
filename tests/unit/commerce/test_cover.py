"""Covers of mini-program cards."""

import io

import pytest
from PIL import Image

from adapters.images.cover import JpegCovers
from ports.outside.images import NotAPicture


@pytest.mark.parametrize("size", [(10, 10), (1200, 300), (300, 1200), (521, 417)])
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
async def test_a_cover_is_five_to_four_whatever_comes_in(size: tuple[int, int], kind: str) -> None:
    out = io.BytesIO()
    Image.new("RGB", size, "#3F7257").save(out, kind)
    with Image.open(io.BytesIO(await JpegCovers().cover(out.getvalue()))) as cover:
        assert (cover.format, cover.size, cover.mode) == ("JPEG", (520, 416), "RGB")
        red, green, blue = cover.getpixel((260, 208))  # type: ignore[misc]
    assert abs(red - 0x3F) < 8 and abs(green - 0x72) < 8 and abs(blue - 0x57) < 8


async def test_what_is_see_through_stands_on_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (600, 480), (0, 0, 0, 0)).save(out, "PNG")
    with Image.open(io.BytesIO(await JpegCovers().cover(out.getvalue()))) as cover:
        assert all(channel > 250 for channel in cover.getpixel((260, 208)))  # type: ignore[union-attr]


async def test_no_picture() -> None:
    with pytest.raises(NotAPicture):
        await JpegCovers().cover(b"<html></html>")
