"""The book of points (M3): every change under the lock of the account, with its entries, once per cause."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from uuid import UUID

from msgspec import Struct

from domain.members import points_rules as rules
from domain.members.points_rules import Posting
from ports.kernel import Clock, Ids, MemberId, OrderId, Tx, UnitOfWork
from ports.members.points import Earning, PointsShort, PointsSource, Spending
from ports.members.points_store import Booking, Entry, Hold, HoldStore, Lot, PointsStore, Purse

EXPIRE_BATCH_MAX = 200


class Cause(Struct, frozen=True):
    """Why something is booked. `by`: the operator's name, if one did it."""

    key: str
    source: PointsSource
    words: str
    by: str = ""
    undoes: str | None = None


class PointsBook:
    """Implements `ports.members.points.PointsLedger`."""

    def __init__(self, uow: UnitOfWork, stores: tuple[PointsStore, HoldStore], system: tuple[Clock, Ids]) -> None:
        self._uow = uow
        self._store, self._holds = stores
        self._clock, self._ids = system

    async def earn(self, tx: Tx, earning: Earning) -> bool:
        until = earning.expires_at
        if until is None:
            rule, _ = await self._store.rule(tx)
            until = rules.expiry(self._clock.now(), rule.expire_months)
        ends_at = until
        cause = Cause(earning.key, earning.source, earning.words)
        return await self.change(
            tx, earning.member_id, cause, lambda purse: rules.earned(purse, earning.points, ends_at)
        )

    async def spend(self, tx: Tx, spending: Spending) -> bool:
        cause = Cause(spending.key, spending.source, spending.words)
        return await self.change(tx, spending.member_id, cause, lambda purse: rules.spent(purse, spending.points))

    async def give_back(self, tx: Tx, spent_key: str, returning: Earning) -> bool:
        """At most what is left of it comes back; nothing left books nothing."""
        rule, _ = await self._store.rule(tx)
        purse = await self._store.lock(tx, returning.member_id)
        spent = await self._store.spent(tx, spent_key)
        left = 0 if spent is None else sum(lot.points for lot in spent.lots) - spent.returned
        points = min(returning.points, left)
        if spent is None or points <= 0:
            return False
        lots = rules.last_spent(spent.lots, spent.returned, points)
        at_least = rules.end_of_day(self._clock.now() + timedelta(days=rule.return_days))
        cause = Cause(returning.key, returning.source, returning.words, undoes=spent_key)
        return await self._book(tx, cause, rules.given_back(purse, lots, at_least))

    async def available(self, tx: Tx, member_id: MemberId) -> int:
        return await self._store.available(tx, member_id, self._clock.now())

    async def take_back(self, tx: Tx, member_id: MemberId, cause: Cause, earned: tuple[int, Lot | None]) -> bool:
        """Of what was earned; the lot that it went to gives first. What is gone becomes a debt."""
        points, lot = earned
        until = lot.until if lot else None
        return await self.change(tx, member_id, cause, lambda purse: rules.taken_back(purse, points, until))

    async def hold(self, tx: Tx, member_id: MemberId, order_id: OrderId, points: int) -> None:
        """For an unpaid order, which is new in this transaction. Raises PointsShort."""
        purse = await self._fresh(tx, member_id)
        posting, lots = rules.held(purse, points)
        cause = Cause(f"hold:{order_id}", "checkout", "下单抵扣，付款前暂时冻结")
        if not await self._book(tx, cause, posting):
            return
        added = await self._holds.add(tx, Hold(order_id, purse.member_id, member_id, points, lots, "held"))
        assert added, "an order holds points once"

    async def settle(self, tx: Tx, order_id: OrderId, *, paid: bool) -> None:
        """The order was paid: what it held is spent. Or it ended unpaid: it is free again. Told twice, once counts."""
        found = await self._locked_hold(tx, order_id)
        if found is None:
            return
        hold, purse = found
        if paid:
            cause, posting = Cause(checkout_key(order_id), "checkout", "订单抵扣"), rules.used(purse, hold.lots)
        else:
            cause = Cause(f"release:{order_id}", "checkout", "订单取消，积分退回")
            posting = rules.released(purse, hold.lots, self._clock.now())
        if await self._book(tx, cause, posting):
            await self._holds.settle(tx, order_id, "used" if paid else "released")

    async def sweep(self) -> int:
        """Points whose time is over end, account by account."""
        async with self._uow.reading() as tx:
            due = await self._store.due(tx, self._clock.now(), EXPIRE_BATCH_MAX)
        for member_id in due:
            async with self._uow.begin() as tx:
                await self._fresh(tx, member_id)
        return len(due)

    async def change(self, tx: Tx, member_id: MemberId, cause: Cause, change: Callable[[Purse], Posting]) -> bool:
        """False: the cause was booked before. Raises PointsShort."""
        purse = await self._fresh(tx, member_id)
        try:
            posting = change(purse)
        except PointsShort:
            # Short perhaps because this very cause was booked already.
            if await self._store.known(tx, cause.key):
                return False
            raise
        return await self._book(tx, cause, posting)

    async def _fresh(self, tx: Tx, member_id: MemberId) -> Purse:
        """Locked, and without what has expired."""
        purse = await self._store.lock(tx, member_id)
        posting = rules.expired(purse, self._clock.now())
        if posting.entries:
            await self._book(tx, Cause(f"expiry:{self._ids.new()}", "expiry", "积分到期"), posting)
        return posting.after

    async def _locked_hold(self, tx: Tx, order_id: OrderId) -> tuple[Hold, Purse] | None:
        """The account first, then its hold: a merge takes them in the same order. None: none is open."""
        hold = await self._holds.find(tx, order_id)
        while hold is not None and hold.state == "held":
            purse = await self._store.lock(tx, hold.member_id)
            hold = await self._holds.find(tx, order_id)
            if hold is not None and hold.state == "held" and hold.member_id == purse.member_id:
                return hold, purse
        return None

    async def _book(self, tx: Tx, cause: Cause, posting: Posting) -> bool:
        return await self.write(tx, cause, posting.after.member_id, posting.entries, (posting.after,))

    async def write(
        self, tx: Tx, cause: Cause, member_id: MemberId, entries: Sequence[Entry], after: tuple[Purse, ...]
    ) -> bool:
        assert sum(entry.points for entry in entries) == 0, "the entries of a booking sum to zero"
        booking = Booking(
            id=self._ids.new(),
            key=cause.key,
            member_id=member_id,
            source=cause.source,
            words=cause.words,
            at=self._clock.now(),
            by=cause.by,
            undoes=cause.undoes,
        )
        return await self._store.book(tx, booking, entries, after)


def checkout_key(order_id: OrderId | UUID) -> str:
    """What an order paid with points is booked by."""
    return f"checkout:{order_id}"
