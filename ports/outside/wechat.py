"""The WeChat mini-program server, as members and payments need it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from ports.kernel import DomainError
from ports.outside.content_check import MediaVerdict


class WechatIdentity(Struct, frozen=True):
    """From `code2session` (A.1). The session key stays on the server."""

    openid: str
    unionid: str | None
    session_key: str


class LoginCodeInvalid(DomainError):
    code = "members.login_code_invalid"
    kind = "unauthorised"
    message = "登录已过期，请重新打开小程序"


class LoginThrottled(DomainError):
    code = "members.login_throttled"
    kind = "throttled"
    message = "登录太频繁，请稍后再试"


class LoginBlocked(DomainError):
    """WeChat takes the person for a high risk (40226)."""

    code = "members.login_blocked"
    kind = "forbidden"
    message = "微信提示当前账号存在风险，暂时无法登录"


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
    """Order-shipping upload 发货信息管理 (A.9).

    `split`: several parcels; each upload adds the parcels that were not told yet, and `all_delivered` comes with the
    last of them. An upload after that replaces everything and is allowed once. `uploaded_at` must grow.
    """

    transaction_id: str
    openid: str
    split: bool
    parcels: tuple[ShippedParcel, ...]
    all_delivered: bool
    uploaded_at: datetime


class ShippingStatus(Struct, frozen=True):
    """What WeChat knows (get_order). `completions` 0, 1, 2: after 2 nothing can be changed."""

    tracking_numbers: tuple[str, ...]
    is_complete: bool
    completions: int


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

    async def shipping_status(self, transaction_id: str) -> ShippingStatus:
        """Asked after an upload whose answer was lost. Raises ShippingNotReady."""

    async def code_image(self, scene: str, page: str) -> bytes:
        """A mini-program code as JPEG. `scene` ≤ 32 characters (A.3)."""

    async def couriers(self) -> Sequence[tuple[str, str]]:
        """WeChat's own courier ids and names (get_delivery_list)."""


class ForgedGroupData(DomainError):
    """Not sealed by WeChat for this person and this mini-program.

    An honest person gets here too: a new login changes the session key, and what was sealed before cannot be read.
    """

    code = "members.group_forged"
    kind = "invalid"
    message = "没能确认您来自哪个微信群，请重新打开小程序"


class StaleGroupData(DomainError):
    code = "members.group_stale"
    message = "进群的凭证已过期，请从微信群里重新打开小程序"


OPEN_GID_UNPROVEN = 4
"""The first characters of an openGId share their cipher block with `{"openGId":"`, and WeChat's cipher lets a client
change that block (`adapters/wechat/user_data.py`). Those after them are proven, and enough to tell groups apart."""


class GroupProofs(Protocol):
    """What `wx.getShareInfo` and `wx.getGroupEnterInfo` give (A.10), opened here: no call to the outside."""

    def open_group_id(self, session_key: str, encrypted_data: str, iv: str) -> str:
        """The openGId, of which OPEN_GID_UNPROVEN characters prove nothing. Raises ForgedGroupData, StaleGroupData."""


class ForgedPush(DomainError):
    code = "wechat.forged_push"
    kind = "unauthorised"
    message = "签名验证失败"


class Push(Struct, frozen=True):
    """A verified message in the clear, JSON or XML. `dedup_key` is the same when WeChat repeats itself."""

    dedup_key: str
    event: str
    body: bytes


class SubscribeChoice(Struct, frozen=True):
    template_id: str
    is_accepted: bool


class SubscribeChoices(Struct, frozen=True):
    """The person answered the popup, or changed the settings (`is_setting`: an acceptance there grants no message)."""

    openid: str
    choices: tuple[SubscribeChoice, ...]
    is_setting: bool


class Settlement(Struct, frozen=True):
    """`trade_manage_order_settlement`: on shipping the expected time, later receipt and settlement."""

    transaction_id: str
    expected_at: datetime | None
    confirmed_at: datetime | None
    settled_at: datetime | None


class MessagePush(Protocol):
    """The push address of the mini-program (0.3), plain and safe mode."""

    def echo(self, query: Mapping[str, str]) -> str:
        """The answer to the console's URL check. Raises ForgedPush."""

    def read(self, query: Mapping[str, str], body: bytes) -> Push:
        """Verifies and decrypts. Raises ForgedPush."""

    def interpret(self, body: bytes) -> SubscribeChoices | Settlement | MediaVerdict | None:
        """What a message in the clear says; None for what nobody here handles."""
