"""A flash sale over a real PostgreSQL and Valkey; the clock stands until it is moved, consumers work when told."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID, uuid4

import msgspec
import pytest

from app.actors.flash import FlashConsumer
from domain.promotion.flash_shop import FlashWish
from ports.kernel import CampaignId, SkuId
from ports.promotion.flash import Bundle, PoolRef
from ports.promotion.flash_store import FlashPoolRow
from ports.promotion.flash_views import FlashPlace, FlashTicketView
from ports.promotion.rules import Flash
from tests.flows.orders.conftest import Shop, Shopper

_CAMPAIGN = """
    insert into promotion.campaign (id, kind, name, label, state, priority, stacks, rule, starts_at, ends_at, version,
        created_at, updated_at, published_at)
    values ($1, 'flash', '周末秒杀', '秒杀', 'published', 0, $2, $3, $4, $5, 1, $4, $4, $4)
"""
_ITEM = """
    insert into promotion.campaign_item (campaign_id, sku_id, position, price_fen, quota, per_member_max)
    values ($1, $2, $3, $4, $5, $6)
"""
WIPE = "truncate promotion.campaign, promotion.flash_ticket, promotion.group_entry, promotion.order_use cascade"


class Sale:
    """One campaign of one item; `shop` is the whole shop."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.promotion = shop.modules.promotion
        self.keeper, self.flash = self.promotion.flash.keeper, self.promotion.flash.shop
        self.stream = self.promotion.flash.stream
        self.consumer = FlashConsumer(self.stream, self.keeper, shop.modules.commerce.flash_orders)
        self.id = CampaignId(uuid4())
        self.sku = SkuId(uuid4())

    async def publish(
        self,
        *,
        units: int = 5,
        limit: int | None = 1,
        price_fen: int = 5_000,
        list_fen: int = 9_900,
        starts_in: int = 0,
        minutes: int = 60,
        rule: Flash | None = None,
        stacks: tuple[str, ...] = (),
        stock: tuple[int, int] | None = None,
    ) -> None:
        south, north = stock or (units, 0)
        self.sku = await self.shop.sku(list_fen, south=south, north=north)
        await self.announce([(self.sku, price_fen, units, limit)], starts_in, minutes, rule, stacks)

    async def announce(
        self,
        items: list[tuple[SkuId, int, int, int | None]],
        starts_in: int = 0,
        minutes: int = 60,
        rule: Flash | None = None,
        stacks: tuple[str, ...] = (),
    ) -> None:
        starts = self.shop.clock.now() + timedelta(seconds=starts_in)
        encoded = msgspec.json.encode(rule or Flash()).decode()
        ends = starts + timedelta(minutes=minutes)
        await self.shop.rows(_CAMPAIGN, self.id, list(stacks), encoded, starts, ends)
        for position, item in enumerate(items):
            await self.shop.rows(_ITEM, self.id, item[0], position, *item[1:])
        await self.keep()

    async def keep(self) -> int:
        """The sweep; the process looks anew afterwards."""
        done = await self.keeper.sweep()
        self.flash.forget()
        self.promotion.flash.pages.forget()
        return done

    async def row(self) -> FlashPoolRow:
        [row] = [one for one in await self.keeper.open_pools() if one.sale.campaign_id == self.id]
        return row

    async def reserve(
        self, buyer: Shopper, quantity: int = 1, key: str | None = None, address_id: UUID | None = None
    ) -> FlashPlace:
        wish = FlashWish(self.sku, quantity, key or uuid4().hex, address_id)
        return await self.flash.reserve(buyer.id, self.id, wish)

    async def see(self, buyer: Shopper, place: FlashPlace) -> FlashTicketView:
        return await self.flash.ticket(buyer.id, place.ticket_id)

    async def read(self) -> list[tuple[PoolRef, Bundle]]:
        """What a consumer takes that then dies."""
        row = await self.row()
        return await self.stream.read([row.pool], "somebody", 100, 0.01)

    async def consume(self) -> None:
        """All that waits becomes orders."""
        rows = [one for one in await self.keeper.open_pools() if one.is_loaded and one.sale.campaign_id == self.id]
        for row in rows:
            while read := await self.stream.read([row.pool], "the consumer", 100, 0.01):
                await self.consumer.handle(row.pool, [bundle for _, bundle in read])

    async def pool(self) -> tuple[int, int]:
        """Set aside, taken."""
        [row] = await self.shop.rows(
            "select coalesce(sum(set_aside), 0)::int, coalesce(sum(taken), 0)::int from supply.pool"
            " where campaign_id = $1",
            self.id,
        )
        return row[0], row[1]

    async def free(self) -> int | None:
        """In the copy."""
        return (await self.promotion.flash.pages._queue.free([(await self.row()).pool]))[0]

    async def orders(self) -> list[tuple]:
        return await self.shop.rows(
            'select o.status, count(*)::int, sum(l.quantity)::int from commerce."order" o'
            " join commerce.order_line l on l.order_id = o.id where l.sku_id = $1 group by 1 order by 1",
            self.sku,
        )

    async def tickets(self) -> dict[str, int]:
        rows = await self.shop.rows(
            "select state, count(*)::int from promotion.flash_ticket where campaign_id = $1 group by 1", self.id
        )
        return dict(rows)


@pytest.fixture
async def flash_shop(database_url: str, valkey_url: str, tmp_path) -> AsyncIterator[Shop]:
    shop = Shop(database_url, valkey_url, str(tmp_path))
    await shop.open()
    await shop.rows(WIPE)
    yield shop
    await shop.assert_books_agree()
    await shop.built.partners.aclose()
    await shop.built.database.close()
    await shop.built.valkey.aclose()


@pytest.fixture
def sale(flash_shop: Shop) -> Sale:
    return Sale(flash_shop)
