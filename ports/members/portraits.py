"""A member as a guide sees one: tags with what they mean, RFM, family, and the figures that they are made of."""

from datetime import datetime
from typing import Protocol

from msgspec import Struct

from ports.kernel import Fen, MemberId, Tx


class PortraitTag(Struct, frozen=True):
    """`figures`: the member's own, that decide it, in words."""

    id: int
    name: str
    family: str
    definition: str
    figures: tuple[str, ...] = ()


class Portrait(Struct, frozen=True):
    """`tags` come with the most telling first. `pregnancy_weeks` and `child_months` of their children.

    `coupon_days_left`: until the first of their coupons ends. RFM scores are 1 to 5, None without a purchase.
    """

    member_id: MemberId
    orders: int
    spent_fen: Fen
    average_fen: Fen | None
    days_since_last: int | None
    interval_days: int | None
    place: str | None
    pregnancy_weeks: tuple[int, ...]
    child_months: tuple[int, ...]
    days_to_birth: int | None
    coupons_held: int
    coupon_days_left: int | None
    open_after_sales: int
    r: int | None
    f: int | None
    m: int | None
    segment: str | None
    tags: tuple[PortraitTag, ...]

    @property
    def children(self) -> tuple[str, ...]:
        """孕 32 周, 8 个月, 3 岁."""
        expected = [f"孕 {weeks} 周" for weeks in self.pregnancy_weeks]
        born = [f"宝宝 {months} 个月" if months < 36 else f"宝宝 {months // 12} 岁" for months in self.child_months]
        return (*expected, *born)


class PortraitApi(Protocol):
    async def portrait(self, tx: Tx, member_id: MemberId, now: datetime) -> Portrait | None:
        """As of `now`. None: there is no such member."""
