"""Flash sales, put together."""

from dataclasses import dataclass
from typing import Protocol

from app.assembly.base import Base
from domain.promotion.flash_guard import FlashActivity, FlashGuard
from domain.promotion.flash_keeper import FlashKeeper
from domain.promotion.flash_opening import FlashOpening
from domain.promotion.flash_page import FlashPages
from domain.promotion.flash_shop import FlashShop
from ports.members.api import MembersApi
from ports.promotion.flash import FlashCopies, FlashQueue, FlashStream
from ports.promotion.flash_store import FlashStore
from ports.promotion.flash_views import FlashViews
from ports.supply.api import SupplyApi


class FlashParts(FlashQueue, FlashCopies, FlashStream, Protocol):
    """One server plays all three."""


@dataclass(frozen=True)
class FlashServices:
    activity: FlashActivity
    opening: FlashOpening
    guard: FlashGuard
    keeper: FlashKeeper
    shop: FlashShop
    pages: FlashPages
    stream: FlashStream
    queue: FlashQueue
    copies: FlashCopies


def flash_sales(
    base: Base, stores: tuple[FlashStore, FlashViews], queue: FlashParts, others: tuple[MembersApi, SupplyApi]
) -> FlashServices:
    (store, views), (members, supply) = stores, others
    uow, clock = base.uow, base.clock
    keeper = FlashKeeper(uow, store, (supply, queue), clock)
    shop = FlashShop(uow, store, (queue, keeper, members), clock)
    return FlashServices(
        activity=FlashActivity(store, clock),
        opening=FlashOpening(keeper),
        guard=FlashGuard(store, clock),
        keeper=keeper,
        shop=shop,
        pages=FlashPages(uow, shop, (views, queue), clock),
        stream=queue,
        queue=queue,
        copies=queue,
    )
