"""What growth and levels ask of their store."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import Fen, MemberId, OrderId, Tx
from ports.members.growth import GrowthEntry, GrowthRules, LevelChange, OrderGrowth, Standing


class Birthday(Struct, frozen=True):
    month: int
    day: int
    year: int | None = None


class BirthdayRow(Struct, frozen=True):
    """`gift_year`: the last year whose gift was given."""

    birthday: Birthday | None
    set_at: datetime | None
    gift_year: int | None


class BirthdayChild(Struct, frozen=True):
    """Somebody with a birthday, whose row is locked. `points` are their level's."""

    member_id: MemberId
    birthday: Birthday
    set_at: datetime
    points: int


class MergeRow(Struct, frozen=True):
    """How both stood before they became one, and the birthday that `gone` had."""

    merge_id: UUID
    kept_level: str
    kept_until: datetime | None
    kept_held: bool
    kept_concierge_at: datetime | None
    gone_level: str
    gone_until: datetime | None
    gone_held: bool
    gone_birthday: Birthday | None
    birthday_taken: bool


class StandingCount(Struct, frozen=True):
    """So many members have this level with this growth, summed now."""

    level_code: str
    growth: int
    is_held: bool
    is_protected: bool
    members: int


class GrowthStore(Protocol):
    async def rules(self, tx: Tx, *, lock: bool = False) -> GrowthRules: ...

    async def save_rules(self, tx: Tx, rules: GrowthRules, now: datetime) -> None:
        """The caller holds the lock of the settings."""

    async def lock(self, tx: Tx, member_id: MemberId) -> Standing | None: ...

    async def save(self, tx: Tx, standing: Standing) -> None: ...

    async def append(self, tx: Tx, entry: GrowthEntry) -> bool:
        """False: this cause was booked before."""

    async def sum_since(self, tx: Tx, member_id: MemberId, since: datetime) -> int:
        """Growth that counts after `since`; below zero when more was taken than given."""

    async def interactions_between(self, tx: Tx, member_id: MemberId, span: tuple[datetime, datetime]) -> int:
        """Growth that interactions of `span` have earned; its end does not belong to it."""

    async def order(self, tx: Tx, order_id: OrderId) -> OrderGrowth | None: ...

    async def save_order(self, tx: Tx, order: OrderGrowth) -> None:
        """The caller holds the lock of the member whose order it is."""

    async def spent(self, tx: Tx, member_id: MemberId) -> Fen:
        """What all completed orders of the member keep."""

    async def record(self, tx: Tx, change_id: UUID, member_id: MemberId, change: LevelChange) -> None: ...

    async def lock_due(self, tx: Tx, now: datetime, limit: int) -> Sequence[Standing]:
        """Whose review is due; passes by what others hold."""

    async def lock_unsettled(self, tx: Tx, version: int, limit: int) -> Sequence[Standing]:
        """With growth that was last looked at under older settings; passes by what others hold."""

    async def counts(self, tx: Tx, since: datetime) -> Sequence[StandingCount]:
        """All members, by level and growth."""


class BirthdayStore(Protocol):
    async def one(self, tx: Tx, member_id: MemberId, *, lock: bool = False) -> BirthdayRow | None: ...

    async def set(self, tx: Tx, member_id: MemberId, birthday: Birthday, now: datetime) -> None: ...

    async def lock_due(
        self, tx: Tx, on: Sequence[tuple[int, int]], told: tuple[int, datetime], limit: int
    ) -> Sequence[BirthdayChild]:
        """`on`: (month, day) that are celebrated. `told`: the year, and until when the birthday must have been told.

        Only who had no gift of that year; passes by what others hold.
        """

    async def gave(self, tx: Tx, member_ids: Sequence[MemberId], year: int) -> None: ...


class GrowthMergeStore(Protocol):
    async def merged(self, tx: Tx, merge_id: UUID) -> MergeRow | None:
        """None: no such merge, or it was undone."""

    async def remember(self, tx: Tx, row: MergeRow) -> bool:
        """False: it was remembered before."""

    async def move(self, tx: Tx, merge_id: UUID, gone_id: MemberId, kept_id: MemberId) -> None:
        """Entries and orders of `gone` are `kept`'s from now on."""

    async def move_back(self, tx: Tx, merge_id: UUID, gone_id: MemberId, kept_id: MemberId) -> None:
        """Those that the merge moved and `kept` still has, with what became of the orders since."""

    async def parted(self, tx: Tx, merge_id: UUID, now: datetime) -> None: ...

    async def take_birthday(self, tx: Tx, gone_id: MemberId, kept_id: MemberId) -> None:
        """`gone` has none afterwards; `kept` has it if it had none, and the later year of gifts."""

    async def give_birthday_back(self, tx: Tx, merge_id: UUID, gone_id: MemberId, kept_id: MemberId) -> None: ...
