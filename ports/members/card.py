"""The member card (M7): a code that changes, shown by the shopper and scanned once in a store."""

from datetime import datetime
from typing import Protocol

from msgspec import Struct

from ports.kernel import DomainError, MemberId, OperatorId, Tx


class CardView(Struct, frozen=True, rename="camel"):
    """`code` is 18 digits. `qr_url` is a picture as a data address; `bars` are the widths of a Code 128, bar first.

    A new one is to be asked for after `refresh_seconds`; this one is good until `good_until`. `points` None: the shop
    has none.
    """

    code: str
    code_grouped: str
    qr_url: str
    bars: tuple[int, ...]
    refresh_seconds: int
    good_until: datetime
    nickname: str
    level_name: str
    discount_percent: int
    free_freight: bool
    points: int | None


class Scanned(Struct, frozen=True, rename="camel"):
    """Whom the code stands for, masked."""

    member_id: MemberId
    nickname_masked: str
    phone_masked: str | None
    level_name: str
    benefits: tuple[str, ...]
    points: int | None
    coupon_count: int
    joined_at: datetime
    scanned_at: datetime


class CodeRow(Struct, frozen=True):
    """A code that was shown. `step` counts half minutes since 1970."""

    member_id: MemberId
    step: int
    used_at: datetime | None


class NoCard(DomainError):
    code = "members.no_card"
    message = "这个账号现在没有会员码"


class NotACardCode(DomainError):
    code = "members.not_a_card_code"
    kind = "invalid"
    message = "这不是会员码，请让顾客打开小程序的「会员码」页面"


class CardCodeUnknown(DomainError):
    code = "members.card_code_unknown"
    kind = "not_found"
    message = "没有找到这个会员码，请让顾客刷新后再扫"


class CardCodeExpired(DomainError):
    code = "members.card_code_expired"
    message = "会员码已经过期，请让顾客刷新后再扫"


class CardCodeUsed(DomainError):
    code = "members.card_code_used"
    message = "这个会员码已经用过了，请让顾客刷新后再扫"


class CardStore(Protocol):
    async def secret(self, tx: Tx, member_id: MemberId) -> bytes | None:
        """Sealed; None: there is none yet, or nobody of this id."""

    async def set_secret(self, tx: Tx, member_id: MemberId, before: bytes | None, sealed: bytes) -> bytes | None:
        """Sealed, whoever came first. None: nobody of this id who has not left."""

    async def issue(self, tx: Tx, member_id: MemberId, step: int, code_hash: bytes) -> None:
        """The same code again changes nothing."""

    async def use(self, tx: Tx, code_hash: bytes, steps: tuple[int, int], by: tuple[OperatorId, datetime]) -> bool:
        """False: there is no such unused code of the steps from one to the other."""

    async def find(self, tx: Tx, code_hash: bytes) -> CodeRow | None: ...

    async def forget(self, tx: Tx, before_step: int, limit: int) -> int: ...


class CardPictures(Protocol):
    def qr_url(self, text: str) -> str:
        """A PNG of a QR code as a `data:` address, which both the mini-program and browsers show."""
