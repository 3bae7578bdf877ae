"""Figures of the admin's home page."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import Fen, Tx


class Today(Struct, frozen=True, rename="camel"):
    """`gmv_fen` is what was paid, refunds not taken off; `visitors` are not counted yet (None)."""

    gmv_fen: Fen
    orders: int
    paid_orders: int
    visitors: int | None
    refund_fen: Fen


class LastWeek(Struct, frozen=True, rename="camel"):
    gmv_fen: Fen
    orders: int
    paid_orders: int
    refund_fen: Fen


class Hour(Struct, frozen=True, rename="camel"):
    hour: int
    gmv_fen: Fen
    last_week_gmv_fen: Fen


class Day(Struct, frozen=True, rename="camel"):
    """`date` as 2025-11-20, of days in China; `orders` that were paid."""

    date: str
    gmv_fen: Fen
    orders: int


class TopProduct(Struct, frozen=True, rename="camel"):
    id: UUID
    title: str
    cover_url: str
    quantity: int
    gmv_fen: Fen


class Attention(Struct, frozen=True, rename="camel"):
    """`comparisons_stopped`: 1 when WeCom has refused the last one. `unassigned`: customers of guides who have left.

    `posts_in_doubt`: of the content calendar, whose answer was lost; `join_code_problems`: codes that need a person;
    `moments_in_doubt`: moments whose answer was lost.
    `remarks_refused`: about members who have left, which WeCom does not make neutral.
    `ugc_waiting`: reviews and posts on a person's desk.
    """

    to_ship: int
    late_shipments: int
    after_sales_open: int
    after_sales_near_deadline: int
    stuck_refunds: int
    parked: int
    low_stock: int
    work_orders: int
    comparisons_stopped: int
    unassigned: int
    posts_in_doubt: int
    join_code_problems: int
    moments_in_doubt: int
    remarks_refused: int
    ugc_waiting: int


class Dashboard(Struct, frozen=True, rename="camel"):
    today: Today
    last_week_same_time: LastWeek
    hourly: tuple[Hour, ...]
    days: tuple[Day, ...]
    attention: Attention
    top_products: tuple[TopProduct, ...]


class Window(Struct, frozen=True):
    """`today` is the midnight in China that began this day."""

    now: datetime
    today: datetime
    last_week_now: datetime
    last_week: datetime
    first_day: datetime
    top_since: datetime


class Sum(Struct, frozen=True):
    gmv_fen: Fen
    orders: int
    paid_orders: int
    refund_fen: Fen


class Figures(Struct, frozen=True):
    """Hours and days without a sale are left out."""

    today: Sum
    last_week: Sum
    hourly: tuple[Hour, ...]
    days: tuple[Day, ...]
    top_products: tuple[TopProduct, ...]


class OwnAttention(Struct, frozen=True):
    after_sales_open: int
    after_sales_near_deadline: int
    stuck_refunds: int
    parked: int
    comparisons_stopped: int
    unassigned: int
    posts_in_doubt: int
    join_code_problems: int
    moments_in_doubt: int
    remarks_refused: int
    ugc_waiting: int


class DashboardViews(Protocol):
    async def figures(self, tx: Tx, window: Window) -> Figures: ...

    async def attention(self, tx: Tx, near: datetime) -> OwnAttention:
        """`near`: requests to be decided before then are near their deadline."""
