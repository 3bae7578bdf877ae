"""Flash sale as the shopper's pages read it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import CampaignId, Fen, OrderId, ProductId, SkuId, Tx
from ports.promotion.flash_store import TicketState

TICKET_TEXTS: dict[TicketState, str] = {
    "queued": "正在排队",
    "ordered": "抢到了",
    "refused": "没有抢到",
    "released": "名额已释放",
    "interrupted": "排队中断",
}


class FlashGoods(Struct, frozen=True):
    """An item of a session with what the catalogue says. `pool_rest`: what PostgreSQL has left."""

    campaign_id: CampaignId
    sku_id: SkuId
    product_id: ProductId
    title: str
    option_text: str
    image_url: str
    price_fen: Fen
    list_price_fen: Fen
    total: int
    pool_rest: int
    per_member_max: int | None
    number: int
    generation: int


class FlashItemView(Struct, frozen=True, rename="camel"):
    """`remaining` of `total` units may still be reserved."""

    sku_id: SkuId
    product_id: ProductId
    title: str
    option_text: str
    image_url: str
    price_fen: Fen
    list_price_fen: Fen
    total: int
    remaining: int
    per_member_max: int | None


class FlashSessionView(Struct, frozen=True, rename="camel"):
    """`groups_to_unlock` 0: everybody may take part."""

    id: CampaignId
    name: str
    label: str
    state: Literal["running", "coming"]
    starts_at: datetime
    ends_at: datetime
    pay_within_minutes: int
    groups_to_unlock: int
    items: tuple[FlashItemView, ...]


class FlashPage(Struct, frozen=True, rename="camel"):
    server_time: datetime
    sessions: tuple[FlashSessionView, ...]


class FlashPlace(Struct, frozen=True, rename="camel"):
    """Accepted into the queue. `place` counts from 1 on; 0: the ticket is repeated, and decided already."""

    ticket_id: UUID
    place: int


class FlashTicketView(Struct, frozen=True, rename="camel"):
    """`place`: how many are handled before; null once it is decided. `reason` fits a person."""

    id: UUID
    state: TicketState
    state_text: str
    place: int | None
    order_id: OrderId | None
    reason: str


class FlashUnlock(Struct, frozen=True, rename="camel"):
    """`entered` different groups of the `needed` ones."""

    entered: int
    needed: int


class FlashViews(Protocol):
    async def goods(self, tx: Tx, campaign_ids: Sequence[CampaignId]) -> list[FlashGoods]:
        """In the order of their campaigns' items; those whose product is not on sale are left out."""
