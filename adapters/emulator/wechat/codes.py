"""Mini-program codes as real pictures. Scanned with any camera they lead to the shop's H5 page."""

import io
import re
from functools import lru_cache
from urllib.parse import quote

import msgspec
import segno
from PIL import Image, ImageDraw

from adapters.emulator.wechat.errors import WechatError

_SCENE = re.compile(r"[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]{1,32}")
WIDTH_MIN, WIDTH_MAX = 280, 1280


class LineColor(msgspec.Struct):
    r: int | str = 0
    g: int | str = 0
    b: int | str = 0


class CodeRequest(msgspec.Struct):
    scene: str = ""
    page: str = ""
    check_path: bool = True
    env_version: str = "release"
    width: int = 430
    auto_color: bool = False
    line_color: LineColor | None = None
    is_hyaline: bool = False


def checked_code(request: CodeRequest) -> tuple[str, str, int, tuple[int, int, int]]:
    """(scene, page, width, colour), or the refusals 40169, 41030 and 40097."""
    if not _SCENE.fullmatch(request.scene):
        raise WechatError(40169, "invalid length for scene, or the data is not json string")
    if request.page.startswith("/") or "?" in request.page:
        raise WechatError(41030, "invalid page")
    if request.env_version not in ("release", "trial", "develop"):
        raise WechatError(40097, "invalid args: env_version")
    colour = request.line_color or LineColor()
    width = min(max(request.width, WIDTH_MIN), WIDTH_MAX)
    return request.scene, request.page, width, (int(colour.r) & 255, int(colour.g) & 255, int(colour.b) & 255)


@lru_cache(maxsize=512)
def code_jpeg(target_base: str, scene: str, page: str, width: int, colour: tuple[int, int, int]) -> bytes:
    """JPEG bytes of a round-framed code, `width` pixels square."""
    target = f"{target_base}/mini/#/{page}?scene={quote(scene, safe='')}"
    matrix = segno.make(target, error="m").matrix
    side = len(matrix)
    cell = max(2, int(width * 0.62) // side)
    picture = Image.new("RGB", (width, width), "white")
    draw = ImageDraw.Draw(picture)
    ring = max(4, width // 60)
    draw.ellipse((ring, ring, width - ring, width - ring), outline=colour, width=ring)
    start = (width - cell * side) // 2
    for y, row in enumerate(matrix):
        for x, dark in enumerate(row):
            if dark:
                left, top = start + x * cell, start + y * cell
                draw.rectangle((left, top, left + cell - 1, top + cell - 1), fill=colour)
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=90)
    return buffer.getvalue()
