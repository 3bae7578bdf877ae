"""WeCom's customer contact 客户联系: guides, contacts, tags, live codes, welcome messages, transfers (protocol part C).

Ids are WeCom's own: `user_id` a member of the corporation, `contact_id` an external contact (`wm…` a WeChat user, `wo…`
somebody of another corporation). What is changed through these calls is never called back: who calls them writes the
mirror himself.
"""

from datetime import datetime
from typing import Literal, Protocol

from msgspec import Struct

from ports.kernel import DomainError


class WecomRefused(DomainError):
    """WeCom has said no: repeating will not help. `errcode` is WeCom's."""

    code = "wecom.refused"
    message = "企业微信拒绝了这个操作"

    def __init__(self, errcode: int, message: str | None = None) -> None:
        super().__init__(message)
        self.errcode = errcode


class WecomForbidden(WecomRefused):
    """60020, 48002, 84074, 50002, 50003: our address, permissions, or the application's range. Somebody must act."""

    code = "wecom.forbidden"
    message = "企业微信没有给这个应用相应的权限，请在管理后台检查可信 IP、客户联系权限和可见范围"


class WecomThrottled(DomainError):
    """45009, 45011, 45033. `seconds`: how long WeCom's block lasts at most, by the kind of the limit."""

    code = "wecom.throttled"
    kind = "throttled"
    message = "企业微信的调用次数已达上限，请稍后再试"

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.seconds = seconds


class NotAContact(WecomRefused):
    """84061: the guide has no such contact (any more)."""

    code = "wecom.not_a_contact"
    message = "对方已不是这位导购的客户"


class WelcomeCodeGone(WecomRefused):
    """41050 older than 20 seconds, 41051 somebody was faster or the chat has begun, 41096 another send is under way."""

    code = "wecom.welcome_code_gone"
    message = "欢迎语的发送时间已过"


class WecomTagUnknown(WecomRefused):
    """40068: deleted meanwhile."""

    code = "wecom.tag_unknown"
    message = "企业微信中没有这个标签"


class WecomNameTaken(WecomRefused):
    """40071."""

    code = "wecom.name_taken"
    message = "企业微信中已有同名标签"


class CodeWayUnknown(WecomRefused):
    """41044: no such live code or join code."""

    code = "wecom.code_way_unknown"
    message = "企业微信中没有这个活码"


class ContactFacts(Struct, frozen=True):
    """`kind` 1 a WeChat user, 2 a WeCom user; `gender` 0 unknown, 1 male, 2 female.

    `unionid` only where the accounts are bound.
    """

    contact_id: str
    name: str
    avatar_url: str | None
    kind: int
    gender: int
    unionid: str | None
    corp_name: str | None


class FollowFacts(Struct, frozen=True):
    """How one guide knows a contact. `state` is the live code's; `add_way` a number of WeCom's list, 0 unknown.

    `tag_ids`: corporation tags alone; a tag belongs to this pair of guide and contact.
    """

    user_id: str
    remark: str
    description: str
    remark_company: str
    remark_phones: tuple[str, ...]
    tag_ids: tuple[str, ...]
    added_at: datetime
    add_way: int
    state: str


class ContactDetail(Struct, frozen=True):
    contact: ContactFacts
    follows: tuple[FollowFacts, ...]


class Followed(Struct, frozen=True):
    """A contact as one guide knows them."""

    contact: ContactFacts
    follow: FollowFacts


class FollowedPage(Struct, frozen=True):
    items: tuple[Followed, ...]
    next_cursor: str | None


class StaffFacts(Struct, frozen=True):
    """`is_active`: activated, and not left or disabled."""

    user_id: str
    name: str
    avatar_url: str | None
    is_active: bool


class Remark(Struct, frozen=True):
    """None leaves a field as it is. `remark` ≤ 20, `description` ≤ 150, `company` ≤ 20 characters."""

    remark: str | None = None
    description: str | None = None
    company: str | None = None
    phones: tuple[str, ...] | None = None


class WecomContacts(Protocol):
    async def guides(self) -> tuple[str, ...]:
        """User ids of all who may have contacts."""

    async def staff(self, user_id: str) -> StaffFacts:
        """Of the address book. Raises WecomRefused when nobody has the id."""

    async def contacts_of(self, user_id: str) -> tuple[str, ...]:
        """Contact ids, all of them; none is an answer too."""

    async def contact(self, contact_id: str) -> ContactDetail:
        """With all followers, however many pages. Raises NotAContact when nobody follows them."""

    async def followed_page(self, user_ids: tuple[str, ...], cursor: str | None) -> FollowedPage:
        """Contacts of the guides with what each knows, 100 at a time; `user_ids` ≤ 100."""

    async def remark(self, user_id: str, contact_id: str, remark: Remark) -> None:
        """Raises NotAContact."""

    async def mark(self, user_id: str, contact_id: str, add: tuple[str, ...], remove: tuple[str, ...]) -> None:
        """Tag ids given and taken; not both empty. Raises NotAContact, WecomTagUnknown."""


class CorpTag(Struct, frozen=True):
    tag_id: str
    name: str
    order: int


class CorpTagGroup(Struct, frozen=True):
    group_id: str
    name: str
    order: int
    tags: tuple[CorpTag, ...]


class WecomTags(Protocol):
    async def tags(self) -> tuple[CorpTagGroup, ...]: ...

    async def add(self, group_name: str, names: tuple[str, ...]) -> CorpTagGroup:
        """Into the group of that name, made where there is none. The group with the new tags. Raises WecomNameTaken."""

    async def rename(self, tag_or_group_id: str, name: str) -> None:
        """Raises WecomTagUnknown, WecomNameTaken."""

    async def delete(self, tag_ids: tuple[str, ...], group_ids: tuple[str, ...]) -> None: ...


class LiveCode(Struct, frozen=True):
    """A contact way 联系我 as a QR code that leads to one of its guides (1 to 100). `state` ≤ 30 characters."""

    user_ids: tuple[str, ...]
    state: str
    remark: str
    skip_verify: bool


class MadeLiveCode(Struct, frozen=True):
    """`config_id` must be kept: without it the code can never be changed again."""

    config_id: str
    qr_url: str


class KnownLiveCode(Struct, frozen=True):
    made: MadeLiveCode
    code: LiveCode


class WecomLiveCodes(Protocol):
    async def add(self, code: LiveCode) -> MadeLiveCode:
        """No idempotency key: an answer that was lost has to be looked for in `between`."""

    async def change(self, config_id: str, code: LiveCode) -> None:
        """Overwrites all of it. Raises CodeWayUnknown."""

    async def delete(self, config_id: str) -> None:
        """Raises CodeWayUnknown."""

    async def between(self, start: datetime, end: datetime) -> tuple[str, ...]:
        """Config ids of live codes that were made in that time."""

    async def one(self, config_id: str) -> KnownLiveCode:
        """Raises CodeWayUnknown."""


class TextPart(Struct, frozen=True, tag="text"):
    """At most one in a message, ≤ 4000 bytes."""

    content: str


class LinkPart(Struct, frozen=True, tag="link"):
    title: str
    url: str
    picture_url: str | None = None
    description: str | None = None


class CardPart(Struct, frozen=True, tag="card"):
    """A mini-program card. `page` begins without `/`; `picture` is the bytes of its cover (JPEG or PNG)."""

    title: str
    page: str
    picture: bytes


class PicturePart(Struct, frozen=True, tag="picture"):
    picture: bytes


type MessagePart = TextPart | LinkPart | CardPart | PicturePart
"""Of a welcome or a mass message: one text and up to nine others."""


class WecomWelcome(Protocol):
    async def send(self, welcome_code: str, parts: tuple[MessagePart, ...]) -> None:
        """Within 20 seconds of the event, once; never repeated. Raises WelcomeCodeGone."""


TransferState = Literal["done", "waiting", "refused", "taker_full", "unknown"]


class TransferredContact(Struct, frozen=True):
    contact_id: str
    state: TransferState
    taken_at: datetime | None


class Unassigned(Struct, frozen=True):
    """A contact of somebody who has left, whom nobody has taken over."""

    user_id: str
    contact_id: str
    left_at: datetime


class WecomTransfers(Protocol):
    """`has_left`: of a guide who has left the corporation; else of one who works on 在职继承, with words to them."""

    async def start(
        self, handover: str, takeover: str, contact_ids: tuple[str, ...], words: str | None, *, has_left: bool
    ) -> dict[str, int]:
        """≤ 100 contacts. WeCom's errcode for each contact: 0 means it has begun, and is done after 24 hours."""

    async def states(self, handover: str, takeover: str, *, has_left: bool) -> tuple[TransferredContact, ...]: ...

    async def unassigned(self) -> tuple[Unassigned, ...]: ...

    async def start_groups(self, chat_ids: tuple[str, ...], new_owner: str, *, has_left: bool) -> dict[str, int]:
        """≤ 100 groups. WeCom's errcode for each that failed."""
