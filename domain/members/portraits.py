"""Members as guides see them: the tags are computed from the figures, so that both tell the same (G3)."""

from datetime import datetime

from domain.members.shanghai_days import as_of
from domain.members.tag_book import BookTag, TagLibrary
from domain.members.tag_predicates import Tagger
from ports.kernel import MemberId, Tx
from ports.members.portraits import Portrait, PortraitTag
from ports.members.tag_rules import MemberFigures
from ports.members.tag_store import TagStore
from ports.members.tag_views import HeldManualTag, ProfileViews, TagViews

FIRST_FAMILIES = ("pregnancy", "stage", "rfm", "preferred", "sensitivity", "lifecycle")
"""These say most of a person; then come the others, in the order of the book."""


class Portraits:
    """Implements `ports.members.api.PortraitApi`."""

    def __init__(self, stores: tuple[TagStore, TagViews, ProfileViews], tagging: tuple[Tagger, TagLibrary]) -> None:
        self._store, self._views, self._profiles = stores
        self._tagger, self._library = tagging

    async def portrait(self, tx: Tx, member_id: MemberId, now: datetime) -> Portrait | None:
        found = await self._store.figures(tx, [member_id], as_of(now))
        if not found:
            return None
        manual = await self._profiles.manual_tags(tx, member_id)
        slots = await self._views.slots(tx)
        figures, held = found[0], frozenset(self._tagger.tags(found[0]))
        families = sorted(self._library.families(slots, ()), key=lambda one: _place(one.code))
        names = {family.code: tag.name for family in families for tag in reversed(family.tags) if tag.id in held}
        computed = [
            self._tag(tag, family.name, figures) for family in families for tag in family.tags if tag.id in held
        ]
        place = " ".join(dict.fromkeys(part for part in (figures.province, figures.city) if part))
        return Portrait(
            member_id=member_id,
            orders=figures.orders,
            spent_fen=figures.spent_fen,
            average_fen=figures.average_fen,
            days_since_last=figures.days_since_last,
            interval_days=figures.interval_days,
            place=place or None,
            pregnancy_weeks=figures.pregnancy_weeks,
            child_months=figures.child_months,
            days_to_birth=figures.days_to_birth,
            coupons_held=figures.coupons_held,
            coupon_days_left=figures.coupon_days_left,
            open_after_sales=figures.open_after_sales,
            r=_score(names, "rfm_r"),
            f=_score(names, "rfm_f"),
            m=_score(names, "rfm_m"),
            segment=names.get("rfm"),
            tags=(*map(_manual, manual), *computed),
        )

    def _tag(self, tag: BookTag, family: str, figures: MemberFigures) -> PortraitTag:
        own = self._library.words.figures(tag.condition, figures) if tag.condition else []
        return PortraitTag(tag.id, tag.name, family, tag.definition, tuple(own))


def _place(code: str) -> int:
    return FIRST_FAMILIES.index(code) if code in FIRST_FAMILIES else len(FIRST_FAMILIES)


def _score(names: dict[str, str], code: str) -> int | None:
    return int(names[code][1:]) if code in names else None


def _manual(one: HeldManualTag) -> PortraitTag:
    return PortraitTag(one.tag.id, one.tag.name, "手工标签", one.tag.definition)
