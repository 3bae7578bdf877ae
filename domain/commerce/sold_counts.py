"""How often a product was sold, for its page and for the order of lists."""

from ports.commerce.catalogue_store import ProductStore
from ports.kernel import UnitOfWork

ORDERS_MAX = 500


class SoldCounts:
    def __init__(self, uow: UnitOfWork, products: ProductStore) -> None:
        self._uow = uow
        self._products = products

    async def count(self) -> int:
        """Sweep: each paid order once, many orders at a time; of how many products.

        Counted with each payment, a popular product's row would be waited for by all who buy it.
        Refunds do not lower the count: it says what was sold, not what was kept.
        """
        async with self._uow.begin() as tx:
            return await self._products.count_sales(tx, ORDERS_MAX)
