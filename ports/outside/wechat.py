"""The WeChat mini-program server, as members and payments need it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from ports.kernel import DomainError


class WechatIdentity(Struct, frozen=True):
    """From `code2session` (A.1). The session key stays on the server."""

    openid: str
    unionid: str | None
    session_key: str


class LoginCodeInvalid(DomainError):
    code = "members.login_code_invalid"
    kind = "unauthorised"
    message = "登录已过期，请重新打开小程序"


class MessageField(Struct, frozen=True):
    """`name` such as `thing1`: its prefix decides the limits (A.4)."""

    name: str
    value: str


class SubscribeMessage(Struct, frozen=True):
    openid: str
    template_id: str
    page: str
    fields: tuple[MessageField, ...]


class MessageRefused(DomainError):
    """No grant left, a bad template or value: repeating will not help."""

    code = "members.message_refused"
    message = "订阅消息没有发出"


class ShippedParcel(Struct, frozen=True):
    """`courier_id` is WeChat's id; `receiver_contact` masked, last four digits visible, wanted by SF."""

    tracking_number: str
    courier_id: str
    goods: str
    receiver_contact: str | None


class ShippingInfo(Struct, frozen=True):
    """Order-shipping upload 发货信息管理 (A.9): all parcels known so far."""

    transaction_id: str
    openid: str
    parcels: tuple[ShippedParcel, ...]
    all_delivered: bool
    uploaded_at: datetime


class ShippingNotReady(DomainError):
    """10060001: WeChat does not know the payment yet. Try again in a minute."""

    code = "payments.shipping_not_ready"
    message = "微信尚未同步该订单"


class ShippingRefused(DomainError):
    """10060003, 10060004 …: repeating will not help."""

    code = "payments.shipping_refused"
    message = "微信拒绝了发货信息"


class MiniProgram(Protocol):
    async def login(self, code: str) -> WechatIdentity:
        """Raises LoginCodeInvalid. Never retried: a lost answer burns the code."""

    async def phone_number(self, code: str) -> str:
        """The pure number. Raises LoginCodeInvalid."""

    async def send(self, message: SubscribeMessage) -> None:
        """Raises MessageRefused, OutsideUnavailable."""

    async def upload_shipping(self, info: ShippingInfo) -> None:
        """Raises ShippingNotReady, ShippingRefused, OutsideUnavailable."""

    async def code_image(self, scene: str, page: str) -> bytes:
        """A mini-program code as JPEG. `scene` ≤ 32 characters (A.3)."""

    async def couriers(self) -> Sequence[tuple[str, str]]:
        """WeChat's own courier ids and names (get_delivery_list)."""
