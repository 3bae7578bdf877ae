"""The admin's home page: how today goes beside the same day last week, and what waits for somebody."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from domain.commerce.order_numbers import SHANGHAI
from ports.commerce.dashboard_views import (
    Attention,
    Dashboard,
    DashboardViews,
    Day,
    Figures,
    Hour,
    LastWeek,
    Today,
    Window,
)
from ports.governance.api import Actor
from ports.kernel import Clock, Tx, UnitOfWork
from ports.supply.api import FulfilmentReads

DAYS = 30
TOP_DAYS = 7
NEAR = timedelta(hours=12)
READ = "orders.read"
NEEDED = {
    "to_ship": "fulfilment.read",
    "late_shipments": "fulfilment.read",
    "work_orders": "fulfilment.read",
    "after_sales_open": "after_sale.read",
    "after_sales_near_deadline": "after_sale.read",
    "stuck_refunds": "after_sale.read",
    "low_stock": "stock.read",
    "parked": "system.read",
    "comparisons_stopped": "community.read",
    "unassigned": "community.read",
    "posts_in_doubt": "community.read",
    "join_code_problems": "community.read",
    "moments_in_doubt": "community.read",
    "remarks_refused": "community.read",
    "ugc_waiting": "ugc.moderate",
}
"""Who may see which count: whoever may open the page behind it."""


class DashboardDesk:
    def __init__(self, uow: UnitOfWork, clock: Clock, views: DashboardViews, fulfilments: FulfilmentReads) -> None:
        self._uow = uow
        self._clock = clock
        self._views = views
        self._fulfilments = fulfilments

    async def dashboard(self, actor: Actor) -> Dashboard:
        actor.require(READ)
        window = window_of(self._clock.now())
        async with self._uow.reading() as tx:
            figures = await self._views.figures(tx, window)
            attention = await self._attention(tx)
        return _dashboard(window, figures, visible(attention, actor))

    async def attention(self, actor: Actor) -> Attention:
        """What waits in the pages that the operator may open; for an operator without any of them: refused."""
        actor.require_any(*sorted(set(NEEDED.values())))
        async with self._uow.reading() as tx:
            return visible(await self._attention(tx), actor)

    async def _attention(self, tx: Tx) -> Attention:
        own = await self._views.attention(tx, self._clock.now() + NEAR)
        supply = await self._fulfilments.attention(tx)
        return Attention(
            to_ship=supply.to_ship,
            late_shipments=supply.late_shipments,
            after_sales_open=own.after_sales_open,
            after_sales_near_deadline=own.after_sales_near_deadline,
            stuck_refunds=own.stuck_refunds,
            parked=own.parked,
            low_stock=supply.low_stock,
            work_orders=supply.work_orders,
            comparisons_stopped=own.comparisons_stopped,
            unassigned=own.unassigned,
            posts_in_doubt=own.posts_in_doubt,
            join_code_problems=own.join_code_problems,
            moments_in_doubt=own.moments_in_doubt,
            remarks_refused=own.remarks_refused,
            ugc_waiting=own.ugc_waiting,
        )


def visible(attention: Attention, actor: Actor) -> Attention:
    """Counts of pages that the operator may not open are nothing."""
    hidden = {name: 0 for name, permission in NEEDED.items() if permission not in actor.permissions}
    return replace(attention, **hidden)


def window_of(now: datetime) -> Window:
    """Days begin at midnight in China."""
    today = now.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    week = timedelta(days=7)
    return Window(
        now=now,
        today=today,
        last_week_now=now - week,
        last_week=today - week,
        first_day=today - timedelta(days=DAYS - 1),
        top_since=today - timedelta(days=TOP_DAYS - 1),
    )


def _dashboard(window: Window, figures: Figures, attention: Attention) -> Dashboard:
    """Fills in the hours and days without a sale."""
    hours = {hour.hour: hour for hour in figures.hourly}
    days = {day.date: day for day in figures.days}
    dates = [f"{window.first_day + timedelta(days=n):%Y-%m-%d}" for n in range(DAYS)]
    today, last_week = figures.today, figures.last_week
    return Dashboard(
        today=Today(today.gmv_fen, today.orders, today.paid_orders, None, today.refund_fen),
        last_week_same_time=LastWeek(last_week.gmv_fen, last_week.orders, last_week.paid_orders, last_week.refund_fen),
        hourly=tuple(hours.get(hour, Hour(hour, 0, 0)) for hour in range(24)),
        days=tuple(days.get(date, Day(date, 0, 0)) for date in dates),
        attention=attention,
        top_products=figures.top_products,
    )
