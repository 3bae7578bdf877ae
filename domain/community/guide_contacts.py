"""Who somebody is, as their guide sees it: the first answer and the profile (G3)."""

from datetime import datetime, timedelta

from domain.community.insight_line import insight_line
from domain.community.visit_rules import sentence
from ports.community.radar import EventRow
from ports.community.sidebar import (
    CartSummary,
    ContactCard,
    ContactNotYours,
    ContactProfile,
    HeldCoupon,
    LiveState,
    NotAMember,
    Preferred,
    Shopping,
    SidebarRfm,
    SidebarTag,
)
from ports.community.sidebar_store import CardRow, PreferredRow, SidebarViews, Whose
from ports.kernel import Clock, MemberId, Tx, UnitOfWork
from ports.members.api import Portrait, PortraitApi, PortraitTag
from ports.promotion.api import GuideCouponApi

TAGS_SHOWN_MAX = 8
COUPONS_SHOWN_MAX = 20
ACTIVE = timedelta(minutes=5)
VIEWED_WITHIN = timedelta(days=90)
_DOING = {
    "product_view": "正在看「{}」",
    "cart_add": "刚把「{}」加入购物车",
    "cart_remove": "刚移出了购物车里的「{}」",
}


async def whose(views: SidebarViews, tx: Tx, guide: str, contact_id: str) -> Whose:
    """Raises ContactNotYours: also for whom nobody knows."""
    found = await views.whose(tx, guide, contact_id)
    if found is None:
        raise ContactNotYours
    return found


async def member_of(views: SidebarViews, tx: Tx, guide: str, contact_id: str) -> MemberId:
    """Raises ContactNotYours, NotAMember."""
    found = await whose(views, tx, guide, contact_id)
    if found.member_id is None:
        raise NotAMember
    return found.member_id


class GuideContacts:
    def __init__(
        self, uow: UnitOfWork, views: SidebarViews, asked: tuple[PortraitApi, GuideCouponApi], clock: Clock
    ) -> None:
        self._uow = uow
        self._views = views
        self._portraits, self._coupons = asked
        self._clock = clock

    async def card(self, guide: str, contact_id: str) -> ContactCard:
        """Raises ContactNotYours."""
        now = self._clock.now()
        async with self._uow.reading() as tx:
            row = await self._views.card(tx, guide, contact_id, now)
            if row is None:
                raise ContactNotYours
            member_id = row.whose.member_id
            portrait = await self._portraits.portrait(tx, member_id, now) if member_id else None
        return ContactCard(
            contact_id=row.whose.contact_id,
            name=row.whose.name,
            remark=row.whose.remark,
            avatar_url=row.whose.avatar_url,
            gender=row.gender,
            added_at=row.added_at,
            corp_tags=row.corp_tags,
            shopping=_shopping(row, portrait, now) if portrait else None,
            counts=row.counts,
        )

    async def profile(self, guide: str, contact_id: str) -> ContactProfile:
        """Raises ContactNotYours, NotAMember."""
        now = self._clock.now()
        async with self._uow.reading() as tx:
            member_id = await member_of(self._views, tx, guide, contact_id)
            facts = await self._views.profile(tx, member_id, now - VIEWED_WITHIN)
            portrait = await self._portraits.portrait(tx, member_id, now)
            held = await self._coupons.held(tx, member_id, COUPONS_SHOWN_MAX)
        if portrait is None:
            raise NotAMember
        return ContactProfile(
            member_id=member_id,
            level_name=facts.level_name,
            joined_at=facts.joined_at,
            place=portrait.place,
            birthday=f"{facts.birthday[0]} 月 {facts.birthday[1]} 日" if facts.birthday else None,
            children=portrait.children,
            orders=portrait.orders,
            spent_fen=portrait.spent_fen,
            average_fen=portrait.average_fen,
            days_since_last=portrait.days_since_last,
            points=facts.points,
            rfm=_rfm(portrait),
            tags=tuple(map(_tag, portrait.tags)),
            products=tuple(map(preferred, facts.products)),
            categories=tuple(map(preferred, facts.categories)),
            options=facts.options,
            coupons=tuple(
                HeldCoupon(one.id, one.name, one.summary, one.scope_text, one.valid_until, one.expires_soon)
                for one in held
            ),
        )


def live_state(last: EventRow | None, now: datetime) -> LiveState:
    if last is None:
        return LiveState(False, None, "")
    is_active = now - last.at <= ACTIVE
    doing = _DOING.get(last.kind, "")
    text = doing.format(last.title) if is_active and doing and last.title else sentence(last)
    return LiveState(is_active, last.at, text)


def preferred(row: PreferredRow) -> Preferred:
    parts = [f"买过 {row.bought} 件"] if row.bought else []
    parts += [f"近 90 天看了 {row.views} 次"] if row.views else []
    return Preferred(row.id, row.name, row.image_url, row.views, row.bought, "，".join(parts))


def _shopping(row: CardRow, portrait: Portrait, now: datetime) -> Shopping:
    assert row.joined_at is not None, "the portrait is of a member"
    return Shopping(
        member_id=portrait.member_id,
        level_name=row.level_name,
        paid_plan=row.paid_plan,
        joined_at=row.joined_at,
        life_stage=portrait.children[0] if portrait.children else "",
        insight=insight_line(row, portrait),
        orders=portrait.orders,
        spent_fen=portrait.spent_fen,
        days_since_last=portrait.days_since_last,
        tags=tuple(map(_tag, portrait.tags[:TAGS_SHOWN_MAX])),
        rfm=_rfm(portrait),
        live=live_state(row.last, now),
        cart=row.cart or CartSummary(0, 0, 0, False, ()),
    )


def _rfm(portrait: Portrait) -> SidebarRfm:
    return SidebarRfm(portrait.r, portrait.f, portrait.m, portrait.segment)


def _tag(tag: PortraitTag) -> SidebarTag:
    return SidebarTag(tag.id, tag.name, tag.family, tag.definition, tag.figures)
