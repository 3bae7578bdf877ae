"""Pictures that shoppers upload: they go when nothing shows them any more, with their files.

A file and a row cannot be written at once. So the names of files that may have to go are written down before there are
any, and in the transaction that deletes a row; they are crossed out when the files are gone or the row is there.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from ports.commerce.catalogue_store import MediaRow
from ports.kernel import Job, Tx


class Erasure(Struct, frozen=True):
    """Files without a row, by name. `media_id`: of the row that they were of, or would have been."""

    media_id: UUID
    names: tuple[str, ...]


class EraseFiles(Job, tag="commerce.erase_files", frozen=True):
    media_id: UUID


class ShopperPictureStore(Protocol):
    async def known(self, tx: Tx, sha256: bytes, look_at: datetime) -> MediaRow | None:
        """The picture with this content; a shopper's one is not looked at before then."""

    async def put(self, tx: Tx, row: MediaRow, now: datetime, look_at: datetime) -> MediaRow:
        """The row, or the one that already has this content."""

    async def look_now(self, tx: Tx, ids: Sequence[UUID], now: datetime) -> None:
        """Something has ceased to show them: those of shoppers are looked at, unless a time is set already."""

    async def due(self, tx: Tx, now: datetime, limit: int) -> Sequence[MediaRow]:
        """Locked until the end of the transaction."""

    async def in_use(self, tx: Tx, ids: Sequence[UUID]) -> frozenset[UUID]:
        """Those that something shows. Asked after they were locked: whoever began to use them before is seen."""

    async def leave(self, tx: Tx, ids: Sequence[UUID]) -> None:
        """They are not looked at until something ceases to show them."""

    async def delete(self, tx: Tx, ids: Sequence[UUID]) -> None: ...

    async def note(self, tx: Tx, erasure: Erasure, now: datetime) -> None: ...

    async def find(self, tx: Tx, media_id: UUID) -> Erasure | None: ...

    async def cross_out(self, tx: Tx, media_id: UUID) -> bool:
        """False: it was done before."""

    async def stale(self, tx: Tx, noted_before: datetime, limit: int) -> Sequence[UUID]: ...
