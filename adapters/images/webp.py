"""WebP renditions by Pillow, in a thread, one picture at a time."""

import asyncio
import ctypes
import io

from PIL import Image, ImageOps, UnidentifiedImageError

from ports.outside.images import (
    PIXELS_MAX,
    UPLOAD_BYTES_MAX,
    NotAPicture,
    Picture,
    PictureTooLarge,
    Rendered,
)

WIDTHS = (400, 800, 1200)
QUALITY = 82
_FORMATS = ("JPEG", "PNG", "WEBP")
_MAGIC = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF")


class WebpRenderer:
    """Implements `ports.outside.images.ImageRenderer`.

    A small file can unfold into gigabytes: the size that its header claims is checked before any pixel is decoded.
    """

    def __init__(self) -> None:
        self._one_at_a_time = asyncio.Semaphore(1)

    async def render(self, content: bytes) -> Picture:
        if len(content) > UPLOAD_BYTES_MAX:
            raise PictureTooLarge(field="file")
        if not content.startswith(_MAGIC):
            raise NotAPicture(field="file")
        async with self._one_at_a_time:
            try:
                return await asyncio.to_thread(_render, content)
            finally:
                _give_back()


def _give_back() -> None:
    """glibc keeps what a large picture leaves behind until it is asked for it; other systems do not know the call."""
    if (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)) is not None:
        trim(0)


def _render(content: bytes) -> Picture:
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as opened:
            if opened.width * opened.height > PIXELS_MAX:
                raise PictureTooLarge(field="file")
            # JPEG decodes at a fraction of its size for free: enough for the widest rendition.
            original = _turned_size(opened)
            opened.draft("RGB", (WIDTHS[-1], WIDTHS[-1] * 4))
            upright = ImageOps.exif_transpose(opened)
            mode = "RGBA" if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info else "RGB"
            picture = upright.convert(mode)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NotAPicture(field="file") from error
    width, height = original
    wanted = [w for w in WIDTHS if w < width] or [min(width, WIDTHS[0])]
    if width > wanted[-1] and len(wanted) < len(WIDTHS):
        wanted.append(min(width, WIDTHS[len(wanted)]))
    return Picture(width, height, tuple(_rendition(picture, w, height * w // width) for w in wanted))


def _turned_size(opened: Image.Image) -> tuple[int, int]:
    """EXIF orientations 5 to 8 lie on their side."""
    width, height = opened.size
    return (height, width) if opened.getexif().get(0x0112, 1) >= 5 else (width, height)


def _rendition(picture: Image.Image, width: int, height: int) -> Rendered:
    size = (width, max(1, height))
    scaled = picture if picture.size == size else picture.resize(size, Image.Resampling.LANCZOS)
    out = io.BytesIO()
    scaled.save(out, "WEBP", quality=QUALITY, method=4)
    return Rendered(*size, out.getvalue())
