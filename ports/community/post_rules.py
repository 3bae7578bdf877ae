"""How much may be said in a group: WeCom's limit, and the shop's own restraint (G2)."""

from datetime import date
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import Tx

WecomLimit = Literal["month_days", "week_7", "day_1", "month_4"]
"""What a group may get (protocol C.7): as many a month as it has days, 7 a week, 1 a day; 4 a month of old."""


class PostRules(Struct, frozen=True, rename="camel"):
    """`wecom`: as set in WeCom's own console, never exceeded. `per_day`: the shop's own, for each group and day."""

    wecom: WecomLimit = "month_days"
    per_day: int = 2


class PostRoom(Struct, frozen=True):
    """What a group may get on `day`, and in WeCom's span around it: from `start` up to, and without, `end`.

    Days are Shanghai's, and those for which posts were planned.
    """

    day: date
    per_day: int
    start: date
    end: date
    of_span: int


class PostClash(Struct, frozen=True):
    """A group that has no room for a post. `other_text`: of what it gets that day; empty where it gets nothing then."""

    chat_name: str
    on_day: int
    in_span: int
    says_the_same: bool
    other_text: str


class PostUse(Struct, frozen=True, rename="camel"):
    """How much of WeCom's limit is used up in the span of a week's first day, or of today, by what is sent and planned.

    `starts_on` to `ends_on` inclusive. `most`: of the group that has most, `chat_name`; `full`: groups without room.
    """

    rules: PostRules
    starts_on: date
    ends_on: date
    allowed: int
    most: int
    chat_name: str
    full: int


class PostUseReads(Protocol):
    async def most(self, tx: Tx, room: PostRoom) -> tuple[int, str, int]:
        """What the fullest group has in the span, its name, and how many groups are full."""


class PostRoomStore(Protocol):
    """Room for posts is counted and taken under `lock_plan` alone."""

    async def lock_plan(self, tx: Tx) -> None:
        """One planner or opener at a time, to the end of the transaction. Before any lock of a post."""

    async def clashes(self, tx: Tx, post_id: UUID, room: PostRoom) -> tuple[PostClash, ...]:
        """Groups of the post, as it stands, that have no room for it beside what others have planned and sent."""
