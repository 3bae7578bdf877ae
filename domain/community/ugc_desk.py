"""The desk 评价与晒单: a person decides what the machine could not, answers, chooses, and takes back (G5)."""

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

from msgspec import Struct

from domain.community import ugc_rules as rules
from domain.community.ugc_moving import UgcMover
from domain.community.ugc_rules import Decision, UgcMoved
from ports.community.api import ReviewDiscredited
from ports.community.ugc import Doubt, Ugc, UgcNotFound, UgcReplaced, UgcState, UgcStore
from ports.community.ugc_views import DeskCounts, DeskDetail, DeskFilter, DeskUgc, UgcViews
from ports.governance.api import Actor, AuditApi, AuditEntry
from ports.kernel import Clock, DomainError, Invalid, Page, Tx, UnitOfWork

MODERATE = "ugc.moderate"
Verb = Literal["show", "refuse", "hide"]
_TO: dict[Verb, UgcState] = {"show": "visible", "refuse": "refused", "hide": "hidden"}
_KINDS = {"review": "评价", "follow_up": "追评", "post": "晒单"}


class NotShown(DomainError):
    code = "community.ugc_not_shown"
    message = "展示中的内容才能这样操作"


class Wish(Struct, frozen=True):
    """`reason` is told to the author of what is refused or hidden. `is_fraud`: points earned by it are taken back."""

    verb: Verb
    reason: str
    is_fraud: bool = False


class Outcome(Struct, frozen=True, rename="camel"):
    """`problem` None: done, and `state` is where it is now."""

    id: UUID
    state: UgcState | None
    problem: str | None


class UgcDesk:
    def __init__(
        self, uow: UnitOfWork, stores: tuple[UgcStore, UgcViews], mover: UgcMover, audit: AuditApi, clock: Clock
    ) -> None:
        self._uow = uow
        self._store, self._views = stores
        self._mover, self._audit = mover, audit
        self._clock = clock

    async def counts(self, actor: Actor) -> DeskCounts:
        actor.require(MODERATE)
        async with self._uow.reading() as tx:
            return await self._views.counts(tx)

    async def page(self, actor: Actor, wanted: DeskFilter, cursor: str | None, limit: int) -> Page[DeskUgc]:
        actor.require(MODERATE)
        async with self._uow.reading() as tx:
            return await self._views.desk(tx, wanted, cursor, limit)

    async def one(self, actor: Actor, ugc_id: UUID) -> DeskDetail:
        """Raises UgcNotFound."""
        actor.require(MODERATE)
        async with self._uow.reading() as tx:
            return await self._detail(tx, ugc_id)

    async def decide(self, actor: Actor, ids: Sequence[UUID], wish: Wish) -> list[Outcome]:
        """Each for itself: what somebody else has moved meanwhile is told and left alone. Raises Invalid."""
        actor.require(MODERATE)
        reason = wish.reason.strip()
        if wish.verb != "show" and not reason:
            raise Invalid("请写明原因，作者会看到", field="reason")
        if len(reason) > rules.REASON_MAX:
            raise Invalid(f"原因最多 {rules.REASON_MAX} 个字", field="reason")
        decision = Decision(_TO[wish.verb], reason or "人工审核通过")
        return [await self._decide(actor, ugc_id, decision, is_fraud=wish.is_fraud) for ugc_id in _once(ids)]

    async def undo(self, actor: Actor, ids: Sequence[UUID]) -> list[Outcome]:
        """One's own last decision of the last minutes: it lies on the desk again, or is where it was."""
        actor.require(MODERATE)
        return [await self._undo(actor, ugc_id) for ugc_id in _once(ids)]

    async def reply(self, actor: Actor, ugc_id: UUID, words: str) -> DeskDetail:
        """The merchant's answer under a review; empty takes it back. Raises UgcNotFound, NotShown, Invalid."""
        actor.require(MODERATE)
        words = words.strip()
        if len(words) > rules.REPLY_MAX:
            raise Invalid(f"回复最多 {rules.REPLY_MAX} 个字", field="words")
        async with self._uow.begin() as tx:
            ugc = await self._mover.lock(tx, ugc_id)
            if ugc.state != "visible" or ugc.kind != "review":
                raise NotShown("展示中的评价才能回复")
            await self._store.reply(tx, ugc.id, words, actor.name, self._clock.now())
            await self._audit.record(tx, AuditEntry(actor, "ugc.reply", _name(ugc), ugc.id, None, words or "删除回复"))
            return tx.answered(await self._detail(tx, ugc_id))

    async def feature(self, actor: Actor, ugc_id: UUID, *, is_featured: bool) -> DeskDetail:
        """Chosen ones stand first on the product's page, and may be posted in groups. Raises UgcNotFound, NotShown."""
        actor.require(MODERATE)
        async with self._uow.begin() as tx:
            ugc = await self._mover.lock(tx, ugc_id)
            if is_featured and (ugc.state != "visible" or ugc.kind == "follow_up"):
                raise NotShown("展示中的评价和晒单才能设为精选")
            await self._store.feature(tx, ugc.id, self._clock.now() if is_featured else None)
            words = "设为精选" if is_featured else "取消精选"
            await self._audit.record(tx, AuditEntry(actor, "ugc.feature", _name(ugc), ugc.id, None, words))
            return tx.answered(await self._detail(tx, ugc_id))

    async def settle_reports(self, actor: Actor, ugc_id: UUID) -> DeskDetail:
        """Looked at, and it may stay. Raises UgcNotFound."""
        actor.require(MODERATE)
        async with self._uow.begin() as tx:
            ugc = await self._mover.lock(tx, ugc_id)
            await self._store.settle_reports(tx, [ugc.id], self._clock.now())
            await self._audit.record(
                tx, AuditEntry(actor, "ugc.settle_reports", _name(ugc), ugc.id, None, "举报不成立")
            )
            return tx.answered(await self._detail(tx, ugc_id))

    async def _decide(self, actor: Actor, ugc_id: UUID, decision: Decision, *, is_fraud: bool) -> Outcome:
        try:
            async with self._uow.begin() as tx:
                ugc = await self._mover.lock(tx, ugc_id)
                after = ugc
                if ugc.state != decision.state:
                    after = await self._mover.move(tx, ugc, "operator", decision, actor.name)
                elif not is_fraud:
                    # Two people have pressed the same key: no problem of anybody's.
                    return Outcome(ugc_id, ugc.state, None)
                await self._store.settle_reports(tx, [ugc.id], self._clock.now())
                if is_fraud and after.state != "visible" and after.line_id is not None and after.kind == "review":
                    tx.emit(ReviewDiscredited(after.id, after.line_id, after.member_id))
                action = f"ugc.{after.state}"
                detail = "作弊，扣回积分" if is_fraud else ""
                await self._audit.record(tx, AuditEntry(actor, action, _name(ugc), ugc.id, decision.reason, detail))
                return Outcome(ugc_id, after.state, None)
        except (UgcMoved, UgcReplaced, UgcNotFound) as refusal:
            return Outcome(ugc_id, None, refusal.text)

    async def _undo(self, actor: Actor, ugc_id: UUID) -> Outcome:
        try:
            async with self._uow.begin() as tx:
                ugc = await self._mover.lock(tx, ugc_id)
                last = (await self._store.last_entries(tx, [ugc.id])).get(ugc.id)
                is_own = last is not None and (last.decider, last.by) == ("operator", actor.name)
                if last is None or not is_own or last.to_state != ugc.state:
                    raise UgcMoved("没有可以撤销的操作")
                if self._clock.now() > last.at + rules.UNDO_WITHIN:
                    raise UgcMoved("超过 10 分钟，不能撤销了")
                doubt: Doubt | None = "verdict" if last.from_state == "in_review" else None
                decision = Decision(last.from_state, "审核被撤销，请再看一眼" if doubt else "撤销操作", doubt)
                after = await self._mover.move(tx, ugc, "operator", decision, actor.name)
                await self._audit.record(tx, AuditEntry(actor, "ugc.undo", _name(ugc), ugc.id, None, ""))
                return Outcome(ugc_id, after.state, None)
        except (UgcMoved, UgcReplaced, UgcNotFound) as refusal:
            return Outcome(ugc_id, None, refusal.text)

    async def _detail(self, tx: Tx, ugc_id: UUID) -> DeskDetail:
        found = await self._views.desk_one(tx, ugc_id)
        if found is None:
            raise UgcNotFound
        return found


def _once(ids: Sequence[UUID]) -> list[UUID]:
    return list(dict.fromkeys(ids))


def _name(ugc: Ugc) -> str:
    return f"{_KINDS[ugc.kind]}：{ugc.body[:20] or '（没有文字）'}"
