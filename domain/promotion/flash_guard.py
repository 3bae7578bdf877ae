"""The last word on a flash sale's tickets: what PostgreSQL says, whatever the queue has promised.

Implements `ports.promotion.api.FlashApi` for commerce, and what happens to a ticket when its order ends.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from domain.promotion.flash_tickets import INTERRUPTED, FlashEnded, FlashRefused, limit_words
from ports.commerce.api import OfferedOrderCancelled, OfferedOrderPaid, OfferedOrderWithdrawn
from ports.kernel import Clock, MemberId, SkuId, Tx
from ports.promotion.api import ActivityRef, SpecialPrice, Taking
from ports.promotion.flash import Queued
from ports.promotion.flash_orders import FlashBatch, FlashDecision, FlashDue, FlashTerms
from ports.promotion.flash_store import FlashPoolRow, FlashStore, Ticket


class FlashGuard:
    """Decides under the lock of the pool: one batch of a pool at a time, so that sums are what they say."""

    def __init__(self, store: FlashStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def due(self, tx: Tx, batch: FlashBatch) -> FlashDue:
        [row] = await self._store.lock(tx, batch.pool.campaign_id, batch.pool.sku_id)
        known = await self._store.known(tx, [one.ask.ticket_id for one in batch.tickets])
        fresh = _fresh(batch, known)
        if not row.is_open or row.pool.generation != batch.pool.generation:
            # The fence: what was queued under a copy that is gone counts nowhere any more.
            void = tuple(FlashDecision(one, "interrupted", reason=INTERRUPTED) for one in fresh)
            return FlashDue(_terms(row), (), void)
        limit = row.sale.per_member_max
        if limit is None:
            return FlashDue(_terms(row), tuple(fresh), ())
        held = dict(await self._store.units_of(tx, row.pool, [one.ask.member_id for one in fresh]))
        due, refused = _within_limit(fresh, held, limit)
        return FlashDue(_terms(row), tuple(due), tuple(refused))

    async def decide(self, tx: Tx, batch: FlashBatch, decisions: Sequence[FlashDecision]) -> None:
        if decisions:
            written = await self._store.write(tx, batch.pool, decisions, self._clock.now())
            assert written == len(decisions), "under the pool's lock nobody else writes its tickets"


class FlashActivity:
    """Implements `domain.promotion.activities.Activity`: a flash sale sells through its queue alone."""

    def __init__(self, store: FlashStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def special(self, tx: Tx, member_id: MemberId, ref: ActivityRef, sku_ids: Sequence[SkuId]) -> SpecialPrice:
        """Raises FlashRefused."""
        raise FlashRefused("秒杀商品请在秒杀会场抢购")

    async def take(self, tx: Tx, taking: Taking) -> None:
        raise FlashEnded

    async def paid(self, tx: Tx, event: OfferedOrderPaid) -> None:
        """The ticket stays what it is: its units are sold."""

    async def cancelled(self, tx: Tx, event: OfferedOrderCancelled) -> None:
        """Its units went back into the pool with the order; the member may try again."""
        await self._store.release(tx, event.order_id, self._clock.now())

    async def withdrawn(self, tx: Tx, event: OfferedOrderWithdrawn) -> None:
        """A paid one counts as bought: its units are in the ordinary stock now."""


def _fresh(batch: FlashBatch, known: Mapping[UUID, Ticket]) -> list[Queued]:
    """Each ticket once, without those that were decided; one that was interrupted may be queued again."""
    found: dict[UUID, Queued] = {}
    for one in batch.tickets:
        before = known.get(one.ask.ticket_id)
        again = before is not None and before.state == "interrupted" and before.generation < batch.pool.generation
        if before is None or again:
            found.setdefault(one.ask.ticket_id, one)
    return list(found.values())


def _within_limit(
    fresh: Sequence[Queued], held: dict[MemberId, int], limit: int
) -> tuple[list[Queued], list[FlashDecision]]:
    due: list[Queued] = []
    refused: list[FlashDecision] = []
    for one in fresh:
        member_id, units = one.ask.member_id, held.get(one.ask.member_id, 0) + one.ask.quantity
        if units > limit:
            refused.append(FlashDecision(one, "refused", reason=limit_words(limit)))
        else:
            held[member_id] = units
            due.append(one)
    return due, refused


def _terms(row: FlashPoolRow) -> FlashTerms:
    sale = row.sale
    return FlashTerms(
        campaign_id=sale.campaign_id,
        sku_id=sale.sku_id,
        label=sale.label,
        detail=f"{sale.name}：秒杀价，每件 {sale.price_fen / 100:.2f} 元",
        price_fen=sale.price_fen,
        stacks=sale.stacks,
        pay_within_minutes=sale.rule.pay_within_minutes,
    )
