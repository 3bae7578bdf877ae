"""Product pictures on soft backdrops: 3D emoji (Fluent Emoji by Microsoft, MIT licence), or what is drawn here."""

import io
import math
import random
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

from app.seed.drawings import drawn

FOLDER = Path(__file__).parent / "data" / "emoji"
SIZE = 800
Colour = tuple[int, int, int]
BACKDROPS: dict[str, tuple[Colour, Colour, Colour]] = {
    "cream": ((250, 246, 238), (240, 230, 213), (228, 208, 178)),
    "mint": ((240, 247, 242), (214, 232, 220), (176, 208, 189)),
    "peach": ((253, 242, 236), (247, 220, 207), (236, 190, 170)),
    "lilac": ((246, 242, 250), (227, 217, 239), (200, 184, 222)),
    "sky": ((239, 246, 251), (210, 227, 240), (170, 200, 224)),
    "sand": ((248, 244, 237), (234, 223, 205), (212, 193, 164)),
    "sage": ((241, 245, 239), (217, 228, 212), (181, 201, 173)),
}
"""Light, middle and deep tone of each backdrop."""


def product_pictures(emoji: str, backdrop: str, seed: int) -> list[bytes]:
    """Three square pictures (WebP): the thing alone, on a stand, and in a small still life."""
    rng = random.Random(seed)  # noqa: S311 - the same picture for the same product
    thing = _thing(emoji)
    return [_encoded(draw(thing, backdrop, rng)) for draw in (_alone, _on_stand, _still_life)]


def variant_picture(emoji: str, backdrop: str, seed: int) -> bytes:
    """The thing alone before another backdrop: a colour of the product."""
    thing = _thing(emoji)
    return _encoded(_alone(thing, backdrop, random.Random(seed)))  # noqa: S311


def icon_picture(emoji: str, backdrop: str) -> bytes:
    """A round-cornered icon of a category."""
    thing = _thing(emoji)
    canvas = _gradient(backdrop, 240)
    _place(canvas, thing, (120, 122), 150, lift=None)
    return _encoded(canvas)


def banner_picture(emojis: list[str], backdrop: str, seed: int) -> bytes:
    """A wide picture whose left half stays calm for words."""
    rng = random.Random(seed)  # noqa: S311
    canvas = _gradient(backdrop, 1200).crop((0, 300, 1200, 860))
    _bubbles(canvas, backdrop, rng, 6)
    places = [(930, 320, 300), (720, 400, 170), (1110, 430, 150), (1090, 170, 120)]
    for emoji, (x, y, width) in zip(emojis, places, strict=False):
        _place(canvas, _thing(emoji), (x, y), width)
    return _encoded(canvas)


def _thing(name: str) -> Image.Image:
    """A drawing by its name, or an emoji by its code point."""
    return drawn(name) or Image.open(FOLDER / f"{name}.webp").convert("RGBA")


def _alone(thing: Image.Image, backdrop: str, rng: random.Random) -> Image.Image:
    canvas = _gradient(backdrop, SIZE)
    _bubbles(canvas, backdrop, rng, 4)
    _place(canvas, thing, (SIZE // 2, SIZE // 2 + 10), 430)
    return canvas


def _on_stand(thing: Image.Image, backdrop: str, rng: random.Random) -> Image.Image:
    canvas = _gradient(backdrop, SIZE)
    light, middle, deep = BACKDROPS[backdrop]
    draw = ImageDraw.Draw(canvas)
    draw.pieslice((190, 120, 610, 540), 180, 360, fill=(*light, 255))
    draw.rectangle((190, 329, 610, 600), fill=(*light, 255))
    draw.ellipse((150, 560, 650, 700), fill=(*deep, 255))
    draw.ellipse((150, 540, 650, 670), fill=(*middle, 255))
    _place(canvas, thing, (SIZE // 2, 430), 350, lift=30)
    return canvas


def _still_life(thing: Image.Image, backdrop: str, rng: random.Random) -> Image.Image:
    canvas = _gradient(backdrop, SIZE)
    _bubbles(canvas, backdrop, rng, 6)
    leaf = _thing("1f33f")
    _place(canvas, leaf.rotate(rng.randrange(-30, 30), expand=True), (190, 560), 190)
    _place(canvas, thing.rotate(-10, expand=True), (560, 330), 260)
    _place(canvas, thing, (390, 470), 360)
    return canvas


def _gradient(backdrop: str, size: int) -> Image.Image:
    return _lit(backdrop, size).copy()


@cache
def _lit(backdrop: str, size: int) -> Image.Image:
    return _light(backdrop).resize((size, size), Image.Resampling.BICUBIC)


@cache
def _light(backdrop: str) -> Image.Image:
    """Light from the upper left, small: it is smooth enough to be enlarged."""
    light, middle, _ = BACKDROPS[backdrop]
    small = Image.new("RGBA", (64, 64))
    for y in range(64):
        for x in range(64):
            share = min(1.0, math.hypot(x - 20, y - 14) / 62)
            small.putpixel((x, y), (*(round(a + (b - a) * share) for a, b in zip(light, middle, strict=True)), 255))
    return small


def _bubbles(canvas: Image.Image, backdrop: str, rng: random.Random, count: int) -> None:
    deep = BACKDROPS[backdrop][2]
    layer = Image.new("RGBA", canvas.size, (*deep, 0))
    draw = ImageDraw.Draw(layer)
    for _ in range(count):
        radius = rng.randrange(30, 130)
        x, y = rng.randrange(canvas.width), rng.randrange(canvas.height)
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=(*deep, rng.randrange(26, 60)))
    canvas.alpha_composite(layer)


def _place(canvas: Image.Image, thing: Image.Image, centre: tuple[int, int], width: int, lift: int | None = 0) -> None:
    """`lift`: how far it hovers; None: it throws no shadow."""
    height = round(thing.height * width / thing.width)
    scaled = thing.resize((width, height), Image.Resampling.LANCZOS)
    left, top = centre[0] - width // 2, centre[1] - height // 2
    if lift is not None:
        _shadow(canvas, (centre[0], top + height - lift // 2), width)
    canvas.alpha_composite(scaled, (max(0, left), max(0, top)))


def _shadow(canvas: Image.Image, foot: tuple[int, int], width: int) -> None:
    """Drawn at a quarter of the size: a blur needs no more."""
    wide, high = width // 4, width // 12
    layer = Image.new("RGBA", (wide * 2, high * 4), (70, 50, 30, 0))
    spread = wide * 0.38
    ImageDraw.Draw(layer).ellipse((wide - spread, high * 1.8, wide + spread, high * 2.2), fill=(70, 50, 30, 90))
    soft = layer.filter(ImageFilter.GaussianBlur(width / 80)).resize((width * 2, high * 16), Image.Resampling.BILINEAR)
    left, top = foot[0] - width, foot[1] - high * 8
    canvas.alpha_composite(soft, (max(0, left), max(0, top)), (max(0, -left), max(0, -top)))


def _encoded(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.convert("RGB").save(out, "WEBP", quality=84, method=2)
    return out.getvalue()
