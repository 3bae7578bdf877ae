"""What publishing and stopping mean to a flash sale."""

from domain.promotion.flash_keeper import FlashKeeper
from ports.kernel import DomainError, Tx
from ports.promotion.store import CampaignRow
from ports.supply.api import SoldOut


class UnitsShort(DomainError):
    """Fewer units are free than the campaign would set aside."""

    code = "promotion.units_short"
    message = "可用库存少于活动数量，请先补货，或调小活动数量"


class FlashOpening:
    """Implements `domain.promotion.campaigns.Opening`."""

    def __init__(self, keeper: FlashKeeper) -> None:
        self._keeper = keeper

    async def publish(self, tx: Tx, row: CampaignRow) -> None:
        """The pools are set aside with the publication, or it fails. Raises UnitsShort, naming the item."""
        try:
            await self._keeper.published(tx, row.id)
        except SoldOut as error:
            short = next((n for n, item in enumerate(row.items) if item.sku_id in error.sku_ids), 0)
            raise UnitsShort(field=f"items[{short}].quota") from error

    async def stop(self, tx: Tx, row: CampaignRow) -> None:
        """The keeper finds it stopped within a second, closes the queue, waits for it, and gives back the rest."""
