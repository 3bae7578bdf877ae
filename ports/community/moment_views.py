"""What operators see of moments, ready to encode."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from ports.community.group_post_views import PostOrderView
from ports.community.moments import MomentContent, MomentGuideState, MomentState
from ports.community.touches import TouchResult
from ports.kernel import Page, Tx


class MomentView(Struct, frozen=True, rename="camel"):
    """`guides` who have it to publish; `customers` who see it, one of two guides counted twice.

    `visitors` and `orders` came through its link.
    """

    id: UUID
    content: MomentContent
    planned_at: datetime
    state: MomentState
    version: int
    made_at: datetime
    made_by: str
    started_at: datetime | None
    problem: str | None
    picture_urls: tuple[str, ...]
    link_title: str | None
    link_picture_url: str | None
    tag_names: tuple[str, ...]
    guides: int
    published: int
    customers: int
    visitors: int
    orders: int


class MomentGuideView(Struct, frozen=True, rename="camel"):
    """`is_active`: works here."""

    user_id: str
    name: str
    is_active: bool
    state: MomentGuideState
    published_at: datetime | None
    reminded_at: datetime | None
    customers: int


class MomentDetail(Struct, frozen=True, rename="camel"):
    """`orders`: the newest 20."""

    moment: MomentView
    guides: tuple[MomentGuideView, ...]
    result: TouchResult
    orders: tuple[PostOrderView, ...]


class MomentReads(Protocol):
    async def page(self, tx: Tx, cursor: str | None, limit: int) -> Page[MomentView]:
        """By the time they are planned for, newest first. Raises InvalidCursor."""

    async def begun(self, tx: Tx, start: datetime, end: datetime) -> int:
        """How many were handed to WeCom in that time, or are planned for it."""

    async def one(self, tx: Tx, moment_id: UUID) -> MomentDetail | None: ...
