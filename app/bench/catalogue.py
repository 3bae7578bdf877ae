"""A catalogue of any size, written past the services because a million SKUs through an editor would take days.

Every row is what the services would have written: products by the product's own rules with its own search tokens, SKUs,
stock with its ledger, and the lists by the statement that publishing runs.
"""

import io
import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Struct
from PIL import Image

from app.bench import catalogue_words as words
from app.prove.goods import stock_up
from app.wiring import Built
from domain.commerce.categories import CategoryDraft
from domain.commerce.product_draft import MediaPick, ProductDraft, SkuDraft, product_row, sku_rows
from ports.commerce.catalogue_store import MediaRow, ProductRow, SkuRow
from ports.commerce.views import Attribute, Option
from ports.kernel import ProductId, SkuId, WarehouseId

SKUS_PER_PRODUCT = 3.4
"""On average: one product in ten has one SKU, the others two to six."""
BATCH = 2000
PICTURES = 24
_FIRST_DAY = datetime(2024, 1, 1, tzinfo=UTC)
_JSON = ("media", "detail_media", "attributes", "options")
_AFTER_FILLING = ("commerce.product", "commerce.sku", "commerce.listing", "supply.stock", "supply.stock_move")


class Leaf(Struct, frozen=True):
    """A lowest category, with the names above it."""

    id: UUID
    department_id: UUID
    department: str
    kind: str
    name: str


class _Row(Struct, frozen=True):
    product: ProductRow
    skus: list[SkuRow]
    status: str
    sold_count: int
    at: datetime


class Catalogue:
    """Grows on demand. The same seed gives the same shop, but for the ids of categories and pictures."""

    def __init__(self, built: Built, database_url: str, seed: int = 7) -> None:
        self._built = built
        self._database_url = database_url
        self._dice = random.Random(seed)  # noqa: S311
        self._leaves: list[Leaf] = []
        self._media: dict[UUID, MediaRow] = {}
        self._warehouses: tuple[WarehouseId, WarehouseId] | None = None
        self.products = 0
        self.skus = 0

    @property
    def leaves(self) -> Sequence[Leaf]:
        return self._leaves

    async def open(self) -> None:
        """The tree, the pictures and the warehouses, through the services."""
        self._warehouses = (await stock_up(self._built, (10, 10))).warehouses
        services = self._built.services
        for department, kinds in words.DEPARTMENTS.items():
            top = await services.categories.add(CategoryDraft(department))
            for kind, names in kinds.items():
                middle = await services.categories.add(CategoryDraft(kind, top.id))
                for name in names.split():
                    leaf = await services.categories.add(CategoryDraft(name, middle.id))
                    self._leaves.append(Leaf(leaf.id, top.id, department, kind, name))
        for number in range(PICTURES):
            row = await services.media.upload(_picture(number))
            self._media[row.id] = row

    async def grow(self, *, products: int | None = None, skus: int | None = None) -> None:
        """Up to this many of either. GIN indexes are built anew at the end: entry by entry takes many times as long."""
        connection = await asyncpg.connect(self._database_url, command_timeout=3600)
        await connection.execute("set synchronous_commit = off; set maintenance_work_mem = '512MB'")
        definitions = await _drop_gin(connection)
        while (products and self.products < products) or (skus and self.skus < skus):
            wanted = min(products - self.products if products else BATCH, BATCH)
            await self._write(connection, list(self._batch(wanted, skus)))
        for definition in definitions:
            await connection.execute(definition)
        for table in _AFTER_FILLING:
            await connection.execute(f"vacuum analyze {table}")
        await connection.close()

    def _batch(self, size: int, skus_max: int | None) -> Iterator[_Row]:
        for _ in range(size):
            if skus_max and self.skus >= skus_max:
                return
            row = self._one()
            self.products += 1
            self.skus += len(row.skus)
            yield row

    def _one(self) -> _Row:
        dice, number = self._dice, self.products
        # Ids as the shop gives them: by the time at which the product was made.
        at = _FIRST_DAY + timedelta(minutes=2 * number)
        leaf = dice.choice(self._leaves)
        draft = self._draft(leaf, number)
        ids = [SkuId(_id(at, dice)) for _ in draft.skus]
        skus = sku_rows(draft.skus, ids, self._media)
        names = (leaf.department, leaf.kind, leaf.name)
        row = product_row(ProductId(_id(at, dice)), draft, skus, self._media, names)
        status = dice.choices(("on_sale", "off_sale", "draft"), (94, 4, 2))[0]
        sold = 0 if status == "draft" else int(dice.paretovariate(0.7)) % 200_000
        return _Row(row, skus, status, sold, at)

    def _draft(self, leaf: Leaf, number: int) -> ProductDraft:
        dice = self._dice
        brand = dice.choice(words.BRAND_FIRST) + dice.choice(words.BRAND_SECOND)
        material = dice.choice(words.MATERIALS[leaf.department].split())
        trait, feature = dice.choice(words.TRAITS.split()), dice.choice(words.FEATURES.split())
        season = dice.choice(words.SEASONS.split())
        fresh = words.COMMON if dice.random() < 0.4 else ""
        special = words.RARE if number % 3000 == 17 else ""
        price = int(dice.lognormvariate(9.2, 0.9)) // 10 * 10 + 90
        colours = dice.sample(words.COLOURS.split(), dice.choice((1, 2, 2, 3)))
        sizes = words.SIZES.split()[: dice.choice((1, 2, 2))]
        pictures = dice.sample(sorted(self._media), 5)
        skus = tuple(
            SkuDraft(
                option_values=(colour, size),
                code=f"S{number:07d}{place}{position}",
                barcode=f"69{number:09d}{place}{position}",
                price_fen=price + 1000 * position,
                market_price_fen=(price + 1000 * position) * 5 // 4,
                weight_g=dice.randrange(50, 5000),
            )
            for place, colour in enumerate(colours)
            for position, size in enumerate(sizes)
        )
        return ProductDraft(
            kind="physical",
            category_id=leaf.id,
            title=f"{brand}{season}{fresh}{material}{trait}{leaf.name}{special}{feature}",
            subtitle=f"{material}{leaf.name}，{trait}{feature}，{brand}品质",
            tags=(trait, "包邮") if dice.random() < 0.3 else (trait,),
            media=tuple(MediaPick(one) for one in pictures[:3]),
            detail_media=tuple(MediaPick(one) for one in pictures[2:]),
            detail_text=f"{brand}{leaf.name}，选用{material}，{trait}、{feature}。" * 3,
            attributes=(Attribute("材质", material), Attribute("季节", season), Attribute("品牌", brand)),
            options=(Option("颜色", tuple(colours)), Option("尺码", tuple(sizes))),
            skus=skus,
        )

    async def _write(self, connection: asyncpg.Connection, rows: list[_Row]) -> None:
        assert self._warehouses is not None, "open() comes first"
        await _copy(connection, "commerce.product", [_product_values(row) for row in rows])
        skus = [msgspec.structs.asdict(sku) | {"product_id": row.product.id} for row in rows for sku in row.skus]
        await _copy(connection, "commerce.sku", skus)
        stock = [values for row in rows for values in self._stock_of(row)]
        await _copy(connection, "supply.stock", [shelf for shelf, _ in stock])
        await _copy(connection, "supply.stock_move", [move for shelf, move in stock if shelf["on_hand"]])
        await self._built.services.catalogue.relist([row.product.id for row in rows])

    def _stock_of(self, row: _Row) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
        """One product in twelve is sold out; most SKUs lie in one warehouse."""
        assert self._warehouses is not None
        dice = self._dice
        gone = dice.random() < 1 / 12
        for sku in row.skus:
            for warehouse_id in self._warehouses if dice.random() < 0.3 else self._warehouses[:1]:
                units = 0 if gone else dice.randrange(1, 500)
                shelf = {"sku_id": sku.id, "warehouse_id": warehouse_id, "on_hand": units, "safety": 5}
                yield (
                    shelf,
                    {
                        "sku_id": sku.id,
                        "warehouse_id": warehouse_id,
                        "kind": "receive",
                        "cause": f"bench:{sku.id}:{warehouse_id}",
                        "on_hand_delta": units,
                        "reserved_delta": 0,
                        "on_hand_after": units,
                        "reserved_after": 0,
                        "at": row.at,
                    },
                )


def _product_values(row: _Row) -> dict[str, Any]:
    values = msgspec.structs.asdict(row.product)
    for name in _JSON:
        values[name] = msgspec.json.encode(values[name]).decode()
    later = row.at + timedelta(hours=1)
    return values | {
        "status": row.status,
        "published_at": None if row.status == "draft" else later,
        "version": 1 if row.status == "draft" else 2,
        "sold_count": row.sold_count,
        "created_at": row.at,
        "updated_at": later,
    }


async def _copy(connection: asyncpg.Connection, table: str, rows: list[dict[str, Any]]) -> None:
    schema, name = table.split(".")
    columns = list(rows[0])
    records = [tuple(row[column] for column in columns) for row in rows]
    await connection.copy_records_to_table(name, schema_name=schema, columns=columns, records=records)


async def _drop_gin(connection: asyncpg.Connection) -> list[str]:
    """Drops the products' GIN indexes and returns the statements that make them again."""
    found = await connection.fetch(
        "select indexname, indexdef from pg_indexes where schemaname = 'commerce' and tablename = 'product'"
        " and indexdef like '%USING gin%'"
    )
    for row in found:
        await connection.execute(f"drop index commerce.{row['indexname']}")
    return [row["indexdef"] for row in found]


def _id(at: datetime, dice: random.Random) -> UUID:
    """A UUIDv7 of that moment."""
    millis = int(at.timestamp() * 1000)
    return UUID(int=(millis << 80) | (7 << 76) | (dice.getrandbits(12) << 64) | (2 << 62) | dice.getrandbits(62))


def _picture(number: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (400, 400), (8 * number, 200, 255 - 8 * number)).save(out, "PNG")
    return out.getvalue()
