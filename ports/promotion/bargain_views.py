"""Bargains as shoppers and operators see them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import CampaignId, Fen, MemberId, OrderId, Page, ProductId, SkuId, Tx
from ports.promotion.bargain_store import BargainState

Role = Literal["owner", "helper", "friend", "guest"]
"""`helper`: has cut already. `friend`: signed in, and has not. `guest`: not signed in."""


class BargainItem(Struct, frozen=True, rename="camel"):
    """A SKU that can be bargained for. `quota` and `remaining` are null without a limit.

    `mine_id`: the asking member's bargain that still runs.
    """

    campaign_id: CampaignId
    campaign_name: str
    label: str
    sku_id: SkuId
    product_id: ProductId
    title: str
    option_text: str
    image_url: str
    list_fen: Fen
    floor_fen: Fen
    helpers: int
    hours: int
    quota: int | None
    remaining: int | None
    ends_at: datetime
    mine_id: UUID | None


class BargainItems(Struct, frozen=True, rename="camel"):
    items: Sequence[BargainItem]
    now: datetime


class BargainRecord(Struct, frozen=True, rename="camel"):
    """One cut. `name` is masked."""

    ordinal: int
    name: str
    fen: Fen
    at: datetime
    is_owner: bool
    is_mine: bool


class BargainAsking(Struct, frozen=True, rename="camel"):
    """What the asking person may do now, and (`why_not`) what stands in the way of helping or buying, if anything."""

    role: Role
    can_help: bool
    can_buy: bool
    helped_fen: Fen | None
    why_not: str


class BargainProof(Struct, frozen=True, rename="camel"):
    """`commitment` is the SHA-256 of `seed` in hex. `seed` stays null while cuts may still come."""

    commitment: str
    seed: str | None
    planned_cuts: int


class BargainPage(Struct, frozen=True, rename="camel"):
    """For whoever has the link: nobody is named in full, and the order is its owner's to see alone."""

    id: UUID
    campaign_id: CampaignId
    label: str
    sku_id: SkuId
    product_id: ProductId
    title: str
    option_text: str
    image_url: str
    owner_name: str
    start_fen: Fen
    floor_fen: Fen
    price_fen: Fen
    cut_count: int
    state: BargainState
    state_text: str
    opened_at: datetime
    expires_at: datetime
    now: datetime
    quota: int | None
    remaining: int | None
    records: Sequence[BargainRecord]
    asking: BargainAsking
    proof: BargainProof
    order_id: OrderId | None


class HelpResult(Struct, frozen=True, rename="camel"):
    """`is_new` false: this person had helped before, with the same cut."""

    cut_fen: Fen
    is_new: bool
    text: str
    page: BargainPage


class BargainCard(Struct, frozen=True, rename="camel"):
    """One of the member's own, for the list. `now` is the server's time."""

    id: UUID
    title: str
    option_text: str
    image_url: str
    start_fen: Fen
    floor_fen: Fen
    price_fen: Fen
    cut_count: int
    planned_cuts: int
    state: BargainState
    state_text: str
    expires_at: datetime
    now: datetime


class AdminBargain(Struct, frozen=True, rename="camel"):
    """`helper_count` leaves out the owner. `refused_count`: helps that the risk check turned away."""

    id: UUID
    member_id: MemberId
    member_name: str
    sku_id: SkuId
    title: str
    option_text: str
    start_fen: Fen
    floor_fen: Fen
    price_fen: Fen
    planned_cuts: int
    helper_count: int
    refused_count: int
    state: BargainState
    state_text: str
    opened_at: datetime
    expires_at: datetime
    order_id: OrderId | None


class NamedCut(Struct, frozen=True):
    """A cut with the nickname of who made it, in full."""

    ordinal: int
    helper_id: MemberId
    name: str
    fen: Fen
    at: datetime


class OwnBargain(Struct, frozen=True):
    """A row of the member's list."""

    id: UUID
    title: str
    option_text: str
    image_url: str
    start_fen: Fen
    floor_fen: Fen
    price_fen: Fen
    cut_count: int
    planned_cuts: int
    state: BargainState
    expires_at: datetime


class BargainViews(Protocol):
    async def cuts(self, tx: Tx, bargain_id: UUID) -> Sequence[NamedCut]:
        """In the order in which they were made."""

    async def mine(self, tx: Tx, member_id: MemberId, cursor: str | None, limit: int) -> Page[OwnBargain]:
        """The newest first."""

    async def running(
        self, tx: Tx, member_id: MemberId, campaign_ids: Sequence[CampaignId], now: datetime
    ) -> dict[tuple[CampaignId, SkuId], UUID]:
        """The member's bargains that still run, by what they are for."""

    async def of_campaign(
        self, tx: Tx, campaign_id: CampaignId, state: BargainState | None, cursor: str | None, limit: int
    ) -> Page[AdminBargain]:
        """The newest first; names are in full, `state_text` is empty."""
