"""What the sidebar's services ask of their stores."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from ports.community.guide_sales import (
    Allowance,
    DraftKind,
    GrantedCoupon,
    GuideLine,
    GuideParcel,
    MiniCard,
    SentMessage,
)
from ports.community.radar import EventRow
from ports.community.sidebar import CartSummary, GuideSelf, PreferredOption, TabCounts
from ports.kernel import Fen, MemberId, OrderId, ProductId, Tx


class Whose(Struct, frozen=True):
    """A contact whom the guide follows. `member_id` None: has never been in the mini-program."""

    contact_id: str
    name: str
    remark: str
    avatar_url: str | None
    member_id: MemberId | None


class MostViewed(Struct, frozen=True):
    product_id: ProductId
    title: str
    image_url: str
    times: int


class CardRow(Struct, frozen=True):
    """Everything of the first answer that is no portrait. Of a contact without shop the last eight are empty."""

    whose: Whose
    gender: int
    added_at: datetime
    corp_tags: tuple[str, ...]
    counts: TabCounts
    level_name: str = ""
    paid_plan: str = ""
    joined_at: datetime | None = None
    cart: CartSummary | None = None
    last: EventRow | None = None
    viewed: MostViewed | None = None


class PreferredRow(Struct, frozen=True):
    """A product or a category: `views` since the beginning that was asked for, `bought` units ever."""

    id: UUID
    name: str
    image_url: str | None
    views: int
    bought: int


class ProfileFacts(Struct, frozen=True):
    level_name: str
    joined_at: datetime
    birthday: tuple[int, int] | None
    points: int
    products: tuple[PreferredRow, ...]
    categories: tuple[PreferredRow, ...]
    options: tuple[PreferredOption, ...]


class AfterSaleRow(Struct, frozen=True):
    id: UUID
    kind: str
    status: str
    refund_fen: Fen


class OrderRow(Struct, frozen=True):
    id: OrderId
    number: str
    status: str
    held_for: str | None
    placed_at: datetime
    pay_by: datetime
    payable_fen: Fen
    refunded_fen: Fen
    quantity: int
    lines: tuple[GuideLine, ...]
    parcels: tuple[GuideParcel, ...]
    after_sales: tuple[AfterSaleRow, ...]
    product_id: ProductId | None = None


class SidebarViews(Protocol):
    """Every query carries the guide; one statement each."""

    async def whose(self, tx: Tx, guide: str, contact_id: str) -> Whose | None:
        """None: the guide does not follow the contact."""

    async def card(self, tx: Tx, guide: str, contact_id: str, now: datetime) -> CardRow | None: ...

    async def me(self, tx: Tx, guide: str, now: datetime) -> GuideSelf | None:
        """None: nobody works here under that id."""

    async def profile(self, tx: Tx, member_id: MemberId, since: datetime) -> ProfileFacts: ...

    async def orders(
        self, tx: Tx, member_id: MemberId, cursor: str | None, limit: int
    ) -> tuple[list[OrderRow], str | None]: ...

    async def order(self, tx: Tx, member_id: MemberId, order_id: OrderId) -> OrderRow | None: ...


class GuideSessionStore(Protocol):
    async def begin_login(self, tx: Tx, state_hash: bytes, secret_hash: bytes, until: datetime) -> None: ...

    async def use_login(self, tx: Tx, state_hash: bytes, secret_hash: bytes, now: datetime) -> bool:
        """Once. False: it was not begun with this secret, or was used, or its time is over."""

    async def open(self, tx: Tx, user_id: str, token_hash: bytes, times: tuple[datetime, datetime]) -> bool:
        """From now on, until then. False: nobody works here under that id."""

    async def user(self, tx: Tx, token_hash: bytes, now: datetime) -> str | None:
        """None: no session, or it has run out, or they work here no more."""

    async def close(self, tx: Tx, token_hash: bytes) -> None: ...

    async def forget(self, tx: Tx, now: datetime) -> int:
        """Sessions and logins whose time is over."""


class DraftRow(Struct, frozen=True):
    """`name` of the script. `text`: what is suggested; once sent, what was sent."""

    id: UUID
    kind: DraftKind
    guide: str
    contact_id: str
    script_id: UUID | None
    name: str
    text: str
    card: MiniCard | None
    made_at: datetime
    sent_at: datetime | None = None
    with_card: bool = False
    is_edited: bool = False


class DraftStore(Protocol):
    async def insert(self, tx: Tx, row: DraftRow) -> None: ...

    async def lock(self, tx: Tx, guide: str, contact_id: str, draft_id: UUID) -> DraftRow | None: ...

    async def save(self, tx: Tx, row: DraftRow) -> None: ...

    async def sent(self, tx: Tx, guide: str, contact_id: str, limit: int) -> tuple[SentMessage, ...]:
        """The newest first."""

    async def last_sent(self, tx: Tx, guide: str, contact_id: str) -> dict[UUID, datetime]:
        """When each script was last sent."""


class NoteRow(Struct, frozen=True):
    id: UUID
    guide: str
    contact_id: str
    order_id: UUID | None
    sealed: bytes
    made_at: datetime
    order_number: str | None = None


class NoteStore(Protocol):
    async def insert(self, tx: Tx, row: NoteRow) -> None: ...

    async def remove(self, tx: Tx, guide: str, contact_id: str, note_id: UUID) -> bool: ...

    async def page(
        self, tx: Tx, guide: str, contact_id: str, page: tuple[str | None, int]
    ) -> tuple[list[NoteRow], str | None]: ...


class AllowanceRule(Struct, frozen=True, rename="camel"):
    """Of one guide, or (`guide` empty) of all without a rule of their own. None: no bound. `version` 0: not set.

    `refund_max_fen`: up to which refund a guide decides an after-sale request alone; 0: they only see it.
    """

    guide: str
    coupons_max: int | None
    value_max_fen: Fen | None
    version: int
    refund_max_fen: Fen = 0


class AllowanceUse(Struct, frozen=True, rename="camel"):
    guide: str
    guide_name: str
    coupons: int
    value_fen: Fen


class Gift(Struct, frozen=True):
    id: UUID
    guide: str
    contact_id: str
    member_id: MemberId
    template_id: UUID
    coupon_id: UUID
    name: str
    summary: str
    worth_fen: Fen
    granted_at: datetime


class AllowanceStore(Protocol):
    async def take(self, tx: Tx, guide: str, month: str, worth_fen: Fen) -> bool:
        """One coupon of so much, if the rule leaves room: one atomic statement. False: nothing was taken."""

    async def of(self, tx: Tx, guide: str, month: str) -> Allowance: ...

    async def refund_max_fen(self, tx: Tx, guide: str) -> Fen:
        """By the guide's own rule or everybody's; 0 without any."""

    async def rules(self, tx: Tx) -> tuple[AllowanceRule, ...]: ...

    async def save_rule(self, tx: Tx, rule: AllowanceRule) -> bool:
        """`version` as it was read. False: somebody has changed it since."""

    async def remove_rule(self, tx: Tx, guide: str, version: int) -> bool: ...

    async def uses(self, tx: Tx, month: str) -> tuple[AllowanceUse, ...]: ...

    async def templates(self, tx: Tx) -> tuple[UUID, ...]:
        """What guides may grant."""

    async def set_templates(self, tx: Tx, template_ids: Sequence[UUID]) -> None: ...

    async def note(self, tx: Tx, gift: Gift) -> None: ...

    async def gifts(self, tx: Tx, guide: str, contact_id: str, limit: int) -> tuple[GrantedCoupon, ...]: ...
