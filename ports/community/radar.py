"""Behaviour of customers as the radar reads it: rows of insight with what they are about, and the feed of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from ports.community.sidebar import RadarKind
from ports.kernel import Fen, MemberId, Tx


class EventRow(Struct, frozen=True):
    """A view comes with how long it lasted, once that is known."""

    id: UUID
    kind: RadarKind
    at: datetime
    product_id: UUID | None = None
    title: str | None = None
    image_url: str | None = None
    price_fen: Fen | None = None
    quantity: int | None = None
    words: str | None = None
    dwell_ms: int | None = None
    order_id: UUID | None = None
    order_number: str | None = None
    amount_fen: Fen | None = None


class NowRow(Struct, frozen=True):
    contact_id: str
    name: str
    remark: str
    avatar_url: str | None
    event: EventRow


class FeedPlace(Struct, frozen=True, order=True):
    """A place in the feed: events of transactions older than all that run are in this order, and get no company."""

    xid: int = 0
    id: UUID = UUID(int=0)


class Follow(Struct, frozen=True):
    """A guide who follows the customer of an event, and how they know them."""

    guide: str
    contact_id: str
    name: str
    remark: str
    avatar_url: str | None


class FeedEvent(Struct, frozen=True):
    """`is_settled`: nothing can come before it any more. `told_id`: the row of the feed, a leave has its own."""

    place: FeedPlace
    is_settled: bool
    event: EventRow
    follows: tuple[Follow, ...]


class FeedReading(Struct, frozen=True):
    """`place`: everything up to it has been read. `is_whole`: nothing was left out for being too much."""

    place: FeedPlace
    is_whole: bool
    events: tuple[FeedEvent, ...]


class RadarViews(Protocol):
    async def events(
        self, tx: Tx, member_id: MemberId, cursor: str | None, limit: int
    ) -> tuple[list[EventRow], str | None]:
        """The newest first, and where the next page begins."""

    async def now(self, tx: Tx, guide: str, since: datetime, limit: int) -> Sequence[NowRow]:
        """Customers of the guide who did something since then, the latest first."""

    async def is_known(self, tx: Tx, place: FeedPlace) -> bool:
        """Whether it is a settled place of this feed."""

    async def place(self, tx: Tx) -> FeedPlace:
        """The newest settled place."""

    async def after(self, tx: Tx, place: FeedPlace, since: datetime, limit: int) -> FeedReading:
        """What happened behind a place, not before `since`. What is not settled comes too, and comes again."""
