"""What the shop window shows beside products: banners and the words that the search field suggests."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import Tx


class BannerRow(Struct, frozen=True):
    """`link` is a page of the shop, such as `/product/<id>`, `/category/<id>` or `/search/<words>`."""

    id: UUID
    title: str
    subtitle: str
    image_url: str
    link: str


class WindowStore(Protocol):
    async def set_banners(self, tx: Tx, banners: Sequence[BannerRow]) -> None:
        """These, in this order, and no others."""

    async def set_hot_words(self, tx: Tx, words: Sequence[str]) -> None:
        """These, in this order, and no others."""
