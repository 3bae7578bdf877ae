"""The list of flash sales: sessions that run or are coming, with what is truly left (P7)."""

from datetime import datetime, timedelta

from domain.promotion.flash_shop import FlashShop
from ports.kernel import CampaignId, Clock, UnitOfWork
from ports.promotion.flash import FlashQueue, PoolRef, QueueUnavailable
from ports.promotion.flash_store import FlashPoolRow
from ports.promotion.flash_views import FlashGoods, FlashItemView, FlashPage, FlashSessionView, FlashViews

COMING_WITHIN = timedelta(days=3)
SESSIONS_MAX = 20
STALE_SECONDS = 0.5
"""A crowd that looks at one page at one moment asks the queue twice a second, in each process."""


class FlashPages:
    def __init__(self, uow: UnitOfWork, shop: FlashShop, others: tuple[FlashViews, FlashQueue], clock: Clock) -> None:
        self._uow = uow
        self._shop = shop
        self._views, self._queue = others
        self._clock = clock
        self._kept: tuple[datetime, FlashPage] | None = None

    def forget(self) -> None:
        """The next one looks."""
        self._kept = None

    async def page(self) -> FlashPage:
        now = self._clock.now()
        if self._kept is not None and now < self._kept[0]:
            return FlashPage(now, tuple(_at(session, now) for session in self._kept[1].sessions))
        pools = await self._shop.pools()
        shown: dict[CampaignId, FlashPoolRow] = {}
        for row in sorted(pools.values(), key=lambda row: (row.sale.starts_at, row.sale.campaign_id)):
            if not row.sale.is_over(now) and row.sale.starts_at < now + COMING_WITHIN and len(shown) < SESSIONS_MAX:
                shown.setdefault(row.sale.campaign_id, row)
        async with self._uow.reading() as tx:
            goods = await self._views.goods(tx, list(shown))
        left = await self._left(goods)
        page = FlashPage(now, tuple(_session(row, goods, left, now) for row in shown.values()))
        self._kept = (now + timedelta(seconds=STALE_SECONDS), page)
        return page

    async def _left(self, goods: list[FlashGoods]) -> dict[int, int]:
        """By the number of the pool: what the copy says, and what PostgreSQL has where there is none."""
        refs = [PoolRef(one.campaign_id, one.sku_id, one.number, one.generation) for one in goods]
        try:
            free = await self._queue.free(refs)
        except QueueUnavailable:
            free = [None] * len(refs)
        return {
            one.number: one.pool_rest if units is None else min(units, one.total)
            for one, units in zip(goods, free, strict=True)
        }


def _session(row: FlashPoolRow, goods: list[FlashGoods], left: dict[int, int], now: datetime) -> FlashSessionView:
    sale = row.sale
    items = tuple(
        FlashItemView(
            sku_id=one.sku_id,
            product_id=one.product_id,
            title=one.title,
            option_text=one.option_text,
            image_url=one.image_url,
            price_fen=one.price_fen,
            list_price_fen=one.list_price_fen,
            total=one.total,
            remaining=left[one.number],
            per_member_max=one.per_member_max,
        )
        for one in goods
        if one.campaign_id == sale.campaign_id
    )
    return FlashSessionView(
        id=sale.campaign_id,
        name=sale.name,
        label=sale.label,
        state="running" if sale.starts_at <= now else "coming",
        starts_at=sale.starts_at,
        ends_at=sale.ends_at,
        pay_within_minutes=sale.rule.pay_within_minutes,
        groups_to_unlock=sale.rule.groups_to_unlock,
        items=items,
    )


def _at(session: FlashSessionView, now: datetime) -> FlashSessionView:
    """The same a moment later, when it may have begun."""
    if session.state == "running" or now < session.starts_at:
        return session
    return FlashSessionView(
        **{name: getattr(session, name) for name in session.__struct_fields__} | {"state": "running"}
    )
