"""The tag browser of the office: every tag with its meaning, size and trend; overlaps; members by tags."""

from collections.abc import Mapping, Sequence
from datetime import date

from domain.members.manual_tags import READ
from domain.members.tag_book import BookFamily, BookTag, TagLibrary
from ports.governance.api import Actor
from ports.kernel import Invalid, Page, UnitOfWork
from ports.members.tag_store import TagRun
from ports.members.tag_views import (
    COMPARED_MAX,
    TREND_DAYS,
    FamilyView,
    NightView,
    Overlap,
    OverlapPart,
    TagBook,
    TagCount,
    TagFilter,
    TagView,
    TagViews,
)
from ports.members.views import MemberRow

FILTER_MAX = 20


class TagBrowser:
    def __init__(self, uow: UnitOfWork, views: TagViews, library: TagLibrary) -> None:
        self._uow = uow
        self._views = views
        self._library = library

    async def book(self, actor: Actor) -> TagBook:
        actor.require(READ)
        async with self._uow.reading() as tx:
            families = self._library.families(await self._views.slots(tx), await self._views.manual_tags(tx))
            days, sizes = await self._views.sizes(tx, TREND_DAYS)
            members, run = await self._views.members(tx), await self._views.last_run(tx)
        return TagBook(
            families=tuple(_family(family, sizes, days, members) for family in families),
            days=tuple(days),
            members=members,
            night=_night(run, members) if run else None,
        )

    async def overlap(self, actor: Actor, tag_ids: Sequence[int]) -> Overlap:
        """Of two to COMPARED_MAX tags, counted now. Raises Invalid."""
        actor.require(READ)
        ids = list(dict.fromkeys(tag_ids))
        if not 2 <= len(ids) <= COMPARED_MAX:
            raise Invalid(f"请选择 2 到 {COMPARED_MAX} 个标签", field="ids")
        async with self._uow.reading() as tx:
            return overlap(ids, await self._views.patterns(tx, ids))

    async def count(self, actor: Actor, given: TagFilter) -> TagCount:
        """Raises Invalid."""
        actor.require(READ)
        async with self._uow.reading() as tx:
            return TagCount(await self._views.count(tx, _checked(given)))

    async def rows(self, actor: Actor, given: TagFilter, page: tuple[str | None, str | None, int]) -> Page[MemberRow]:
        """The members that the filter lets through. `page`: query, cursor, limit. Raises Invalid."""
        actor.require(READ)
        async with self._uow.reading() as tx:
            return await self._views.rows(tx, _checked(given), page)


def _checked(given: TagFilter) -> TagFilter:
    if len(given.wanted) + len(given.unwanted) > FILTER_MAX:
        raise Invalid(f"最多同时按 {FILTER_MAX} 个标签筛选", field="tags")
    return given


def overlap(ids: Sequence[int], patterns: Mapping[int, int]) -> Overlap:
    """`patterns`: members by the bits of the tags that they have. The largest part first."""
    parts = [
        OverlapPart(tuple(tag for place, tag in enumerate(ids) if pattern >> place & 1), members)
        for pattern, members in patterns.items()
    ]

    def both(one: int, other: int) -> int:
        return sum(members for pattern, members in patterns.items() if pattern >> one & 1 and pattern >> other & 1)

    places = range(len(ids))
    matrix = tuple(tuple(both(one, other) for other in places) for one in places)
    return Overlap(tuple(ids), tuple(sorted(parts, key=lambda part: (-part.members, part.tag_ids))), matrix)


def _family(family: BookFamily, sizes: Mapping[int, Sequence[int]], days: Sequence[date], members: int) -> FamilyView:
    tags = tuple(_tag(tag, family.owner, sizes.get(tag.id, [0] * len(days)), members) for tag in family.tags)
    return FamilyView(family.code, family.name, family.group, family.is_exclusive, tags)


def _tag(tag: BookTag, owner: str, trend: Sequence[int], members: int) -> TagView:
    size = trend[-1] if trend else 0
    return TagView(
        id=tag.id,
        code=tag.code,
        name=tag.name,
        definition=tag.definition,
        kind=tag.kind,
        owner=owner,
        refresh=tag.refresh,
        members=size,
        coverage_permille=size * 1000 // members if members else 0,
        trend=tuple(trend),
        is_retired=tag.is_retired,
    )


def _night(run: TagRun, members: int) -> NightView:
    seconds = int((run.finished_at - run.started_at).total_seconds()) if run.finished_at else None
    total = run.members or run.gathered or members
    return NightView(run.day, run.state, total, run.written, run.changed, run.off, run.started_at, seconds)
