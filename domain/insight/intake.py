"""Taking in what shoppers do. It never blocks a sale: a batch that is lost is sent again, or not at all."""

from collections.abc import Sequence
from datetime import datetime

from domain.insight.event_rules import heard
from ports.insight.events import Kept, NewEvent
from ports.insight.store import EventStore
from ports.kernel import Clock, MemberId, UnitOfWork


class Intake:
    def __init__(self, uow: UnitOfWork, store: EventStore, clock: Clock) -> None:
        self._uow = uow
        self._store = store
        self._clock = clock

    async def report(self, member_id: MemberId, sent_at: datetime, events: Sequence[NewEvent]) -> Kept:
        """The same batch again keeps nothing more."""
        now = self._clock.now()
        in_time = heard(events, sent_at, now)
        async with self._uow.begin() as tx:
            if in_time:
                await self._store.make_months(tx, [one.at for one in in_time])
            return await self._store.keep(tx, member_id, in_time, now)
