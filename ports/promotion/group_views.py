"""What shoppers and operators read of group-buys. Nicknames are masked, times are those of the server (`now`)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import CampaignId, Fen, MemberId, OrderId, Page, ProductId, SkuId, Tx
from ports.promotion.groups import SeatState, TeamState
from ports.promotion.rules import GroupPrice


class GroupSize(Struct, frozen=True, rename="camel"):
    """`price_fen`: the lowest of the product's SKUs in a team of `size`."""

    size: int
    price_fen: Fen


class GroupUnits(Struct, frozen=True, rename="camel"):
    """`quota` null: the SKU is limited by stock alone. `per_member_max` null: no limit per member."""

    sku_id: SkuId
    quota: int | None
    remaining: int | None
    per_member_max: int | None


class GroupCard(Struct, frozen=True, rename="camel"):
    """A product of a running campaign. `people` have paid; `quota` and `remaining` are null if a SKU has no limit."""

    campaign_id: CampaignId
    product_id: ProductId
    title: str
    cover_url: str
    list_price_fen: Fen
    sizes: tuple[GroupSize, ...]
    quota: int | None
    remaining: int | None
    people: int
    ends_at: datetime


class GroupCards(Struct, frozen=True, rename="camel"):
    items: tuple[GroupCard, ...]
    now: datetime


class OpenTeam(Struct, frozen=True, rename="camel"):
    """A team that can be joined now."""

    id: UUID
    size: int
    nickname: str
    avatar_url: str | None
    missing: int
    expires_at: datetime


class GroupOffer(Struct, frozen=True, rename="camel"):
    """The group-buy of a product. `teams` are at most ten that others opened, and empty where that is switched off."""

    campaign_id: CampaignId
    name: str
    label: str
    ends_at: datetime
    hours: int
    sizes: tuple[GroupSize, ...]
    prices: tuple[GroupPrice, ...]
    units: tuple[GroupUnits, ...]
    people: int
    teams: tuple[OpenTeam, ...]


class ProductGroup(Struct, frozen=True, rename="camel"):
    offer: GroupOffer | None
    now: datetime


class SeatView(Struct, frozen=True, rename="camel"):
    """`is_paid` false: ordered, and still has time to pay."""

    nickname: str
    avatar_url: str | None
    is_leader: bool
    is_me: bool
    is_paid: bool


class MySeat(Struct, frozen=True, rename="camel"):
    """The caller's own. `note` says what to do, or what happened."""

    order_id: OrderId
    state: SeatState
    held_until: datetime
    note: str


class TeamPage(Struct, frozen=True, rename="camel"):
    """`sentence` says how the team stands; `missing` places are free; `prices` are those of its size."""

    id: UUID
    campaign_id: CampaignId
    product_id: ProductId
    title: str
    cover_url: str
    list_price_fen: Fen
    size: int
    state: TeamState
    missing: int
    sentence: str
    opened_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    now: datetime
    seats: tuple[SeatView, ...]
    mine: MySeat | None
    can_join: bool
    can_open: bool
    prices: tuple[GroupPrice, ...]
    share_path: str


class TeamMember(Struct, frozen=True, rename="camel"):
    order_id: OrderId
    order_number: str
    nickname: str
    is_leader: bool
    state: SeatState


class TeamRow(Struct, frozen=True, rename="camel"):
    """For operators."""

    id: UUID
    product_id: ProductId
    title: str
    size: int
    state: TeamState
    paid: int
    opened_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    members: tuple[TeamMember, ...]


class GroupProduct(Struct, frozen=True):
    """A product of a running campaign as it is read: `prices` of its SKUs that are on sale alone."""

    campaign_id: CampaignId
    name: str
    label: str
    ends_at: datetime
    hours: int
    joins_strangers: bool
    product_id: ProductId
    title: str
    cover_url: str
    list_price_fen: Fen
    prices: tuple[GroupPrice, ...]
    units: tuple[GroupUnits, ...]
    people: int


class Face(Struct, frozen=True):
    """How a member is shown, before masking."""

    member_id: MemberId
    nickname: str
    avatar_url: str | None


TeamFilter = Literal["all", "open", "succeeded", "failed", "closed"]


class GroupViews(Protocol):
    async def products(self, tx: Tx, now: datetime, product_id: ProductId | None, limit: int) -> Sequence[GroupProduct]:
        """Of the campaigns that run, the soonest end first; those that nobody can buy are left out."""

    async def product(self, tx: Tx, campaign_id: CampaignId, product_id: ProductId) -> GroupProduct | None:
        """Whether its campaign runs or not; None: the product has no SKU on sale there."""

    async def joinable(
        self, tx: Tx, product: tuple[CampaignId, ProductId], member_id: MemberId | None, now: datetime
    ) -> Sequence[OpenTeam]:
        """Teams with a payment and a free place, without the member's own; the fewest missing first."""

    async def faces(self, tx: Tx, member_ids: Sequence[MemberId]) -> Sequence[Face]: ...

    async def own_team(self, tx: Tx, order_id: OrderId, member_id: MemberId) -> UUID | None: ...

    async def teams(
        self, tx: Tx, campaign_id: CampaignId, which: TeamFilter, cursor: str | None, limit: int
    ) -> Page[TeamRow]:
        """The newest first."""
