"""Points, put together."""

from dataclasses import dataclass

from app.assembly.base import Base
from domain.members.points_book import PointsBook
from domain.members.points_desk import PointsDesk
from domain.members.points_merging import PointsFollower, PointsLeaver
from domain.members.points_orders import OrderPointsDesk
from ports.governance.api import AuditApi
from ports.members.points_store import HoldStore, OrderPointsStore, PointsStore
from ports.members.points_views import AdjustmentStore, PointsViews
from ports.members.store import MemberStore


@dataclass(frozen=True)
class PointsStores:
    points: PointsStore
    holds: HoldStore
    orders: OrderPointsStore
    adjustments: AdjustmentStore
    views: PointsViews


@dataclass(frozen=True)
class PointsServices:
    book: PointsBook
    orders: OrderPointsDesk
    follower: PointsFollower
    leaver: PointsLeaver
    desk: PointsDesk


def points(base: Base, stores: PointsStores, members: MemberStore, audit: AuditApi) -> PointsServices:
    book = PointsBook(base.uow, (stores.points, stores.holds), (base.clock, base.ids))
    return PointsServices(
        book=book,
        orders=OrderPointsDesk(book, (stores.points, stores.orders, members), base.clock),
        follower=PointsFollower(book, (stores.points, stores.holds, stores.orders)),
        leaver=PointsLeaver(book, stores.points),
        desk=PointsDesk(
            base.uow, book, (stores.points, stores.adjustments, stores.views, members), audit, (base.clock, base.ids)
        ),
    )
