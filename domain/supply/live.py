"""Following stock: what each follower is told, and in which order (S2). Pure.

A follower is told figures, not steps: the newest figure of a SKU replaces an older one that nobody has fetched yet. So
a mailbox never holds more than one entry for each SKU, however slow its follower is.

An event carries a position only if everything up to it has been told: who reconnects with it misses nothing.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from ports.kernel import DomainError, Invalid, SkuId
from ports.supply.live import Moment, Position, Reading, StockChange

SKUS_MAX = 100
WAITING_MAX = 1000
"""In the mailbox of a follower of all SKUs: who fetches slower is cut off, and catches up by its position."""
CATCH_UP_MAX = 1000
"""Moves behind a position that are looked through; who is further behind gets a full picture."""
_EVENT_ID = re.compile(r"(\d{1,18})-(\d{1,18})")

Show = Callable[[StockChange], Struct]
"""What a follower may see of a change."""


class TooManyFollowers(DomainError):
    code = "supply.too_many_followers"
    kind = "unavailable"
    message = "当前查看的人较多，库存暂时不能实时更新，页面会稍后自动重试"


class Figure(Struct, frozen=True):
    """One SKU's newest figure. `position` None: told early, nobody may go on from here."""

    position: Position | None
    shown: Struct


class Picture(Struct, frozen=True):
    """Everything asked for, in place of what was missed. `is_whole` False: there is too much of it, read the lists."""

    position: Position
    shown: tuple[Struct, ...]
    is_whole: bool


class Beat(Struct, frozen=True):
    """Nothing new; everything up to the position has been told."""

    position: Position


Told = Figure | Picture | Beat


def event_id(position: Position) -> str:
    return f"{position.xid}-{position.id}"


def read_event_id(given: str | None) -> Position | None:
    """None: there is none, or it is none of ours."""
    found = _EVENT_ID.fullmatch(given or "")
    return Position(int(found[1]), int(found[2])) if found else None


def wanted(sku_ids: Sequence[SkuId]) -> frozenset[SkuId]:
    """Raises Invalid."""
    if not sku_ids:
        raise Invalid("请至少选择一个规格", field="skuIds")
    if len(sku_ids) > SKUS_MAX:
        raise Invalid(f"一次最多查看 {SKUS_MAX} 个规格的库存", field="skuIds")
    return frozenset(sku_ids)


class Mailbox:
    """What one follower has not fetched yet. `sku_ids` None: all SKUs."""

    def __init__(self, sku_ids: frozenset[SkuId] | None, show: Show) -> None:
        self.sku_ids = sku_ids
        self.is_cut = False
        self._show = show
        self._position = Position()
        self._waiting: dict[SkuId, tuple[Moment, StockChange]] = {}
        # Kept for a bounded choice alone. Shoppers see no more than 999, so that many moves change nothing for them.
        self._last_shown: dict[SkuId, Struct] = {}

    def start(self, first: Reading, missed_from: Position | None) -> list[Told]:
        """What to tell at once: what was missed behind a position, else a picture.

        The feed may have put something here while `first` was read. What it saw no later than `first` is in `first`
        too, with figures as new or newer.
        """
        self._waiting = {sku_id: one for sku_id, one in self._waiting.items() if one[0] > first.moment}
        self._position = max(self._position, first.position)
        if missed_from is not None:
            return list(self._figures(first.changes)) or [Beat(max(missed_from, first.position))]
        if self.sku_ids is not None:
            self._last_shown = {change.sku_id: self._show(change) for change in first.changes}
        return [Picture(first.position, tuple(map(self._show, first.changes)), self.sku_ids is not None)]

    def put(self, reading: Reading) -> bool:
        """Whether the follower has something to fetch. Readings come in the order of their moments."""
        self._position = max(self._position, reading.position)
        for change in reading.changes:
            if self.sku_ids is None or change.sku_id in self.sku_ids:
                self._waiting[change.sku_id] = (reading.moment, change)
        self.is_cut = self.is_cut or len(self._waiting) > WAITING_MAX
        return bool(self._waiting) or self.is_cut

    def take(self) -> list[Figure]:
        """All that waits."""
        found, self._waiting = self._waiting, {}
        return list(self._figures([change for _, change in found.values()]))

    def beat(self) -> Beat:
        """Only when everything taken was told."""
        assert not self._waiting, "something was not told"
        return Beat(self._position)

    def _figures(self, changes: Sequence[StockChange]) -> Iterator[Figure]:
        """In the order of positions; those told early last. What the follower sees already is left out."""
        for change in sorted(changes, key=lambda one: (not one.is_settled, one.position)):
            shown = self._show(change)
            if self.sku_ids is not None:
                if self._last_shown.get(change.sku_id) == shown:
                    continue
                self._last_shown[change.sku_id] = shown
            yield Figure(change.position if change.is_settled else None, shown)
