"""The queue of a flash sale: a copy of each pool in fast memory, which counts, limits and queues.

The copy decides who queues; PostgreSQL decides who gets a unit. So the copy may be lost, or be wrong, at any time: then
somebody in the queue is told no, and nothing is sold twice.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import CampaignId, DomainError, MemberId, SkuId

NOT_LOADED, NOT_OPEN, ENDED, OVER_LIMIT, SOLD_OUT = -1, -2, -3, -4, -5
"""What `FlashQueue.reserve` answers instead of a place."""


class PoolRef(Struct, frozen=True):
    """One pool and the generation of its copy. `number` is short and stands in the ids of its tickets."""

    campaign_id: CampaignId
    sku_id: SkuId
    number: int
    generation: int


class Ask(Struct, frozen=True):
    """`ticket_id` follows from pool, member and client key, so that a repeated call is known by it."""

    ticket_id: UUID
    member_id: MemberId
    quantity: int
    client_key: str
    address_id: UUID | None


class Queued(Struct, frozen=True):
    """A ticket in the queue. `seq` counts the tickets of a generation from 1 on."""

    ask: Ask
    seq: int
    queued_at: datetime


class Bundle(Struct, frozen=True):
    """Tickets that were queued together; `id` names them to the queue."""

    id: str
    tickets: tuple[Queued, ...]


class Counted(Struct, frozen=True):
    """A ticket as the copy counts it: `quantity` 0 once it holds no units, `seq` 0 if it was decided under another."""

    member_id: MemberId
    ticket_id: UUID
    quantity: int
    seq: int


class Copy(Struct, frozen=True):
    """What a copy starts with. `per_member_max` 0: no limit."""

    opens_at: datetime
    closes_at: datetime
    per_member_max: int
    free: int
    tickets: tuple[Counted, ...] = ()


class CopyState(Struct, frozen=True):
    """`accepted` tickets so far, `waiting`: bundles that no consumer has finished."""

    free: int
    accepted: int
    waiting: int


class Look(Struct, frozen=True):
    """Where a ticket stands. `seq` None: the copy does not know it; `ahead`: tickets to be handled before it."""

    is_loaded: bool
    seq: int | None = None
    ahead: int = 0


class QueueUnavailable(DomainError):
    """The queue does not answer. Whether the call counted is not known; repeated with its key, it counts once."""

    code = "promotion.queue_unavailable"
    kind = "unavailable"
    message = "排队的人有点多，请稍候再试一次"


class FlashQueue(Protocol):
    """All methods raise QueueUnavailable, and refuse to run inside a transaction."""

    async def reserve(self, pool: PoolRef, ask: Ask, at: datetime) -> int:
        """The place in the queue, from 1 on, or one of the negative answers above. The first answer when repeated.

        0: repeated, and decided under an older copy.
        """

    async def look(self, pool: PoolRef, member_id: MemberId, ticket_id: UUID) -> Look: ...

    async def free(self, pools: Sequence[PoolRef]) -> list[int | None]:
        """Units that may still be reserved; None for a pool that is not loaded."""


class FlashCopies(Protocol):
    """The keeping of the copies: as `FlashQueue`, for those who load, settle and drain."""

    async def server_id(self) -> str:
        """Of the run of the server: a new one after every start."""

    async def load(self, pool: PoolRef, copy: Copy) -> None:
        """Opens the copy, once for its generation."""

    async def state(self, pool: PoolRef) -> CopyState | None:
        """None: it is not loaded."""

    async def settle(self, pool: PoolRef, accepted: int, free: int) -> bool:
        """Sets what is free, if nothing waits and nothing was accepted since. False: it was not done."""

    async def forgive(self, pool: PoolRef, tickets: Sequence[tuple[MemberId, UUID]]) -> None:
        """These tickets count no longer against the limit of their members. Harmless when repeated."""

    async def close(self, pool: PoolRef, at: datetime) -> None:
        """Accepts nothing from then on. Harmless when repeated, and for a copy that is gone."""

    async def pause(self, pool: PoolRef) -> None:
        """Not loaded any more; what waits can still be read and finished."""

    async def waiting(self, pool: PoolRef) -> int:
        """Bundles that no consumer has finished, also of a copy that is not loaded."""

    async def drop(self, pool: PoolRef) -> None: ...


class FlashStream(Protocol):
    """The queue as consumers see it. Bundles that are not finished come again, to whoever claims them."""

    async def read(
        self, pools: Sequence[PoolRef], consumer: str, bundles_max: int, wait_seconds: float
    ) -> list[tuple[PoolRef, Bundle]]:
        """New bundles of pools of one campaign; nothing after `wait_seconds`."""

    async def claim(self, pool: PoolRef, consumer: str, bundles_max: int) -> list[Bundle]:
        """Bundles that somebody took and has not finished for a while."""

    async def finish(self, pool: PoolRef, bundles: Sequence[Bundle]) -> None: ...
