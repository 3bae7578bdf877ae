"""Covers of mini-program cards by Pillow."""

import asyncio
import io

from PIL import Image, ImageOps, UnidentifiedImageError

from ports.outside.images import PIXELS_MAX, NotAPicture, PictureTooLarge

SIZE = (520, 416)
QUALITY = 85
_FORMATS = ("JPEG", "PNG", "WEBP")


class JpegCovers:
    """Implements `ports.outside.images.CoverMaker`."""

    def __init__(self) -> None:
        self._one_at_a_time = asyncio.Semaphore(1)

    async def cover(self, content: bytes) -> bytes:
        async with self._one_at_a_time:
            return await asyncio.to_thread(_cover, content)


def _cover(content: bytes) -> bytes:
    out = io.BytesIO()
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as opened:
            if opened.width * opened.height > PIXELS_MAX:
                raise PictureTooLarge
            # JPEG has no transparency: what is see-through stands on white.
            picture = ImageOps.exif_transpose(opened).convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NotAPicture from error
    ground = Image.new("RGBA", picture.size, "white")
    fitted = ImageOps.fit(Image.alpha_composite(ground, picture).convert("RGB"), SIZE, Image.Resampling.LANCZOS)
    fitted.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
