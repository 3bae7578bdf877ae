"""Pictures of all goods, drawn in processes of their own while the rest of the shop is set up."""

import asyncio
import hashlib
import io
import multiprocessing
import os
import threading
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor

from msgspec import Struct
from PIL import Image

from app.seed.brand import HEROES, SHELVES, Hero
from app.seed.goods import Goods
from app.seed.pictures import banner_picture, icon_picture, product_pictures, variant_picture
from ports.outside.images import NotAPicture, Picture, Rendered

WIDTHS = (400, 800)
PROCESSES_MAX = 4


class Drawn(Struct, frozen=True):
    """A picture as it is uploaded, with its renditions."""

    content: bytes
    picture: Picture


class Album(Struct, frozen=True):
    """`goods`: three pictures each; `tones`: by product and backdrop; `icons` by name of a category."""

    goods: list[list[Drawn]]
    tones: dict[tuple[int, str], Drawn]
    icons: dict[str, Drawn]
    heroes: list[Drawn]

    def all(self) -> list[Drawn]:
        flat = [one for three in self.goods for one in three]
        return [*flat, *self.tones.values(), *self.icons.values(), *self.heroes]


class DrawnRenderer:
    """Implements `ports.outside.images.ImageRenderer` for pictures that were drawn with their renditions."""

    def __init__(self) -> None:
        self._known: dict[bytes, Picture] = {}

    def learn(self, album: Album) -> None:
        self._known |= {hashlib.sha256(one.content).digest(): one.picture for one in album.all()}

    async def render(self, content: bytes) -> Picture:
        known = self._known.get(hashlib.sha256(content).digest())
        if known is None:
            raise NotAPicture
        return known


async def draw(goods: Sequence[Goods]) -> Album:
    loop = asyncio.get_running_loop()
    # A fresh interpreter: a fork would take the database connections along.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(PROCESSES_MAX, os.cpu_count() or 1), context, _end_with_parent) as pool:
        drawn = [loop.run_in_executor(pool, _draw_goods, one) for one in goods]
        icons = loop.run_in_executor(pool, _draw_icons, list(goods))
        heroes = [loop.run_in_executor(pool, _draw_hero, hero) for hero in HEROES]
        pictures = await asyncio.gather(*drawn)
        return Album(
            goods=[three for three, _ in pictures],
            tones={
                (one.number, tone): picture
                for one, (_, tones) in zip(goods, pictures, strict=True)
                for tone, picture in tones.items()
            },
            icons=await icons,
            heroes=list(await asyncio.gather(*heroes)),
        )


def _end_with_parent() -> None:
    """A drawer whose parent was killed would wait for work for ever."""

    def watch() -> None:
        if (parent := multiprocessing.parent_process()) is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _draw_goods(one: Goods) -> tuple[list[Drawn], dict[str, Drawn]]:
    three = [_drawn(content) for content in product_pictures(one.emoji, one.backdrop, one.number)]
    tones = {tone: _drawn(variant_picture(one.emoji, tone, one.number)) for tone in one.tones}
    return three, tones


def _draw_icons(goods: list[Goods]) -> dict[str, Drawn]:
    """Of the shelves, and of their leaves by the first product that lies there."""
    icons = {shelf.name: _drawn(icon_picture(shelf.emoji, shelf.backdrop)) for shelf in SHELVES}
    for one in goods:
        if one.leaf not in icons:
            icons[one.leaf] = _drawn(icon_picture(one.emoji, one.backdrop))
    return icons


def _draw_hero(hero: Hero) -> Drawn:
    return _drawn(banner_picture(list(hero.emojis), hero.backdrop, len(hero.title)))


def _drawn(content: bytes) -> Drawn:
    with Image.open(io.BytesIO(content)) as opened:
        original = opened.convert("RGB")
    wide, high = original.size
    renditions = []
    for width in WIDTHS:
        if width < wide:
            size = (width, high * width // wide)
            # Halving needs no filter, and most pictures are halved.
            small = original.reduce(2) if wide == 2 * width else original.resize(size, Image.Resampling.LANCZOS)
            out = io.BytesIO()
            small.save(out, "WEBP", quality=82, method=2)
            renditions.append(Rendered(*small.size, out.getvalue()))
    return Drawn(content, Picture(wide, high, (*renditions, Rendered(wide, high, content))))
