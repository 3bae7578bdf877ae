"""Points and growth for a review that everybody can see (M3): once per order line, taken back for a fraud."""

from domain.members.points_book import Cause, PointsBook
from domain.members.shanghai_days import day_of
from domain.members.tasks import TaskDesk
from ports.community.api import ReviewDiscredited, ReviewShown
from ports.kernel import Clock, LineId, Tx
from ports.members.growth import GrowthLedger
from ports.members.play import PlayMembers
from ports.members.tasks import TaskStore


def cause_of(line_id: LineId) -> str:
    """The natural key: whoever deletes a review and writes it anew earns nothing more."""
    return f"review:{line_id}"


class ReviewRewards:
    def __init__(
        self,
        stores: tuple[PlayMembers, TaskStore],
        tasks: TaskDesk,
        books: tuple[PointsBook, GrowthLedger],
        clock: Clock,
    ) -> None:
        self._members, self._store = stores
        self._tasks = tasks
        self._book, self._growth = books
        self._clock = clock

    async def on_shown(self, tx: Tx, event: ReviewShown) -> None:
        cause = cause_of(event.line_id)
        who = await self._members.hold(tx, event.member_id)
        if await self._store.is_barred(tx, who, cause):
            return
        await self._growth.interacted(tx, who, ("review", cause), self._clock.now())
        await self._tasks.reported(tx, who, "review", cause)

    async def on_discredited(self, tx: Tx, event: ReviewDiscredited) -> None:
        """Told before it was told as shown, it earns nothing later."""
        cause = cause_of(event.line_id)
        who, now = await self._members.hold(tx, event.member_id), self._clock.now()
        earned = await self._store.bar(tx, who, cause, (day_of(now), now))
        for task_code, points in sorted(earned.items()):
            told = Cause(f"task_back:{task_code}:{who}:{cause}", "review", "评价经核实为作弊，扣回获得的积分")
            await self._book.take_back(tx, who, told, (points, None))
