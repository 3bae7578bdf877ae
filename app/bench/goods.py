"""Products, stock and shoppers for a measurement, made through the services."""

import asyncio
from uuid import uuid4

import httpx

from app.prove.goods import Goods, stock_up
from app.prove.shopper import Shopper
from app.wiring import Built
from domain.commerce.product_draft import MediaPick, ProductDraft, SkuDraft
from ports.kernel import ProductId

UNITS = 1_000_000
AT_ONCE = 8


async def many_products(built: Built, count: int) -> list[Goods]:
    """`count` products of one SKU each, with more stock than a measurement can sell."""
    first = await stock_up(built, (UNITS, 0))
    shown = await built.services.catalogue.product(first.product_id)
    places = asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> Goods:
        async with places:
            sku = SkuDraft(code=f"B-{uuid4().hex[:10]}", price_fen=9_900 + number, weight_g=300)
            draft = ProductDraft(
                kind="physical",
                category_id=shown.category_id,
                title=f"测量用商品 {number}",
                media=tuple(MediaPick(medium.media_id) for medium in shown.media),
                skus=(sku,),
            )
            product = await built.services.catalogue.create_product(draft)
            sku_id = product.skus[0].id
            assert sku_id is not None
            await built.services.catalogue.publish(ProductId(product.id), None)
            await built.services.warehouse_desk.receive(f"bench:{sku_id}", sku_id, first.warehouses[0], UNITS)
            return Goods(ProductId(product.id), sku_id, sku.price_fen, first.warehouses)

    return [first, *await asyncio.gather(*(one(number) for number in range(count - 1)))]


async def many_shoppers(shop: httpx.AsyncClient, emulator: httpx.AsyncClient, count: int) -> list[tuple[Shopper, str]]:
    """Signed in, each with the id of an address."""
    places = asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> tuple[Shopper, str]:
        async with places:
            shopper = Shopper(shop, emulator, f"bench-{number}")
            await shopper.sign_in()
            return shopper, await shopper.add_address()

    return list(await asyncio.gather(*(one(number) for number in range(count))))
