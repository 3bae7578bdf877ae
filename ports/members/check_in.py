"""Check-in 签到 (M4): one a day in Shanghai, rewarded by how many days in a row."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal, Protocol

from msgspec import Struct

from ports.kernel import MemberId, Tx

CYCLE_DAYS = 7
"""The rewards of so many days in a row, then they begin anew."""


class CheckInRow(Struct, frozen=True):
    """`streak` and `points`: as they were when it was made."""

    member_id: MemberId
    day: date
    streak: int
    points: int
    at: datetime


class CheckInStore(Protocol):
    async def rewards(self, tx: Tx) -> tuple[int, ...]:
        """Points of the first … seventh day in a row."""

    async def set_rewards(self, tx: Tx, rewards: Sequence[int]) -> None: ...

    async def add(self, tx: Tx, row: CheckInRow) -> bool:
        """False: the member has checked in on that day."""

    async def on(self, tx: Tx, member_id: MemberId, day: date) -> CheckInRow | None: ...

    async def streak(self, tx: Tx, member_id: MemberId, until: date) -> int:
        """How many days in a row have been checked in, the last of them being `until`."""

    async def between(self, tx: Tx, member_id: MemberId, first: date, last: date) -> Sequence[CheckInRow]:
        """Both days included, in their order."""


class CheckedDay(Struct, frozen=True, rename="camel"):
    day: date
    points: int


StepState = Literal["done", "today", "coming"]


class RewardStep(Struct, frozen=True, rename="camel"):
    """One day of the cycle that the member is in. `today`: what can be had now, or was had today."""

    ordinal: int
    points: int
    state: StepState


class CheckInPage(Struct, frozen=True, rename="camel"):
    """`streak` ends today, or yesterday when today is still open. `days`: of the month that was asked for."""

    today: date
    month: str
    is_checked: bool
    streak: int
    today_points: int
    tomorrow_points: int
    steps: Sequence[RewardStep]
    days: Sequence[CheckedDay]
    points: int
    now: datetime


class CheckInResult(Struct, frozen=True, rename="camel"):
    """`is_new` false: it had been done today already, and nothing was booked."""

    is_new: bool
    points: int
    text: str
    page: CheckInPage


class CheckInRewards(Struct, frozen=True, rename="camel"):
    """`points[0]` is for the first day in a row."""

    points: Sequence[int]
