"""A draft of a campaign for those who try it over past orders, before anybody sees it."""

from typing import Protocol

from msgspec import Struct

from ports.kernel import Fen, SkuId, Tx
from ports.promotion.rules import Campaign


class TrialItem(Struct, frozen=True):
    """A SKU of a draft and what it has today. `cost_fen` None: not entered."""

    sku_id: SkuId
    title: str
    option_text: str
    quota: int | None
    free_stock: int
    cost_fen: Fen | None


class Trial(Struct, frozen=True):
    """A draft as an offer to past baskets, with nothing taken of it yet.

    `level_codes` empty: for everybody. `prices_items`: baskets without one of its items are none of its business.
    `notes`: what the trial does not know, in words.
    """

    campaign: Campaign
    level_codes: tuple[str, ...]
    prices_items: bool
    items: tuple[TrialItem, ...]
    notes: tuple[str, ...] = ()


class TrialApi(Protocol):
    async def trial(self, tx: Tx, draft: Campaign) -> Trial:
        """Raises Invalid, naming the field, for what could not be published."""
