"""What the faces read of coupons."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import CouponId, Fen, MemberId, Tx
from ports.promotion.rules import CouponKind, CouponRule

ClaimState = Literal["claimable", "claimed", "sold_out", "not_yet"]


class CouponOffer(Struct, frozen=True, rename="camel"):
    """A coupon that can be claimed. `total` and `remaining` are the figures that decide (P7). `claimed`: by me."""

    template_id: UUID
    name: str
    kind: CouponKind
    summary: str
    scope_text: str
    validity_text: str
    value: int
    min_fen: Fen
    total: int
    remaining: int
    per_member_max: int
    claimed: int
    claim_until: datetime
    state: ClaimState


CouponShelf = Literal["usable", "used", "expired"]


class WalletCoupon(Struct, frozen=True, rename="camel"):
    """`state_text` in words: 可使用, 12 月 1 日起可用, 订单待付款, 已使用, 已过期, 已失效."""

    id: CouponId
    name: str
    kind: CouponKind
    summary: str
    scope_text: str
    value: int
    min_fen: Fen
    valid_from: datetime
    valid_until: datetime
    state_text: str
    expires_soon: bool


class CouponCentre(Struct, frozen=True, rename="camel"):
    items: tuple[CouponOffer, ...]


class ChannelView(Struct, frozen=True, rename="camel"):
    code: str
    name: str
    quota: int | None
    claimed: int


class GrantView(Struct, frozen=True, rename="camel"):
    """Progress of a bulk grant: `granted` + `passed_over` of `total` members."""

    id: UUID
    name: str
    state: Literal["running", "done", "stopped"]
    total: int
    granted: int
    passed_over: int
    created_at: datetime
    created_by: str


class CouponFigures(Struct, frozen=True, rename="camel"):
    """Coupons by state; `off_fen` what used ones took off, `paid_fen` what their orders paid."""

    claimed: int
    held: int
    locked: int
    used: int
    expired: int
    revoked: int
    off_fen: Fen
    paid_fen: Fen


class TemplateBrief(Struct, frozen=True, rename="camel"):
    id: UUID
    name: str
    summary: str
    state: Literal["draft", "published", "stopped"]
    total: int
    claimed: int
    used: int
    claim_from: datetime
    claim_until: datetime
    is_listed: bool


class TemplateView(Struct, frozen=True, rename="camel"):
    id: UUID
    name: str
    rule: CouponRule
    summary: str
    state: Literal["draft", "published", "stopped"]
    total: int
    claimed: int
    per_member_max: int
    claim_from: datetime
    claim_until: datetime
    valid_from: datetime | None
    valid_until: datetime | None
    valid_days: int | None
    returns_on_refund: bool
    is_listed: bool
    version: int
    channels: tuple[ChannelView, ...]
    grants: tuple[GrantView, ...]
    figures: CouponFigures


class WalletRow(Struct, frozen=True):
    id: CouponId
    name: str
    rule: CouponRule
    state: str
    valid_from: datetime
    valid_until: datetime
    changed_at: datetime


class TemplateFacts(Struct, frozen=True):
    """A template as a shopper may claim it. `claimed_by_me` of the asking member."""

    id: UUID
    name: str
    rule: CouponRule
    total: int
    claimed: int
    per_member_max: int
    claim_from: datetime
    claim_until: datetime
    valid_from: datetime | None
    valid_until: datetime | None
    valid_days: int | None
    claimed_by_me: int


class TemplateUse(Struct, frozen=True):
    id: UUID
    name: str
    rule: CouponRule
    state: Literal["draft", "published", "stopped"]
    total: int
    claimed: int
    used: int
    claim_from: datetime
    claim_until: datetime
    is_listed: bool


class TemplateParts(Struct, frozen=True):
    channels: tuple[ChannelView, ...]
    grants: tuple[GrantView, ...]
    figures: CouponFigures


class CouponViews(Protocol):
    async def centre(self, tx: Tx, member_id: MemberId | None, now: datetime) -> list[TemplateFacts]:
        """Listed templates that can be claimed now or soon."""

    async def claimable(self, tx: Tx, template_ids: Sequence[UUID], member_id: MemberId | None) -> list[TemplateFacts]:
        """These templates, in the order given."""

    async def wallet(
        self, tx: Tx, member_id: MemberId, shelf: tuple[CouponShelf, datetime], cursor: str | None, limit: int
    ) -> tuple[list[WalletRow], str | None]: ...

    async def templates(
        self, tx: Tx, state: str | None, q: str | None, cursor: str | None, limit: int
    ) -> tuple[list[TemplateUse], str | None]: ...

    async def template(self, tx: Tx, template_id: UUID) -> TemplateParts | None: ...

    async def scope_names(self, tx: Tx, ids: Sequence[UUID]) -> dict[UUID, str]:
        """Titles of products and names of categories, for scopes in words."""
