"""Reviews and posts as shoppers and operators see them, ready to encode."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.community.ugc import CheckState, Decider, Doubt, ReportCause, UgcKind, UgcState
from ports.kernel import Fen, LineId, MemberId, OrderId, Page, ProductId, SkuId, Tx

QueueName = Literal["waiting", "reported", "checking", "visible", "hidden", "refused"]


class PictureView(Struct, frozen=True, rename="camel"):
    url: str
    small_url: str
    width: int
    height: int


class FollowUpView(Struct, frozen=True, rename="camel"):
    """`days`: how long after the review."""

    body: str
    days: int
    pictures: tuple[PictureView, ...]


class ReviewView(Struct, frozen=True, rename="camel"):
    """`author` is masked. `helpful`: how many members said so; `is_voted`: the one who looks has."""

    id: UUID
    author: str
    stars: int
    body: str
    option_text: str
    pictures: tuple[PictureView, ...]
    at: datetime
    helpful: int
    is_voted: bool
    is_mine: bool
    is_featured: bool
    reply: str
    replied_at: datetime | None
    follow_up: FollowUpView | None


class ReviewSummary(Struct, frozen=True, rename="camel"):
    """`average_tenths` 48 is 4.8 stars; 0: nobody has written. `star_counts`: from one star to five."""

    count: int
    average_tenths: int
    good_percent: int
    star_counts: tuple[int, ...]
    with_pictures: int


class ProductReviews(Struct, frozen=True, rename="camel"):
    """What the product's page shows."""

    summary: ReviewSummary
    top: tuple[ReviewView, ...]


class SkuCount(Struct, frozen=True, rename="camel"):
    sku_id: SkuId
    option_text: str
    count: int


class ReviewFilter(Struct, frozen=True):
    product_id: ProductId
    stars: int | None = None
    with_pictures: bool = False
    sku_id: SkuId | None = None


class LinkedProduct(Struct, frozen=True, rename="camel"):
    id: ProductId
    title: str
    cover_url: str
    price_fen: Fen
    is_on_sale: bool


class PostView(Struct, frozen=True, rename="camel"):
    id: UUID
    author: str
    body: str
    pictures: tuple[PictureView, ...]
    at: datetime
    helpful: int
    is_voted: bool
    is_mine: bool
    products: tuple[LinkedProduct, ...]


class ToReview(Struct, frozen=True, rename="camel"):
    """A line that the member may review."""

    line_id: LineId
    order_id: OrderId
    product_id: ProductId
    title: str
    option_text: str
    image_url: str
    completed_at: datetime


class OwnUgc(Struct, frozen=True, rename="camel"):
    """`state_text` and `reason` say where it is and why. `follow_up_until`: None, none may be written."""

    id: UUID
    kind: UgcKind
    state: UgcState
    state_text: str
    reason: str
    stars: int | None
    body: str
    is_anonymous: bool
    pictures: tuple[PictureView, ...]
    at: datetime
    product_id: ProductId | None
    title: str
    option_text: str
    image_url: str
    reply: str
    helpful: int
    follow_up_until: datetime | None
    follow_up_state: UgcState | None


class FeaturedUgc(Struct, frozen=True, rename="camel"):
    """For a post in a group: it is shown to everybody, and an operator has chosen it."""

    id: UUID
    kind: UgcKind
    author: str
    stars: int | None
    body: str
    picture_url: str | None
    product_id: ProductId | None
    title: str
    featured_at: datetime


class CheckView(Struct, frozen=True, rename="camel"):
    """`place` 0 is the text, 1 and on the pictures. `text` says in Chinese what WeChat found."""

    place: int
    state: CheckState
    label: int | None
    text: str


class DeskReport(Struct, frozen=True, rename="camel"):
    cause: ReportCause
    words: str
    at: datetime


class DeskUgc(Struct, frozen=True, rename="camel"):
    """One thing on the desk. `why` says why it waits for a person; `parent_body`: the review that it follows."""

    id: UUID
    kind: UgcKind
    state: UgcState
    state_text: str
    doubt: Doubt | None
    why: str
    reason: str
    member_id: MemberId
    nickname: str
    is_anonymous: bool
    stars: int | None
    body: str
    parent_body: str
    pictures: tuple[PictureView, ...]
    checks: tuple[CheckView, ...]
    reports: tuple[DeskReport, ...]
    product_id: ProductId | None
    title: str
    option_text: str
    made_at: datetime
    shown_at: datetime | None
    helpful: int
    reply: str
    is_featured: bool


class HistoryView(Struct, frozen=True, rename="camel"):
    at: datetime
    decider: Decider
    by: str
    from_state: UgcState
    to_state: UgcState
    text: str
    reason: str


class DeskDetail(Struct, frozen=True, rename="camel"):
    item: DeskUgc
    history: tuple[HistoryView, ...]


class DeskCounts(Struct, frozen=True, rename="camel"):
    """`oldest_at`: since when the oldest of `waiting` lies there."""

    waiting: int
    reported: int
    checking: int
    visible: int
    hidden: int
    refused: int
    oldest_at: datetime | None


class DeskFilter(Struct, frozen=True):
    queue: QueueName
    kind: UgcKind | None = None
    stars: int | None = None
    query: str | None = None
    product_id: ProductId | None = None


class UgcViews(Protocol):
    async def summary(self, tx: Tx, product_id: ProductId) -> ReviewSummary: ...

    async def top(self, tx: Tx, product_id: ProductId, viewer: MemberId | None) -> tuple[ReviewView, ...]:
        """Two: chosen ones first, then those with pictures that were found helpful."""

    async def reviews(
        self, tx: Tx, wanted: ReviewFilter, viewer: MemberId | None, cursor: str | None, limit: int
    ) -> Page[ReviewView]: ...

    async def skus(self, tx: Tx, product_id: ProductId) -> tuple[SkuCount, ...]: ...

    async def posts(
        self, tx: Tx, of: tuple[ProductId | None, MemberId | None], cursor: str | None, limit: int
    ) -> Page[PostView]:
        """`of`: the product that is linked (None: any), and who looks."""

    async def post(self, tx: Tx, post_id: UUID, viewer: MemberId | None) -> PostView | None:
        """Also the author's own that is not shown yet."""

    async def to_review(
        self, tx: Tx, member_id: MemberId, order_id: OrderId | None, cursor: str | None, limit: int
    ) -> Page[ToReview]: ...

    async def own(self, tx: Tx, member_id: MemberId, now: datetime, cursor: str | None, limit: int) -> Page[OwnUgc]: ...

    async def own_one(self, tx: Tx, member_id: MemberId, now: datetime, ugc_id: UUID) -> OwnUgc | None: ...

    async def featured(self, tx: Tx, limit: int) -> Sequence[FeaturedUgc]:
        """Newest choice first."""

    async def desk(self, tx: Tx, wanted: DeskFilter, cursor: str | None, limit: int) -> Page[DeskUgc]: ...

    async def desk_one(self, tx: Tx, ugc_id: UUID) -> DeskDetail | None: ...

    async def counts(self, tx: Tx) -> DeskCounts: ...
