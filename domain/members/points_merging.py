"""Points of two members who turn out to be one person, and of one who turns out to be two."""

from collections.abc import Sequence

from domain.members import points_rules as rules
from domain.members.points_book import Cause, PointsBook
from ports.kernel import MemberId, Tx
from ports.members.merging import Merge
from ports.members.points_store import Entry, Hold, HoldStore, Lot, OrderPointsStore, PointsStore, Purse


class PointsFollower:
    """Implements `ports.members.merging.Follower`.

    Lots keep who brought them, holds who placed their order. After a parting what is left of the points that a member
    brought is theirs again; what was spent meanwhile was spent by both, and debts that were paid stay paid.
    """

    def __init__(self, book: PointsBook, stores: tuple[PointsStore, HoldStore, OrderPointsStore]) -> None:
        self._book = book
        self._store, self._holds, self._orders = stores

    async def merge(self, tx: Tx, merge: Merge) -> None:
        gone, kept = await self._store.lock_both(tx, merge.gone_id, merge.kept_id)
        owners = await self._store.group(tx, merge.gone_id)
        if kept.member_id in owners:
            return
        after_gone, posting = rules.merged(gone, kept)
        holds = await self._holds.open(tx, gone.member_id)
        moving = _Moving(after_gone, posting.after, posting.entries)
        await self._give_holds(tx, moving, holds)
        await self._orders.give_bonuses(tx, owners, kept.member_id)
        await self._write(tx, Cause(f"merge:{merge.id}", "merge", "账号合并，积分并入"), moving)
        await self._store.move(tx, gone.member_id, merge.kept_id)

    async def part(self, tx: Tx, merge: Merge) -> None:
        gone, kept = await self._store.lock_both(tx, merge.gone_id, merge.kept_id)
        owners = await self._store.group(tx, merge.gone_id)
        if kept.member_id in owners:
            return
        after_gone, posting = rules.parted(gone, kept, owners)
        holds = [hold for hold in await self._holds.open(tx, kept.member_id) if hold.owner_id in owners]
        moving = _Moving(posting.after, after_gone, posting.entries)
        await self._give_holds(tx, moving, holds)
        await self._orders.give_bonuses(tx, owners, gone.member_id)
        await self._write(tx, Cause(f"part:{merge.id}", "merge", "账号拆分，积分分回"), moving)
        await self._store.move(tx, gone.member_id, None)

    async def _give_holds(self, tx: Tx, moving: "_Moving", holds: Sequence[Hold]) -> None:
        for hold in holds:
            lots = moving.give(hold.lots)
            await self._holds.give(tx, hold.order_id, moving.taker.member_id, lots)

    async def _write(self, tx: Tx, cause: Cause, moving: "_Moving") -> None:
        if moving.entries:
            after = (moving.giver, moving.taker)
            await self._book.write(tx, cause, moving.taker.member_id, moving.entries, after)


class _Moving:
    """The two accounts on the way, and what proves it so far."""

    def __init__(self, giver: Purse, taker: Purse, entries: Sequence[Entry]) -> None:
        self.giver, self.taker, self.entries = giver, taker, tuple(entries)

    def give(self, lots: Sequence[Lot]) -> tuple[Lot, ...]:
        """A hold goes over, and its lots remember who brought them."""
        self.giver, self.taker, there, entries = rules.moved_hold(self.giver, self.taker, lots)
        self.entries = (*self.entries, *entries)
        return there


class PointsLeaver:
    """Implements `ports.members.personal_data.Leaver`: who leaves gives the points up, and is forgiven a debt."""

    def __init__(self, book: PointsBook, store: PointsStore) -> None:
        self._book = book
        self._store = store

    async def leave(self, tx: Tx, member_id: MemberId) -> None:
        posting = rules.given_up(await self._store.lock(tx, member_id))
        if posting.entries:
            cause = Cause(f"leave:{member_id}", "adjustment", "账号注销，积分作废")
            await self._book.write(tx, cause, posting.after.member_id, posting.entries, (posting.after,))
