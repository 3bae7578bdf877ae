"""Carts left alone, room for coming months, and forgetting what is old."""

from datetime import timedelta

from domain.insight.event_rules import fact_id, month_starts
from ports.insight.events import NewEvent
from ports.insight.store import EventStore
from ports.kernel import Clock, UnitOfWork

SILENCE = timedelta(minutes=30)
"""A visit is over after it, and a cart with goods in it is left alone."""
BATCH_MAX = 200
SEEN_FOR = timedelta(days=3)
FORGET_MAX = 50_000
MONTHS_AHEAD = 2


class InsightUpkeep:
    def __init__(self, uow: UnitOfWork, store: EventStore, clock: Clock) -> None:
        self._uow = uow
        self._store = store
        self._clock = clock

    async def find_lonely_carts(self) -> int:
        """Sweep: each is told of once, and again only after somebody has put something in."""
        now = self._clock.now()
        async with self._uow.reading() as tx:
            if not await self._store.silent(tx, now - SILENCE):
                return 0
        async with self._uow.begin() as tx:
            found = await self._store.lonely_carts(tx, now - SILENCE, BATCH_MAX)
            if found:
                await self._store.make_months(tx, [now])
            for cart in found:
                fact = NewEvent(
                    id=fact_id("abandoned", f"{cart.member_id}:{cart.last_at.isoformat()}"),
                    kind="abandoned",
                    at=now,
                    product_id=cart.product_id,
                    sku_id=cart.sku_id,
                    quantity=cart.quantity,
                    amount_fen=cart.goods_fen,
                )
                await self._store.keep(tx, cart.member_id, [fact], now)
        return len(found)

    async def keep_months(self) -> int:
        """Sweep: room ahead, and what is older than the setting goes."""
        now = self._clock.now()
        async with self._uow.begin() as tx:
            await self._store.make_months(tx, month_starts(now, MONTHS_AHEAD))
        async with self._uow.begin() as tx:
            days = await self._store.kept_days(tx)
            gone = await self._store.drop_before(tx, now - timedelta(days=days))
        async with self._uow.single() as tx:
            return gone + await self._store.forget_seen(tx, now - SEEN_FOR, FORGET_MAX)
