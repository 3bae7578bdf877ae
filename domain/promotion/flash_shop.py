"""The flash sale as shoppers meet it: sessions, the button, the place in the queue, what came of it.

The button is what a crowd presses at one moment: it asks the queue alone. What a sale is like is remembered for a
second in the process; a copy that is not there makes us look again.
"""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from domain.promotion.flash_keeper import FlashKeeper
from domain.promotion.flash_tickets import (
    INTERRUPTED,
    REFUSALS,
    RELEASED,
    FlashLocked,
    FlashUnknown,
    TicketUnknown,
    is_of,
    pool_number,
    ticket_id,
)
from ports.kernel import CampaignId, Clock, MemberId, SkuId, StorageUnavailable, UnitOfWork
from ports.members.api import MembersApi
from ports.promotion.flash import NOT_LOADED, Ask, FlashQueue, QueueUnavailable
from ports.promotion.flash_store import FlashPoolRow, FlashStore, Ticket
from ports.promotion.flash_views import (
    TICKET_TEXTS,
    FlashPlace,
    FlashTicketView,
    FlashUnlock,
)

KNOWN_FOR = timedelta(seconds=1)
"""A campaign that is stopped is refused by the copy at once; this bounds only what pages and refusals say."""

USABLE_FOR = timedelta(seconds=30)
MEND_EVERY = timedelta(seconds=0.5)
"""In each process, whoever finds a copy gone has it made: the clock's sweep may come by way of the lost server."""

LOOKS_MAX = 3
UNLOCKED_MAX = 50_000


class FlashWish(Struct, frozen=True):
    sku_id: SkuId
    quantity: int
    client_key: str
    address_id: UUID | None


class FlashShop:
    def __init__(
        self, uow: UnitOfWork, store: FlashStore, others: tuple[FlashQueue, FlashKeeper, MembersApi], clock: Clock
    ) -> None:
        self._uow = uow
        self._store = store
        self._queue, self._keeper, self._members = others
        self._clock = clock
        self._known: Mapping[tuple[CampaignId, SkuId], FlashPoolRow] = {}
        self._known_at: datetime | None = None
        self._mended_at: datetime | None = None
        self._looking: asyncio.Future[None] | None = None
        self._unlocked: dict[tuple[CampaignId, MemberId], None] = {}

    async def reserve(self, member_id: MemberId, campaign_id: CampaignId, wish: FlashWish) -> FlashPlace:
        """Raises FlashUnknown, FlashLocked, FlashNotOpen, FlashEnded, FlashLimit, FlashSoldOut, QueueUnavailable."""
        row = await self.pool(campaign_id, wish.sku_id)
        if row.sale.rule.groups_to_unlock:
            await self._require_unlocked(member_id, row)
        id_ = ticket_id(row.pool.number, member_id, wish.client_key)
        ask = Ask(id_, member_id, wish.quantity, wish.client_key, wish.address_id)
        answer = await self._queue.reserve(row.pool, ask, self._clock.now())
        if answer == NOT_LOADED:
            row = await self._mended(row)
            answer = await self._queue.reserve(row.pool, ask, self._clock.now())
        if answer >= 0:
            return FlashPlace(id_, answer)
        raise REFUSALS.get(answer, QueueUnavailable)()

    async def ticket(self, member_id: MemberId, ticket: UUID) -> FlashTicketView:
        """Raises TicketUnknown, also for another member's, and QueueUnavailable.

        The queue is asked first: a ticket that has left it by then is found among the decided ones.
        """
        if not is_of(ticket, member_id):
            raise TicketUnknown
        number = pool_number(ticket)
        for _ in range(LOOKS_MAX):
            row = await self._numbered(number)
            look = await self._queue.look(row.pool, member_id, ticket) if row else None
            if look is not None and look.ahead:
                return _queued(ticket, look.ahead)
            async with self._uow.reading() as tx:
                decided, generation = await self._store.ticket(tx, ticket, member_id, number)
            if decided is not None and decided.state != "interrupted":
                return _decided(decided)
            if generation == (row.pool.generation if row else None):
                break
            # Another copy was made meanwhile: the ticket may be in its queue.
            await self._look()
        else:
            raise QueueUnavailable
        if look is not None and (look.seq is not None or not look.is_loaded):
            return _queued(ticket, look.ahead)
        return FlashTicketView(ticket, "interrupted", TICKET_TEXTS["interrupted"], None, None, INTERRUPTED)

    async def enter(self, member_id: MemberId, campaign_id: CampaignId, proof: tuple[str, str]) -> FlashUnlock:
        """The member came from a group, as WeChat proves. Raises FlashUnknown, and what members refuses."""
        needed = await self._groups_needed(campaign_id)
        async with self._uow.begin() as tx:
            group = await self._members.group_entered(tx, member_id, *proof)
            entered = await self._store.enter(tx, campaign_id, member_id, group, self._clock.now())
        return FlashUnlock(min(entered, needed), needed)

    async def unlock(self, member_id: MemberId, campaign_id: CampaignId) -> FlashUnlock:
        """How far the member is. Raises FlashUnknown."""
        needed = await self._groups_needed(campaign_id)
        async with self._uow.reading() as tx:
            entered = await self._store.entered(tx, campaign_id, member_id)
        return FlashUnlock(min(entered, needed), needed)

    async def pools(self) -> Mapping[tuple[CampaignId, SkuId], FlashPoolRow]:
        """Open pools, as they were KNOWN_FOR ago at the most; for USABLE_FOR while PostgreSQL does not answer."""
        now = self._clock.now()
        if self._known_at is not None and now < self._known_at + KNOWN_FOR:
            return self._known
        try:
            await self._look()
        except StorageUnavailable:
            if self._known_at is None or now > self._known_at + USABLE_FOR:
                raise
        return self._known

    async def pool(self, campaign_id: CampaignId, sku_id: SkuId, *, is_fresh: bool = False) -> FlashPoolRow:
        if is_fresh:
            await self._look()
        row = (await self.pools()).get((campaign_id, sku_id))
        if row is None:
            raise FlashUnknown
        return row

    async def _mended(self, row: FlashPoolRow) -> FlashPoolRow:
        """The pool with the copy that has followed, or that is made now. Raises QueueUnavailable."""
        key = (row.sale.campaign_id, row.sale.sku_id)
        for is_last in (False, True):
            after = await self.pool(*key, is_fresh=True)
            if after.pool != row.pool and after.is_loaded:
                return after
            now = self._clock.now()
            if is_last or (self._mended_at is not None and now < self._mended_at + MEND_EVERY):
                break
            self._mended_at = now
            await self._keeper.sweep()
        raise QueueUnavailable

    def forget(self) -> None:
        """The next one looks."""
        self._known_at = None

    async def _look(self) -> None:
        """Once for all who ask meanwhile."""
        if self._looking is None:
            self._looking = asyncio.ensure_future(self._look_now())
            self._looking.add_done_callback(self._looked)
        await asyncio.shield(self._looking)

    async def _look_now(self) -> None:
        now = self._clock.now()
        async with self._uow.reading() as tx:
            rows = await self._store.pools(tx)
        self._known = {(row.sale.campaign_id, row.sale.sku_id): row for row in rows}
        self._known_at = now

    def _looked(self, done: asyncio.Future[None]) -> None:
        self._looking = None
        if not done.cancelled():
            done.exception()

    async def _numbered(self, number: int) -> FlashPoolRow | None:
        """None: no such pool is open."""
        return next((row for row in (await self.pools()).values() if row.pool.number == number), None)

    async def _require_unlocked(self, member_id: MemberId, row: FlashPoolRow) -> None:
        campaign_id, needed = row.sale.campaign_id, row.sale.rule.groups_to_unlock
        if (campaign_id, member_id) in self._unlocked:
            return
        async with self._uow.reading() as tx:
            entered = await self._store.entered(tx, campaign_id, member_id)
        if entered < needed:
            raise FlashLocked(f"还需要从 {needed - entered} 个不同的群进入后才能参加")
        while len(self._unlocked) >= UNLOCKED_MAX:
            self._unlocked.pop(next(iter(self._unlocked)))
        self._unlocked[campaign_id, member_id] = None

    async def _groups_needed(self, campaign_id: CampaignId) -> int:
        found = next((row for (id_, _), row in (await self.pools()).items() if id_ == campaign_id), None)
        if found is None:
            raise FlashUnknown
        return found.sale.rule.groups_to_unlock


def _queued(ticket: UUID, ahead: int) -> FlashTicketView:
    return FlashTicketView(ticket, "queued", TICKET_TEXTS["queued"], ahead, None, "")


def _decided(ticket: Ticket) -> FlashTicketView:
    reason = RELEASED if ticket.state == "released" else ticket.reason
    return FlashTicketView(ticket.id, ticket.state, TICKET_TEXTS[ticket.state], None, ticket.order_id, reason)
