"""Our application inside WeCom: callbacks, the sidebar's signatures and login, messages to staff (C.2, C.3, C.11)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, Protocol

from msgspec import Struct

from ports.kernel import DomainError


class ForgedCallback(DomainError):
    """A wrong signature, damaged, or for another receiver."""

    code = "wecom.forged_callback"
    kind = "unauthorised"
    message = "签名验证失败"


class WecomCallback(Struct, frozen=True):
    """A verified event in the clear (XML). `dedup_key`: event, change, people or chat, and time, to tell two of one
    second apart. `kind` is `event/change`, such as `change_external_contact/add_external_contact`.
    """

    dedup_key: str
    kind: str
    body: bytes


class ContactAdded(Struct, frozen=True):
    """`is_half`: added without verification, and not confirmed yet. `welcome_code` lives 20 seconds from `at`."""

    user_id: str
    contact_id: str
    state: str
    welcome_code: str | None
    at: datetime
    is_half: bool


class ContactEdited(Struct, frozen=True):
    """The guide changed the remark or the tags: what, has to be asked for, after the second of `at` is over.

    Two changes of one second come in the same words, and count as one.
    """

    user_id: str
    contact_id: str
    at: datetime


class ContactGone(Struct, frozen=True):
    """`by_contact`: the contact has deleted the guide; else the guide has deleted the contact, or a transfer has."""

    user_id: str
    contact_id: str
    at: datetime
    by_contact: bool
    by_transfer: bool


class TransferFailed(Struct, frozen=True):
    user_id: str
    contact_id: str
    reason: Literal["customer_refused", "customer_limit_exceed"]
    at: datetime


class GroupChanged(Struct, frozen=True):
    """`what`: made, dismissed, or what of it has changed."""

    chat_id: str
    what: Literal["made", "dismissed", "members", "owner", "name", "notice"]
    at: datetime


class TagsChanged(Struct, frozen=True):
    """By a person in WeCom's console. Empty `object_id`: all (shuffled)."""

    object_id: str
    is_group: bool
    what: Literal["create", "update", "delete", "shuffle"]
    at: datetime


class StaffChanged(Struct, frozen=True):
    """Of the address book. `has_left`: the account is deleted, and contacts wait for somebody else."""

    user_id: str
    has_left: bool
    at: datetime


type WecomEvent = (
    ContactAdded | ContactEdited | ContactGone | TransferFailed | GroupChanged | TagsChanged | StaffChanged
)


class WecomCallbacks(Protocol):
    """The callback address of the application."""

    def echo(self, query: Mapping[str, str]) -> str:
        """The answer to the console's URL check, bare. Raises ForgedCallback."""

    def read(self, query: Mapping[str, str], body: bytes) -> WecomCallback:
        """Verifies, decrypts, checks the receiver. Raises ForgedCallback."""

    def interpret(self, body: bytes) -> WecomEvent | None:
        """What an event in the clear says; None for what nobody here handles."""


class JsSignature(Struct, frozen=True, rename="camel"):
    """For `wx.config` or `wx.agentConfig` of one page; `app_id` is the corporation's id."""

    app_id: str
    agent_id: str
    timestamp: int
    nonce: str
    signature: str


class JsSignatures(Struct, frozen=True, rename="camel"):
    corp: JsSignature
    agent: JsSignature


class StaffLoginRefused(DomainError):
    """The code is used, too old, or of somebody outside the corporation."""

    code = "wecom.login_refused"
    kind = "unauthorised"
    message = "登录已过期，请从企业微信重新打开"


class AppMessage(Struct, frozen=True):
    """A text card to staff. `key` makes WeCom pass over the same message within half an hour."""

    user_ids: tuple[str, ...]
    title: str
    text: str
    url: str
    key: str


class WecomApp(Protocol):
    async def sign(self, url: str) -> JsSignatures:
        """Of a page, for both configurations; what follows `#` does not count."""

    async def staff_of(self, code: str) -> str:
        """The user id of whoever has just opened the sidebar. Never repeated. Raises StaffLoginRefused."""

    async def tell(self, message: AppMessage) -> tuple[str, ...]:
        """User ids that cannot be reached. Raises WecomRefused, WecomThrottled."""


class Budget(Struct, frozen=True, rename="camel"):
    """What is left of one of WeCom's limits by our own count. `name` is WeCom's call, `window` its natural span."""

    name: str
    window: Literal["minute", "hour", "day"]
    used: int
    allowed: int
    resets_at: datetime


class WecomBudgets(Protocol):
    async def budgets(self) -> tuple[Budget, ...]:
        """Of all that were used in their present span, the tightest first."""
