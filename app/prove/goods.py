"""One product with stock in two warehouses, made through the services."""

import io
from uuid import uuid4

from msgspec import Struct
from PIL import Image

from app.wiring import Built
from domain.commerce.categories import CategoryDraft
from domain.commerce.product_draft import MediaPick, ProductDraft, SkuDraft
from ports.kernel import ProductId, SkuId, WarehouseId
from ports.supply.store import Warehouse


class Goods(Struct, frozen=True):
    product_id: ProductId
    sku_id: SkuId
    price_fen: int
    warehouses: tuple[WarehouseId, WarehouseId]


def _picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (400, 400), (251, 233, 228)).save(out, "PNG")
    return out.getvalue()


async def stock_up(built: Built, units: tuple[int, int], price_fen: int = 12_900) -> Goods:
    """`units` per warehouse. Priced so that freight is free."""
    services = built.services
    places = [("华东仓", "浙江省", "杭州市"), ("华南仓", "广东省", "广州市")]
    warehouses: list[WarehouseId] = []
    for name, province, city in places:
        warehouse_id = WarehouseId(uuid4())
        code = f"W{warehouse_id.hex[:6]}"
        await services.warehouse_desk.open(
            Warehouse(
                warehouse_id, code, name, "warehouse", "仓库管理员", "16000000000", province, city, "某区", "某路 1 号"
            )
        )
        warehouses.append(warehouse_id)
    category = await services.categories.add(CategoryDraft(name=f"证明 {uuid4().hex[:6]}"))
    medium = await services.media.upload(_picture())
    sku = SkuDraft(code=f"P-{uuid4().hex[:8]}", price_fen=price_fen, weight_g=300)
    draft = ProductDraft(
        kind="physical", category_id=category.id, title="最后的五十件", media=(MediaPick(medium.id),), skus=(sku,)
    )
    product = await services.catalogue.create_product(draft)
    product_id, sku_id = ProductId(product.id), product.skus[0].id
    assert sku_id is not None
    await services.catalogue.publish(product_id, None)
    for warehouse_id, quantity in zip(warehouses, units, strict=True):
        if quantity:
            await services.warehouse_desk.receive(f"proof:{sku_id}:{warehouse_id}", sku_id, warehouse_id, quantity)
    return Goods(product_id, sku_id, price_fen, (warehouses[0], warehouses[1]))
