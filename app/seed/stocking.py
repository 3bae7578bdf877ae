"""Filling the shelves: categories, products with their pictures, the shop window, warehouses and their stock."""

import random
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from app.seed.brand import HEROES, HOT_WORDS, KEPT_AT, SHELVES, SITES, Site
from app.seed.gallery import Album, Drawn
from app.seed.goods import Goods, SkuSpec
from app.seed.rhythm import Basket
from app.seed.shop import Shop, side_by_side
from domain.commerce.categories import CategoryDraft
from domain.commerce.product_draft import MediaPick, ProductDraft, SkuDraft
from domain.commerce.window import BannerDraft
from domain.supply.stock import Units
from ports.commerce.catalogue_store import MediaRow
from ports.commerce.views import Attribute, Option
from ports.kernel import SkuId, WarehouseId
from ports.supply.store import Warehouse

UNTESTED_DAYS = 40
NEW_DAYS = (8, 24)
CLOSED_SHELVES = frozenset(("辅食营养", "孕产专区"))
"""Food and what touches the body: no return without a reason once it was opened."""

STOCK_LEAST = 30
SCARCE_EVERY = 23
"""Every so many SKUs one is short, so that the admin has something to look after."""

SAFETY = 12
LATER_PERCENT = 30


def release_times(goods: Sequence[Goods], start: datetime, now: datetime, rng: random.Random) -> list[datetime]:
    """Most were there before the story begins, new ones came lately."""
    times = []
    for one in goods:
        if one.tag == "新品":
            days = min(rng.uniform(*NEW_DAYS), (now - start).days / 2)
            times.append(now - timedelta(days=days))
        else:
            times.append(start - timedelta(days=rng.uniform(1, UNTESTED_DAYS)))
    return times


class Stocking:
    def __init__(self, shop: Shop, goods: Sequence[Goods], album: Album) -> None:
        self._shop, self._goods, self._album = shop, goods, album
        self._services, self._modules = shop.built.services, shop.built.modules
        self._leaves: dict[tuple[str, str], UUID] = {}
        self._roots: dict[str, UUID] = {}

    async def categories(self) -> None:
        icons = self._album.icons
        for shelf in SHELVES:
            draft = CategoryDraft(shelf.name, None, (await self._uploaded(icons[shelf.name])).id, shelf.attribute_names)
            self._roots[shelf.name] = (await self._services.categories.add(draft)).id
            for leaf, _ in shelf.children:
                icon_id = (await self._uploaded(icons[leaf])).id if leaf in icons else None
                child = CategoryDraft(leaf, self._roots[shelf.name], icon_id, shelf.attribute_names)
                self._leaves[shelf.name, leaf] = (await self._services.categories.add(child)).id

    async def products(self, released: Sequence[datetime]) -> None:
        async def one(number: int) -> None:
            self._shop.at(released[number])
            await self._product(self._goods[number])

        await side_by_side(range(len(self._goods)), one)

    async def _product(self, one: Goods) -> None:
        pictures = [await self._uploaded(drawn) for drawn in self._album.goods[one.number]]
        tones = {tone: await self._uploaded(self._album.tones[one.number, tone]) for tone in one.tones}
        draft = ProductDraft(
            kind="virtual" if one.is_virtual else "physical",
            category_id=self._leaves[one.shelf, one.leaf],
            title=one.title,
            subtitle=one.subtitle,
            tags=(one.tag,) if one.tag else (),
            media=tuple(MediaPick(row.id) for row in pictures),
            detail_media=tuple(MediaPick(row.id) for row in pictures[1:]),
            detail_text=one.detail,
            attributes=tuple(Attribute(name, value) for name, value in one.attributes),
            options=tuple(Option(name, values) for name, values in one.options),
            no_reason_return=one.shelf not in CLOSED_SHELVES,
            skus=tuple(_sku(sku, tones) for sku in one.skus),
        )
        added = await self._services.catalogue.create_product(draft)
        for place, sku in enumerate(added.skus):
            self._shop.skus[one.number, place] = SkuId(sku.id)
        await self._services.catalogue.publish(added.id, None)

    async def window(self) -> None:
        banners = []
        for hero, drawn in zip(HEROES, self._album.heroes, strict=True):
            media = await self._uploaded(drawn)
            banners.append(BannerDraft(hero.title, hero.subtitle, media.id, f"/category/{self._roots[hero.shelf]}"))
        await self._modules.commerce.window.dress(banners, HOT_WORDS)

    async def warehouses(self) -> None:
        for sort, site in enumerate(SITES):
            site_id = WarehouseId(uuid5(NAMESPACE_URL, f"nuanhe:{site.code}"))
            self._shop.sites[site.code] = site_id
            await self._services.warehouse_desk.open(
                Warehouse(
                    id=site_id,
                    code=site.code,
                    name=site.name,
                    kind="warehouse" if site.kind == "warehouse" else "store",
                    contact_name=site.contact[0],
                    contact_phone=site.contact[1],
                    province=site.place[0],
                    city=site.place[1],
                    district=site.place[2],
                    detail=site.place[3],
                    sort=sort,
                )
            )

    async def stock(self, baskets: Sequence[Basket], start: datetime, rng: random.Random) -> None:
        """What will be wanted, and something over; a third of it comes with a second delivery."""
        wanted: Counter[tuple[int, int]] = Counter()
        for basket in baskets:
            for number, sku, quantity in basket.lines:
                wanted[number, sku] += quantity
        first, later = list[tuple[str, Units]](), list[tuple[str, Units]]()
        for place, key in enumerate(self._shop.skus):
            spare = STOCK_LEAST + rng.randrange(60) if place % SCARCE_EVERY else rng.randrange(6)
            for site in SITES:
                if not _keeps(site, self._goods[key[0]].shelf, place):
                    continue
                units = round((wanted[key] * 0.75 + spare) * site.depth)
                arrival = Units(self._shop.skus[key], self._shop.sites[site.code], max(1, units))
                first.append((site.code, arrival))
                if site.kind == "warehouse" and wanted[key]:
                    more = max(1, wanted[key] * LATER_PERCENT // 100)
                    later.append((site.code, Units(arrival.sku_id, arrival.warehouse_id, more)))
        self._shop.at(start - timedelta(days=1))
        await self._receive("first", first)
        self._shop.at(start + (self._shop.now - start) / 3)
        await self._receive("second", later)
        await self._safety()

    async def _receive(self, key: str, arrivals: Sequence[tuple[str, Units]]) -> None:
        async def one(arrival: tuple[str, Units]) -> None:
            code, units = arrival
            where = (units.sku_id, units.warehouse_id)
            await self._services.warehouse_desk.receive(f"{key}-{code}", *where, units.quantity)

        await side_by_side(arrivals, one)

    async def _safety(self) -> None:
        for place, key in enumerate(self._shop.skus):
            if place % SCARCE_EVERY == 0:
                site = KEPT_AT.get(self._goods[key[0]].shelf, "HD")
                units = Units(self._shop.skus[key], self._shop.sites[site], SAFETY)
                await self._services.warehouse_desk.set_safety(self._shop.actors["仓库"], units)

    async def _uploaded(self, drawn: Drawn) -> MediaRow:
        return await self._services.media.upload(drawn.content)


def _keeps(site: Site, shelf: str, place: int) -> bool:
    """Stores have a third of what both warehouses have."""
    only = KEPT_AT.get(shelf)
    if site.kind == "store":
        return only is None and place % 3 == 0
    return only in (None, site.code)


def _sku(spec: SkuSpec, tones: dict[str, MediaRow]) -> SkuDraft:
    return SkuDraft(
        option_values=spec.values,
        code=spec.code,
        barcode=None,
        price_fen=spec.price_fen,
        market_price_fen=spec.market_fen,
        cost_fen=spec.cost_fen,
        weight_g=spec.weight_g,
        volume_cm3=spec.weight_g * 4,
        media_id=tones[spec.tone].id if spec.tone else None,
        limit_per_order=20,
    )
