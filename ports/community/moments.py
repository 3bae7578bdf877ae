"""Moments 朋友圈 of the corporation: what operators write, guides publish, and customers see (G2)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.community.cards import CardWish
from ports.kernel import Job, Tx

MomentState = Literal[
    "draft",
    "planned",
    "queued",
    "starting",
    "making",
    "running",
    "stopping",
    "stopped",
    "failed",
    "unknown",
    "cancelled",
]
"""`queued`: it is due. `starting`: WeCom is being called. `making`: WeCom has taken it and makes the guides' tasks.

`running`: guides may publish it. `unknown`: an answer was lost, a person decides. `stopped`: nobody can publish it any
more, what is published stays; `cancelled`: before WeCom had it.
"""
MomentGuideState = Literal["waiting", "published", "left_out"]
"""`left_out`: WeCom does not give it to this guide."""


class MomentContent(Struct, frozen=True, rename="camel"):
    """`text` ≤ 2000 characters. `picture_ids` of the media library, ≤ 9, or a `link` to a product of the shop.

    No `guide_ids`: all guides who work here when it is due. No `tag_ids`: all their customers.
    """

    text: str
    picture_ids: tuple[UUID, ...]
    link: CardWish | None
    guide_ids: tuple[str, ...]
    tag_ids: tuple[str, ...]


class PlannedMoment(Struct, frozen=True):
    """`code` of its touch. `job_id` and `wecom_id` are WeCom's. `started_at`: when WeCom was called last."""

    id: UUID
    content: MomentContent
    planned_at: datetime
    state: MomentState
    version: int
    made_at: datetime
    made_by: str
    code: str | None = None
    job_id: str | None = None
    wecom_id: str | None = None
    started_at: datetime | None = None
    problem: str | None = None


class MomentGuide(Struct, frozen=True):
    """`customers`: how many see it, as far as it was counted. Times are when we learnt of it."""

    user_id: str
    state: MomentGuideState
    published_at: datetime | None
    customers: int
    counted_at: datetime | None


class HandOverMoment(Job, tag="community.hand_over_moment", frozen=True):
    """It is due: WeCom is called."""

    moment_id: UUID


class FindMoment(Job, tag="community.find_moment", frozen=True):
    """An answer was lost: WeCom's list is looked through."""

    moment_id: UUID


class FollowMoment(Job, tag="community.follow_moment", frozen=True):
    """WeCom is asked what has become of it: of its job, then of its guides."""

    moment_id: UUID


class StopMoment(Job, tag="community.stop_moment", frozen=True):
    """Nobody is to publish it any more."""

    moment_id: UUID


class RemindOfMoment(Job, tag="community.remind_of_moment", frozen=True):
    """The guide has not published it for hours."""

    moment_id: UUID
    user_id: str


class MomentStore(Protocol):
    async def insert(self, tx: Tx, moment: PlannedMoment) -> None: ...

    async def one(self, tx: Tx, moment_id: UUID, *, lock: bool = False) -> PlannedMoment | None: ...

    async def save(self, tx: Tx, before: PlannedMoment, after: PlannedMoment) -> bool:
        """False: somebody has changed it since `before`."""

    async def working(self, tx: Tx, user_ids: Sequence[str]) -> tuple[str, ...]:
        """Those of them who work here and may have contacts; of all guides where none are named. In order."""

    async def known_tags(self, tx: Tx, tag_ids: Sequence[str]) -> frozenset[str]: ...

    async def is_taken(self, tx: Tx, wecom_id: str, moment_id: UUID) -> bool:
        """It is another moment's."""

    async def due(self, tx: Tx, now: datetime, limit: int) -> tuple[PlannedMoment, ...]:
        """Planned for now or earlier; locked to the end of the transaction, others' are passed over."""

    async def put_guides(self, tx: Tx, moment_id: UUID, user_ids: Sequence[str]) -> None:
        """All of them wait. Those of an earlier try are forgotten."""

    async def guides(self, tx: Tx, moment_id: UUID) -> tuple[MomentGuide, ...]:
        """In order."""


class MomentProgress(Protocol):
    """What became of moments, and which of them somebody has to look at."""

    async def leave_out(self, tx: Tx, moment_id: UUID, user_ids: Sequence[str]) -> None: ...

    async def published(self, tx: Tx, moment_id: UUID, user_ids: Sequence[str], now: datetime) -> None:
        """Never undone; the first time that we learnt of it stays."""

    async def counted(self, tx: Tx, key: tuple[UUID, str], customers: int, now: datetime) -> None: ...

    async def lost(self, tx: Tx, before: datetime) -> tuple[UUID, ...]:
        """Those that are `starting` since before then, in order."""

    async def unsent(self, tx: Tx, before: datetime, now: datetime) -> tuple[UUID, ...]:
        """Queued ones that nobody has tried since then: their job was lost. They are marked as looked at now."""

    async def in_doubt(self, tx: Tx, before: datetime, now: datetime) -> tuple[UUID, ...]:
        """Ones whose id at WeCom is not known, not looked for since then; marked."""

    async def to_follow(self, tx: Tx, before: datetime, now: datetime) -> tuple[UUID, ...]:
        """Ones that WeCom makes, or that have guides who wait or are to be counted; marked."""

    async def to_stop(self, tx: Tx, before: datetime, now: datetime) -> tuple[UUID, ...]:
        """`stopping` ones that nobody has tried since then; marked."""

    async def to_remind(self, tx: Tx, begun_before: datetime, now: datetime) -> tuple[tuple[UUID, str], ...]:
        """Working guides who wait since then, whom nobody has reminded; they are marked as reminded now."""
