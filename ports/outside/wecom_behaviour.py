"""What WeCom counts of a guide's single chats with customers, 联系客户统计 (protocol C.9)."""

from datetime import date
from typing import Protocol

from msgspec import Struct


class BehaviourDay(Struct, frozen=True):
    """A day of Shanghai. `chats` in which the guide wrote, `messages` that they sent; groups do not count.

    `reply_rate`: of the chats that customers began, those which the guide answered on the same day, in parts per ten
    thousand; `reply_seconds`: until the first answer, on average. Both are None where no customer began a chat, and
    WeCom's minutes are whole ones. `blocked`: customers who deleted or blocked the guide; `applied`: requests that the
    guide made; `gained`: new customers.
    """

    day: date
    chats: int
    messages: int
    reply_rate: int | None
    reply_seconds: int | None
    blocked: int
    applied: int
    gained: int


class BehaviourLimits(Struct, frozen=True):
    """How many days one call may span, and for how many days WeCom keeps the figures (both UNCONFIRMED: settings)."""

    span_days: int
    kept_days: int


class WecomBehaviour(Protocol):
    @property
    def limits(self) -> BehaviourLimits: ...

    async def days(self, user_id: str, first: date, last: date) -> tuple[BehaviourDay, ...]:
        """One guide's, for WeCom adds up several; both days are in. A day that is lacking comes later, or not at all.

        At most `span_days`. Raises WecomRefused (60111: nobody has the id any more), WecomForbidden, WecomThrottled,
        OutsideUnavailable.
        """
