"""What the faces read of members."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import MemberId, Page, Tx


class LevelView(Struct, frozen=True, rename="camel"):
    """`growth` of the last 365 days; `next_name` and `next_growth` None: there is no higher level."""

    code: str
    name: str
    discount_percent: int
    growth: int
    next_name: str | None
    next_growth: int | None


class OrderCounts(Struct, frozen=True, rename="camel"):
    pending_payment: int
    to_ship: int
    to_receive: int
    after_sale: int


class MemberView(Struct, frozen=True, rename="camel"):
    """`coupon_count`: coupons that can be used now or later."""

    id: MemberId
    nickname: str
    avatar_url: str | None
    phone_masked: str | None
    level: LevelView
    joined_at: datetime
    privacy_version_accepted: str | None
    order_counts: OrderCounts
    coupon_count: int


class Session(Struct, frozen=True, rename="camel"):
    """`token` is shown once; only its hash is kept."""

    token: str
    expires_at: datetime
    member: MemberView


class AddressView(Struct, frozen=True, rename="camel"):
    id: UUID
    name: str
    phone: str
    phone_masked: str
    province: str
    city: str
    district: str
    detail: str
    tag: str | None
    is_default: bool


class AddressList(Struct, frozen=True, rename="camel"):
    items: tuple[AddressView, ...]


class MemberRow(Struct, frozen=True, rename="camel"):
    """`spent_fen` is what was paid less what was refunded."""

    id: MemberId
    nickname: str
    phone_masked: str | None
    level_name: str
    orders: int
    spent_fen: int
    joined_at: datetime


class LevelSize(Struct, frozen=True, rename="camel"):
    """A level, and how many members have it now."""

    code: str
    name: str
    discount_percent: int
    members: int
    early_access_minutes: int


class LevelSizes(Struct, frozen=True, rename="camel"):
    items: tuple[LevelSize, ...]


class MemberViews(Protocol):
    async def levels(self, tx: Tx) -> tuple[LevelSize, ...]:
        """The lowest first."""

    async def member(self, tx: Tx, member_id: MemberId, now: datetime) -> MemberView | None: ...

    async def rows(self, tx: Tx, query: str | None, cursor: str | None, limit: int) -> Page[MemberRow]:
        """Newest first. `query` is a piece of the nickname, or a whole phone number (equality by blind index)."""
