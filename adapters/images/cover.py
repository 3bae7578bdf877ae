"""Covers of mini-program cards, and pictures of messages, by Pillow."""

import asyncio
import io

from PIL import Image, ImageOps, UnidentifiedImageError

from ports.outside.images import PIXELS_MAX, NotAPicture, PictureTooLarge

SIZE = (520, 416)
WHOLE = (1440, 1440)
QUALITY = 85
_FORMATS = ("JPEG", "PNG", "WEBP")


class JpegCovers:
    """Implements `ports.outside.images.CoverMaker`."""

    def __init__(self) -> None:
        self._one_at_a_time = asyncio.Semaphore(1)

    async def cover(self, content: bytes) -> bytes:
        async with self._one_at_a_time:
            return await asyncio.to_thread(_cover, content)

    async def whole(self, content: bytes) -> bytes:
        async with self._one_at_a_time:
            return await asyncio.to_thread(_whole, content)


def _cover(content: bytes) -> bytes:
    return _jpeg(ImageOps.fit(_opened(content), SIZE, Image.Resampling.LANCZOS))


def _whole(content: bytes) -> bytes:
    picture = _opened(content)
    picture.thumbnail(WHOLE, Image.Resampling.LANCZOS)
    return _jpeg(picture)


def _opened(content: bytes) -> Image.Image:
    """Upright, and on white: JPEG has no transparency."""
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as opened:
            if opened.width * opened.height > PIXELS_MAX:
                raise PictureTooLarge
            picture = ImageOps.exif_transpose(opened).convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NotAPicture from error
    ground = Image.new("RGBA", picture.size, "white")
    return Image.alpha_composite(ground, picture).convert("RGB")


def _jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
