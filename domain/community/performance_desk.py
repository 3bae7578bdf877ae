"""What guides have done, for operators and for the guides themselves (G4)."""

from datetime import date

from msgspec.structs import replace

from domain.community.contact_desk import READ
from domain.community.periods import day_of, period_of
from domain.community.reply_figures import ReplyFigures
from ports.community.performance import (
    CreditedOrder,
    GuideFigure,
    Leaderboard,
    PerformanceViews,
    Period,
    PeriodKind,
    TasksDone,
)
from ports.community.replies import GuideReplies, Replies
from ports.governance.api import Actor
from ports.kernel import Clock, Invalid, Page, Tx, UnitOfWork

FIRST_DAY = date(2020, 1, 1)
LAST_DAY = date(2099, 12, 31)


class PerformanceDesk:
    """Implements `ports.community.performance.GuideFigures` besides."""

    def __init__(
        self, uow: UnitOfWork, views: PerformanceViews, tasks: TasksDone, replies: ReplyFigures, clock: Clock
    ) -> None:
        self._uow = uow
        self._views = views
        self._tasks = tasks
        self._replies = replies
        self._clock = clock

    async def leaderboard(self, actor: Actor, kind: PeriodKind, day: date | None) -> Leaderboard:
        """`day` lies in the period; None: the present one. Raises Invalid."""
        actor.require(READ)
        period = self._period(kind, day)
        async with self._uow.reading() as tx:
            guides = await self._views.figures(tx, period, None)
            done = await self._tasks.done(tx, period)
            replies, problem = await self._replies.of_all(tx, period, day_of(self._clock.now()))
            orders, fen = await self._views.unattributed(tx, period)
        guides = tuple(
            replace(one, tasks_done=done.get(one.user_id, 0), replies=replies.get(one.user_id, Replies()))
            for one in guides
        )
        return Leaderboard(kind, period.first_day, period.last_day, guides, orders, fen, problem)

    async def replies(self, actor: Actor, user_id: str, kind: PeriodKind, day: date | None) -> GuideReplies:
        """Of one guide, day by day; what was not read is said. Raises Invalid."""
        actor.require(READ)
        async with self._uow.reading() as tx:
            return await self._replies.of_one(tx, self._period(kind, day), user_id, day_of(self._clock.now()))

    async def orders(
        self, actor: Actor, user_id: str, when: tuple[PeriodKind, date | None], page: tuple[str | None, int]
    ) -> Page[CreditedOrder]:
        """Those attributed to the guide, the last paid first. `page`: cursor and size. Raises Invalid."""
        actor.require(READ)
        async with self._uow.reading() as tx:
            return await self._views.orders(tx, self._period(*when), user_id, *page)

    async def own(self, tx: Tx, user_id: str, period: Period) -> GuideFigure:
        found = await self._views.figures(tx, period, user_id)
        own = found[0] if found else GuideFigure(user_id, user_id, None, False)
        replies = (await self._replies.of_one(tx, period, user_id, day_of(self._clock.now()))).total
        return replace(own, tasks_done=(await self._tasks.done(tx, period)).get(user_id, 0), replies=replies)

    def _period(self, kind: PeriodKind, day: date | None) -> Period:
        wanted = day or day_of(self._clock.now())
        if not FIRST_DAY <= wanted <= LAST_DAY:
            raise Invalid("日期超出范围", field="day")
        return period_of(kind, wanted)
