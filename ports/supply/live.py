"""The feed of stock changes: where a reader stands, what it reads, and what a follower is told."""

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct

from ports.kernel import SkuId, Tx, WarehouseId


class Position(Struct, frozen=True, order=True):
    """A place in the feed. Positions grow in the order in which moves became settled."""

    xid: int = 0
    id: int = 0


class ShelfLevel(Struct, frozen=True):
    """What one warehouse has of a SKU."""

    warehouse_id: WarehouseId
    on_hand: int
    reserved: int


class StockChange(Struct, frozen=True):
    """A SKU that moved, and what there is of it now: the newest figures, not those of the move.

    `position` is its latest move. `is_settled`: nothing can come before that move any more, so that a reader who has it
    may go on from there.
    """

    sku_id: SkuId
    position: Position
    is_settled: bool
    levels: tuple[ShelfLevel, ...]

    @property
    def free(self) -> int:
        return sum(level.on_hand - level.reserved for level in self.levels)


class Moment(Struct, frozen=True, order=True):
    """How much of the database a reading saw. Of two readings the greater saw all that the other saw."""

    newest_xid: int
    less_running: int


class Reading(Struct, frozen=True):
    """What was read behind a position, one change for each SKU.

    `position`: everything up to it has been read, whoever asks again goes on from there. `is_known`: the position that
    was asked from is one of this feed. `is_whole`: nothing was left out for being too much.
    """

    moment: Moment
    position: Position
    is_known: bool
    is_whole: bool
    changes: tuple[StockChange, ...]


class StockFeed(Protocol):
    """Reads the ledger of stock in the order of commits. Each answer is one statement: all of one moment."""

    async def after(self, tx: Tx, position: Position, sku_ids: Sequence[SkuId] | None, limit: int) -> Reading:
        """What moved behind a position, at most `limit` moves. Moves that are not settled come too, and come again."""

    async def picture(self, tx: Tx, sku_ids: Sequence[SkuId]) -> Reading:
        """The newest settled position, and of each SKU what there is, at that position."""
