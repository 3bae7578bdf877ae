"""What guides have done, for operators and for the guides themselves (G4)."""

from datetime import date

from msgspec.structs import replace

from domain.community.contact_desk import READ
from domain.community.periods import day_of, period_of
from ports.community.performance import (
    GuideFigure,
    GuideOrder,
    Leaderboard,
    PerformanceViews,
    Period,
    PeriodKind,
    TasksDone,
)
from ports.governance.api import Actor
from ports.kernel import Clock, Invalid, Page, Tx, UnitOfWork

FIRST_DAY = date(2020, 1, 1)
LAST_DAY = date(2099, 12, 31)


class PerformanceDesk:
    """Implements `ports.community.performance.GuideFigures` besides. `tasks` is None where there are no guide tasks."""

    def __init__(self, uow: UnitOfWork, views: PerformanceViews, tasks: TasksDone | None, clock: Clock) -> None:
        self._uow = uow
        self._views = views
        self._tasks = tasks
        self._clock = clock

    async def leaderboard(self, actor: Actor, kind: PeriodKind, day: date | None) -> Leaderboard:
        """`day` lies in the period; None: the present one. Raises Invalid."""
        actor.require(READ)
        period = self._period(kind, day)
        async with self._uow.reading() as tx:
            guides = await self._views.figures(tx, period, None)
            done = await self._tasks.done(tx, period) if self._tasks else None
            orders, fen = await self._views.unattributed(tx, period)
        if done is not None:
            guides = tuple(replace(one, tasks_done=done.get(one.user_id, 0)) for one in guides)
        return Leaderboard(kind, period.first_day, period.last_day, guides, orders, fen)

    async def orders(
        self, actor: Actor, user_id: str, when: tuple[PeriodKind, date | None], page: tuple[str | None, int]
    ) -> Page[GuideOrder]:
        """Those attributed to the guide, the last paid first. `page`: cursor and size. Raises Invalid."""
        actor.require(READ)
        async with self._uow.reading() as tx:
            return await self._views.orders(tx, self._period(*when), user_id, *page)

    async def own(self, tx: Tx, user_id: str, period: Period) -> GuideFigure:
        found = await self._views.figures(tx, period, user_id)
        own = found[0] if found else GuideFigure(user_id, user_id, None, False)
        if self._tasks is None:
            return own
        return replace(own, tasks_done=(await self._tasks.done(tx, period)).get(user_id, 0))

    def _period(self, kind: PeriodKind, day: date | None) -> Period:
        wanted = day or day_of(self._clock.now())
        if not FIRST_DAY <= wanted <= LAST_DAY:
            raise Invalid("日期超出范围", field="day")
        return period_of(kind, wanted)
