"""Couriers behind one port: e-waybill, cancel, tracking."""

from datetime import datetime
from typing import Literal, Protocol

from msgspec import Struct

from ports.kernel import DomainError


class Contact(Struct, frozen=True):
    name: str
    phone: str
    province: str
    city: str
    district: str
    detail: str
    company: str = ""


class Cargo(Struct, frozen=True):
    name: str
    quantity: int
    weight_g: int
    price_fen: int


class WaybillOrder(Struct, frozen=True):
    """`order_code` is the idempotency key at the courier: it stays burned after a cancel."""

    order_code: str
    courier_code: str
    sender: Contact
    receiver: Contact
    cargo: tuple[Cargo, ...]
    remark: str = ""


class Waybill(Struct, frozen=True):
    """`label_html` is the courier's own print template; `sorting` and `mark` stand large on the label."""

    tracking_number: str
    mark: str
    sorting: str
    package: str
    label_html: str


TrackState = Literal["none", "collected", "in_transit", "delivering", "signed", "problem", "returned"]


class Trace(Struct, frozen=True):
    at: datetime
    text: str
    place: str | None


class Track(Struct, frozen=True):
    """The whole history, oldest first: it replaces what was known."""

    courier_code: str
    tracking_number: str
    state: TrackState
    traces: tuple[Trace, ...]


class WaybillRefused(DomainError):
    """The courier said no for good; its words are the message."""

    code = "supply.waybill_refused"
    message = "快递公司拒绝了下单"


class ForgedPush(DomainError):
    code = "supply.forged_push"
    kind = "unauthorised"
    message = "签名验证失败"


class CourierGateway(Protocol):
    """Calls may raise OutsideUnavailable: the effect is unknown, the same `order_code` is safe to repeat."""

    async def order(self, waybill: WaybillOrder) -> Waybill: ...

    async def cancel(self, courier_code: str, order_code: str, tracking_number: str) -> None: ...

    async def subscribe(self, courier_code: str, tracking_number: str, phone_tail: str) -> None: ...

    async def track(self, courier_code: str, tracking_number: str, phone_tail: str) -> Track: ...

    def account(self) -> str:
        """The merchant's id at the service; the answer to a push repeats it."""

    def read_push(self, form: dict[str, str]) -> tuple[Track, ...]:
        """Verifies and parses a push (RequestType 101, 102). Raises ForgedPush."""
