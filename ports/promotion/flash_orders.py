"""Between promotion and commerce: which tickets of a flash sale become orders, and on what terms."""

from collections.abc import Sequence
from typing import Literal, Protocol

from msgspec import Struct

from ports.kernel import CampaignId, Fen, OrderId, SkuId, Tx
from ports.promotion.flash import PoolRef, Queued
from ports.promotion.rules import Stage


class FlashBatch(Struct, frozen=True):
    """Tickets of one pool, as a consumer took them from the queue. Any of them may have been handled before."""

    pool: PoolRef
    tickets: tuple[Queued, ...]


class FlashTerms(Struct, frozen=True):
    """What a unit costs through the pool, and how long its buyer may take to pay."""

    campaign_id: CampaignId
    sku_id: SkuId
    label: str
    detail: str
    price_fen: Fen
    stacks: tuple[Stage, ...]
    pay_within_minutes: int


DecidedState = Literal["ordered", "refused", "interrupted"]


class FlashDecision(Struct, frozen=True):
    """What became of a ticket. `order_id` of an ordered one; `reason` of the others, told to the shopper."""

    ticket: Queued
    state: DecidedState
    order_id: OrderId | None = None
    off_fen: Fen = 0
    reason: str = ""


class FlashDue(Struct, frozen=True):
    """`tickets` are to become orders in their order; `decided` are those that cannot. The rest was handled before."""

    terms: FlashTerms
    tickets: tuple[Queued, ...]
    decided: tuple[FlashDecision, ...]


class FlashApi(Protocol):
    async def due(self, tx: Tx, batch: FlashBatch) -> FlashDue:
        """Locks the pool until the end of the transaction: nobody else decides on it meanwhile."""

    async def decide(self, tx: Tx, batch: FlashBatch, decisions: Sequence[FlashDecision]) -> None:
        """Writes them down, once for each ticket."""
