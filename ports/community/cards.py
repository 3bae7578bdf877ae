"""Mini-program cards: what leads from a chat into the shop."""

from typing import Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import ProductId, Tx


class CardWish(Struct, frozen=True, rename="camel"):
    """To a product, or, without one, to the home page, which needs a title and a picture of the media library.

    An empty `title` is the product's.
    """

    title: str
    product_id: ProductId | None
    media_id: UUID | None


class CardFacts(Struct, frozen=True):
    """`picture_url`: of a file in the shop's own store."""

    title: str
    picture_url: str


class CardReads(Protocol):
    async def facts(self, tx: Tx, wish: CardWish) -> CardFacts | None:
        """None: the product is not on sale, or the picture is not there."""
