"""How guides answer their customers: what WeCom has counted, day by day (G4)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from msgspec import Struct

from ports.kernel import Tx
from ports.outside.wecom_behaviour import BehaviourDay


class Reading(Struct, frozen=True):
    """`through`: the last day that was read; None: none yet."""

    user_id: str
    through: date | None


class GuideDay(Struct, frozen=True):
    user_id: str
    figures: BehaviourDay


class KnownGuide(Struct, frozen=True):
    """`since`: the day when the shop heard of them. `is_read`: they serve, so that their days are asked for."""

    user_id: str
    since: date
    is_read: bool
    problem: str | None = None


class Replies(Struct, frozen=True, rename="camel"):
    """Of a period. Counts are None where none of its days was read: that is not zero.

    `reply_rate` in parts per ten thousand, None where no customer began a chat; `days_unread`: days of the period that
    are over, and of which WeCom has told nothing yet.
    """

    chats: int | None = None
    messages: int | None = None
    reply_rate: int | None = None
    reply_seconds: int | None = None
    blocked: int | None = None
    days_read: int = 0
    days_unread: int = 0


class ReplyDay(Struct, frozen=True, rename="camel"):
    """`is_read` False: what happened on that day is not known, and all counts are None."""

    day: date
    is_read: bool
    chats: int | None = None
    messages: int | None = None
    reply_rate: int | None = None
    reply_seconds: int | None = None
    blocked: int | None = None
    gained: int | None = None


class GuideReplies(Struct, frozen=True, rename="camel"):
    """`problem`: why WeCom does not tell of this guide."""

    total: Replies
    days: tuple[ReplyDay, ...]
    problem: str | None


class ReplyStore(Protocol):
    async def claim(self, tx: Tx, today: date, now: datetime, until: datetime) -> Reading | None:
        """A guide who serves, has not been read today, and is in nobody's hands until then."""

    async def keep(self, tx: Tx, user_id: str, days: Sequence[BehaviourDay], read_at: datetime) -> None:
        """One row for each guide and day; what was asked for earlier does not overwrite what was asked for later."""

    async def fill(self, tx: Tx, user_id: str, days: Sequence[BehaviourDay], read_at: datetime) -> None:
        """Those of which nothing is known yet."""

    async def came_to(self, tx: Tx, user_id: str, through: date) -> None: ...

    async def hold(self, tx: Tx, user_id: str, until: datetime, problem: str | None) -> None:
        """Not before then again."""

    async def done(self, tx: Tx, user_id: str, today: date, problem: str | None) -> None:
        """Not before tomorrow again."""


class ReplyViews(Protocol):
    async def days(self, tx: Tx, first: date, last: date, user_id: str | None) -> tuple[GuideDay, ...]:
        """By guide, the earliest day first; both days are in."""

    async def guides(self, tx: Tx, user_id: str | None) -> tuple[KnownGuide, ...]: ...
