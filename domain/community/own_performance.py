"""What a guide sees of their own month: figures, rank, and the orders that are theirs, each with the reason (G4)."""

from collections.abc import Sequence
from datetime import date

from domain.community.performance_desk import FIRST_DAY, LAST_DAY
from domain.community.periods import day_of, period_of
from ports.community.own_performance import OwnPerformance
from ports.community.performance import CreditedOrder, GuideFigure, GuideFigures, PerformanceViews, Period
from ports.kernel import Clock, Invalid, Page, UnitOfWork


class OwnPerformanceBook:
    def __init__(self, uow: UnitOfWork, figures: GuideFigures, views: PerformanceViews, clock: Clock) -> None:
        self._uow = uow
        self._figures = figures
        self._views = views
        self._clock = clock

    async def month(self, guide: str, month: str | None) -> OwnPerformance:
        """`month` as 2026-11; None: the present one. Raises Invalid."""
        today = day_of(self._clock.now())
        period = month_period(month, today)
        async with self._uow.reading() as tx:
            own = await self._figures.own(tx, guide, period)
            everybody = await self._views.figures(tx, period, None)
        return OwnPerformance(
            month=f"{period.first_day:%Y-%m}",
            first_day=period.first_day,
            last_day=period.last_day,
            is_present=period.first_day <= today <= period.last_day,
            figure=own,
            rank=rank_of(own, everybody),
            guides=sum(takes_part(one) for one in everybody),
        )

    async def orders(self, guide: str, month: str | None, page: tuple[str | None, int]) -> Page[CreditedOrder]:
        """The last paid first. `page`: cursor and size. Raises Invalid."""
        period = month_period(month, day_of(self._clock.now()))
        async with self._uow.reading() as tx:
            return await self._views.orders(tx, period, guide, *page)


def month_period(month: str | None, today: date) -> Period:
    """Raises Invalid for what is no month, or one that has not begun."""
    try:
        first = date.fromisoformat(f"{month}-01") if month else today.replace(day=1)
    except ValueError as error:
        raise Invalid("月份不正确", field="month") from error
    if not FIRST_DAY <= first <= LAST_DAY or first > today:
        raise Invalid("这个月份没有业绩", field="month")
    return period_of("month", first)


def takes_part(figure: GuideFigure) -> bool:
    """Who works here, or has sold something in the period."""
    return figure.is_active or figure.orders > 0


def rank_of(own: GuideFigure, everybody: Sequence[GuideFigure]) -> int | None:
    """1 for whoever has sold most; None without a sale."""
    if own.orders == 0:
        return None
    return 1 + sum(takes_part(one) and one.kept_fen > own.kept_fen for one in everybody)
