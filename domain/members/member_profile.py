"""A member all round: who it is, every tag with the figures that gave it, and one timeline of everything."""

from domain.members.manual_tags import READ
from domain.members.shanghai_days import as_of
from domain.members.tag_book import BookTag, TagLibrary
from domain.members.tag_predicates import Tagger
from ports.governance.api import Actor
from ports.kernel import Clock, MemberId, NotFound, Page, UnitOfWork
from ports.members.tag_rules import MemberFigures
from ports.members.tag_store import TagStore
from ports.members.tag_views import (
    ChildView,
    HeldManualTag,
    MemberProfile,
    MemberTimeline,
    ProfileFamily,
    ProfileHead,
    ProfileRow,
    ProfileViews,
    Rfm,
    TagViews,
    TimelineItem,
    WhyTag,
)


class MemberProfiles:
    """The tags shown are computed from the figures that are shown: the two never tell different things."""

    def __init__(
        self,
        uow: UnitOfWork,
        stores: tuple[TagStore, TagViews, ProfileViews, MemberTimeline],
        tagging: tuple[Tagger, TagLibrary],
        clock: Clock,
    ) -> None:
        self._uow = uow
        self._store, self._views, self._profiles, self._timeline = stores
        self._tagger, self._library = tagging
        self._clock = clock

    async def one(self, actor: Actor, member_id: MemberId) -> MemberProfile:
        """Raises NotFound."""
        actor.require(READ)
        moment = as_of(self._clock.now())
        async with self._uow.reading() as tx:
            row = await self._profiles.row(tx, member_id)
            found = await self._store.figures(tx, [member_id], moment)
            if row is None or not found:
                raise NotFound
            manual = await self._profiles.manual_tags(tx, member_id)
            months = await self._profiles.months(tx, member_id, moment.today)
            slots = await self._views.slots(tx)
        figures, held = found[0], frozenset(self._tagger.tags(found[0]))
        families = [
            ProfileFamily(
                family.code,
                family.name,
                family.group,
                tuple(self._why(tag, figures) for tag in family.tags if tag.id in held),
            )
            for family in self._library.families(slots, ())
        ]
        return MemberProfile(
            head=_head(row, figures),
            rfm=_rfm(figures, families),
            families=tuple(family for family in families if family.tags),
            manual_tags=tuple(_manual(one) for one in manual),
            children=_children(figures),
            months=months,
            computed_at=row.computed_at,
        )

    async def timeline(self, actor: Actor, member_id: MemberId, cursor: str | None, limit: int) -> Page[TimelineItem]:
        """The latest first. Raises NotFound."""
        actor.require(READ)
        async with self._uow.reading() as tx:
            if await self._profiles.row(tx, member_id) is None:
                raise NotFound
            return await self._timeline.page(tx, member_id, cursor, limit)

    def _why(self, tag: BookTag, figures: MemberFigures) -> WhyTag:
        own = self._library.words.figures(tag.condition, figures) if tag.condition else []
        return WhyTag(tag.id, tag.name, tag.definition, tag.kind, tuple(own))


def _manual(one: HeldManualTag) -> WhyTag:
    tag = one.tag
    return WhyTag(tag.id, tag.name, tag.definition, "manual", (), one.by, one.at)


def _head(row: ProfileRow, figures: MemberFigures) -> ProfileHead:
    place = " ".join(dict.fromkeys(part for part in (figures.province, figures.city) if part))
    return ProfileHead(
        id=figures.member_id,
        nickname=row.nickname,
        avatar_url=row.avatar_url,
        phone_masked=row.phone_masked,
        level_name=row.level_name,
        joined_at=row.joined_at,
        orders=figures.orders,
        spent_fen=figures.spent_fen,
        average_fen=figures.average_fen,
        days_since_last=figures.days_since_last,
        place=place or None,
    )


def _rfm(figures: MemberFigures, families: list[ProfileFamily]) -> Rfm:
    names = {family.code: family.tags[0].name for family in families if family.tags}

    def score(code: str) -> int | None:
        return int(names[code][1:]) if code in names else None

    return Rfm(
        r=score("rfm_r"),
        f=score("rfm_f"),
        m=score("rfm_m"),
        segment=names.get("rfm"),
        days_since_last=figures.days_since_last,
        orders_365=figures.orders_365,
        spent_365_fen=figures.spent_365_fen,
    )


def _children(figures: MemberFigures) -> tuple[ChildView, ...]:
    expected = [ChildView(f"孕 {weeks} 周") for weeks in figures.pregnancy_weeks]
    born = [ChildView(f"{months} 个月" if months < 36 else f"{months // 12} 岁") for months in figures.child_months]
    return (*expected, *born)
