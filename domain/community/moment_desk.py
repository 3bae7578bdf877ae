"""Moments at the operator's desk: written, planned, taken back, stopped, decided where WeCom was silent."""

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.community.cards import Cards
from domain.community.contact_desk import READ, WRITE
from domain.community.group_post_rules import check_time
from domain.community.moment_rules import CANCELLABLE, CHANGEABLE, STOPPABLE, advice_of, check_content, month_of
from ports.community.group_posts import GroupPostStore
from ports.community.moment_views import MomentDetail, MomentReads, MomentView
from ports.community.moments import HandOverMoment, MomentContent, MomentState, MomentStore, PlannedMoment, StopMoment
from ports.governance.api import Actor, AuditApi, AuditEntry
from ports.kernel import Clock, DomainError, Ids, Invalid, NotFound, Page, Tx, UnitOfWork

Decision = Literal["said", "again"]
COPIED_AFTER = timedelta(days=1)


class MomentNotFound(NotFound):
    code = "community.moment_not_found"
    message = "没有找到这条朋友圈"


class MomentChanged(DomainError):
    code = "community.moment_changed"
    message = "这条朋友圈刚刚被别人改过，请刷新后再改"


class MomentBegun(DomainError):
    code = "community.moment_begun"
    kind = "conflict"
    message = "这条朋友圈已经交给企业微信或已取消，不能再改"


class MomentNotRunning(DomainError):
    code = "community.moment_not_running"
    kind = "conflict"
    message = "这条朋友圈没有在发表，不需要停止"


class NothingToDecideOnMoment(DomainError):
    code = "community.moment_nothing_to_decide"
    kind = "conflict"
    message = "这条朋友圈不需要处理"


class MomentDraft(Struct, frozen=True):
    content: MomentContent
    planned_at: datetime


class MomentList(Struct, frozen=True, rename="camel"):
    """`month_count`: begun or planned for this month in Shanghai. `advice` is empty where there is none."""

    items: tuple[MomentView, ...]
    next_cursor: str | None
    month_count: int
    advice: str


class MomentDesk:
    def __init__(
        self,
        uow: UnitOfWork,
        stores: tuple[MomentStore, MomentReads, GroupPostStore],
        cards: Cards,
        audit: AuditApi,
        system: tuple[Clock, Ids],
    ) -> None:
        """Of the store of posts the pictures alone are asked for."""
        self._uow = uow
        self._store, self._reads, self._posts = stores
        self._cards = cards
        self._audit = audit
        self._clock, self._ids = system

    async def page(self, actor: Actor, cursor: str | None, limit: int) -> MomentList:
        actor.require(READ)
        async with self._uow.reading() as tx:
            page: Page[MomentView] = await self._reads.page(tx, cursor, limit)
            count = await self._reads.begun(tx, *month_of(self._clock.now()))
        return MomentList(tuple(page.items), page.next_cursor, count, advice_of(count))

    async def one(self, actor: Actor, moment_id: UUID) -> MomentDetail:
        """Raises MomentNotFound."""
        actor.require(READ)
        async with self._uow.reading() as tx:
            return await self._shown(tx, moment_id)

    async def create(self, actor: Actor, draft: MomentDraft) -> MomentDetail:
        """Raises Invalid."""
        actor.require(WRITE)
        moment = PlannedMoment(
            *(self._ids.new(), draft.content, draft.planned_at, "draft", 1, self._clock.now(), actor.name)
        )
        async with self._uow.begin() as tx:
            await self._check(tx, moment)
            await self._store.insert(tx, moment)
            return await self._done(tx, (actor, "create"), moment)

    async def change(self, actor: Actor, moment_id: UUID, draft: MomentDraft, version: int) -> MomentDetail:
        """A planned one stays planned. Raises Invalid, MomentNotFound, MomentBegun, MomentChanged."""
        actor.require(WRITE)
        async with self._uow.begin() as tx:
            before = await self._locked(tx, moment_id, version)
            after = replace(before, content=draft.content, planned_at=draft.planned_at, version=version + 1)
            await self._check(tx, after)
            await self._store.save(tx, before, after)
            return await self._done(tx, (actor, "change"), after)

    async def plan(self, actor: Actor, moment_id: UUID, version: int) -> MomentDetail:
        """Raises Invalid, MomentNotFound, MomentBegun, MomentChanged."""
        actor.require(WRITE)
        async with self._uow.begin() as tx:
            before = await self._locked(tx, moment_id, version)
            after = replace(before, state="planned", version=version + 1)
            await self._check(tx, after)
            await self._store.save(tx, before, after)
            return await self._done(tx, (actor, "plan"), after)

    async def take_back(self, actor: Actor, moment_id: UUID, version: int) -> MomentDetail:
        """A planned one is a draft again. Raises MomentNotFound, MomentBegun, MomentChanged."""
        actor.require(WRITE)
        async with self._uow.begin() as tx:
            before = await self._locked(tx, moment_id, version)
            after = replace(before, state="draft", version=version + 1)
            await self._store.save(tx, before, after)
            return await self._done(tx, (actor, "take_back"), after)

    async def cancel(self, actor: Actor, moment_id: UUID) -> MomentDetail:
        """For good, before WeCom has it. Raises MomentNotFound, MomentBegun."""
        return await self._turned(actor, moment_id, "cancel", "cancelled")

    async def stop(self, actor: Actor, moment_id: UUID) -> MomentDetail:
        """What is published stays. Raises MomentNotFound, MomentNotRunning."""
        return await self._turned(actor, moment_id, "stop", "stopping")

    async def copy(self, actor: Actor, moment_id: UUID) -> MomentDetail:
        """A draft of the same for tomorrow at the same time of day. Raises MomentNotFound."""
        actor.require(WRITE)
        async with self._uow.begin() as tx:
            known = await self._found(tx, moment_id)
            now = self._clock.now()
            planned_at = known.planned_at + COPIED_AFTER
            while planned_at <= now:
                planned_at += COPIED_AFTER
            moment = PlannedMoment(self._ids.new(), known.content, planned_at, "draft", 1, now, actor.name)
            await self._store.insert(tx, moment)
            return await self._done(tx, (actor, "create"), moment)

    async def decide(self, actor: Actor, moment_id: UUID, decision: Decision) -> MomentDetail:
        """Of one whose answer was lost: it is out, or is to be said again; of one that failed at WeCom: again.

        Raises MomentNotFound, NothingToDecideOnMoment.
        """
        actor.require(WRITE)
        async with self._uow.begin() as tx:
            before = await self._found(tx, moment_id, lock=True)
            can_repeat = before.state == "failed" and bool(await self._store.guides(tx, moment_id))
            if before.state != "unknown" and not (can_repeat and decision == "again"):
                raise NothingToDecideOnMoment
            turn: dict[str, object] = {"state": "running", "problem": "由运营确认已创建"}
            if decision == "again":
                turn = {"state": "queued", "problem": None}
                tx.enqueue(HandOverMoment(moment_id))
            after = replace(before, version=before.version + 1, **turn)
            await self._store.save(tx, before, after)
            return await self._done(tx, (actor, decision), after)

    async def _turned(
        self, actor: Actor, moment_id: UUID, word: Literal["cancel", "stop"], state: MomentState
    ) -> MomentDetail:
        actor.require(WRITE)
        async with self._uow.begin() as tx:
            before = await self._found(tx, moment_id, lock=True)
            if before.state not in (CANCELLABLE if word == "cancel" else STOPPABLE):
                raise MomentBegun if word == "cancel" else MomentNotRunning
            after = replace(before, state=state, version=before.version + 1, problem=None)
            await self._store.save(tx, before, after)
            if word == "stop":
                tx.enqueue(StopMoment(moment_id))
            return await self._done(tx, (actor, word), after)

    async def _found(self, tx: Tx, moment_id: UUID, *, lock: bool = False) -> PlannedMoment:
        moment = await self._store.one(tx, moment_id, lock=lock)
        if moment is None:
            raise MomentNotFound
        return moment

    async def _locked(self, tx: Tx, moment_id: UUID, version: int) -> PlannedMoment:
        moment = await self._found(tx, moment_id, lock=True)
        if moment.state not in CHANGEABLE:
            raise MomentBegun
        if moment.version != version:
            raise MomentChanged
        return moment

    async def _check(self, tx: Tx, moment: PlannedMoment) -> None:
        """Guides, tags and the time are looked at when it is planned, or is changed after that."""
        content = moment.content
        check_content(content)
        if len(await self._posts.pictures(tx, content.picture_ids)) < len(content.picture_ids):
            raise Invalid("有图片已不在素材库，请重新选择", field="pictureIds")
        if content.link is not None:
            await self._check_link(tx, content)
        if moment.state != "planned":
            return
        check_time(moment.planned_at, self._clock.now())
        if len(await self._store.known_tags(tx, content.tag_ids)) < len(content.tag_ids):
            raise Invalid("有标签在企业微信中已删除，请重新选择", field="tagIds")
        working = await self._store.working(tx, content.guide_ids)
        if not working:
            raise Invalid("选择的导购都已离职，或现在没有能添加客户的导购", field="guideIds")
        if content.guide_ids and len(working) < len(content.guide_ids):
            raise Invalid("有导购已离职，请重新选择", field="guideIds")

    async def _check_link(self, tx: Tx, content: MomentContent) -> None:
        assert content.link is not None
        try:
            await self._cards.check(tx, content.link)
        except Invalid as error:
            # It is a card as far as its rules go; on the page it is the link.
            raise Invalid(error.text.replace("卡片", "链接"), field="link") from error

    async def _done(self, tx: Tx, done: tuple[Actor, str], moment: PlannedMoment) -> MomentDetail:
        actor, action = done
        name = moment.content.text.strip().splitlines()[0][:20]
        await self._audit.record(tx, AuditEntry(actor, f"community.moment_{action}", name, moment.id, None, ""))
        return tx.answered(await self._shown(tx, moment.id))

    async def _shown(self, tx: Tx, moment_id: UUID) -> MomentDetail:
        shown = await self._reads.one(tx, moment_id)
        if shown is None:
            raise MomentNotFound
        return shown
