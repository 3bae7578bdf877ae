"""Bargains as they are looked at: the cuts with names, a member's own, a campaign's."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from adapters.postgres.cursors import decode_cursor, encode_cursor
from adapters.postgres.sql import Statement
from ports.kernel import CampaignId, MemberId, Page, SkuId, Tx
from ports.promotion.bargain_store import BargainState
from ports.promotion.bargain_views import AdminBargain, NamedCut, OwnBargain

_CUTS = Statement(
    text("""
    select c.ordinal, c.helper_id, coalesce(m.nickname, '') as name, c.fen, c.at
    from promotion.bargain_cut c left join members.member m on m.id = c.helper_id
    where c.bargain_id = :bargain_id order by c.ordinal
    """)
)
_GOODS = "p.title, array_to_string(s.option_values, ' ') as option_text"
_MINE = Statement(
    text(f"""
    select b.id, {_GOODS}, coalesce(s.image_url, p.cover_url) as image_url, b.start_fen, b.floor_fen, b.price_fen,
           b.cut_count, b.planned_cuts, b.state, b.expires_at
    from promotion.bargain b join commerce.sku s on s.id = b.sku_id join commerce.product p on p.id = s.product_id
    where b.member_id = :member_id and (cast(:before as uuid) is null or b.id < :before)
    order by b.id desc limit :size
    """)
)
_RUNNING = Statement(
    text("""
    select campaign_id, sku_id, id from promotion.bargain
    where member_id = :member_id and campaign_id = any(cast(:campaign_ids as uuid[]))
      and state in ('open', 'floor', 'ordered') and (state = 'ordered' or expires_at > :now)
    """)
)
_OF_CAMPAIGN = Statement(
    text(f"""
    select b.id, b.member_id, coalesce(m.nickname, '') as member_name, b.sku_id, {_GOODS}, b.start_fen, b.floor_fen,
           b.price_fen, b.planned_cuts, b.cut_count - 1 as helper_count, b.state, '' as state_text, b.opened_at,
           b.expires_at, b.order_id,
           (select cast(count(*) as int) from promotion.bargain_refusal r where r.bargain_id = b.id) as refused_count
    from promotion.bargain b join commerce.sku s on s.id = b.sku_id join commerce.product p on p.id = s.product_id
    left join members.member m on m.id = b.member_id
    where b.campaign_id = :campaign_id and (cast(:before as uuid) is null or b.id < :before)
      and (cast(:state as text) is null or b.state = :state)
    order by b.id desc limit :size
    """)
)


class PostgresBargainViews:
    """Implements `ports.promotion.bargain_views.BargainViews`."""

    async def cuts(self, tx: Tx, bargain_id: UUID) -> Sequence[NamedCut]:
        return [NamedCut(**row) for row in await _CUTS.all(tx, bargain_id=bargain_id)]

    async def mine(self, tx: Tx, member_id: MemberId, cursor: str | None, limit: int) -> Page[OwnBargain]:
        before = decode_cursor(cursor, UUID) if cursor else None
        rows = await _MINE.all(tx, member_id=member_id, before=before, size=limit + 1)
        items = [OwnBargain(**row) for row in rows[:limit]]
        return Page(items, encode_cursor(items[-1].id) if len(rows) > limit else None)

    async def running(
        self, tx: Tx, member_id: MemberId, campaign_ids: Sequence[CampaignId], now: datetime
    ) -> dict[tuple[CampaignId, SkuId], UUID]:
        rows = await _RUNNING.all(tx, member_id=member_id, campaign_ids=list(campaign_ids), now=now)
        return {(row["campaign_id"], row["sku_id"]): row["id"] for row in rows}

    async def of_campaign(
        self, tx: Tx, campaign_id: CampaignId, state: BargainState | None, cursor: str | None, limit: int
    ) -> Page[AdminBargain]:
        before = decode_cursor(cursor, UUID) if cursor else None
        rows = await _OF_CAMPAIGN.all(tx, campaign_id=campaign_id, state=state, before=before, size=limit + 1)
        items = [AdminBargain(**row) for row in rows[:limit]]
        return Page(items, encode_cursor(items[-1].id) if len(rows) > limit else None)
