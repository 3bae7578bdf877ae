"""What a guide does for a customer: orders looked after, coupons granted, scripts sent, notes (G3)."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

from ports.kernel import DomainError, Fen, OrderId, ProductId
from ports.promotion.api import CouponKind

GuideOrderAction = Literal["remind_payment", "copy_tracking", "note"]
DraftKind = Literal["script", "coupon", "payment_reminder"]


class GuideLine(Struct, frozen=True, rename="camel"):
    title: str
    option_text: str
    image_url: str
    quantity: int


class GuideParcel(Struct, frozen=True, rename="camel"):
    courier_name: str
    tracking_number: str


class GuideAfterSale(Struct, frozen=True, rename="camel"):
    id: UUID
    kind_text: str
    status_text: str
    refund_fen: Fen
    is_open: bool


class GuideOrder(Struct, frozen=True, rename="camel"):
    """`actions` are what a guide may do now; money is moved by the shopper and by operators alone."""

    id: OrderId
    number: str
    status: str
    status_text: str
    placed_at: datetime
    pay_by: datetime | None
    payable_fen: Fen
    refunded_fen: Fen
    quantity: int
    lines: tuple[GuideLine, ...]
    parcels: tuple[GuideParcel, ...]
    after_sales: tuple[GuideAfterSale, ...]
    actions: tuple[GuideOrderAction, ...]


class MiniCard(Struct, frozen=True, rename="camel"):
    """For `sendChatMessage` of kind `miniprogram`. `path` carries the code of the touch."""

    app_id: str
    title: str
    image_url: str
    path: str


class Draft(Struct, frozen=True, rename="camel"):
    """What is about to be sent: its touch is issued, so that its link counts from the first second."""

    id: UUID
    kind: DraftKind
    text: str
    card: MiniCard | None
    made_at: datetime


class SentMessage(Struct, frozen=True, rename="camel"):
    """`is_edited`: the guide changed the words."""

    id: UUID
    kind: DraftKind
    template_name: str
    text: str
    with_card: bool
    is_edited: bool
    sent_at: datetime


class DraftNotFound(DomainError):
    code = "community.draft_not_found"
    kind = "not_found"
    message = "这条话术不存在，或不是您的"


class Allowance(Struct, frozen=True, rename="camel"):
    """What a guide may still give away this month; None: no bound. `month` as 2026-11, in Shanghai."""

    month: str
    coupons_max: int | None
    coupons_used: int
    value_max_fen: Fen | None
    value_used_fen: Fen


class GrantableCoupon(Struct, frozen=True, rename="camel"):
    """`worth_fen` is what it takes of the allowance. `refusal`: why it cannot be granted now; None: it can."""

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


class GrantedCoupon(Struct, frozen=True, rename="camel"):
    id: UUID
    name: str
    summary: str
    worth_fen: Fen
    granted_at: datetime


class CouponTab(Struct, frozen=True, rename="camel"):
    """`granted`: the last ten of this guide to this customer."""

    allowance: Allowance
    items: tuple[GrantableCoupon, ...]
    granted: tuple[GrantedCoupon, ...]


class CouponGranted(Struct, frozen=True, rename="camel"):
    """`draft`: words and card to tell the customer with."""

    granted: GrantedCoupon
    valid_until: datetime
    allowance: Allowance
    draft: Draft


class AllowanceSpent(DomainError):
    code = "community.allowance_spent"
    message = "您本月的发券额度不够了"


class CouponNotGrantable(DomainError):
    code = "community.coupon_not_grantable"
    message = "这张优惠券现在不能发放"


class ScriptCard(Struct, frozen=True, rename="camel"):
    """What the card will lead to. `product_id` None: the home page."""

    product_id: ProductId | None
    title: str
    image_url: str


class Suggestion(Struct, frozen=True, rename="camel"):
    """`why` says what it was made from. `sent_at`: when this guide last sent it to this customer."""

    template_id: UUID
    name: str
    text: str
    why: str
    card: ScriptCard | None
    sent_at: datetime | None


class ScriptTab(Struct, frozen=True, rename="camel"):
    """The three that fit best; `sent`: the last ten messages."""

    items: tuple[Suggestion, ...]
    sent: tuple[SentMessage, ...]


class GuideNote(Struct, frozen=True, rename="camel"):
    """Read by the guide who wrote it alone."""

    id: UUID
    text: str
    order_id: UUID | None
    order_number: str | None
    made_at: datetime


class GuideNoteNotFound(DomainError):
    code = "community.note_not_found"
    kind = "not_found"
    message = "这条备注不存在，或不是您写的"
