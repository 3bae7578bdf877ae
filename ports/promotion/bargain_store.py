"""Rows of bargains 砍价 and what the module asks of their store."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import CampaignId, Fen, MemberId, OrderId, ProductId, SkuId, Tx
from ports.promotion.rules import Campaign, OfferItem

BargainState = Literal["open", "floor", "ordered", "bought", "expired", "closed"]
"""`floor`: cut as far as it goes. `ordered`: an unpaid order holds it. `closed`: the campaign was stopped."""


class BargainRow(Struct, frozen=True):
    """`price_fen` is `start_fen` less all cuts. `seed` decides the cuts; it is told once no more can come."""

    id: UUID
    campaign_id: CampaignId
    sku_id: SkuId
    member_id: MemberId
    start_fen: Fen
    floor_fen: Fen
    seed: str
    planned_cuts: int
    cut_count: int
    price_fen: Fen
    state: BargainState
    opened_at: datetime
    expires_at: datetime
    order_id: OrderId | None = None


class BargainCutRow(Struct, frozen=True):
    """The first cut of a bargain is its owner's."""

    bargain_id: UUID
    ordinal: int
    helper_id: MemberId
    fen: Fen
    at: datetime


class BargainGoods(Struct, frozen=True):
    """`list_fen`: what the SKU costs without any promotion, now."""

    product_id: ProductId
    title: str
    option_text: str
    image_url: str
    list_fen: Fen
    is_on_sale: bool


class BargainOffer(Struct, frozen=True):
    """One SKU of a bargain campaign as it stands now: `item` counts the asking member's units too.

    `is_offered` false: the campaign no longer has the SKU, and nothing of it is left.
    """

    campaign: Campaign
    is_published: bool
    is_offered: bool
    item: OfferItem
    goods: BargainGoods


class HelpRefusal(Struct, frozen=True):
    """A help that the risk check turned away; repeats of one person are counted, not piled up."""

    bargain_id: UUID
    helper_id: MemberId
    reason: str
    at: datetime


class BargainStore(Protocol):
    async def offer(
        self, tx: Tx, campaign_id: CampaignId, sku_id: SkuId, member_id: MemberId | None
    ) -> BargainOffer | None:
        """None: no such SKU, or no bargain campaign of this id that was ever published."""

    async def offers(self, tx: Tx, now: datetime, product_id: ProductId | None, limit: int) -> Sequence[BargainOffer]:
        """Items on sale of the campaigns that run, the campaign that ends first on top."""

    async def current(
        self, tx: Tx, campaign_id: CampaignId, sku_id: SkuId, member_id: MemberId, now: datetime
    ) -> BargainRow | None:
        """The member's one bargain of this item that can still be bought or is being paid for."""

    async def open(self, tx: Tx, row: BargainRow, first: BargainCutRow) -> bool:
        """With its owner's cut. False: the member has one already. One that ran out and was not swept gives way."""

    async def read(self, tx: Tx, bargain_id: UUID) -> BargainRow | None: ...

    async def own(self, tx: Tx, bargain_id: UUID, member_id: MemberId) -> BargainRow | None: ...

    async def lock(self, tx: Tx, bargain_id: UUID) -> BargainRow | None: ...

    async def lock_own(self, tx: Tx, bargain_id: UUID, member_id: MemberId) -> BargainRow | None: ...

    async def lock_of_order(self, tx: Tx, order_id: OrderId) -> BargainRow | None:
        """The bargain that this order holds or bought."""

    async def cut_of(self, tx: Tx, bargain_id: UUID, helper_id: MemberId) -> BargainCutRow | None: ...

    async def helps_on(self, tx: Tx, helper_id: MemberId, day: date) -> int: ...

    async def count_help(self, tx: Tx, helper_id: MemberId, day: date, helps_max: int) -> bool:
        """One more help of this person on this day, over all bargains. False: that were too many; nothing changed."""

    async def cut(self, tx: Tx, after: BargainRow, cut: BargainCutRow) -> None:
        """Writes the cut, and the bargain as it is after it. The caller holds its lock."""

    async def set_state(self, tx: Tx, row: BargainRow, at: datetime) -> None:
        """State and order of the row, whose lock the caller holds."""

    async def refuse(self, tx: Tx, refusal: HelpRefusal) -> None: ...

    async def end_due(self, tx: Tx, now: datetime, limit: int) -> int:
        """Open ones whose time is over become expired, those of stopped campaigns closed; how many."""

    async def forget_days(self, tx: Tx, before: date) -> int:
        """Counts of helps of days long past."""
