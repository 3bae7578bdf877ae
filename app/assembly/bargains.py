"""Bargains, put together."""

from dataclasses import dataclass

from app.assembly.base import Base
from domain.promotion.bargain_orders import BargainOrders
from domain.promotion.bargains import Bargains
from domain.promotion.help_risk import EverybodyMayHelp
from ports.promotion.bargain_store import BargainStore
from ports.promotion.bargain_views import BargainViews


@dataclass(frozen=True)
class BargainServices:
    desk: Bargains
    orders: BargainOrders


def bargains(base: Base, stores: tuple[BargainStore, BargainViews]) -> BargainServices:
    return BargainServices(
        desk=Bargains(base.uow, stores, EverybodyMayHelp(), (base.clock, base.ids, base.rng)),
        orders=BargainOrders(stores[0], base.clock),
    )
