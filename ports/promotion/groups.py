"""Group-buys as stored: teams with their seats, and the campaign that they belong to."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import CampaignId, MemberId, OrderId, ProductId, SkuId, Tx
from ports.promotion.rules import GroupBuy, OfferItem, Stage

TeamState = Literal["open", "succeeded", "failed", "closed"]
"""`failed`: its time ran out and paid seats were refunded. `closed`: it ended without any paid seat."""

SeatState = Literal["held", "paid", "lapsed", "left"]
"""`held`: ordered, not paid. `lapsed`: the hold ran out, the order may still be paid. `left`: the order is over."""


class Team(Struct, frozen=True):
    id: UUID
    campaign_id: CampaignId
    product_id: ProductId
    title: str
    size: int
    state: TeamState
    leader_id: MemberId
    opened_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None


class Seat(Struct, frozen=True):
    """`is_counted`: among those whose payments made the team succeed. `is_moved`: came too late for its first team.

    `reason`: why it was given up, in words for the buyer.
    """

    id: UUID
    team_id: UUID
    campaign_id: CampaignId
    member_id: MemberId
    order_id: OrderId
    sku_id: SkuId
    units: int
    state: SeatState
    taken_at: datetime
    held_until: datetime
    paid_at: datetime | None = None
    is_counted: bool = False
    is_moved: bool = False
    reason: str | None = None


class Gathering(Struct, frozen=True):
    """A team with all its seats, the earliest first."""

    team: Team
    seats: tuple[Seat, ...]


class GroupCampaign(Struct, frozen=True):
    id: CampaignId
    label: str
    stacks: tuple[Stage, ...]
    rule: GroupBuy
    is_published: bool
    starts_at: datetime
    ends_at: datetime

    def runs(self, at: datetime) -> bool:
        return self.is_published and self.starts_at <= at < self.ends_at


class GroupGoods(Struct, frozen=True):
    """One SKU of a campaign as one member may buy it."""

    campaign: GroupCampaign
    product_id: ProductId
    title: str
    item: OfferItem


class DueTeam(Struct, frozen=True):
    """`is_stopped`: its campaign was stopped before the team's time was over."""

    id: UUID
    is_stopped: bool


class TeamStore(Protocol):
    async def goods(
        self, tx: Tx, campaign_id: CampaignId, sku_ids: Sequence[SkuId], member_id: MemberId
    ) -> list[GroupGoods]:
        """Those of the SKUs that the campaign sells, whether it runs or not."""

    async def campaign(self, tx: Tx, campaign_id: CampaignId) -> GroupCampaign | None: ...

    async def team_of(self, tx: Tx, order_id: OrderId) -> UUID | None:
        """The team in which the order has its seat now; None: the order has none."""

    async def read(self, tx: Tx, team_id: UUID) -> Gathering | None: ...

    async def lock(self, tx: Tx, team_id: UUID) -> Gathering | None:
        """The team's row is locked first, the seats are read after it."""

    async def unpaid(self, tx: Tx, campaign_id: CampaignId, member_id: MemberId, at: datetime) -> OrderId | None:
        """The member's order with a hold that still lasts, in any team of the campaign."""

    async def lapse_own(self, tx: Tx, campaign_id: CampaignId, member_id: MemberId, at: datetime) -> None:
        """The member's hold that ran out makes room for a new one."""

    async def open(self, tx: Tx, team: Team) -> None: ...

    async def sit(self, tx: Tx, seat: Seat) -> bool:
        """False: the member sits in the team, or holds an unpaid seat of the campaign."""

    async def save(self, tx: Tx, after: Gathering) -> None:
        """The team and its seats, whose row the caller has locked or has just made."""

    async def due(self, tx: Tx, expired: datetime, now: datetime, limit: int) -> list[DueTeam]:
        """Open teams that expired by `expired`, or whose campaign was stopped."""

    async def overdue(self, tx: Tx, now: datetime, limit: int) -> list[UUID]:
        """Teams with holds that ran out."""
