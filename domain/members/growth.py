"""The growth ledger: what is booked, and what that does to a level (M2). Also implements `GrowthLedger`."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from msgspec.structs import replace

from domain.members import growth_rules as rules
from ports.commerce.api import AfterSaleRefunded, OrderCompleted
from ports.kernel import Clock, Fen, Ids, MemberId, NotFound, OrderId, StorageUnavailable, Tx
from ports.members.api import ConciergeEarned, LevelChanged
from ports.members.growth import (
    CurrentMember,
    GrowthEntry,
    GrowthKind,
    GrowthRules,
    Interaction,
    LevelCause,
    LevelChange,
    OrderGrowth,
    Standing,
)
from ports.members.growth_store import GrowthStore

LOCK_TRIES_MAX = 3


class Growth:
    """Whatever changes a member's growth or level holds the member's row; orders are guarded by it too."""

    def __init__(self, store: GrowthStore, members: CurrentMember, system: tuple[Clock, Ids]) -> None:
        self._store = store
        self._members = members
        self._clock, self._ids = system

    async def interacted(self, tx: Tx, member_id: MemberId, what: tuple[Interaction, str], at: datetime) -> int:
        kind, key = what
        known = await self._store.rules(tx)
        standing = await self.lock(tx, member_id)
        span = rules.day_span(rules.day_of(at))
        earned = await self._store.interactions_between(tx, standing.member_id, span)
        value = rules.interaction_growth(known.weights, kind, earned)
        entry = self.entry(standing.member_id, f"{kind}:{key}", ("interaction", value), rules.INTERACTION_WORDS[kind])
        written = await self.book(tx, (standing, known), replace(entry, at=at, counts_at=at))
        if kind == "check_in":
            await self.was_active(tx, member_id, at)
        return value if written else 0

    async def was_active(self, tx: Tx, member_id: MemberId, at: datetime) -> int:
        standing = await self.lock(tx, member_id)
        known = await self._store.rules(tx)
        day = rules.day_of(at)
        key, value = f"active:{standing.member_id}:{day}", known.weights.per_active_day
        entry = self.entry(standing.member_id, key, ("active", value), "活跃的一天")
        return value if await self.book(tx, (standing, known), replace(entry, at=at, counts_at=at)) else 0

    async def on_order_completed(self, tx: Tx, event: OrderCompleted) -> None:
        fact = (event.kept_fen, self._clock.now())
        await self._told(tx, (event.order_id, event.member_id), fact, "订单完成")

    async def on_after_sale_refunded(self, tx: Tx, event: AfterSaleRefunded) -> None:
        await self._told(tx, (event.order_id, event.member_id), (event.kept_fen, None), "订单退款")

    async def _told(
        self, tx: Tx, whose: tuple[OrderId, MemberId], fact: tuple[Fen, datetime | None], words: str
    ) -> None:
        """Books the difference to what the order should have earned by all that was told of it."""
        order_id, member_id = whose
        known = await self._store.rules(tx)

        async def owner() -> MemberId:
            order = await self._store.order(tx, order_id)
            return order.member_id if order else await self._members.resolve(tx, member_id)

        standing = await self._locked(tx, owner)
        new = OrderGrowth(order_id, standing.member_id, fact[0], None, 0, 0)
        before = await self._store.order(tx, order_id) or new
        after = rules.told(before, *fact, known.weights.per_yuan)
        await self._store.save_order(tx, after)
        if after.completed_at is None:
            return
        earned: tuple[GrowthKind, int] = ("spend", after.growth - before.growth)
        entry = self.entry(standing.member_id, f"order:{order_id}:{after.kept_fen}", earned, words)
        entry = replace(entry, order_id=order_id, counts_at=after.completed_at)
        await self.book(tx, (standing, known), entry)
        await self._look_after(tx, (standing.member_id, standing.concierge_at), known.weights.concierge_spend_fen)

    async def _look_after(self, tx: Tx, who: tuple[MemberId, datetime | None], from_fen: Fen) -> None:
        """Once earned, a concierge is not taken away by a refund: somebody has taken care of the member by then."""
        member_id, since = who
        if since is not None:
            return
        spent, now = await self._store.spent(tx, member_id), self._clock.now()
        if spent < from_fen:
            return
        standing = await self._store.lock(tx, member_id)
        assert standing is not None
        await self._store.save(tx, replace(standing, concierge_at=now))
        tx.emit(ConciergeEarned(member_id, spent, now))

    def entry(self, member_id: MemberId, key: str, earned: tuple[GrowthKind, int], words: str) -> GrowthEntry:
        now = self._clock.now()
        kind, value = earned
        return GrowthEntry(self._ids.new(), key, member_id, kind, value, now, now, words)

    async def book(self, tx: Tx, who: tuple[Standing, GrowthRules], entry: GrowthEntry) -> bool:
        """Appends, and lifts the level at once. False: worth nothing, or booked before. The member is locked."""
        if entry.value == 0 or not await self._store.append(tx, entry):
            return False
        await self.settle(tx, *who)
        return True

    async def settle(self, tx: Tx, standing: Standing, known: GrowthRules, cause: LevelCause = "growth") -> Standing:
        """Sums up, and lifts the level where that reaches a higher one. The member is locked."""
        now = self._clock.now()
        after, change = rules.grown(standing, known, await self.sum(tx, standing.member_id, now), now, cause)
        await self.changed(tx, after, known, change)
        return after

    async def sum(self, tx: Tx, member_id: MemberId, now: datetime) -> int:
        return max(0, await self._store.sum_since(tx, member_id, now - rules.COUNTS_FOR))

    async def changed(self, tx: Tx, after: Standing, known: GrowthRules, change: LevelChange | None) -> None:
        """Writes where the member stands, and tells of a change of level."""
        await self._store.save(tx, after)
        if change is None:
            return
        await self._store.record(tx, self._ids.new(), after.member_id, change)
        if change.from_code == change.to_code:
            return
        places = [rules.rank(known.levels, code) for code in (change.from_code, change.to_code)]
        is_up = places[1] > places[0]
        told = LevelChanged(after.member_id, change.from_code, change.to_code, is_up, change.words, change.at)
        tx.emit(told)

    async def lock(self, tx: Tx, member_id: MemberId) -> Standing:
        """Whoever the member is today. Raises NotFound."""
        for _ in range(LOCK_TRIES_MAX):
            standing = await self._store.lock(tx, member_id)
            if standing is None:
                raise NotFound
            if standing.became is None:
                return standing
            member_id = standing.became
        raise StorageUnavailable

    async def _locked(self, tx: Tx, owner: Callable[[], Awaitable[MemberId]]) -> Standing:
        # A merge holds both members: who it was before we waited for it need not be who it is now.
        for _ in range(LOCK_TRIES_MAX):
            member_id = await owner()
            standing = await self._store.lock(tx, member_id)
            if standing is None:
                raise NotFound
            if await owner() == member_id:
                return standing
        raise StorageUnavailable
