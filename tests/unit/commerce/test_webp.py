"""Renditions: what is accepted, what is made of it, and what bombs are refused."""

import io
import struct
import zlib

import pytest
from PIL import Image

from adapters.images.webp import WebpRenderer
from ports.outside.images import NotAPicture, PictureTooLarge


def encoded(size: tuple[int, int], kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGBA" if kind == "PNG" else "RGB", size, (200, 120, 90)).save(out, kind, **options)
    return out.getvalue()


@pytest.mark.parametrize(
    ("width", "widths"),
    [(40, [40]), (400, [400]), (500, [400, 500]), (1000, [400, 800, 1000]), (3000, [400, 800, 1200])],
)
async def test_a_picture_is_never_made_larger(width: int, widths: list[int]) -> None:
    picture = await WebpRenderer().render(encoded((width, width // 2), "JPEG"))
    assert (picture.width, picture.height) == (width, width // 2)
    assert [rendition.width for rendition in picture.renditions] == widths
    for rendition in picture.renditions:
        with Image.open(io.BytesIO(rendition.content)) as made:
            assert (made.format, made.size) == ("WEBP", (rendition.width, rendition.height))


async def test_a_phones_picture_is_turned_upright_and_forgets_where_it_was_taken() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Phone"
    picture = await WebpRenderer().render(encoded((60, 40), "JPEG", exif=exif))
    assert (picture.width, picture.height) == (40, 60)
    with Image.open(io.BytesIO(picture.renditions[0].content)) as made:
        assert made.size == (40, 60)
        assert not made.getexif()


async def test_transparency_stays() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (50, 50), (1, 2, 3, 0)).save(out, "PNG")
    picture = await WebpRenderer().render(out.getvalue())
    with Image.open(io.BytesIO(picture.renditions[0].content)) as made:
        assert made.convert("RGBA").getpixel((5, 5))[3] == 0  # type: ignore[index]


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that claims to be huge."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", NotAPicture),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", NotAPicture),
        (b"GIF89a" + b"\0" * 100, NotAPicture),
        (b"\xff\xd8\xff" + b"\0" * 100, NotAPicture),
        (b"RIFF\0\0\0\0WAVEfmt ", NotAPicture),
        (encoded((80, 80), "JPEG")[:200], NotAPicture),
        (bomb(8_000, 8_000), PictureTooLarge),
        (bomb(60_000, 60_000), (PictureTooLarge, NotAPicture)),
        (b"\xff\xd8\xff" + b"\0" * (10 << 20), PictureTooLarge),
    ],
)
async def test_what_is_no_picture_or_too_much_is_refused(content: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        await WebpRenderer().render(content)
