"""What the pages of a flash sale read, over PostgreSQL."""

from collections.abc import Sequence

from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.kernel import CampaignId, Tx
from ports.promotion.flash_views import FlashGoods

_GOODS = Statement(
    text("""
        select i.campaign_id, i.sku_id, p.id as product_id, p.title,
               array_to_string(s.option_values, ' ') as option_text,
               coalesce(s.image_url, p.cover_url) as image_url, i.price_fen, s.price_fen as list_price_fen,
               i.quota as total, i.per_member_max, f.number, f.generation,
               (select cast(coalesce(sum(o.set_aside - o.taken), 0) as int) from supply.pool o
                where o.campaign_id = i.campaign_id and o.sku_id = i.sku_id) as pool_rest
        from promotion.campaign_item i
        join promotion.flash_pool f on f.campaign_id = i.campaign_id and f.sku_id = i.sku_id and f.state = 'open'
        join commerce.sku s on s.id = i.sku_id and s.enabled and not s.removed
        join commerce.product p on p.id = s.product_id and p.status = 'on_sale'
        where i.campaign_id = any(cast(:campaign_ids as uuid[])) order by i.campaign_id, i.position
    """)
)


class PostgresFlashViews:
    """Implements `ports.promotion.flash_views.FlashViews`."""

    async def goods(self, tx: Tx, campaign_ids: Sequence[CampaignId]) -> list[FlashGoods]:
        return [FlashGoods(**row) for row in await _GOODS.all(tx, campaign_ids=list(campaign_ids))]
