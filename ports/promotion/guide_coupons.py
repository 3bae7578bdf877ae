"""Coupons that guides give to their customers: promotion says what can be had; how much of it, their own module."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import CouponId, Fen, MemberId, Tx
from ports.promotion.rules import CouponKind


class GuideCoupon(Struct, frozen=True):
    """A template for one member. `worth_fen`: the most that it takes off. `refusal`: why it cannot be given now."""

    template_id: UUID
    name: str
    kind: CouponKind
    summary: str
    scope_text: str
    validity_text: str
    worth_fen: Fen
    remaining: int
    claimed: int
    per_member_max: int
    refusal: str | None


class GuideGift(Struct, frozen=True):
    coupon_id: CouponId
    name: str
    summary: str
    worth_fen: Fen
    valid_until: datetime


class HeldByMember(Struct, frozen=True):
    id: CouponId
    name: str
    summary: str
    scope_text: str
    valid_until: datetime
    expires_soon: bool


class GuideCouponApi(Protocol):
    async def offered(self, tx: Tx, template_ids: Sequence[UUID], member_id: MemberId) -> tuple[GuideCoupon, ...]:
        """Of these templates, those that were published. A member none of whose coupons count: a new one."""

    async def held(self, tx: Tx, member_id: MemberId, limit: int) -> tuple[HeldByMember, ...]:
        """What the member can use now or later; what expires first in front."""

    async def give(self, tx: Tx, member_id: MemberId, template_id: UUID, cause: str) -> GuideGift:
        """One more coupon of the template. `cause` is its natural key. Raises GiftRefused; the caller rolls back."""
