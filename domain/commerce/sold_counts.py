"""How often a product was sold, for its page and for the order of lists."""

from ports.commerce.api import OrderPaid
from ports.commerce.catalogue_store import ProductStore
from ports.kernel import Tx


class SoldCounts:
    def __init__(self, products: ProductStore) -> None:
        self._products = products

    async def on_order_paid(self, tx: Tx, event: OrderPaid) -> None:
        """Once per paid order: the delivery of the event is marked done in the same transaction.

        Refunds do not lower the count: it says what was sold, not what was kept.
        """
        await self._products.count_order(tx, event.order_id)
