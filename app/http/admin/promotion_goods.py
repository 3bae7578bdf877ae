"""Goods as the editors of promotions choose them."""

from typing import Annotated
from uuid import UUID

from litestar import post
from litestar.params import JSONBody
from msgspec import Meta

from app.http.bodies import Body
from app.http.context import AnyRequest, actor, services
from ports.kernel import ProductId, SkuId
from ports.promotion.views import GoodsList


class GoodsBody(Body, frozen=True):
    """Named SKUs, and products all of whose SKUs are wanted. A body, because an address has no room for 500 ids."""

    sku_ids: Annotated[list[UUID], Meta(max_length=500)]
    product_ids: Annotated[list[UUID], Meta(max_length=500)]


@post("/campaigns/goods", operation_id="readPromotionGoods", opt={"natural_key": True}, status_code=200)
async def read_goods(request: AnyRequest, data: JSONBody[GoodsBody]) -> GoodsList:
    skus, products = [SkuId(id_) for id_ in data.sku_ids], [ProductId(id_) for id_ in data.product_ids]
    return await services(request).goods_choice.facts(actor(request), skus, products)


ROUTES = [read_goods]
