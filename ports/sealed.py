"""Sealed columns, wherever they are: for changing the key that personal data are encrypted with."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import Tx


class SealedText(Struct, frozen=True):
    row_id: UUID
    sealed: bytes


class Resealed(Struct, frozen=True):
    """`before` is what was read: a row that changed meanwhile is left alone."""

    row_id: UUID
    before: bytes
    after: bytes


class SealedColumns(Protocol):
    @property
    def names(self) -> Sequence[str]:
        """Every sealed column, as `schema.table.column`."""

    async def batch(self, tx: Tx, name: str, after: UUID, size: int, current: bytes) -> list[SealedText]:
        """Texts that do not begin with `current` (the header of the current key), by row id, after that row."""

    async def replace(self, tx: Tx, name: str, texts: Sequence[Resealed]) -> int:
        """How many rows still held what was read, and were replaced."""
