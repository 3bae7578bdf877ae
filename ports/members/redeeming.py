"""The points shop 积分商城 (M3): things that points buy, and what was handed out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import MemberId, Page, Tx
from ports.members.play import AwardKind, AwardSource, AwardState


class RedeemItemRow(Struct, frozen=True):
    """`taken` of `stock` are gone. `per_member_max` None: no limit."""

    id: UUID
    name: str
    words: str
    image_url: str
    kind: AwardKind
    template_id: UUID | None
    points: int
    stock: int
    taken: int
    per_member_max: int | None
    is_enabled: bool
    sort: int
    version: int


class RedeemStore(Protocol):
    async def items(self, tx: Tx, only_enabled: bool) -> Sequence[RedeemItemRow]:
        """By `sort`."""

    async def item(self, tx: Tx, item_id: UUID) -> RedeemItemRow | None: ...

    async def lock_item(self, tx: Tx, item_id: UUID) -> RedeemItemRow | None: ...

    async def insert_item(self, tx: Tx, row: RedeemItemRow) -> None: ...

    async def save_item(self, tx: Tx, row: RedeemItemRow) -> None:
        """All but `taken`; the caller holds its lock."""

    async def take(self, tx: Tx, item_id: UUID) -> bool:
        """One unit. False: none is left, or it is off the shelf; nothing changed."""

    async def give_back(self, tx: Tx, item_id: UUID) -> None:
        """One unit that was taken is there again."""

    async def had(self, tx: Tx, item_id: UUID, member_id: MemberId) -> int:
        """How many the member redeemed and keeps."""

    async def had_each(self, tx: Tx, member_id: MemberId) -> dict[UUID, int]: ...


class RedeemItemView(Struct, frozen=True, rename="camel"):
    """`can_redeem` false: `why_not` says what stands in the way."""

    id: UUID
    name: str
    words: str
    image_url: str
    kind: AwardKind
    points: int
    stock: int
    left: int
    per_member_max: int | None
    had: int
    can_redeem: bool
    why_not: str


class RedeemShop(Struct, frozen=True, rename="camel"):
    items: Sequence[RedeemItemView]
    points: int


class AwardView(Struct, frozen=True, rename="camel"):
    """What the member got: `code` is shown at the counter."""

    id: UUID
    source: AwardSource
    kind: AwardKind
    name: str
    points: int
    code: str | None
    state: AwardState
    state_text: str
    at: datetime


class RedeemResult(Struct, frozen=True, rename="camel"):
    """`is_new` false: this request had been answered before."""

    is_new: bool
    text: str
    award: AwardView
    shop: RedeemShop


class AdminRedeemItem(Struct, frozen=True, rename="camel"):
    id: UUID
    name: str
    words: str
    image_url: str
    kind: AwardKind
    template_id: UUID | None
    points: int
    stock: int
    taken: int
    per_member_max: int | None
    is_enabled: bool
    sort: int
    version: int


class AdminRedeemItems(Struct, frozen=True, rename="camel"):
    items: Sequence[AdminRedeemItem]


class AdminAward(Struct, frozen=True, rename="camel"):
    """`member_name` is masked."""

    id: UUID
    source: AwardSource
    kind: AwardKind
    name: str
    member_id: MemberId
    member_name: str
    points: int
    code: str | None
    state: AwardState
    state_text: str
    note: str
    at: datetime
    settled_at: datetime | None
    settled_by: str


class AwardFilter(Struct, frozen=True):
    """`code`: exactly this one."""

    state: AwardState | None = None
    source: AwardSource | None = None
    code: str | None = None


class RedeemViews(Protocol):
    async def mine(self, tx: Tx, member_id: MemberId, cursor: str | None, limit: int) -> Page[AwardView]:
        """The newest first; `state_text` is empty."""

    async def awards(self, tx: Tx, given: AwardFilter, cursor: str | None, limit: int) -> Page[AdminAward]:
        """The newest first; names are in full, `state_text` is empty."""

    async def award(self, tx: Tx, award_id: UUID) -> AdminAward | None: ...
