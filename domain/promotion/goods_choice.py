"""The goods that an operator chooses for a promotion, with what is needed to price them."""

from collections.abc import Sequence

from ports.governance.api import Actor
from ports.kernel import ProductId, SkuId, UnitOfWork
from ports.promotion.views import CampaignViews, GoodsList

READ = "promotions.read"


class GoodsChoice:
    def __init__(self, uow: UnitOfWork, views: CampaignViews) -> None:
        self._uow = uow
        self._views = views

    async def facts(self, actor: Actor, sku_ids: Sequence[SkuId], product_ids: Sequence[ProductId]) -> GoodsList:
        """The named SKUs, and all of the named products. What does not exist is left out."""
        actor.require(READ)
        async with self._uow.reading() as tx:
            named = await self._views.goods(tx, sku_ids)
            listed = await self._views.goods_of(tx, product_ids)
        return GoodsList((*named.values(), *(goods for goods in listed if goods.sku_id not in named)))
