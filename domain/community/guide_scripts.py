"""Scripts for a customer: the three that fit best, made from facts (G3)."""

from datetime import datetime
from uuid import UUID

from domain.community.guide_contacts import whose
from domain.community.guide_drafts import GuideDrafts, Wanted
from domain.community.script_rules import SUGGESTED_MAX, Fitted, ScriptFacts, fitted, fitting
from ports.community.guide_sales import Draft, ScriptTab, SentMessage, Suggestion
from ports.community.scripts import ExtraFacts, ScriptNotFound, ScriptStore, ScriptUnfit
from ports.community.sidebar import ContactNotYours
from ports.community.sidebar_store import DraftStore, SidebarViews
from ports.kernel import Clock, MemberId, Tx, UnitOfWork
from ports.members.api import Portrait, PortraitApi

SENT_SHOWN_MAX = 10


class GuideScripts:
    def __init__(
        self,
        uow: UnitOfWork,
        stores: tuple[ScriptStore, DraftStore, SidebarViews],
        portraits: PortraitApi,
        drafts: GuideDrafts,
        clock: Clock,
    ) -> None:
        self._uow = uow
        self._scripts, self._drafts, self._views = stores
        self._portraits = portraits
        self._making = drafts
        self._clock = clock

    async def tab(self, guide: str, contact_id: str) -> ScriptTab:
        """What was sent to them lately comes after what was not. Raises ContactNotYours."""
        async with self._uow.reading() as tx:
            facts = await facts_of((self._scripts, self._views, self._portraits), tx, (guide, contact_id), self._now())
            found = fitting(await self._scripts.active(tx), facts)
            sent = await self._drafts.last_sent(tx, guide, contact_id)
            messages = await self._drafts.sent(tx, guide, contact_id, SENT_SHOWN_MAX)
        found.sort(key=lambda one: one.script.id in sent)
        return ScriptTab(tuple(_suggestion(one, sent) for one in found[:SUGGESTED_MAX]), messages)

    async def draft(self, guide: str, contact_id: str, script_id: UUID, text: str | None) -> Draft:
        """`text`: as the guide has it; None: as suggested. Raises ContactNotYours, ScriptNotFound, ScriptUnfit."""
        async with self._uow.begin() as tx:
            facts = await facts_of((self._scripts, self._views, self._portraits), tx, (guide, contact_id), self._now())
            script = await self._scripts.one(tx, script_id)
            if script is None or not script.is_active:
                raise ScriptNotFound
            fit = fitted(script, facts)
            if fit is None:
                raise ScriptUnfit
            wanted = Wanted("script", script.rules.name, (text or fit.text).strip(), fit.card)
            return tx.answered(await self._making.make(tx, (guide, contact_id), wanted, script.id))

    async def sent(self, guide: str, contact_id: str, draft_id: UUID, said: tuple[str, bool]) -> SentMessage:
        """Raises ContactNotYours, DraftNotFound."""
        return await self._making.sent(guide, contact_id, draft_id, said)

    def _now(self) -> datetime:
        return self._clock.now()


async def facts_of(
    asked: tuple[ScriptStore, SidebarViews, PortraitApi], tx: Tx, pair: tuple[str, str], now: datetime
) -> ScriptFacts:
    """Raises ContactNotYours."""
    scripts, views, portraits = asked
    await whose(views, tx, *pair)
    row = await views.card(tx, *pair, now)
    if row is None:
        raise ContactNotYours
    member_id = row.whose.member_id
    portrait = await portraits.portrait(tx, member_id, now) if member_id else None
    extra = await scripts.facts(tx, member_id, now) if member_id else ExtraFacts(None, None, None)
    return ScriptFacts(row, portrait or nobody(), extra, now)


def nobody() -> Portrait:
    """Of a contact who has never been in the shop."""
    return Portrait(
        member_id=MemberId(UUID(int=0)),
        orders=0,
        spent_fen=0,
        average_fen=None,
        days_since_last=None,
        interval_days=None,
        place=None,
        pregnancy_weeks=(),
        child_months=(),
        days_to_birth=None,
        coupons_held=0,
        coupon_days_left=None,
        open_after_sales=0,
        r=None,
        f=None,
        m=None,
        segment=None,
        tags=(),
    )


def _suggestion(one: Fitted, sent: dict[UUID, datetime]) -> Suggestion:
    return Suggestion(
        template_id=one.script.id,
        name=one.script.rules.name,
        text=one.text,
        why=one.why,
        card=one.card,
        sent_at=sent.get(one.script.id),
    )
