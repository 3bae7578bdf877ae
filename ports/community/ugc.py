"""Reviews, follow-ups and posts (G5): what shoppers write and show, its checks, and its store."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import DomainError, Job, LineId, MemberId, NotFound, OrderId, ProductId, SkuId, Tx
from ports.members.api import MergeStep
from ports.outside.content_check import Verdict

UgcKind = Literal["review", "follow_up", "post"]
UgcState = Literal["submitted", "checking", "in_review", "visible", "hidden", "refused", "deleted"]
"""Only `visible` is seen by others. `in_review`: it lies on a person's desk."""
Doubt = Literal["verdict", "no_verdict", "check_failed"]
"""Why it lies there: the machine was not sure, has not answered in time, or does not judge it."""
CheckState = Literal["open", "asked", "pass", "review", "risky", "failed"]
Decider = Literal["author", "machine", "clock", "operator"]
ReportCause = Literal["ad", "abuse", "false", "privacy", "other"]


class Picture(Struct, frozen=True):
    """`url` for a phone's width, `small_url` for a tile."""

    media_id: UUID
    url: str
    small_url: str
    width: int
    height: int


class Ugc(Struct, frozen=True):
    """`reason` is told to the author where it was refused or hidden. `check_by`: afterwards a person looks at it."""

    id: UUID
    kind: UgcKind
    member_id: MemberId
    order_id: OrderId | None
    line_id: LineId | None
    product_id: ProductId | None
    sku_id: SkuId | None
    option_text: str
    parent_id: UUID | None
    stars: int | None
    body: str
    is_anonymous: bool
    picture_count: int
    state: UgcState
    doubt: Doubt | None
    reason: str
    made_at: datetime
    check_by: datetime
    shown_at: datetime | None
    version: int


class Check(Struct, frozen=True):
    """`place` 0 is the text, 1 and on the pictures. `label` is WeChat's. `note`: why it failed."""

    id: UUID
    place: int
    state: CheckState
    label: int | None = None
    note: str = ""


class HistoryEntry(Struct, frozen=True):
    """`by`: the operator's name where one decided."""

    id: UUID
    ugc_id: UUID
    at: datetime
    decider: Decider
    by: str
    from_state: UgcState
    to_state: UgcState
    reason: str


class BoughtLine(Struct, frozen=True):
    """A line of the member's own order. `kept`: units that were not refunded. `review_id`: of one that stands."""

    line_id: LineId
    order_id: OrderId
    product_id: ProductId
    sku_id: SkuId
    option_text: str
    is_completed: bool
    kept: int
    review_id: UUID | None


class Counted(Struct, frozen=True):
    """A change of a product's figures: `sign` 1 when the review is shown, -1 when it is no more."""

    product_id: ProductId
    stars: int
    has_pictures: bool
    sign: int


class Traced(Struct, frozen=True):
    """A trace of which both are known: whose it is, and what was judged."""

    check_id: UUID
    ugc_id: UUID
    verdict: Verdict


class Report(Struct, frozen=True):
    id: UUID
    ugc_id: UUID
    member_id: MemberId
    cause: ReportCause
    words: str
    at: datetime


class UgcNotFound(NotFound):
    code = "community.ugc_not_found"
    message = "没有找到这条内容，可能已被删除"


class LineNotFound(NotFound):
    code = "community.line_not_found"
    message = "没有找到这件买过的商品"


class NotReviewable(DomainError):
    code = "community.not_reviewable"
    message = "订单完成后才能评价"


class AlreadyReviewed(DomainError):
    code = "community.already_reviewed"
    message = "这件商品您已经评价过了"


class UgcReplaced(DomainError):
    """The author has written a new review of the line since."""

    code = "community.ugc_replaced"
    message = "作者已经重新写了评价，这一条不能再展示"


class CheckUgc(Job, tag="community.check_ugc", frozen=True):
    """WeChat is to judge it. `attempt` counts calls that found nobody."""

    ugc_id: UUID
    attempt: int = 1


class UgcStore(Protocol):
    """Rows are locked in the order of their ids; a product's figures after the rows."""

    async def bought_line(self, tx: Tx, member_id: MemberId, line_id: LineId) -> BoughtLine | None: ...

    async def pictures(self, tx: Tx, media_ids: Sequence[UUID]) -> dict[UUID, Picture]: ...

    async def goods(self, tx: Tx, product_ids: Sequence[ProductId]) -> frozenset[ProductId]:
        """Those of them that are on sale."""

    async def insert(
        self, tx: Tx, ugc: Ugc, pictures: Sequence[Picture], products: Sequence[ProductId], checks: Sequence[Check]
    ) -> bool:
        """False: there is one already, of this line or to this review."""

    async def lock(self, tx: Tx, ids: Sequence[UUID]) -> list[Ugc]: ...

    async def lock_with_follow_up(self, tx: Tx, ugc_id: UUID) -> list[Ugc]:
        """The thing, and the follow-up to it."""

    async def find(self, tx: Tx, ugc_id: UUID) -> Ugc | None: ...

    async def posts_since(self, tx: Tx, member_id: MemberId, since: datetime) -> int:
        """Posts that the member has written since then, also such as are gone."""

    async def save(self, tx: Tx, ugc: Ugc, entry: HistoryEntry | None) -> None:
        """State, doubt, reason and times of a locked row, and how it came to it. Raises UgcReplaced."""

    async def last_entries(self, tx: Tx, ids: Sequence[UUID]) -> dict[UUID, HistoryEntry]: ...

    async def count(self, tx: Tx, changes: Sequence[Counted]) -> None: ...

    async def checks(self, tx: Tx, ugc_id: UUID) -> tuple[Check, ...]: ...

    async def picture_urls(self, tx: Tx, ugc_id: UUID) -> dict[int, str]:
        """By place, from 1 on."""

    async def answer(self, tx: Tx, check: Check, now: datetime) -> None: ...

    async def asked(self, tx: Tx, trace_id: str, check_id: UUID, now: datetime) -> Traced | None:
        """The trace is this check's. The verdict, if it has come before."""

    async def judged(self, tx: Tx, trace_id: str, verdict: Verdict, now: datetime) -> Traced | None:
        """The first verdict of a trace stays. Whose it is, if that is known yet."""

    async def overdue(self, tx: Tx, now: datetime, limit: int) -> Sequence[UUID]: ...

    async def vote(self, tx: Tx, ugc_id: UUID, member_id: MemberId, now: datetime, *, is_helpful: bool) -> int:
        """How many found it helpful. Once per member. The row is locked."""

    async def report(self, tx: Tx, report: Report) -> None:
        """Once per member and thing."""

    async def settle_reports(self, tx: Tx, ids: Sequence[UUID], now: datetime) -> None: ...

    async def reply(self, tx: Tx, ugc_id: UUID, words: str, by: str, now: datetime) -> None:
        """Empty takes it back."""

    async def feature(self, tx: Tx, ugc_id: UUID, at: datetime | None) -> None: ...

    async def of_member(self, tx: Tx, member_id: MemberId) -> Sequence[UUID]:
        """Also of those who were merged into the member."""

    async def drop_pictures(self, tx: Tx, ugc_ids: Sequence[UUID]) -> tuple[UUID, ...]:
        """They show no pictures any more. The media that they showed."""

    async def erase(self, tx: Tx, ugc_ids: Sequence[UUID]) -> None:
        """Pictures go, and of posts the words; what stays has no name."""

    async def take_over(self, tx: Tx, step: MergeStep) -> None: ...

    async def give_back(self, tx: Tx, step: MergeStep) -> None: ...
