"""What every use case of orders and after-sale stands on."""

from datetime import datetime

from msgspec import Struct

from domain.commerce.quote import Quoting
from ports.commerce.after_sale_store import AfterSaleStore
from ports.commerce.order_store import Entry, OrderStore
from ports.commerce.order_views import OrderViews
from ports.crypto import FieldCipher
from ports.kernel import Clock, Ids, Rng, UnitOfWork
from ports.members.api import MembersApi, PointsApi
from ports.payments.api import PaymentsApi
from ports.promotion.api import PromotionApi
from ports.supply.api import SupplyApi


class OrderGround(Struct, frozen=True):
    """Ports and stores, built once."""

    uow: UnitOfWork
    clock: Clock
    ids: Ids
    rng: Rng
    cipher: FieldCipher
    orders: OrderStore
    after_sales: AfterSaleStore
    views: OrderViews
    quoting: Quoting
    members: MembersApi
    points: PointsApi
    supply: SupplyApi
    payments: PaymentsApi
    promotion: PromotionApi

    def entry(self, text: str, by: str = "", *, at: datetime | None = None, is_internal: bool = False) -> Entry:
        """A line of the timeline, now."""
        return Entry(self.ids.new(), at or self.clock.now(), text, by, is_internal)
