"""Pictures made fit for the shop: checked by content, turned upright, freed of what the camera wrote into them."""

from typing import Protocol

from msgspec import Struct

from ports.kernel import DomainError

UPLOAD_BYTES_MAX = 10 << 20
PIXELS_MAX = 50_000_000


class NotAPicture(DomainError):
    code = "commerce.not_a_picture"
    kind = "invalid"
    message = "请上传 JPEG、PNG 或 WebP 图片"


class PictureTooLarge(DomainError):
    code = "commerce.picture_too_large"
    kind = "invalid"
    message = "图片太大，请控制在 10 MB、5000 万像素以内"


class Rendered(Struct, frozen=True):
    """A WebP rendition."""

    width: int
    height: int
    content: bytes


class Picture(Struct, frozen=True):
    """`width` and `height` of the upright original; renditions from the narrowest on, at least one."""

    width: int
    height: int
    renditions: tuple[Rendered, ...]


class CoverMaker(Protocol):
    async def cover(self, content: bytes) -> bytes:
        """A JPEG of 5 to 4, 520 pixels wide, as WeChat shows it on a card (protocol C.7): filled, what is over is cut
        off evenly. Raises NotAPicture, PictureTooLarge.
        """

    async def whole(self, content: bytes) -> bytes:
        """A JPEG of all of it, 1440 pixels wide and high at most, as a chat shows it. Raises as `cover` does."""


class ImageRenderer(Protocol):
    async def render(self, content: bytes) -> Picture:
        """Raises NotAPicture, PictureTooLarge. CPU work runs beside the event loop."""
