"""What the faces read of tags: the browser, the filter of the member list, the profile of a member."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import MemberId, Page, Tx
from ports.members.tag_rules import Refresh, TagKind
from ports.members.tag_store import ManualTag, TagRun
from ports.members.views import MemberRow

TREND_DAYS = 30
COMPARED_MAX = 5


class SlotRow(Struct, frozen=True):
    slot: int
    kind: Literal["level", "category"]
    name: str
    is_gone: bool


class TagView(Struct, frozen=True, rename="camel"):
    """`trend`: how many had it, a number for each of the book's days. `coverage_permille`: of all members."""

    id: int
    code: str
    name: str
    definition: str
    kind: TagKind
    owner: str
    refresh: Refresh
    members: int
    coverage_permille: int
    trend: tuple[int, ...]
    is_retired: bool = False


class FamilyView(Struct, frozen=True, rename="camel"):
    """`is_exclusive`: a member has one of these at most."""

    code: str
    name: str
    group: str
    is_exclusive: bool
    tags: tuple[TagView, ...]


class NightView(Struct, frozen=True, rename="camel"):
    """The last night. `seconds` None: it is still at work. `off`: what events had not brought up to date."""

    day: date
    state: str
    members: int
    done: int
    changed: int
    off: int
    started_at: datetime
    seconds: int | None


class TagBook(Struct, frozen=True, rename="camel"):
    """`days` are those on which sizes were counted, at most TREND_DAYS, the last one last."""

    families: tuple[FamilyView, ...]
    days: tuple[date, ...]
    members: int
    night: NightView | None


class OverlapPart(Struct, frozen=True, rename="camel"):
    """Members who have exactly these of the compared tags."""

    tag_ids: tuple[int, ...]
    members: int


class Overlap(Struct, frozen=True, rename="camel"):
    """`matrix[i][j]`: members who have both, in the order of `tag_ids`; the diagonal is the size of each."""

    tag_ids: tuple[int, ...]
    parts: tuple[OverlapPart, ...]
    matrix: tuple[tuple[int, ...], ...]


class TagFilter(Struct, frozen=True):
    """All of the ones and none of the others. Ids of computed and manual tags alike."""

    wanted: tuple[int, ...]
    unwanted: tuple[int, ...]


class TagCount(Struct, frozen=True, rename="camel"):
    members: int


class WhyTag(Struct, frozen=True, rename="camel"):
    """A tag that a member has. `figures`: the member's own, that decide it. `by`: who gave a manual one, and when."""

    id: int
    name: str
    definition: str
    kind: TagKind
    figures: tuple[str, ...]
    by: str | None = None
    at: datetime | None = None


class ProfileFamily(Struct, frozen=True, rename="camel"):
    code: str
    name: str
    group: str
    tags: tuple[WhyTag, ...]


class MonthSpend(Struct, frozen=True, rename="camel"):
    """`month` as 2026-11, in Shanghai."""

    month: str
    orders: int
    spent_fen: int


class ProfileHead(Struct, frozen=True, rename="camel"):
    """Masked. `spent_fen` is what was paid less what was refunded."""

    id: MemberId
    nickname: str
    avatar_url: str | None
    phone_masked: str | None
    level_name: str
    joined_at: datetime
    orders: int
    spent_fen: int
    average_fen: int | None
    days_since_last: int | None
    place: str | None


class Rfm(Struct, frozen=True, rename="camel"):
    """Scores of 1 to 5, and the figures that they are made of; None without a purchase."""

    r: int | None
    f: int | None
    m: int | None
    segment: str | None
    days_since_last: int | None
    orders_365: int
    spent_365_fen: int


class ChildView(Struct, frozen=True, rename="camel"):
    words: str


class MemberProfile(Struct, frozen=True, rename="camel"):
    head: ProfileHead
    rfm: Rfm
    families: tuple[ProfileFamily, ...]
    manual_tags: tuple[WhyTag, ...]
    children: tuple[ChildView, ...]
    months: tuple[MonthSpend, ...]
    computed_at: datetime | None


class TimelineItem(Struct, frozen=True, rename="camel"):
    """`kind` names what it is of (order, after_sale, coupon, tag …); `target_id` has a page of its own."""

    id: UUID
    kind: str
    at: datetime
    title: str
    text: str
    target_id: UUID | None


class HeldManualTag(Struct, frozen=True):
    tag: ManualTag
    by: str
    at: datetime


class ProfileRow(Struct, frozen=True):
    """What the profile page reads beside the figures."""

    nickname: str
    avatar_url: str | None
    phone_masked: str | None
    level_name: str
    joined_at: datetime
    computed_at: datetime | None


class TagViews(Protocol):
    async def slots(self, tx: Tx) -> list[SlotRow]: ...

    async def manual_tags(self, tx: Tx) -> list[ManualTag]: ...

    async def sizes(self, tx: Tx, days: int) -> tuple[list[date], dict[int, list[int]]]:
        """The last days on which sizes were counted, and for each tag its size on each of them."""

    async def last_run(self, tx: Tx) -> TagRun | None: ...

    async def members(self, tx: Tx) -> int: ...

    async def patterns(self, tx: Tx, tag_ids: Sequence[int]) -> dict[int, int]:
        """Bit i of a key: they have `tag_ids[i]`. Members who have none of them are not counted."""

    async def count(self, tx: Tx, given: TagFilter) -> int: ...

    async def rows(self, tx: Tx, given: TagFilter, page: tuple[str | None, str | None, int]) -> Page[MemberRow]:
        """As `MemberViews.rows`, of the members that the filter lets through. `page`: query, cursor, limit."""


class ProfileViews(Protocol):
    async def row(self, tx: Tx, member_id: MemberId) -> ProfileRow | None: ...

    async def manual_tags(self, tx: Tx, member_id: MemberId) -> list[HeldManualTag]: ...

    async def months(self, tx: Tx, member_id: MemberId, today: date) -> tuple[MonthSpend, ...]:
        """The last twelve months, this one last."""


class MemberTimeline(Protocol):
    async def page(self, tx: Tx, member_id: MemberId, cursor: str | None, limit: int) -> Page[TimelineItem]:
        """The latest first."""
