"""After-sale requests of a guide's customers: what a guide sees of them, and may decide (G3)."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

from ports.kernel import DomainError, Fen, OrderId

GuideAfterSaleAction = Literal["agree", "refuse", "leave_word"]
DecisionOutcome = Literal["agreed", "refused", "handed_over"]


class GuideCaller(Struct, frozen=True):
    """The signed-in guide, and the address they call from."""

    user_id: str
    ip: str


class GuideCase(Struct, frozen=True):
    """An after-sale request of a contact."""

    contact_id: str
    after_sale_id: UUID


class GuideAfterSaleLine(Struct, frozen=True, rename="camel"):
    title: str
    option_text: str
    image_url: str
    quantity: int
    refund_fen: Fen


class GuideAfterSaleStep(Struct, frozen=True, rename="camel"):
    at: datetime | None
    text: str
    done: bool


class GuideAfterSaleDetail(Struct, frozen=True, rename="camel"):
    """`deadline_at`: until when the shop should answer; None: it has. `decided_by` empty: nobody yet.

    `freight_fen` is part of `refund_fen`. `limit_text` says what the guide may decide; empty once it is decided.
    `hands_over`: above the guide's limit, so that a decision only takes it to the shop's desk.
    """

    id: UUID
    number: str
    order_id: OrderId
    order_number: str
    kind_text: str
    status: str
    status_text: str
    sentence: str
    reason_text: str
    description: str
    image_urls: tuple[str, ...]
    lines: tuple[GuideAfterSaleLine, ...]
    freight_fen: Fen
    refund_fen: Fen
    is_return: bool
    shop_pays_return: bool
    return_parcel: str
    applied_at: datetime
    deadline_at: datetime | None
    decided_by: str
    decision_note: str
    steps: tuple[GuideAfterSaleStep, ...]
    actions: tuple[GuideAfterSaleAction, ...]
    limit_text: str
    hands_over: bool


class GuideDecision(Struct, frozen=True, rename="camel"):
    """`text` for the guide. `handed_over`: above what the guide may decide, so that the shop's desk has it now."""

    outcome: DecisionOutcome
    text: str
    after_sale: GuideAfterSaleDetail


class GuidesDoNotDecide(DomainError):
    code = "community.guides_do_not_decide"
    kind = "forbidden"
    message = "店铺没有开放导购处理售后，请联系店铺"
