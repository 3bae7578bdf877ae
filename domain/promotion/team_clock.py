"""What time does to teams: holds run out, and teams whose time is over are refunded."""

from domain.promotion.group_buy import STOPPED, TIME_IS_OVER, GroupBuys
from domain.promotion.teams import NOTICE_TAKES
from ports.kernel import Clock, UnitOfWork
from ports.promotion.groups import TeamStore

BATCH_MAX = 100


class TeamClock:
    def __init__(self, uow: UnitOfWork, store: TeamStore, group_buys: GroupBuys, clock: Clock) -> None:
        self._uow = uow
        self._store = store
        self._group_buys = group_buys
        self._clock = clock

    async def sweep(self) -> int:
        """One team a transaction: a payment that committed before it has the lock counts."""
        return await self._lapse() + await self._end()

    async def _lapse(self) -> int:
        async with self._uow.reading() as tx:
            overdue = await self._store.overdue(tx, self._clock.now(), BATCH_MAX)
        changed = 0
        for team_id in overdue:
            async with self._uow.begin() as tx:
                changed += await self._group_buys.lapse(tx, team_id)
        return changed

    async def _end(self) -> int:
        now = self._clock.now()
        async with self._uow.reading() as tx:
            due = await self._store.due(tx, now - NOTICE_TAKES, now, BATCH_MAX)
        ended = 0
        for team in due:
            async with self._uow.begin() as tx:
                ended += await self._group_buys.end(tx, team.id, STOPPED if team.is_stopped else TIME_IS_OVER)
        return ended
