"""What publishing and stopping mean to a flash sale."""

from domain.promotion.flash_keeper import FlashKeeper
from ports.kernel import Tx
from ports.promotion.store import CampaignRow


class FlashOpening:
    """Implements `domain.promotion.campaigns.Opening`."""

    def __init__(self, keeper: FlashKeeper) -> None:
        self._keeper = keeper

    async def publish(self, tx: Tx, row: CampaignRow) -> None:
        """The pools are set aside with the publication, or it fails. Raises SoldOut."""
        await self._keeper.published(tx, row.id)

    async def stop(self, tx: Tx, row: CampaignRow) -> None:
        """The keeper finds it stopped within a second, closes the queue, waits for it, and gives back the rest."""
