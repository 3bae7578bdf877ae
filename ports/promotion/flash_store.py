"""Rows of flash sale: pools with the generation of their copy, tickets, entries from groups."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import CampaignId, Fen, MemberId, OrderId, SkuId, Tx
from ports.promotion.flash import Counted, PoolRef
from ports.promotion.flash_orders import FlashDecision
from ports.promotion.rules import Flash, Stage

TicketState = Literal["queued", "ordered", "refused", "released", "interrupted"]


class FlashSale(Struct, frozen=True):
    """An item of a published flash campaign, as its pool needs it. `is_stopped`: an operator ended it."""

    campaign_id: CampaignId
    sku_id: SkuId
    name: str
    label: str
    rule: Flash
    stacks: tuple[Stage, ...]
    price_fen: Fen
    quota: int
    per_member_max: int | None
    starts_at: datetime
    ends_at: datetime
    is_stopped: bool

    def is_over(self, now: datetime) -> bool:
        return self.is_stopped or now >= self.ends_at


class FlashPoolRow(Struct, frozen=True):
    """`is_loaded`: the copy of this generation was made, on the run of the server that `server_id` names.

    Until `claimed_until` somebody is making it.
    """

    pool: PoolRef
    sale: FlashSale
    is_open: bool
    is_loaded: bool
    server_id: str
    claimed_until: datetime | None


class Ticket(Struct, frozen=True):
    """What was decided. `is_told`: the copy knows that it counts no longer, or need not know."""

    id: UUID
    member_id: MemberId
    state: TicketState
    generation: int
    order_id: OrderId | None
    reason: str


class FlashStore(Protocol):
    async def pools(self, tx: Tx) -> list[FlashPoolRow]:
        """All that are open, in (campaign, sku) order."""

    async def lock(self, tx: Tx, campaign_id: CampaignId, sku_id: SkuId | None = None) -> list[FlashPoolRow]:
        """Locks pools of the campaign, in SKU order. None: all of them."""

    async def unopened(self, tx: Tx, now: datetime) -> list[FlashSale]:
        """Items of published flash campaigns that are not over and have no pool, in (campaign, sku) order."""

    async def items(self, tx: Tx, campaign_id: CampaignId) -> list[FlashSale]:
        """Items of the campaign that have a quota, by SKU."""

    async def open(self, tx: Tx, campaign_id: CampaignId, sku_ids: Sequence[SkuId], now: datetime) -> None:
        """Pools of generation 1, not loaded. Those that exist stay as they are."""

    async def claim(self, tx: Tx, pool: PoolRef, server_id: str, until: datetime, now: datetime) -> None:
        """The next generation, to be loaded by the caller until then. The caller holds the lock."""

    async def hold(self, tx: Tx, pool: PoolRef, until: datetime) -> None:
        """Nobody claims it until then."""

    async def loaded(self, tx: Tx, pool: PoolRef, now: datetime) -> bool:
        """The copy of this generation is made. False: another one was claimed in the meantime."""

    async def close(self, tx: Tx, campaign_id: CampaignId, now: datetime) -> None:
        """Its pools are over: a generation follows that nobody loads."""

    async def known(self, tx: Tx, ids: Sequence[UUID]) -> Mapping[UUID, Ticket]: ...

    async def units_of(self, tx: Tx, pool: PoolRef, member_ids: Sequence[MemberId]) -> Mapping[MemberId, int]:
        """What members hold of a pool, those who hold something."""

    async def write(self, tx: Tx, pool: PoolRef, decisions: Sequence[FlashDecision], now: datetime) -> int:
        """New tickets, and those that were interrupted under an older generation; how many were written."""

    async def counted(self, tx: Tx, pool: PoolRef) -> list[Counted]:
        """All tickets of the pool as a new copy counts them."""

    async def release(self, tx: Tx, order_id: OrderId, now: datetime) -> bool:
        """The order gave its units back. False: it did so before, or is of no flash sale."""

    async def untold(self, tx: Tx, pool: PoolRef, limit: int) -> list[tuple[MemberId, UUID]]:
        """Tickets that the copy still counts, though they hold nothing."""

    async def told(self, tx: Tx, ids: Sequence[UUID]) -> None: ...

    async def show_taken(self, tx: Tx, pool: PoolRef, taken: int) -> None:
        """What the campaign's item says of units taken: of the pool, as it was a moment ago."""

    async def ticket(
        self, tx: Tx, ticket_id: UUID, member_id: MemberId, number: int
    ) -> tuple[Ticket | None, int | None]:
        """The member's own, if it is decided, and the generation of the open pool of that number."""

    async def enter(self, tx: Tx, campaign_id: CampaignId, member_id: MemberId, group: str, now: datetime) -> int:
        """From how many groups the member has entered, with this one."""

    async def entered(self, tx: Tx, campaign_id: CampaignId, member_id: MemberId) -> int: ...
