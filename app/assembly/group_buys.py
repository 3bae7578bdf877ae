"""Group-buys, put together."""

from dataclasses import dataclass

from app.assembly.base import Base
from domain.promotion.group_buy import GroupBuys
from domain.promotion.group_pages import GroupPages
from domain.promotion.team_clock import TeamClock
from ports.promotion.group_views import GroupViews
from ports.promotion.groups import TeamStore


@dataclass(frozen=True)
class GroupBuyServices:
    activity: GroupBuys
    pages: GroupPages
    clock: TeamClock


def group_buys(base: Base, stores: tuple[TeamStore, GroupViews]) -> GroupBuyServices:
    activity = GroupBuys(stores[0], (base.clock, base.ids))
    return GroupBuyServices(
        activity=activity,
        pages=GroupPages(base.uow, stores, base.clock),
        clock=TeamClock(base.uow, stores[0], activity, base.clock),
    )
